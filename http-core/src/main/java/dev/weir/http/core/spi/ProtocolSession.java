package dev.weir.http.core.spi;

/**
 * A connection of a protocol that a loop serves beside others: it does what can be done without waiting for its client, says
 * what it waits for, and is called again. So a connection that waits holds no thread.
 *
 * <p><b>Threads.</b> One at a time calls {@link #step} and, once, {@link #end}, each seeing what the one before has done; it
 * need not be the same thread. {@link #handedOver} is called by another while a step is under way.
 */
public interface ProtocolSession {
    /** What a session waits for. */
    enum Next {
        /** Bytes of its client: the loop calls again when there are some. */
        INPUT,
        /**
         * A thread of its own, on which it may wait: it is called again at once, on a virtual thread.
         */
        THREAD,
        /** Nothing more: the connection is over. */
        DONE,
        /** Nothing that concerns the calling thread: it was {@linkplain #handedOver released} and others go on. */
        RELEASED,
    }

    /**
     * Does what can be done now. On a loop's thread it waits for nothing that a client, user code or another thread can hold
     * up, but where {@link Connection#place} allows it.
     *
     * @return what it waits for
     * @throws Exception as of {@link Protocol#serve}: the connection is over
     */
    Next step() throws Exception;

    /**
     * The loop goes on without the thread that makes a step, which has stood still. A session that others can continue while
     * that thread is in a handler releases it: the thread then ends the handler's response and returns {@link Next#RELEASED},
     * and the session is called at once by others. Must not block.
     *
     * @return whether it was released; false, as without an override, when the session goes on with its thread
     */
    default boolean handedOver() {
        return false;
    }

    /**
     * Looks at the connection, for those who watch the server. Called by any thread, also while a step is made: it must not wait
     * for one, nor hold one up.
     *
     * @param most how many streams, and how many requests, to show at most
     * @return what is known; {@link SessionView#NONE}, as without an override, for nothing
     */
    default SessionView view(int most) {
        return SessionView.NONE;
    }

    /** The connection is over, as {@link #step} has said or thrown, or is not to begin. Called once, and last. */
    default void end() {}
}
