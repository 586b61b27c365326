package dev.weir.http2.exchange;

import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.connection.EngineContext;

/**
 * How long the head of a request takes to come.
 *
 * <p><b>Threads.</b> Set by the connection's thread; {@link #isLate} may be called by any.
 */
public final class HeadTimer {
    private final EngineContext context;
    /** The stream whose head has begun to come and is not complete; 0 for none. The connection's thread. */
    private int stream;
    /** Since when; 0 for none. */
    private volatile long since;

    HeadTimer(EngineContext context) {
        this.context = context;
    }

    /**
     * Sets the stream whose head has begun to come.
     *
     * @param id 0 for none, negative where its id is still to come
     */
    public void within(int id) {
        if (id != stream) {
            stream = id;
            since = id == 0 ? 0 : Deadlines.of(System.nanoTime());
        }
    }

    /** Returns whether the head takes too long. Nothing else can come on the connection meanwhile. */
    public boolean isLate(long now) {
        long began = since;
        return began != 0 && context.headNanos != 0 && now - began >= context.headNanos;
    }

    /** Returns until when the request must be complete whose head is complete now; 0 for no limit. */
    long readDeadline(int id) {
        return context.readDeadline(id == stream ? since : System.nanoTime());
    }
}
