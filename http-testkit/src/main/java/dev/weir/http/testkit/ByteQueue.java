package dev.weir.http.testkit;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** One direction of a connection in memory. Thread-safe; one thread reads and one writes at a time. */
final class ByteQueue {
    /** How many bytes wait at most, as in the buffers of a socket. */
    private final int capacity;

    // guarded by this
    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
    private int size;
    /** The writer has ended: what is left can be read. */
    private boolean ended;
    /** The reader has gone: writes fail. */
    private boolean closed;
    /** The reader wants no more: what is written from now on is dropped. */
    private boolean dropping;
    /** The writer has broken the connection off: reads fail. */
    private boolean reset;
    /** The reader's deadline has passed. */
    private boolean late;

    ByteQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Writes all of the buffer, waiting for a reader that is slow. */
    synchronized void write(ByteBuffer src) throws IOException {
        while (src.hasRemaining()) {
            if (closed || reset || ended && !dropping) {
                throw new IOException("the connection is closed");
            }
            if (dropping) {
                src.position(src.limit());
                return;
            }
            int n = Math.min(src.remaining(), capacity - size);
            if (n == 0) {
                await(0);
                continue;
            }
            byte[] piece = new byte[n];
            src.get(piece);
            pieces.add(ByteBuffer.wrap(piece));
            size += n;
            notifyAll();
        }
    }

    /**
     * Reads what there is, waiting for something.
     *
     * @param millis how long at most; 0 for ever
     * @return how many bytes; -1 at the end
     */
    synchronized int read(ByteBuffer dst, long millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (size == 0 && !ended && !closed && !reset && !late) {
            long left = millis == 0 ? 0 : (end - System.nanoTime()) / 1_000_000;
            if (millis != 0 && left <= 0) {
                throw new SocketTimeoutException("nothing has come for " + millis + " ms");
            }
            await(left);
        }
        if (reset || closed) {
            throw new IOException(reset ? "the connection was broken off" : "the connection is closed");
        }
        if (late) {
            throw new SocketTimeoutException("the read deadline has passed");
        }
        ByteBuffer piece = pieces.peek();
        if (piece == null) {
            return -1;
        }
        int n = Math.min(dst.remaining(), piece.remaining());
        dst.put(dst.position(), piece, piece.position(), n);
        dst.position(dst.position() + n);
        piece.position(piece.position() + n);
        size -= n;
        if (!piece.hasRemaining()) {
            pieces.remove();
        }
        notifyAll();
        return n;
    }

    @SuppressWarnings("WaitNotInLoop") // the callers have the loops
    private void await(long millis) throws IOException {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The writer ends: reads come to the end after what is left. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The reader wants no more, and meets the end. */
    synchronized void drop() {
        dropping = true;
        ended = true;
        clear();
    }

    /** The reader goes: writes fail from now on. */
    synchronized void close() {
        closed = true;
        clear();
    }

    /** The writer breaks the connection off: reads fail from now on. */
    synchronized void reset() {
        reset = true;
        clear();
    }

    /** The reader's deadline has passed. */
    synchronized void late() {
        late = true;
        notifyAll();
    }

    private void clear() {
        pieces.clear();
        size = 0;
        notifyAll();
    }
}
