package dev.weir.http1;

import dev.weir.http.api.ContentException;

/** Content of a length that is known (RFC 9112 section 6.2), maybe none. */
final class FixedContent extends RequestContent {
    /** From this size on it costs less to read past the input than through it. */
    private static final int DIRECT = 4096;

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
            n = exchange.awaitContent(b, off, most);
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
