package dev.weir.http2.exchange;

import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http2.connection.ContentPool;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that were received and not read, in arrays one after the other: each is taken from a pool when it is needed and
 * goes back when it was read, so that an upload that is read steadily makes none.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
final class ContentQueue {
    private final ContentPool pool;
    private final long connection;
    private final MemoryShare memory;

    /** What is read next; null while nothing is here. All but the last are filled to their end. */
    private @Nullable Piece first;

    private @Nullable Piece last;
    /** Where the first begins. */
    private int from;
    /** Where the last ends. */
    private int to;

    private int count;
    private int reserved;

    private static final class Piece {
        final byte[] bytes;

        @Nullable
        Piece next;

        Piece(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    ContentQueue(Streams streams) {
        this.pool = streams.context.content;
        this.connection = streams.transport.id();
        this.memory = streams.out.memory;
    }

    /** How many bytes are here. */
    int count() {
        return count;
    }

    /** How much memory they take. */
    int reserved() {
        return reserved;
    }

    /** Adds bytes; false when there is no memory for them, and this is to be cleared. */
    boolean add(byte[] bytes, int at, int length) {
        for (int done = 0; done < length; ) {
            Piece piece = last;
            if (piece == null || to == piece.bytes.length) {
                piece = append(length - done);
                if (piece == null) {
                    return false;
                }
            }
            int n = Math.min(length - done, piece.bytes.length - to);
            System.arraycopy(bytes, at + done, piece.bytes, to, n);
            to += n;
            done += n;
        }
        count += length;
        return true;
    }

    /** Appends room for some of so many bytes: little where there is little. */
    private @Nullable Piece append(int length) {
        boolean little = length <= 2 * ContentPool.SMALL && reserved < ContentPool.LARGE;
        int size = little ? ContentPool.SMALL : ContentPool.LARGE;
        if (!memory.reserve(size)) {
            return null;
        }
        reserved += size;
        Piece piece = new Piece(pool.take(size, connection));
        if (last == null) {
            first = piece;
        } else {
            last.next = piece;
        }
        last = piece;
        to = 0;
        return piece;
    }

    /** Takes bytes out that are here. */
    void take(byte[] b, int at, int length) {
        count -= length;
        for (int done = 0; done < length; ) {
            Piece piece = Objects.requireNonNull(first, "fewer bytes are here than are taken");
            int end = piece == last ? to : piece.bytes.length;
            int n = Math.min(length - done, end - from);
            System.arraycopy(piece.bytes, from, b, at + done, n);
            from += n;
            done += n;
            if (from == end) {
                giveBack(piece);
            }
        }
    }

    private void giveBack(Piece piece) {
        first = piece.next;
        from = 0;
        if (first == null) {
            last = null;
        }
        reserved -= piece.bytes.length;
        memory.release(piece.bytes.length);
        pool.give(piece.bytes, connection);
    }

    /** Drops what is here, and returns how much that was. */
    int clear() {
        int dropped = count;
        count = 0;
        for (Piece piece = first; piece != null; piece = first) {
            giveBack(piece);
        }
        return dropped;
    }
}
