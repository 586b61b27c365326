package dev.weir.http.api.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** A stream that reads into arrays, and one octet at a time by the same way. */
public abstract class BulkInput extends InputStream {
    /** The most that is transferred at once. */
    private static final int PIECE = 16_384;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] to, int from, int length) throws IOException;

    /** Returns how much there is at the most, where that is known; -1 where it is not. */
    public long expected() {
        return -1;
    }

    /**
     * Transfers what this has a cheaper way for than through an array: of the beginning as much as it likes.
     *
     * @return how much was transferred
     */
    protected long transferUncopied(OutputStream out) throws IOException {
        return 0;
    }

    /** Short content, which most is, takes an array of its own size. */
    @Override
    public final long transferTo(OutputStream out) throws IOException {
        Objects.requireNonNull(out, "out");
        long sent = transferUncopied(out);
        long expected = expected();
        byte[] piece = new byte[expected < 0 ? PIECE : Math.clamp(expected, 1, PIECE)];
        for (int n = read(piece, 0, piece.length); n >= 0; n = read(piece, 0, piece.length)) {
            out.write(piece, 0, n);
            sent += n;
        }
        return sent;
    }
}
