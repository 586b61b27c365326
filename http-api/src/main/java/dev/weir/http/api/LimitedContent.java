package dev.weir.http.api;

import dev.weir.http.api.internal.BulkInput;
import dev.weir.http.api.internal.TrackedContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Content with an upper bound; see {@link Request#withContentLimit}. */
final class LimitedContent extends BulkInput implements TrackedContent {
    private final InputStream content;
    private final long limit;
    /** How much more may be read; negative once the content was seen to be too large. */
    private long left;

    LimitedContent(InputStream content, long declared, long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a content limit is zero or more, not " + limit);
        }
        this.content = content;
        this.limit = limit;
        this.left = declared > limit ? -1 : limit;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        if (left == 0) {
            // Exactly the limit was read: whether that was all shows only by reading on.
            if (content.read() < 0) {
                return -1;
            }
            left = -1;
        }
        if (left < 0) {
            throw tooLarge();
        }
        int n = content.read(b, off, (int) Math.min(len, left));
        if (n > 0) {
            left -= n;
        }
        return n;
    }

    @Override
    public long expected() {
        return content instanceof BulkInput within ? within.expected() : -1;
    }

    private ContentException tooLarge() {
        return new ContentException(
                ContentException.Reason.TOO_LARGE, "the content is larger than " + limit + " bytes");
    }

    /**
     * Holds content to the limit that was read before, by a copy of the request with another one.
     *
     * @param length its length
     * @throws ContentException where that is larger
     */
    void check(long length) throws ContentException {
        if (length > limit) {
            throw tooLarge();
        }
        if (content instanceof LimitedContent within) {
            within.check(length);
        }
    }

    @Override
    public boolean wasRead() {
        return content instanceof TrackedContent within && within.wasRead();
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Math.max(left, 0), content.available());
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
