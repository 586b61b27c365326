package dev.weir.http2.stream;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the last streams to close were closed. What a client has sent before it could know of the end of a stream is no
 * error, and what it sends after is (RFC 9113 section 5.1, "closed").
 *
 * <p>"An endpoint MUST ignore frames that it receives on closed streams after it has sent a RST_STREAM frame", and that
 * may be many: a client that has not seen our SETTINGS yet may begin with hundreds of requests and their content, most
 * of which we refuse. So the client's streams that we have reset are remembered for as long as the connection lives.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
public final class ClosedStreams {
    private static final int FIRST = 2;

    private final int capacity;
    /** They grow up to the capacity: many connections never have so many streams. */
    private int[] ids = new int[FIRST];

    private @Nullable StreamState[] states = new StreamState[FIRST];
    private int next;
    /** Those of the client's that we have reset. */
    private final StreamRanges reset = new StreamRanges();

    /**
     * Makes an empty memory.
     *
     * @param capacity how many are remembered, at least 8
     */
    public ClosedStreams(int capacity) {
        this.capacity = capacity;
    }

    public void add(int id, StreamState state) {
        if (state == StreamState.RESET_LOCAL && (id & 1) == 1) {
            reset.add(id);
            return;
        }
        if (next == ids.length) {
            if (next < capacity) {
                int length = Math.min(capacity, 2 * next);
                ids = Arrays.copyOf(ids, length);
                states = Arrays.copyOf(states, length);
            } else {
                next = 0;
            }
        }
        ids[next] = id;
        states[next] = state;
        next++;
    }

    /** Returns how a stream was closed; null when that was forgotten, or the stream was never open. */
    public @Nullable StreamState get(int id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return states[i];
            }
        }
        return reset.contains(id) ? StreamState.RESET_LOCAL : null;
    }
}
