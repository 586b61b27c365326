package dev.weir.middleware.internal;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that is read in blocks, and byte by byte by way of these.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
public abstract class BlockInput extends InputStream {
    /** For its subclasses. */
    protected BlockInput() {}

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] b, int off, int len) throws IOException;
}
