package dev.weir.http.core.connection;

import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes to a peer piece by piece, and detects a peer that takes nothing of a piece for {@link
 * Deadlines#WRITE_STALL_TIMEOUT}.
 *
 * <p><b>Threads.</b> One writer at a time; {@link #stalled} is for the sweeper's thread.
 */
final class StallDetectingWriter {
    private static final VarHandle TURNS;

    static {
        try {
            TURNS = MethodHandles.lookup().findVarHandle(StallDetectingWriter.class, "turns", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Counts the beginnings and the ends of calls: odd while one is under way. Changed by the writer, with release. */
    private int turns;

    /** Sweeper's thread: what it saw last, and since when. */
    private int seenTurns;

    private long seenSince;

    /** Writes all of a buffer. */
    void write(Transport transport, ByteBuffer src) throws IOException {
        write(transport, src, false);
    }

    /**
     * The same.
     *
     * @param last whether the output ends with it
     */
    void write(Transport transport, ByteBuffer src, boolean last) throws IOException {
        int end = src.limit();
        do {
            src.limit(src.position() + Math.min(end - src.position(), transport.piece(src)));
            turn();
            try {
                if (last && src.limit() == end) {
                    transport.writeLast(src);
                } else {
                    transport.write(src);
                }
            } finally {
                turn();
            }
        } while (src.position() < end);
    }

    /** Writes all of several: the first call gathers them up to the end of a piece, what is left goes out buffer by buffer. */
    void write(Transport transport, ByteBuffer[] srcs) throws IOException {
        int[] ends = new int[srcs.length];
        boolean whole = true;
        for (int i = 0; i < srcs.length; i++) {
            ByteBuffer src = srcs[i];
            ends[i] = src.limit();
            int part = whole ? Math.min(src.remaining(), transport.piece(src)) : 0;
            whole &= part == src.remaining();
            src.limit(src.position() + part);
        }
        turn();
        try {
            transport.write(srcs);
        } finally {
            turn();
        }
        for (int i = 0; i < srcs.length; i++) {
            if (srcs[i].position() < ends[i]) {
                srcs[i].limit(ends[i]);
                write(transport, srcs[i]);
            }
        }
    }

    /** Writes what the transport has held back. */
    void sendHeld(Transport transport) throws IOException {
        turn();
        try {
            transport.sendHeld();
        } finally {
            turn();
        }
    }

    /**
     * Writes a part of a file as far as the transport can do it uncopied, or the file goes; returns how much. How much of it
     * a call takes is the transport's matter.
     */
    long transfer(Transport transport, FileChannel file, long position, long count) throws IOException {
        long done = 0;
        while (done < count) {
            long sent;
            turn();
            try {
                sent = transport.transfer(file, position + done, count - done);
            } finally {
                turn();
            }
            if (sent == 0) {
                break;
            }
            done += sent;
        }
        return done;
    }

    /** A call begins, or ends. */
    private void turn() {
        TURNS.setRelease(this, turns + 1);
    }

    /** Whether a call has been under way for too long. */
    boolean stalled(long now) {
        int seen = (int) TURNS.getAcquire(this);
        if ((seen & 1) == 0 || seen != seenTurns) {
            seenTurns = seen;
            seenSince = now;
            return false;
        }
        return now - seenSince >= Deadlines.WRITE_STALL_TIMEOUT;
    }
}
