package dev.weir.middleware.internal;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.internal.TrackedContent;
import dev.weir.middleware.spi.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's content with a coding undone, within limits. Nothing is read, and no decoder made, before the handler
 * reads: so a client that waits for {@code 100 Continue} gets it then.
 *
 * <p><b>Threads.</b> As a request's content: one thread at a time. {@link #free} may come while another thread, which
 * the handler has left behind, is within a read; then that thread frees the decoder, as no native one bears both at
 * once.
 */
public final class DecodedContent extends BlockInput implements TrackedContent {
    /** Short content may be as dense as it likes: text that repeats itself comes to more than any ratio. */
    private static final long RATIO_FROM = 1 << 20;

    private final ContentCoding coding;
    private final Source source;
    /** What came over the wire: its own source, or that of the first coding. */
    private final Source wire;

    private final long maxSize;
    private final int maxRatio;

    /** Held in each use of the decoder. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile boolean freed;

    // guarded by lock
    private @Nullable InputStream decoder;
    private @Nullable IOException failure;
    private long size;
    private boolean ended;

    private DecodedContent(
            ContentCoding coding, InputStream content, @Nullable Source wire, long maxSize, int maxRatio) {
        this.coding = coding;
        this.source = new Source(content);
        this.wire = wire == null ? source : wire;
        this.maxSize = maxSize;
        this.maxRatio = maxRatio;
    }

    /**
     * Creates the content of one coding.
     *
     * @param coding the coding that was applied last
     * @param content what came; another of these where two codings were applied
     * @param maxSize bytes
     * @param maxRatio bytes for a byte that came
     * @return the content, to be {@linkplain #free freed}
     */
    public static DecodedContent of(ContentCoding coding, InputStream content, long maxSize, int maxRatio) {
        Source wire = content instanceof DecodedContent within ? within.wire : null;
        return new DecodedContent(coding, content, wire, maxSize, maxRatio);
    }

    /** What is decoded: counts it, and keeps what it throws apart from what the decoder does. */
    private static final class Source extends BlockInput {
        private final InputStream in;
        private long count;
        /** What it has thrown; null for nothing. */
        private @Nullable Exception thrown;

        Source(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            try {
                int n = in.read(b, off, len);
                count += Math.max(n, 0);
                return n;
            } catch (IOException | RuntimeException e) {
                thrown = e;
                throw e;
            }
        }
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        lock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
            if (freed) {
                throw new IllegalStateException("the handler has returned, or closed the content");
            }
            if (len == 0) {
                return 0;
            }
            return ended ? -1 : decode(b, off, len);
        } finally {
            lock.unlock();
            if (freed) {
                free();
            }
        }
    }

    private int decode(byte[] b, int off, int len) throws IOException {
        int n;
        try {
            InputStream from = decoder;
            if (from == null) {
                from = coding.decoder(source);
                decoder = from;
            }
            n = from.read(b, off, len);
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
        if (n < 0) {
            ended = true;
            freeDecoder();
        } else {
            size += n;
            requireWithinLimits();
        }
        return n;
    }

    private void requireWithinLimits() throws ContentException {
        if (size > maxSize) {
            throw tooLarge("the content is larger than " + maxSize + " bytes once it is decoded");
        }
        if (size > RATIO_FROM && size / maxRatio > wire.count) {
            throw tooLarge("the content grows by more than " + maxRatio + " times as it is decoded");
        }
    }

    private ContentException tooLarge(String message) {
        ContentException e = new ContentException(Reason.TOO_LARGE, message);
        failure = e;
        freeDecoder();
        return e;
    }

    /** Tells what the content itself has thrown from what the decoder says of it. */
    private IOException failed(Exception e) {
        freeDecoder();
        Exception theirs = source.thrown;
        if (theirs instanceof RuntimeException misuse) {
            throw misuse;
        }
        IOException told = theirs instanceof IOException io
                ? io
                : new ContentException(Reason.MALFORMED, "the content is not in the coding " + coding.name(), e);
        failure = told;
        return told;
    }

    private void freeDecoder() {
        InputStream made = decoder;
        decoder = null;
        if (made != null) {
            try {
                made.close();
            } catch (IOException e) {
                // What it has decoded was right, or is refused already.
            }
        }
    }

    /** Gives back what the decoder holds; later reads are refused. What came is left open. May be called again. */
    public void free() {
        freed = true;
        if (lock.tryLock()) {
            try {
                freeDecoder();
            } finally {
                lock.unlock();
            }
        }
        if (source.in instanceof DecodedContent within) {
            within.free();
        }
    }

    @Override
    public void close() throws IOException {
        free();
        source.in.close();
    }

    @Override
    public boolean wasRead() {
        return size > 0;
    }
}
