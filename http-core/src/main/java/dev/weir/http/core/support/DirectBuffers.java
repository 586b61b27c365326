package dev.weir.http.core.support;

import dev.weir.http.core.spi.ServerContext;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A few buffers outside of the heap, for content on its way to sockets. What is in an array the JDK copies into such a
 * buffer before each write, and out of one after each read from a file; content that is put there at once is copied once
 * less. There are only so many, as each that waits for a client that does not read is lost to the others meanwhile: a
 * connection that gets none uses an array.
 *
 * <p>The last that was given back is the first to be taken again, as it is still in the processor's cache.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class DirectBuffers {
    private static final int MOST = 32;

    private final ServerContext server;
    private final int size;
    /** Guarded by this. */
    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>(MOST);
    /** How many more may be made; guarded by this. */
    private int unmade = MOST;

    /**
     * Makes none yet.
     *
     * @param server where it is logged that there is no memory
     * @param size bytes of each
     */
    public DirectBuffers(ServerContext server, int size) {
        this.server = server;
        this.size = size;
    }

    /**
     * Takes a buffer, with whatever stands in it.
     *
     * @return a buffer with nothing put into it; null when all are in use
     */
    public synchronized @Nullable ByteBuffer take() {
        ByteBuffer taken = spare.pollLast();
        if (taken == null && unmade > 0) {
            taken = make();
        }
        return taken;
    }

    private @Nullable ByteBuffer make() {
        try {
            ByteBuffer made = ByteBuffer.allocateDirect(size);
            unmade--;
            return made;
        } catch (OutOfMemoryError e) {
            // No harm is done: what is not outside of the heap goes out from within it.
            server.logError(
                    "no more buffers outside of the heap, content is copied instead (-XX:MaxDirectMemorySize)", e);
            unmade = 0;
            return null;
        }
    }

    /**
     * Returns a buffer to the pool, once; the caller must not use it after that.
     *
     * @param buffer one that {@link #take} gave
     */
    public synchronized void give(ByteBuffer buffer) {
        spare.addLast(buffer.clear());
    }
}
