package dev.weir.http.core.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who leads a loop, as one number that only grows: an even one while the leader does the loop's own work, an odd one while it
 * makes a step of a session. The end of a step, and the hand-over within it, are the same change, so that exactly one of both
 * takes place.
 *
 * <pre>{@code
 *          begin            claim, by the leader: it leads on
 *   2n ------------> 2n+1 ---------------------------------------> 2n+2
 *                           claim, by whoever hands over: the thread that is started then leads on from here
 * }</pre>
 *
 * <p><b>Threads.</b> {@link #begin} is for the leader; the rest for any.
 */
final class Leadership {
    private static final VarHandle TERM;

    static {
        try {
            TERM = MethodHandles.lookup().findVarHandle(Leadership.class, "term", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long term;

    /** The leader begins a step; returns the step's number. */
    long begin(long own) {
        assert own == term && (own & 1) == 0 : "not by the leader: " + own + " of " + term;
        term = own + 1;
        return own + 1;
    }

    /** Ends a step, for whoever comes first; false when it has ended. */
    boolean claim(long step) {
        assert (step & 1) == 1 : "not a step: " + step;
        return TERM.compareAndSet(this, step, step + 1);
    }

    /** The number now. */
    long now() {
        return term;
    }

    /** Whether a number is that of a step. */
    static boolean inStep(long number) {
        return (number & 1) == 1;
    }
}
