package dev.weir.http.core.exchange;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The gate that an interrupt of a handler's thread passes when its request is cancelled, or the handler is to end. An
 * interrupt that reaches a thread inside a call to its channel closes the channel, so the gate is shut while the
 * handler's thread is in one, and for good once the handler has returned: the thread goes on to serve others.
 *
 * <pre>{@code
 *            begin           enterIo
 *   new ----------> open <---------> shut       cancel: interrupts at once when open, at leaveIo when shut,
 *                     |      leaveIo                     at begin when new; does nothing after end
 *                     +---> ended    (suspend leads back to new)
 *                      end
 * }</pre>
 *
 * <p><b>Threads.</b> {@link #begin}, {@link #suspend} and {@link #end} are for the handler's thread; {@link #enterIo} and {@link
 * #leaveIo} have no effect on any other. The rest may be called from any thread. No method blocks; some wait for the
 * few instructions that another thread needs to deliver its interrupt.
 */
public final class InterruptGate {
    /** The handler's thread is in a call to a channel. */
    private static final int IN_IO = 1;
    /** A cancelling thread is about to interrupt the handler's thread. */
    private static final int INTERRUPTING = 2;

    private static final int CANCELLED = 4;
    private static final int ENDED = 8;
    private static final int BEGUN = 16;
    /** It was the server that ended the request, and not the client; valid with {@link #SETTLED}. */
    private static final int BY_SERVER = 32;
    /** Who has ended the request is known; it is cancelled, or is about to be. */
    private static final int SETTLED = 64;
    /** An interrupt without cancellation waits for the handler's thread to leave its channel call. */
    private static final int PENDING = 128;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(InterruptGate.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The bits above; changed atomically alone. */
    private volatile int state;
    /** The handler's thread; written before {@link #BEGUN} is set, and read by others after that was seen. */
    private @Nullable Thread thread;
    /** Handler's thread only: whether it came into the channel call with its interrupt status set. */
    private boolean interruptHeld;

    /** Creates a gate whose handler has not begun. */
    InterruptGate() {}

    /** Makes the calling thread the handler's, and interrupts it if the request was cancelled before. */
    void begin() {
        assert thread == null : "a gate is for one run of a handler";
        Thread own = Thread.currentThread();
        thread = own;
        int seen = (int) STATE.getAndBitwiseOr(this, BEGUN);
        if ((seen & CANCELLED) != 0) {
            own.interrupt();
        }
    }

    /**
     * Shuts the gate for good: from now on no cancellation interrupts the thread, and an interrupt status that is left
     * over is cleared, as it would close the connection at the next call.
     */
    void end() {
        int seen = await(state);
        while (!STATE.compareAndSet(this, seen, seen | ENDED)) {
            seen = await(state);
        }
        interruptHeld = false;
        Thread.interrupted();
    }

    /**
     * The handler's thread is done for now, and {@link #begin} is to come again, maybe on another: until then no interrupt
     * has a target. An interrupt status that is left over is cleared.
     */
    void suspend() {
        int seen = await(state);
        while (!STATE.compareAndSet(this, seen, seen & ~(BEGUN | PENDING))) {
            seen = await(state);
        }
        thread = null;
        interruptHeld = false;
        Thread.interrupted();
    }

    /**
     * Cancels, unless the handler has returned or it is cancelled already: interrupts the handler's thread as soon as
     * it is in no channel call.
     *
     * @param byServer whether the server ends the request, and not the client
     * @return true when this call cancelled it
     */
    boolean cancel(boolean byServer) {
        while (true) {
            int seen = await(state);
            if ((seen & (CANCELLED | ENDED)) != 0) {
                return false;
            }
            boolean interrupts = (seen & (IN_IO | BEGUN)) == BEGUN;
            int cause = CANCELLED | by(seen, byServer);
            if (STATE.compareAndSet(this, seen, seen | cause | (interrupts ? INTERRUPTING : 0))) {
                if (interrupts) {
                    deliver();
                }
                return true;
            }
        }
    }

    /**
     * Interrupts the handler's thread, and cancels nothing: as soon as it is in no channel call.
     *
     * @return false when there is no such thread: the handler has not begun, or has returned
     */
    boolean interrupt() {
        while (true) {
            int seen = await(state);
            if ((seen & (ENDED | BEGUN)) != BEGUN) {
                return false;
            }
            boolean inIo = (seen & IN_IO) != 0;
            if (STATE.compareAndSet(this, seen, seen | (inIo ? PENDING : INTERRUPTING))) {
                if (!inIo) {
                    deliver();
                }
                return true;
            }
        }
    }

    /** Interrupts the handler's thread, which waits for that at its next call to the gate. */
    private void deliver() {
        Thread handler = thread;
        assert handler != null : "a handler that has begun has a thread";
        handler.interrupt();
        STATE.getAndBitwiseAnd(this, ~INTERRUPTING);
    }

    /** Returns the bits that say who has ended the request; the first counts. */
    private static int by(int seen, boolean byServer) {
        return (seen & SETTLED) != 0 ? 0 : byServer ? SETTLED | BY_SERVER : SETTLED;
    }

    /**
     * Notes who ends the request, before calls of its handler fail for that: a cancellation follows.
     *
     * @param byServer whether the server ends the request, and not the client
     */
    void endedBy(boolean byServer) {
        int seen = state;
        while (!STATE.compareAndSet(this, seen, seen | by(seen, byServer))) {
            seen = state;
        }
    }

    /**
     * Shuts the gate before the handler's thread calls a channel: no interrupt gets through until {@link #leaveIo}.
     * Another thread, which no cancellation interrupts, passes by.
     */
    public void enterIo() {
        if (Thread.currentThread() != thread) {
            return;
        }
        int seen = await(state);
        while (!STATE.compareAndSet(this, seen, seen | IN_IO)) {
            seen = await(state);
        }
        interruptHeld = Thread.interrupted();
    }

    /** Opens the gate after the channel call: an interrupt that waited is delivered. */
    public void leaveIo() {
        if (Thread.currentThread() != thread) {
            return;
        }
        int seen = (int) STATE.getAndBitwiseAnd(this, ~(IN_IO | PENDING));
        if (interruptHeld || (seen & ENDED) == 0 && (seen & (CANCELLED | PENDING)) != 0) {
            interruptHeld = false;
            Thread.currentThread().interrupt();
        }
    }

    /** Waits out the few instructions that another thread needs to interrupt this one. */
    private int await(int seen) {
        int now = seen;
        while ((now & INTERRUPTING) != 0) {
            Thread.onSpinWait();
            now = state;
        }
        return now;
    }

    /** Returns the handler's thread; null before it begins, and once it has returned. */
    @Nullable
    Thread running() {
        Thread seen = thread;
        return (state & (BEGUN | ENDED)) == BEGUN ? seen : null;
    }

    /** Returns whether it was cancelled before its end. */
    boolean cancelled() {
        return (state & CANCELLED) != 0;
    }

    /** Returns whether it was ended by the server, whether or not it is cancelled yet. */
    boolean endedByServer() {
        return (state & BY_SERVER) != 0;
    }

    /** Returns whether the handler has returned. */
    boolean ended() {
        return (state & ENDED) != 0;
    }

    /** Returns whether a cancellation is no longer possible, as it has happened or the handler has returned. */
    boolean settled() {
        return (state & (CANCELLED | ENDED)) != 0;
    }
}
