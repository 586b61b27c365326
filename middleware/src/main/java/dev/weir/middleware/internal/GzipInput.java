package dev.weir.middleware.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Reads gzip (RFC 1952): members one after another until the end, and nothing else behind them, which
 * {@link java.util.zip.GZIPInputStream} would pass over.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
final class GzipInput extends BlockInput {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    /** Of the member's header, then of its content. */
    private final CRC32 crc = new CRC32();

    private final byte[] buffer = new byte[4 << 10];
    /** The bytes of the buffer that neither header, inflater nor trailer has taken. */
    private int at;

    private int limit;

    private boolean within;
    private boolean first = true;
    private boolean ended;

    GzipInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        while (!ended) {
            if (!within) {
                begin();
                continue;
            }
            int n = inflate(b, off, len);
            if (n > 0) {
                crc.update(b, off, n);
                return n;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("gzip with a dictionary");
            } else {
                fillInflater();
            }
        }
        return -1;
    }

    private int inflate(byte[] b, int off, int len) throws ZipException {
        try {
            return inflater.inflate(b, off, len);
        } catch (DataFormatException e) {
            throw new ZipException("no deflated content: " + e.getMessage());
        }
    }

    /** Reads a member's header, or finds the end where one was read. */
    private void begin() throws IOException {
        if (at == limit && !fill()) {
            if (first) {
                throw new EOFException("no gzip");
            }
            ended = true;
            return;
        }
        first = false;
        crc.reset();
        if (next() != 0x1f || next() != 0x8b || next() != 8) {
            throw new ZipException("no member of gzip");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("a flag of gzip that is not known");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        skipText((flags & NAME) != 0);
        skipText((flags & COMMENT) != 0);
        if ((flags & HEADER_CRC) != 0) {
            int sum = (int) crc.getValue() & 0xffff;
            if ((next() | next() << 8) != sum) {
                throw new ZipException("the checksum of gzip's header is wrong");
            }
        }
        crc.reset();
        inflater.setInput(buffer, at, limit - at);
        at = limit;
        within = true;
    }

    private void endMember() throws IOException {
        at = limit - inflater.getRemaining();
        long sum = crc.getValue();
        long length = inflater.getBytesWritten() & 0xffff_ffffL;
        if (nextInt() != sum || nextInt() != length) {
            throw new ZipException("checksum or length of gzip is wrong");
        }
        inflater.reset();
        within = false;
    }

    private void fillInflater() throws IOException {
        if (!fill()) {
            throw new EOFException("gzip ends too early");
        }
        inflater.setInput(buffer, 0, limit);
        at = limit;
    }

    private boolean fill() throws IOException {
        at = 0;
        limit = Math.max(in.read(buffer, 0, buffer.length), 0);
        return limit > 0;
    }

    private int next() throws IOException {
        if (at == limit && !fill()) {
            throw new EOFException("gzip ends too early");
        }
        int b = buffer[at++] & 0xff;
        crc.update(b);
        return b;
    }

    private long nextInt() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText(boolean present) throws IOException {
        while (present && next() != 0) {
            // its length is not said
        }
    }

    /** Gives the memory back, and leaves what it reads from open. */
    @Override
    public void close() {
        ended = true;
        inflater.end();
    }
}
