package dev.weir.http1;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.Headers;
import dev.weir.http.core.exchange.TrailerFields;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.spi.ServerConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Content in chunks (RFC 9112 section 7.1). Only CRLF ends a line, data must be followed by CRLF, and what is no data is
 * bounded.
 */
final class ChunkedContent extends RequestContent {
    private static final int DIRECT = 4096;
    private static final int MAX_LINE = 4096;
    /** The most bytes of framing beyond what honest chunks need, over a whole request (CVE-2023-39326). */
    private static final int MAX_EXCESS = 16 * 1024;
    /** What the framing of a chunk may cost: size, CRLF twice. */
    private static final int FAIR = 16;

    private final int maxTrailerBytes;
    private final int maxTrailers;

    /** Data bytes that were read. */
    private long received;
    /** Data bytes left in the current chunk. */
    private long inChunk;
    /** Whether the data of a chunk has ended, so that its CRLF comes next. */
    private boolean atChunkEnd;

    private boolean lastChunk;
    private long excess;
    private Headers trailers = Headers.empty();

    ChunkedContent(Exchange exchange, RequestInput input, ServerConfig config) {
        super(exchange, input, false);
        this.maxTrailerBytes = config.maxHeaderBytes();
        this.maxTrailers = config.maxHeaderCount();
        input.enlarge();
    }

    @Override
    int readFramed(byte[] b, int off, int len) throws ContentException {
        if (inChunk == 0) {
            if (atChunkEnd) {
                chunkEnd();
            }
            chunkSize();
            if (lastChunk) {
                readTrailers();
                return -1;
            }
        }
        int most = (int) Math.min(len, inChunk);
        int n;
        if (input.isEmpty() && most >= DIRECT) {
            n = exchange.awaitContent(ByteBuffer.wrap(b, off, most));
        } else {
            if (input.isEmpty()) {
                exchange.awaitContent();
            }
            n = Math.min(most, input.available());
            System.arraycopy(input.buf, input.pos, b, off, n);
            input.pos += n;
        }
        inChunk -= n;
        received += n;
        atChunkEnd = inChunk == 0;
        return n;
    }

    private void chunkEnd() throws ContentException {
        while (input.available() < 2) {
            exchange.awaitContent();
        }
        if (input.buf[input.pos] != '\r' || input.buf[input.pos + 1] != '\n') {
            throw malformed("no CRLF after the data of a chunk");
        }
        input.pos += 2;
        atChunkEnd = false;
    }

    private void chunkSize() throws ContentException {
        int length = line(MAX_LINE, Reason.MALFORMED, "a chunk's first line");
        byte[] buf = input.buf;
        int end = input.pos + length;
        long size = ChunkLine.parse(buf, input.pos, end);
        input.pos = end + 2;
        excess = Math.max(0, excess + length + 2 - FAIR - 2 * size);
        if (excess > MAX_EXCESS) {
            throw malformed("too much chunk framing for too little data");
        }
        inChunk = size;
        lastChunk = size == 0;
    }

    /** RFC 9112 section 7.1.2: apart from the header section, through the same rules and limits. */
    private void readTrailers() throws ContentException {
        Headers read = new Headers();
        int[] bounds = new int[4];
        int bytes = 0;
        for (int count = 0; ; count++) {
            int length = line(maxTrailerBytes - bytes, Reason.TRAILERS_TOO_LARGE, "the trailer section");
            if (length == 0) {
                input.pos += 2;
                break;
            }
            if (count == maxTrailers) {
                throw new ContentException(Reason.TRAILERS_TOO_LARGE, "more than " + maxTrailers + " trailer fields");
            }
            bytes += length + 2;
            try {
                input.pos = FieldLine.parse(input.buf, input.pos, bounds, 0);
            } catch (Refusal e) {
                throw malformed("in the trailer section: " + e.getMessage());
            }
            String name = text(bounds[0], bounds[1]);
            if (TrailerFields.isHostile(name)) {
                throw malformed("the trailer section has a " + name);
            }
            if (TrailerFields.mayTrail(name)) {
                read.add(name, text(bounds[2], bounds[3]));
            }
        }
        trailers = read.readOnly();
    }

    private String text(int start, int end) {
        return new String(input.buf, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /**
     * Waits for a line that ends with CRLF.
     *
     * @return its length without the CRLF
     */
    private int line(int max, Reason tooLong, String what) throws ContentException {
        int i = 0;
        while (true) {
            byte[] buf = input.buf;
            int available = input.available();
            for (; i < available; i++) {
                if (buf[input.pos + i] == '\n') {
                    if (i == 0 || buf[input.pos + i - 1] != '\r') {
                        throw malformed(what + " ends with a bare LF");
                    }
                    checkLength(i - 1, max, tooLong, what);
                    return i - 1;
                }
            }
            checkLength(i, max, tooLong, what);
            exchange.awaitContent();
        }
    }

    private static void checkLength(int length, int max, Reason tooLong, String what) throws ContentException {
        if (length > max) {
            throw new ContentException(tooLong, what + " is longer than it may be");
        }
    }

    @Override
    Headers trailers() {
        return trailers;
    }

    @Override
    long remaining() {
        return -1;
    }

    @Override
    long received() {
        return received;
    }

    @Override
    int ready() {
        return (int) Math.min(inChunk, input.available());
    }
}
