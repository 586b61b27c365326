package dev.weir.http2.exchange;

import dev.weir.http.core.exchange.ServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * When the user of a tunnel is called, whose handler has returned: each time something has come.
 *
 * <pre>{@code
 *             something has come        a thread takes it
 *   AWAITED --------------------> DUE --------------------> CALLED
 *      ^                                                      |
 *      +------------------------------------------------------+
 *        the user has returned, and nothing more is here
 * }</pre>
 *
 * <p><b>Threads.</b> Guarded by the connection's lock; {@link #await} and {@link #take} are for the thread that calls the user.
 */
final class TunnelCalls {
    private enum State {
        CALLED,
        AWAITED,
        DUE,
    }

    private final Http2Stream stream;
    private final ServerResponse response;
    private State state = State.CALLED;

    TunnelCalls(Http2Stream stream, ServerResponse response) {
        this.stream = stream;
        this.response = response;
    }

    /**
     * The user has returned, or the handler before the first call.
     *
     * @return false where something is here, so that the user is to be called at once
     */
    boolean await() {
        stream.lock.lock();
        try {
            if (stream.content.over()) {
                return false;
            }
            enter();
            stream.streams.out.flushSoon();
            return true;
        } finally {
            stream.lock.unlock();
        }
    }

    private void enter() {
        state = State.AWAITED;
        stream.streams.windows.ofConnection.readerWaits();
    }

    /** Something has come, or will not any more. */
    void call() {
        stream.lock.assertHeld();
        if (state == State.AWAITED) {
            state = State.DUE;
            stream.streams.windows.ofConnection.readerGoes();
            stream.streams.handlers.threads.call(stream);
        }
    }

    /** There was no memory for a thread: tried again with the next tick. */
    void notCalled() {
        stream.lock.assertHeld();
        enter();
    }

    /** Whether the user is to be called on the stream, and not its handler. */
    boolean due() {
        stream.lock.assertHeld();
        return state == State.DUE;
    }

    /** Returns the response whose tunnel goes on, for the thread that calls the user; null where that is not due. */
    @Nullable
    ServerResponse take() {
        stream.lock.lock();
        try {
            if (state != State.DUE) {
                return null;
            }
            state = State.CALLED;
            return response;
        } finally {
            stream.lock.unlock();
        }
    }
}
