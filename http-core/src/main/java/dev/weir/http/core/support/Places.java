package dev.weir.http.core.support;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Places for connections: the server's, which its listeners share, or those of a listener that has its own.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Places {
    private final int most;
    /** Null without a limit. */
    private final @Nullable Semaphore free;

    /**
     * Makes places.
     *
     * @param most how many; zero for no limit
     */
    public Places(int most) {
        this.most = most;
        this.free = most == 0 ? null : new Semaphore(most);
    }

    /** Takes one for a connection that is not accepted yet, if one is free within a while. */
    public boolean take(long millis) throws InterruptedException {
        if (free == null) {
            return true;
        }
        return millis == 0 ? free.tryAcquire() : free.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }

    public void free() {
        if (free != null) {
            free.release();
        }
    }

    /** How many are taken; zero without a limit. */
    public int taken() {
        return free == null ? 0 : most - free.availablePermits();
    }

    /** How many there are; zero for no limit. */
    public int most() {
        return most;
    }
}
