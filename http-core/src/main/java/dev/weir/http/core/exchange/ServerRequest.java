package dev.weir.http.core.exchange;

import dev.weir.http.api.Request;
import dev.weir.http.core.spi.ServerContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * A request that a handler of this server answers, with its cancellation, and with the gate that an interrupt of the
 * handler's thread passes: an interrupt that reaches a thread inside a call to its channel closes the channel, so the
 * gate is shut while the handler's thread is in one.
 *
 * <p><b>Threads.</b> {@link #begin} and {@link #end} are for the handler's thread; the rest may be called from any.
 */
public abstract class ServerRequest extends Request {
    private static final int IN_IO = 1;
    private static final int INTERRUPTING = 2;
    private static final int CANCELLED = 4;
    private static final int DONE = 8;
    private static final int BEGUN = 16;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ServerRequest.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The bits above; changed by compare-and-set alone. */
    private volatile int state;
    /** The handler's thread; written before {@link #BEGUN} is set, and read after that was seen. */
    private Thread thread;
    /** Handler's thread only: whether it came into the channel call with its interrupt set. */
    private boolean interruptHeld;

    private final ServerContext server;
    /** What to run on cancellation; null while there is nothing. Guarded by this. */
    private CancelActions actions;

    /**
     * Makes a request that is not yet begun.
     *
     * @param server is told what actions on the cancellation throw
     */
    protected ServerRequest(ServerContext server) {
        this.server = server;
    }

    /** The calling thread is about to run the handler, and is interrupted if the request was cancelled before. */
    public final void begin() {
        thread = Thread.currentThread();
        int seen = (int) STATE.getAndBitwiseOr(this, BEGUN);
        if ((seen & CANCELLED) != 0) {
            thread.interrupt();
        }
    }

    /**
     * The handler has returned: from now on nothing interrupts the thread, and an interrupt that is left over is taken
     * away, as it would close the connection at the next call.
     */
    public final void end() {
        int seen = await(state);
        while (!STATE.compareAndSet(this, seen, seen | DONE)) {
            seen = await(state);
        }
        interruptHeld = false;
        Thread.interrupted();
    }

    /**
     * Cancels the request, unless the handler has returned or it is cancelled already: interrupts the handler's
     * thread as soon as it is in no channel call, and has the actions run on a thread of their own. Runs no code of
     * the handler's.
     *
     * @return true when this call cancelled it
     */
    public final boolean cancel() {
        while (true) {
            int seen = await(state);
            if ((seen & (CANCELLED | DONE)) != 0) {
                return false;
            }
            boolean interrupts = (seen & (IN_IO | BEGUN)) == BEGUN;
            if (STATE.compareAndSet(this, seen, seen | CANCELLED | (interrupts ? INTERRUPTING : 0))) {
                if (interrupts) {
                    thread.interrupt();
                    STATE.getAndBitwiseAnd(this, ~INTERRUPTING);
                }
                break;
            }
        }
        CancelActions due;
        synchronized (this) {
            due = actions;
        }
        if (due != null) {
            due.start();
        }
        return true;
    }

    /**
     * The handler's thread is about to call its channel: no interrupt gets through until {@link #leaveIo}. Another thread
     * that writes for the handler passes by, as no cancellation interrupts it.
     */
    public final void enterIo() {
        if (Thread.currentThread() != thread) {
            return;
        }
        int seen = await(state);
        while (!STATE.compareAndSet(this, seen, seen | IN_IO)) {
            seen = await(state);
        }
        interruptHeld = Thread.interrupted();
    }

    /** The channel call is over: an interrupt that waited is let through. */
    public final void leaveIo() {
        if (Thread.currentThread() != thread) {
            return;
        }
        int seen = (int) STATE.getAndBitwiseAnd(this, ~IN_IO);
        if (interruptHeld || (seen & (CANCELLED | DONE)) == CANCELLED) {
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

    /** Somebody wants to know of the client's going: an engine that does not watch yet begins to. */
    protected void watchWanted() {}

    /** The handler has returned: refuses later reads of the content, and ends one that is still going on. */
    protected abstract void seal();

    /**
     * Whether the handler has returned.
     *
     * @return true from {@link #end} on
     */
    public final boolean ended() {
        return (state & DONE) != 0;
    }

    @Override
    public final boolean cancelled() {
        int seen = state;
        if ((seen & (CANCELLED | DONE)) == 0) {
            watchWanted();
            seen = state;
        }
        return (seen & CANCELLED) != 0;
    }

    /**
     * Whether the request was cancelled, without asking for a watch.
     *
     * @return true from the cancellation on
     */
    public final boolean wasCancelled() {
        return (state & CANCELLED) != 0;
    }

    @Override
    public final void onCancel(Runnable action) {
        Objects.requireNonNull(action, "action");
        CancelActions own;
        synchronized (this) {
            if (actions == null) {
                actions = new CancelActions(server, this);
            }
            own = actions;
            own.add(action);
        }
        if (wasCancelled()) {
            own.start();
        } else {
            watchWanted();
        }
    }
}
