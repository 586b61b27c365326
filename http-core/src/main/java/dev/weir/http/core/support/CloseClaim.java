package dev.weir.http.core.support;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which thread has closed a tunnel that others may be using: the first that claims it does the closing, and calls that end by
 * that are known for it.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class CloseClaim {
    /** Null while nothing is closed. */
    private final AtomicReference<@Nullable Thread> closer = new AtomicReference<>();

    /** Creates one of a tunnel that is open. */
    public CloseClaim() {}

    /**
     * Claims the closing for the calling thread.
     *
     * @return false when a thread has it already
     */
    public boolean claim() {
        return closer.compareAndSet(null, Thread.currentThread());
    }

    /**
     * Returns whether the tunnel is closed, or being closed.
     *
     * @return true from the first {@link #claim} on
     */
    public boolean closed() {
        return closer.get() != null;
    }

    /**
     * Returns whether a call was ended, or refused, as another thread than the calling one has closed the tunnel on purpose.
     *
     * @param thrown what the call has thrown
     * @return false where the calling thread has closed it itself, or was interrupted
     */
    public boolean isCauseOf(IOException thrown) {
        Thread by = closer.get();
        return by != null
                && by != Thread.currentThread()
                && thrown instanceof ClosedChannelException
                && !(thrown instanceof ClosedByInterruptException);
    }
}
