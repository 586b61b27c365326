package dev.weir.http2.connection;

import dev.weir.http.core.spi.MemoryShare;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the write batches of a connection hold. A response is not refused for it; but where memory is tight
 * they stay small.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
public final class FrameMemory {
    /** The most content of a frame, and of a batch, while memory is tight. */
    private static final int TIGHT_FRAME = 4096;
    /** How much may wait to be written before reading stops, while memory is tight. */
    private static final int TIGHT_CONTROLS = 16 * 1024;

    private final MemoryShare memory;
    private int counted;

    FrameMemory(MemoryShare memory) {
        this.memory = memory;
    }

    /** Counts what each has grown to by now; those that are null hold nothing. */
    void count(WriteBatch filling, @Nullable WriteBatch spare, @Nullable WriteBatch writing) {
        int now = grown(filling) + grown(spare) + grown(writing);
        if (now > counted) {
            memory.take(now - counted);
        } else if (now < counted) {
            memory.release(counted - now);
        }
        counted = now;
    }

    private static int grown(@Nullable WriteBatch batch) {
        return batch == null ? 0 : batch.frames.grown();
    }

    /** Returns the most content that a frame may have, or that a stream may have waiting. */
    public int mostInFrame() {
        return memory.tight() ? TIGHT_FRAME : Integer.MAX_VALUE;
    }

    /** Returns whether reading is to stop until some of that was written. */
    boolean tooMany(WriteBatch filling) {
        return filling.length() > TIGHT_CONTROLS && memory.tight();
    }
}
