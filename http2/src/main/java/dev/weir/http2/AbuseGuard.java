package dev.weir.http2;

import dev.weir.http2.Http2Exception.ConnectionError;
import dev.weir.http2.Http2Exception.StreamError;

/**
 * Judges what a client does: whether a stream's state allows a frame, and whether there is too much of what is of no
 * use.
 *
 * <p><b>Threads.</b> The connection's thread; {@link #judge} under the lock, {@link #spend} without it.
 */
final class AbuseGuard {
    private final Http2Connection connection;
    private final AbuseBudget budget;

    AbuseGuard(Http2Connection connection) {
        this.connection = connection;
        this.budget = new AbuseBudget(connection.protocol.settings.abuse());
    }

    /**
     * Whether a frame may come on a stream now (RFC 9113 section 5.1).
     *
     * @return ACCEPT when the stream is open and takes it, IGNORE when it is dropped
     * @throws Http2Exception when it may not
     */
    StreamState.Verdict judge(int id, StreamState.Incoming frame) throws Http2Exception {
        StreamState state = connection.streams.stateOf(id);
        if (state == null) {
            // It was closed so long ago that we do not know how, or was passed over (section 5.1.1).
            state = frame == StreamState.Incoming.DATA ? StreamState.RESET_REMOTE : StreamState.CLOSED;
        }
        return switch (state.judge(frame)) {
            case ACCEPT -> StreamState.Verdict.ACCEPT;
            case IGNORE -> StreamState.Verdict.IGNORE;
            case STREAM_ERROR_CLOSED ->
                throw new StreamError(id, ErrorCode.STREAM_CLOSED, frame + " on a closed stream");
            case CONNECTION_ERROR_CLOSED ->
                throw new ConnectionError(ErrorCode.STREAM_CLOSED, frame + " on stream " + id + ", which is closed");
            case CONNECTION_ERROR_PROTOCOL ->
                throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, frame + " on stream " + id + ", which is idle");
        };
    }

    /**
     * The client has made us do something.
     *
     * @param counts whether it was of no use to the client itself
     * @throws ConnectionError when it was far too much
     */
    void spend(Abuse act, boolean counts) throws ConnectionError {
        if (!counts) {
            return;
        }
        connection.protocol.server.counters().abuse(act.name());
        if (act == Abuse.RESET_RECEIVED || act == Abuse.RESET_PROVOKED) {
            budget.answered(answered());
        }
        switch (budget.spend(act, System.nanoTime())) {
            case OK -> {
                // an honest client
            }
            case WARN -> {
                connection.debug("is wound up: too much of " + act, null);
                connection.out.lock.lock();
                try {
                    connection.startDrain("too much of " + act);
                } finally {
                    connection.out.lock.unlock();
                }
            }
            case EXHAUSTED -> throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "too much of " + act);
        }
    }

    private int answered() {
        connection.out.lock.lock();
        try {
            return connection.streams.takeAnswered();
        } finally {
            connection.out.lock.unlock();
        }
    }
}
