package dev.weir.http.api.internal;

import java.io.IOException;
import java.io.InputStream;

/** A stream that reads into arrays, and one octet at a time by the same way. */
public abstract class BulkInput extends InputStream {
    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] to, int from, int length) throws IOException;
}
