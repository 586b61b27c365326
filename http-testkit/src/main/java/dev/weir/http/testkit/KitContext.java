package dev.weir.http.testkit;

import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.ServerContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What servers of this kit have in common: counters, no bound on memory, and actions for a shutdown. The kit's servers use what
 * {@code http-core} exports to all, as a protocol of a user's own would.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
abstract class KitContext implements ServerContext {
    private final Counters counters = new Counters();
    private final MemoryBudget memory = new MemoryBudget(Long.MAX_VALUE);

    // guarded by actions
    private final Set<Runnable> actions = new LinkedHashSet<>();
    private boolean draining;

    /** A graceful shutdown begins. */
    final void beginDrain() {
        List<Runnable> now;
        synchronized (actions) {
            draining = true;
            now = List.copyOf(actions);
            actions.clear();
        }
        now.forEach(this::run);
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            logError("an action for the shutdown failed", e);
        }
    }

    @Override
    public final Counters counters() {
        return counters;
    }

    @Override
    public final MemoryBudget memory() {
        return memory;
    }

    @Override
    public final boolean draining() {
        synchronized (actions) {
            return draining;
        }
    }

    @Override
    public final void onDrain(Runnable action) {
        synchronized (actions) {
            if (!draining) {
                actions.add(action);
                return;
            }
        }
        run(action);
    }

    @Override
    public final void dropOnDrain(Runnable action) {
        synchronized (actions) {
            actions.remove(action);
        }
    }
}
