package dev.weir.http.core.connection;

import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes to a peer piece by piece, and tells when it takes nothing of one for long. There is no write timeout by
 * default, as nobody knows how long a response may be; but a reader who takes nothing, or a byte now and then, would
 * hold its connection and its handler for ever.
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
        int end = src.limit();
        do {
            src.limit(Math.min(end, src.position() + transport.piece()));
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
        int room = transport.piece();
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
            if (srcs[i].position() < ends[i]) {
                srcs[i].limit(ends[i]);
                write(transport, srcs[i]);
            }
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
