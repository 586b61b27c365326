package dev.weir.http.core;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Writes to a peer piece by piece, and tells when it takes too little. There is no write timeout by default, as nobody
 * knows how long a response may be; but a reader who takes nothing, or a byte now and then, would hold its connection
 * and its handler for ever.
 *
 * <p><b>Threads.</b> One writer at a time; {@link #stalled} is for the sweeper's thread.
 */
final class PieceWriter {
    /** The most that is written at once: the JDK copies a heap buffer into a direct one of that size, and keeps it. */
    private static final int PIECE = 128 * 1024;

    /**
     * How long a piece may take: less than 1.1 kB/s is no client that anybody waits for. As the system tells a writer of
     * room only when a third of its own buffer is free, it may take more to be seen to take anything: some 10 kB/s where
     * that buffer has grown to megabytes, which it does on fast links alone.
     */
    static final long STALL_NANOS = 120_000_000_000L;

    private static final VarHandle TURNS;

    static {
        try {
            TURNS = MethodHandles.lookup().findVarHandle(PieceWriter.class, "turns", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Counts the beginnings and the ends of pieces: odd while one is written. Changed by the writer, with release. */
    private int turns;

    /** Sweeper's thread: what it saw last, and since when. */
    private int seenTurns;

    private long seenSince;

    /** Writes all of a buffer. */
    void write(Transport transport, ByteBuffer src) throws IOException {
        int end = src.limit();
        do {
            src.limit(Math.min(end, src.position() + PIECE));
            turn();
            try {
                transport.write(src);
            } finally {
                turn();
            }
        } while (src.position() < end);
    }

    /** Writes all of several: the first piece gathers as much as it may, what is left goes out buffer by buffer. */
    void write(Transport transport, ByteBuffer[] srcs) throws IOException {
        int room = PIECE;
        int[] ends = new int[srcs.length];
        for (int i = 0; i < srcs.length; i++) {
            ends[i] = srcs[i].limit();
            int part = Math.min(room, srcs[i].remaining());
            srcs[i].limit(srcs[i].position() + part);
            room -= part;
        }
        turn();
        try {
            transport.write(srcs);
        } finally {
            turn();
        }
        for (int i = 0; i < srcs.length; i++) {
            if (srcs[i].limit() < ends[i]) {
                srcs[i].limit(ends[i]);
                write(transport, srcs[i]);
            }
        }
    }

    /** A piece begins, or ends. */
    private void turn() {
        TURNS.setRelease(this, turns + 1);
    }

    /** Whether a piece has been on its way for too long. */
    boolean stalled(long now) {
        int seen = (int) TURNS.getAcquire(this);
        if ((seen & 1) == 0 || seen != seenTurns) {
            seenTurns = seen;
            seenSince = now;
            return false;
        }
        return now - seenSince >= STALL_NANOS;
    }
}
