package dev.weir.http1;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.support.DirectBuffers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Content of a length that is known (RFC 9112 section 6.2), maybe none. */
final class FixedContent extends RequestContent {
    /** From this size on it costs less to read past the input than through it. */
    private static final int DIRECT = 4096;
    /** From this size on it is worth a buffer. */
    private static final int LONG = 32 * 1024;

    private long remaining;

    FixedContent(Exchange exchange, RequestInput input, long length) {
        super(exchange, input, length == 0);
        this.remaining = length;
    }

    @Override
    int readFramed(byte[] b, int off, int len) throws ContentException {
        int most = (int) Math.min(len, remaining);
        int n;
        if (!input.isEmpty()) {
            n = take(b, off, most);
        } else if (most >= DIRECT) {
            n = exchange.awaitContent(ByteBuffer.wrap(b, off, most));
        } else {
            if (remaining > most) {
                input.enlarge();
            }
            exchange.awaitContent();
            n = take(b, off, most);
        }
        remaining -= n;
        if (remaining == 0) {
            end();
        }
        return n;
    }

    @Override
    int readFramed(ByteBuffer dst) throws ContentException {
        int most = (int) Math.min(dst.remaining(), remaining);
        dst.limit(dst.position() + most);
        int n;
        if (input.isEmpty()) {
            n = exchange.awaitContent(dst);
        } else {
            n = Math.min(most, input.available());
            dst.put(input.buf, input.pos, n);
            input.pos += n;
        }
        remaining -= n;
        if (remaining == 0) {
            end();
        }
        return n;
    }

    /** Long content that becomes a response's goes from socket to socket by a buffer outside of the heap, if one is to be had. */
    @Override
    protected long transferUncopied(OutputStream out) throws IOException {
        if (remaining < LONG
                || !(out instanceof ResponseWriter writer)
                || !isOwners()
                || exchange.connection.tls().isPresent()) {
            return 0;
        }
        DirectBuffers buffers = exchange.protocol.contentBuffers;
        ByteBuffer buffer = buffers.take();
        if (buffer == null) {
            return 0;
        }
        long sent = 0;
        try {
            for (int n = read(buffer); n >= 0; n = read(buffer.clear())) {
                writer.write(buffer.flip());
                sent += n;
            }
        } finally {
            buffers.give(buffer);
        }
        return sent;
    }

    private int take(byte[] b, int off, int most) {
        int n = Math.min(most, input.available());
        System.arraycopy(input.buf, input.pos, b, off, n);
        input.pos += n;
        return n;
    }

    @Override
    long remaining() {
        return remaining;
    }

    @Override
    long received() {
        return exchange.declared() - remaining;
    }

    @Override
    int ready() {
        return (int) Math.min(remaining, input.available());
    }
}
