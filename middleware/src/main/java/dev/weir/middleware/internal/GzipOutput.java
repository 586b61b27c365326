package dev.weir.middleware.internal;

import dev.weir.middleware.internal.GzipCoding.Compressor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes gzip with a {@link Compressor} of the coding's pool, which {@link java.util.zip.GZIPOutputStream} cannot. A
 * flush passes on all that was written.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
final class GzipOutput extends DeflaterOutputStream {
    /** RFC 1952 section 2.3: no name, no time, and no system that the client would have to know. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final Compressor compressor;
    private final GzipCoding owner;
    private boolean closed;

    GzipOutput(OutputStream out, Compressor compressor, GzipCoding owner) throws IOException {
        super(out, compressor.deflater, 1, true);
        this.buf = compressor.buffer;
        this.compressor = compressor;
        this.owner = owner;
        out.write(HEADER);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        requireOpen();
        super.write(b, off, len);
        compressor.crc.update(b, off, len);
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        super.flush();
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
    }

    /** Writes the end; gives the compressor back, also where that fails. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            finish();
            byte[] end = new byte[8];
            put(end, 0, compressor.crc.getValue());
            put(end, 4, compressor.deflater.getBytesRead());
            out.write(end);
        } finally {
            owner.release(compressor);
        }
        out.close();
    }

    private static void put(byte[] to, int at, long value) {
        for (int i = 0; i < 4; i++) {
            to[at + i] = (byte) (value >> 8 * i);
        }
    }
}
