package dev.weir.http.core.exchange;

import dev.weir.http.api.Commit;
import dev.weir.http.api.ContentEncoder;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response as its commit hooks see it, and the encoders that they put around its content.
 *
 * <p><b>Threads.</b> The thread that commits, until {@link #close}.
 */
final class PendingCommit implements Commit {
    /** What describes bytes that are not sent once they are encoded (RFC 9110 section 14.3, RFC 9530, RFC 3230). */
    private static final String[] OF_BYTES = {
        "Content-Length", "Accept-Ranges", "Content-Digest", "Repr-Digest", "Digest", "Content-MD5"
    };

    private final ResponseHead head;
    private final boolean toHead;
    /** All of the content, or null where more may come. */
    private final @Nullable ByteBuffer content;
    /** In the order in which they were given: the first is the innermost. */
    private final List<ContentEncoder> encoders = new ArrayList<>(1);

    private boolean closed;

    /**
     * Creates one for a response.
     *
     * @param toHead whether it answers HEAD
     * @param content all of the content, not copied; null where more may come
     */
    PendingCommit(ResponseHead head, boolean toHead, @Nullable ByteBuffer content) {
        this.head = head;
        this.toHead = toHead;
        this.content = content;
    }

    List<ContentEncoder> encoders() {
        return encoders;
    }

    /** Refuses later calls: the head goes out. */
    void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the response is committed: its hooks have run");
        }
    }

    @Override
    public int status() {
        requireOpen();
        return head.status();
    }

    @Override
    public Commit status(int code) {
        requireOpen();
        ResponseHeadRules.requireFinal(code);
        head.status(code);
        return this;
    }

    @Override
    public Headers headers() {
        requireOpen();
        return head.headers();
    }

    @Override
    public boolean hasContent() {
        requireOpen();
        return !toHead && head.allowsContent() && (content == null || content.hasRemaining());
    }

    @Override
    public long contentLength() {
        requireOpen();
        if (!encoders.isEmpty()) {
            return ResponseCodec.UNKNOWN;
        }
        return content == null ? head.declared() : content.remaining();
    }

    @Override
    public Optional<ByteBuffer> content() {
        requireOpen();
        return content == null || !content.hasRemaining() || !encoders.isEmpty() || !head.allowsContent()
                ? Optional.empty()
                : Optional.of(content.asReadOnlyBuffer());
    }

    @Override
    public Commit encode(ContentEncoder encoder) {
        requireOpen();
        Objects.requireNonNull(encoder, "encoder");
        Headers fields = head.headers();
        if (head.status() == Status.PARTIAL_CONTENT || fields.contains("Content-Range")) {
            throw new IllegalStateException("a part of other content cannot be encoded (RFC 9110 section 14.2)");
        }
        for (String name : OF_BYTES) {
            fields.remove(name);
        }
        String etag = fields.get("ETag");
        if (etag != null && etag.startsWith("\"")) {
            fields.set("ETag", "W/" + etag);
        }
        encoders.add(encoder);
        return this;
    }
}
