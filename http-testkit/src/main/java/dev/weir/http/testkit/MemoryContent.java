package dev.weir.http.testkit;

import dev.weir.http.api.internal.TrackedContent;
import java.io.IOException;
import java.io.InputStream;

/** The content of a request in memory, which knows whether it was read to its end. */
final class MemoryContent extends InputStream implements TrackedContent {
    private final InputStream in;
    private final long length;
    private long count;
    private boolean ended;
    /** Set once the handler has returned. */
    private volatile boolean sealed;

    /**
     * Wraps a stream.
     *
     * @param length how much of it there is, or -1 where only its end shows that
     */
    MemoryContent(InputStream in, long length) {
        this.in = in;
        this.length = length;
        this.ended = length == 0;
    }

    long length() {
        return length;
    }

    boolean ended() {
        return ended;
    }

    void seal() {
        sealed = true;
    }

    @Override
    public boolean wasRead() {
        return count > 0;
    }

    @Override
    public int read() throws IOException {
        requireOpen();
        int b = in.read();
        count(b < 0 ? -1 : 1);
        return b;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        requireOpen();
        int n = in.read(b, off, len);
        count(n);
        return n;
    }

    private void requireOpen() {
        if (sealed) {
            throw new IllegalStateException("the handler has returned: its request's content is over");
        }
    }

    private void count(int n) {
        count += Math.max(n, 0);
        ended |= n < 0 || count == length;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }
}
