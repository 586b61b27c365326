package dev.weir.http.core.support;

import org.jspecify.annotations.Nullable;

/**
 * The action of a protocol for an event that happens at most once: it runs when the event happens, or at once where that
 * was before the action was set.
 *
 * <p><b>Threads.</b> Thread-safe; no action runs under this object's monitor.
 */
public final class EventAction {
    /** Guarded by this. */
    private @Nullable Runnable action;

    private boolean happened;

    /** Sets the action, in the place of the one before; null for none. */
    public void set(@Nullable Runnable next) {
        synchronized (this) {
            action = next;
            if (!happened) {
                return;
            }
        }
        if (next != null) {
            next.run();
        }
    }

    /** Whether there is an action, or was when it happened. */
    public synchronized boolean isSet() {
        return action != null;
    }

    /** The event happens; returns the action for the caller to run, null where there is none or it happened before. */
    public synchronized @Nullable Runnable happen() {
        Runnable due = happened ? null : action;
        happened = true;
        return due;
    }
}
