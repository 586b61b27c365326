package dev.weir.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A part of the lines that wait: many threads add lines, each to a place of its own that it has reserved before, until the chunk
 * is sealed; then one thread reads all of it.
 *
 * <p><b>Threads.</b> Thread-safe; nobody waits for another thread but the reader, which waits for those that still copy.
 */
final class LineChunk {
    /** What became of an attempt to add a line. */
    enum Added {
        YES,
        /** There is no room here: the next chunk may have it. */
        NOT_HERE,
        /** Too many lines wait. */
        TOO_MANY
    }

    private static final VarHandle RESERVED;
    private static final VarHandle COPIED;
    private static final VarHandle LONG_BYTES;
    private static final VarHandle NEXT;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            RESERVED = lookup.findVarHandle(LineChunk.class, "reserved", long.class);
            COPIED = lookup.findVarHandle(LineChunk.class, "copied", int.class);
            LONG_BYTES = lookup.findVarHandle(LineChunk.class, "longBytes", int.class);
            NEXT = lookup.findVarHandle(LineChunk.class, "next", LineChunk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long SEALED = Long.MIN_VALUE;
    private static final int LINE_SHIFT = 32;
    private static final long ONE_LINE = 1L << LINE_SHIFT;
    private static final int SPINS = 100;
    private static final long COPY_NANOS = 20_000;

    /** How many lines came before those of this chunk. */
    private final long before;

    private final byte[] bytes;
    /** Whether sealed, lines, and bytes: one bit, 31 and 32. */
    @SuppressWarnings("unused") // set by its handle
    private volatile long reserved;
    /** How many of the bytes are there. */
    @SuppressWarnings("unused") // set by its handle
    private volatile int copied;
    /** How many of the bytes are of long lines. */
    @SuppressWarnings("unused") // set by its handle
    private volatile int longBytes;
    /** Set once, when the chunk is sealed. */
    private volatile @Nullable LineChunk next;

    LineChunk(long before, byte[] bytes) {
        this.before = before;
        this.bytes = bytes;
    }

    /**
     * Adds a line.
     *
     * @param line has it, and nothing else
     * @param isLong whether it counts as long
     * @param most how many lines there may be, from the first of the log on
     */
    Added add(LineBuffer line, boolean isLong, long most) {
        int length = line.length();
        long now;
        do {
            now = reserved;
            if (now < 0 || bytes.length - (int) now < length) {
                return Added.NOT_HERE;
            }
            if (before + (now >>> LINE_SHIFT) >= most) {
                return Added.TOO_MANY;
            }
        } while (!RESERVED.compareAndSet(this, now, now + ONE_LINE + length));
        line.copyTo(bytes, (int) now);
        if (isLong) {
            LONG_BYTES.getAndAdd(this, length);
        }
        COPIED.getAndAdd(this, length);
        return Added.YES;
    }

    /** Lets no more lines in. */
    void seal() {
        RESERVED.getAndBitwiseOr(this, SEALED);
    }

    /** How many lines there are up to the last of this chunk, from the first of the log on. */
    long end() {
        return before + lines();
    }

    int lines() {
        return (int) (reserved >>> LINE_SHIFT) & Integer.MAX_VALUE;
    }

    /** Waits until the lines are there whose places are reserved; to be called for a sealed chunk. */
    void awaitCopied() {
        int wanted = (int) reserved;
        for (int i = 0; copied != wanted; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                // Its thread has no processor.
                LockSupport.parkNanos(this, COPY_NANOS);
            }
        }
    }

    int longBytes() {
        return longBytes;
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, (int) reserved);
    }

    byte[] bytes() {
        return bytes;
    }

    @Nullable
    LineChunk next() {
        return next;
    }

    /** Puts a chunk behind this one, unless another is there; returns the one that is. */
    LineChunk link(LineChunk chunk) {
        LineChunk there = (LineChunk) NEXT.compareAndExchange(this, null, chunk);
        return there == null ? chunk : there;
    }
}
