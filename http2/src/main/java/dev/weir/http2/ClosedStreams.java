package dev.weir.http2;

/**
 * How the last streams to close were closed. What a client has sent before it could know of the end of a stream is no
 * error, and what it sends after is (RFC 9113 section 5.1, "closed").
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
final class ClosedStreams {
    private final int[] ids;
    private final StreamState[] states;
    private int next;

    /**
     * Makes an empty memory.
     *
     * @param capacity how many are remembered
     */
    ClosedStreams(int capacity) {
        ids = new int[capacity];
        states = new StreamState[capacity];
    }

    void add(int id, StreamState state) {
        ids[next] = id;
        states[next] = state;
        next = next + 1 == ids.length ? 0 : next + 1;
    }

    /** How a stream was closed; null when that is not known any more, or the stream was never open. */
    StreamState get(int id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return states[i];
            }
        }
        return null;
    }
}
