package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.middleware.internal.Codings;
import dev.weir.middleware.internal.DecodedContent;
import dev.weir.middleware.internal.GzipCoding;
import dev.weir.middleware.spi.ContentCoding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the content codings of requests (RFC 9110 section 8.4): handlers read what the client has coded, with neither
 * {@code Content-Encoding} nor {@code Content-Length}, as a form or in parts too.
 *
 * <p>gzip is known, and the codings of the services that there are (see {@link ContentCoding}). Others are answered
 * with 415 and an {@code Accept-Encoding} that names those. Content that is not in its coding, ends too early or goes
 * on behind its end is 400. Content that becomes too large is 413: what comes out counts, so that no small upload
 * becomes a large one. These are {@linkplain dev.weir.http.api.ContentException thrown} where the handler reads.
 *
 * <p>Memory does not depend on the content: a decoder keeps its window, at most 8 MiB with zstd and 16 MiB with brotli.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Decompression implements Middleware {
    /** What a request may be coded with one upon the other: more is nothing but work. */
    private static final int MAX_CODINGS = 2;

    private static final String FIELD = "Content-Encoding";

    private final Codings codings;
    private final long maxSize;
    private final int maxRatio;

    private Decompression(Builder builder) {
        List<ContentCoding> all = new ArrayList<>(builder.codings == null ? Codings.services() : builder.codings);
        all.add(new GzipCoding(1));
        codings = Codings.of(all);
        maxSize = builder.maxSize;
        maxRatio = builder.maxRatio;
    }

    /**
     * Creates the middleware with everything as it is by default.
     *
     * @return the middleware
     * @throws IllegalStateException where a coding that is there cannot be used, as its native library is missing
     */
    public static Decompression create() {
        return builder().build();
    }

    /**
     * Begins to build one.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Builds a {@link Decompression}.
     *
     * <p><b>Threads.</b> Not thread-safe.
     */
    public static final class Builder {
        private long maxSize = 10 << 20;
        private int maxRatio = 100;
        private @Nullable List<ContentCoding> codings;

        private Builder() {}

        /**
         * Sets how large content may become.
         *
         * @param bytes the most that a handler can read; 10 MiB without this
         * @return this
         * @throws IllegalArgumentException where it is negative
         */
        public Builder maxSize(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("the largest size is zero or more bytes, not " + bytes);
            }
            maxSize = bytes;
            return this;
        }

        /**
         * Sets how much content may grow. The first MiB may grow without bound.
         *
         * @param ratio bytes for each byte that came; 100 without this
         * @return this
         * @throws IllegalArgumentException where it is less than 1
         */
        public Builder maxRatio(int ratio) {
            if (ratio < 1) {
                throw new IllegalArgumentException("the largest ratio is 1 or more, not " + ratio);
            }
            maxRatio = ratio;
            return this;
        }

        /**
         * Sets the codings, in place of the services that there are.
         *
         * @param codings any beside gzip, which is always known
         * @return this
         */
        public Builder codings(ContentCoding... codings) {
            this.codings = List.of(codings);
            return this;
        }

        /**
         * Builds it.
         *
         * @return the middleware
         * @throws IllegalStateException where a coding that is there cannot be used, as its native library is missing
         */
        public Decompression build() {
            return new Decompression(this);
        }
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            if (r.headers().contains(FIELD)) {
                serveDecoded(next, w, r);
            } else {
                next.serve(w, r);
            }
        };
    }

    private void serveDecoded(Handler next, ResponseWriter w, Request r) throws Exception {
        Deque<ContentCoding> applied = applied(r.headers());
        Headers fields = r.headers().copy();
        fields.remove(FIELD);
        if (applied.isEmpty() || r.contentLength() == 0) {
            next.serve(w, r.withHeaders(fields));
            return;
        }
        fields.remove("Content-Length");
        DecodedContent decoded = DecodedContent.of(applied.removeLast(), r.content(), maxSize, maxRatio);
        while (!applied.isEmpty()) {
            decoded = DecodedContent.of(applied.removeLast(), decoded, maxSize, maxRatio);
        }
        try {
            next.serve(w, r.withHeaders(fields).withContent(decoded, -1));
        } finally {
            decoded.free();
        }
    }

    /** Returns the codings in the order in which they were applied. */
    private Deque<ContentCoding> applied(Headers fields) {
        Deque<ContentCoding> applied = new ArrayDeque<>(MAX_CODINGS);
        for (int i = fields.indexOf(FIELD, 0); i >= 0; i = fields.indexOf(FIELD, i + 1)) {
            for (String name : FieldSyntax.members(fields.value(i))) {
                ContentCoding coding = codings.find(name);
                if (FieldSyntax.equal(name, "identity")) {
                    continue;
                }
                if (coding == null) {
                    throw refused("the content is in a coding that is not known here");
                }
                if (applied.size() == MAX_CODINGS) {
                    throw refused("the content has more than " + MAX_CODINGS + " codings");
                }
                applied.addLast(coding);
            }
        }
        return applied;
    }

    private HttpError refused(String message) {
        return new HttpError(Status.UNSUPPORTED_MEDIA_TYPE, message).with("Accept-Encoding", codings.list());
    }
}
