package dev.weir.http2.connection;

import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.support.DirectBuffers;
import dev.weir.http2.config.AbuseLimits;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a connection: one that is being filled, one that is being written, and an empty one that is kept for
 * the next. Counts the memory that they hold.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock; the batch that is being written is the writing thread's.
 */
final class WriteBatches {
    private final MemoryShare memory;
    private final FrameMemory frameMemory;
    /** Null over TLS, which copies content when it encrypts it. */
    private final @Nullable DirectBuffers buffers;

    private WriteBatch filling;
    /** An empty batch that was written before; null for none. */
    private @Nullable WriteBatch spare;
    /** Null while none is being written. */
    private @Nullable WriteBatch writing;
    /** Whether anything was written since the last tick. */
    private boolean used;

    WriteBatches(MemoryShare memory, FrameMemory frameMemory, @Nullable DirectBuffers buffers) {
        this.memory = memory;
        this.frameMemory = frameMemory;
        this.buffers = buffers;
        this.filling = new WriteBatch(buffers, 0);
    }

    /** Returns the batch that is being filled. */
    WriteBatch filling() {
        return filling;
    }

    /** Counts what the batches have grown to by now. */
    void count() {
        frameMemory.count(filling, spare, writing);
    }

    /** Returns whether so many control frames wait that reading is to stop until some of them were written. */
    boolean tooMany(int controls, AbuseLimits limits) {
        return controls > limits.queuedControls()
                || filling.length() > limits.queuedControlBytes()
                || frameMemory.tooMany(filling);
    }

    /** Returns the batch that was filled, for the calling thread to write, and begins to fill another. */
    WriteBatch beginWrite() {
        used = true;
        WriteBatch batch = filling;
        writing = batch;
        filling = spare == null ? new WriteBatch(buffers, batch.frames.length()) : spare;
        spare = null;
        count();
        return batch;
    }

    /** Empties the batch that was written, and keeps it for the next unless memory is tight. */
    void endWrite(WriteBatch written) {
        assert written == writing : "another batch is being written";
        written.clear();
        writing = null;
        spare = memory.tight() && !written.frames.small() ? null : written;
        count();
    }

    /** Gives the memory up that is not needed now. */
    void shrink() {
        spare = null;
        if (filling.isEmpty()) {
            filling.frames.release();
        }
        count();
    }

    /** Gives memory up if nothing was written since the last call and nothing is to be. */
    void tick(boolean flushing) {
        if (!used && !flushing && filling.isEmpty()) {
            shrink();
        }
        used = false;
    }
}
