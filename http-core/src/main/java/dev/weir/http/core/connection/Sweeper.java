package dev.weir.http.core.connection;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.SteadyLoop;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that watches the deadlines of all connections.
 *
 * <p><b>Threads.</b> {@link #start} and {@link #stop} are called once each. The thread is a platform thread, so that
 * handlers that compute cannot keep it from its work.
 */
final class Sweeper {
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ServerContext context;
    private final Set<ServerConnection> swept;
    private volatile boolean stopped;
    private @Nullable Thread thread;

    /**
     * Makes a sweeper that does not run.
     *
     * @param swept the connections to watch, in a set that may change at any time
     */
    Sweeper(ServerContext context, Set<ServerConnection> swept) {
        this.context = context;
        this.swept = swept;
    }

    void start(String name) {
        thread = Thread.ofPlatform()
                .daemon()
                .name("weir-sweep-" + name)
                .start(new SteadyLoop("the thread that watches all deadlines", context, this::turn));
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** One turn; false when it was the last. */
    private boolean turn() throws Throwable {
        if (stopped) {
            return false;
        }
        LockSupport.parkNanos(this, SWEEP_NANOS);
        Throwable failure = sweep(System.nanoTime());
        if (failure != null) {
            throw failure;
        }
        return true;
    }

    /** Sweeps each; one that fails keeps none of the others from it. Returns the first failure, or null. */
    private @Nullable Throwable sweep(long now) {
        Throwable first = null;
        for (ServerConnection connection : swept) {
            try {
                connection.sweep(now);
            } catch (Throwable e) {
                first = first == null ? e : first;
            }
        }
        return first;
    }
}
