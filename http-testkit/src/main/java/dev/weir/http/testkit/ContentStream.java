package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import dev.weir.http.api.internal.BulkInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The content of a response, out of its framing (RFC 9112 sections 6 and 7). Used by one thread. */
final class ContentStream extends BulkInput {
    /** In place of a length: chunks. */
    static final long CHUNKED = -1;
    /** In place of a length: all to the end of the connection. */
    static final long TO_END = -2;

    private final InputStream in;
    private final long length;
    /** What is left of the content, or of the chunk. */
    private long left;
    /** Whether a chunk was read, which an empty line ends. */
    private boolean inChunks;

    private boolean ended;
    private Headers trailers = Headers.empty();

    ContentStream(InputStream in, long length) {
        this.in = in;
        this.length = length;
        this.left = length == TO_END ? Long.MAX_VALUE : Math.max(0, length);
        this.ended = length == 0;
    }

    boolean ended() {
        return ended;
    }

    boolean endsConnection() {
        return length == TO_END;
    }

    Headers trailers() {
        return trailers;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        if (!ended && left == 0 && length == CHUNKED) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int n = in.read(b, off, (int) Math.min(len, left));
        if (n < 0) {
            if (length == TO_END) {
                ended = true;
                return -1;
            }
            throw new EOFException("the server has closed the connection inside the content");
        }
        left -= n;
        ended = left == 0 && length >= 0;
        return n;
    }

    private void nextChunk() throws IOException {
        if (inChunks && !ClientConnection.line(in).isEmpty()) {
            throw new IOException("no end of a chunk");
        }
        inChunks = true;
        String size = ClientConnection.line(in);
        int semicolon = size.indexOf(';');
        try {
            left = Long.parseLong((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("no size of a chunk: " + size, e);
        }
        if (left == 0) {
            trailers = ClientConnection.fields(in).freeze();
            ended = true;
        }
    }
}
