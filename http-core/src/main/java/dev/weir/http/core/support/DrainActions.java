package dev.weir.http.core.support;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What requests and connections want to have done when a graceful shutdown begins.
 *
 * <p><b>Threads.</b> Thread-safe. Whoever takes an action out of the set runs it, so that each runs once.
 */
public final class DrainActions {
    private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();
    private volatile boolean begun;

    /** Creates an empty set of a server that runs. */
    public DrainActions() {}

    /**
     * Returns whether the shutdown has begun.
     *
     * @return true from {@link #run} on
     */
    public boolean begun() {
        return begun;
    }

    /**
     * Adds an action; runs it at once when the shutdown has begun.
     *
     * @param action what to do; must not block
     */
    public void add(Runnable action) {
        actions.add(action);
        // The shutdown may have looked through the set before.
        if (begun && actions.remove(action)) {
            action.run();
        }
    }

    /**
     * Removes an action that has not run.
     *
     * @param action the same object
     */
    public void remove(Runnable action) {
        actions.remove(action);
    }

    /**
     * Begins the shutdown, and runs what is there.
     *
     * @param failed gets what an action throws, such as for want of memory for a thread; the others run all the same
     */
    public void run(Consumer<Throwable> failed) {
        begun = true;
        for (Runnable action : actions.toArray(Runnable[]::new)) {
            if (actions.remove(action)) {
                try {
                    action.run();
                } catch (RuntimeException | Error e) {
                    failed.accept(e);
                }
            }
        }
    }
}
