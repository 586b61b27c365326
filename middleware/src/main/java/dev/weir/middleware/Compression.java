package dev.weir.middleware;

import dev.weir.http.api.Commit;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.MediaType;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;
import dev.weir.middleware.internal.AcceptEncoding;
import dev.weir.middleware.internal.Codings;
import dev.weir.middleware.internal.EntityTags;
import dev.weir.middleware.internal.GzipCoding;
import dev.weir.middleware.spi.ContentCoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compresses answers for the clients that take it (RFC 9110 section 12.5.3), whatever makes them: handlers, errors,
 * files.
 *
 * <p>An answer is coded where its type gains by it, it is not known to be smaller than the least size, and the client
 * names a coding that there is: gzip, and the services found (see {@link ContentCoding}). One that is coded already
 * stays as it is, as do those with {@code Cache-Control: no-transform} and parts of content ({@code 206}). Each answer
 * that could have been coded has {@code Vary: Accept-Encoding}. What a handler flushes reaches the client at once, and
 * can be decoded.
 *
 * <p><b>Entity tags.</b> A strong {@code ETag} goes out with coded content as a weak one of its own, such as
 * {@code W/"x-gzip"}. What comes back of that in {@code If-None-Match} and {@code If-Match} is translated, so that a
 * handler meets its own tags, and a 304 has the tag that the client has. In {@code If-Range} such a tag stays unknown
 * to the handler, so that no part of one representation is put to another. A handler's tag that itself ends like
 * {@code -gzip} goes out with {@code -identity} behind it.
 *
 * <p><b>Secrets.</b> Where an answer has a secret and, beside it, what a client has sent, its length tells of the
 * secret (BREACH). Such an answer sets {@code Cache-Control: no-transform}.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Compression implements Middleware {
    /** Types that are text under other names, or are seldom compressed by themselves. */
    private static final Set<String> TYPES = Set.of(
            "application/json",
            "application/xml",
            "application/javascript",
            "application/ecmascript",
            "application/x-javascript",
            "application/wasm",
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/yaml",
            "application/toml",
            "application/sql",
            "application/graphql",
            "application/rtf",
            "application/postscript",
            "application/vnd.apple.mpegurl",
            "application/vnd.ms-fontobject",
            "font/ttf",
            "font/otf",
            "font/collection",
            "image/bmp",
            "image/x-icon",
            "image/vnd.microsoft.icon");

    private final Codings codings;
    private final EntityTags tags;
    private final int minSize;
    private final Predicate<String> types;

    private Compression(Builder builder) {
        List<ContentCoding> all = new ArrayList<>(builder.codings == null ? Codings.services() : builder.codings);
        all.add(new GzipCoding(builder.gzipLevel));
        codings = Codings.of(all);
        tags = new EntityTags(codings);
        minSize = builder.minSize;
        types = builder.types;
    }

    /**
     * Creates the middleware with everything as it is by default.
     *
     * @return the middleware
     * @throws IllegalStateException where a coding that is there cannot be used, as its native library is missing
     */
    public static Compression create() {
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
     * Builds a {@link Compression}.
     *
     * <p><b>Threads.</b> Not thread-safe.
     */
    public static final class Builder {
        private int minSize = 1 << 10;
        private int gzipLevel = 4;
        private Predicate<String> types = Compression::isCompressible;
        private @Nullable List<ContentCoding> codings;

        private Builder() {}

        /**
         * Sets from which size on content is coded. Content whose size is not known, as it is written piece by piece,
         * is coded whatever it comes to.
         *
         * @param bytes the least size; 1 KiB without this, as less fits one packet either way
         * @return this
         * @throws IllegalArgumentException where it is negative
         */
        public Builder minSize(int bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("the least size is zero or more bytes, not " + bytes);
            }
            minSize = bytes;
            return this;
        }

        /**
         * Sets which types are coded.
         *
         * @param types tells it of a type in lower case without parameters, such as {@code text/html}; without this it
         *     is {@link Compression#isCompressible}
         * @return this
         */
        public Builder types(Predicate<String> types) {
            this.types = Objects.requireNonNull(types, "types");
            return this;
        }

        /**
         * Sets how hard gzip tries.
         *
         * @param level from 1, fast, to 9, small; 4 without this, as the next levels take twice the time for 2% less
         * @return this
         * @throws IllegalArgumentException for any other level, when this is built
         */
        public Builder gzipLevel(int level) {
            gzipLevel = level;
            return this;
        }

        /**
         * Sets the codings, in place of the services that there are.
         *
         * @param codings any beside gzip, which is always known; none for gzip alone
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
        public Compression build() {
            return new Compression(this);
        }
    }

    /**
     * Returns whether content of a type gains by being compressed: text, JSON, XML, JavaScript, SVG, WebAssembly, fonts
     * that are not compressed by themselves, and what is named after them.
     *
     * @param type in lower case without parameters, such as {@code application/json}
     * @return false for images, films, archives and what is not known
     */
    public static boolean isCompressible(String type) {
        return type.startsWith("text/")
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || type.endsWith("+text")
                || type.endsWith("+yaml")
                || TYPES.contains(type);
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            w.onCommit(head -> commit(head, r));
            Headers asked = r.headers();
            Headers fields = tags.forHandler(asked);
            next.serve(w, fields == asked ? r : r.withHeaders(fields));
        };
    }

    private void commit(Commit head, Request r) {
        Headers fields = head.headers();
        String tag = fields.get("ETag");
        if (head.status() == Status.NOT_MODIFIED) {
            AcceptEncoding accept = AcceptEncoding.of(r.headers(), codings);
            if (mayBeCoded(fields, r)) {
                vary(fields);
            }
            if (tag != null) {
                fields.set("ETag", tags.kept(tag, r.headers(), accept.best()));
            }
            return;
        }
        ContentCoding coding = coding(head, fields, r);
        if (coding == null) {
            if (tag != null) {
                fields.set("ETag", tags.plain(tag));
            }
            return;
        }
        long length = head.contentLength();
        fields.set("Content-Encoding", coding.name());
        head.encode(out -> coding.encoder(out, length));
        if (tag != null) {
            fields.set("ETag", tags.coded(tag, coding));
        }
    }

    /** Returns whether the content of which a 304 speaks could be coded, as far as that can be seen. */
    private boolean mayBeCoded(Headers fields, Request r) {
        if (isFixed(fields)) {
            return false;
        }
        String type = fields.get("Content-Type");
        return type != null
                ? gains(type)
                : MediaType.ofFileName(r.rawPath())
                        .map(named -> types.test(named.essence()))
                        .orElse(true);
    }

    /** Returns the coding of an answer, null for none; says that it varies where it could be coded. */
    private @Nullable ContentCoding coding(Commit head, Headers fields, Request r) {
        long length = head.contentLength();
        String type = fields.get("Content-Type");
        if (type == null || length == 0 || isFixed(fields)) {
            return null;
        }
        if (head.status() == Status.PARTIAL_CONTENT || fields.contains("Content-Range")) {
            if (head.status() == Status.PARTIAL_CONTENT && (gains(type) || type.startsWith("multipart/byteranges"))) {
                vary(fields);
            }
            return null;
        }
        boolean worth = gains(type) && (length < 0 || length >= minSize);
        if (worth) {
            vary(fields);
        }
        if (!worth && !AcceptEncoding.hasWeights(r.headers())) {
            return null;
        }
        AcceptEncoding accept = AcceptEncoding.of(r.headers(), codings);
        ContentCoding best = worth || accept.refusesIdentity() ? accept.best() : null;
        if (best != null && !worth) {
            vary(fields);
        }
        return best;
    }

    /** Returns whether the answer must stay as it is. */
    private static boolean isFixed(Headers fields) {
        return fields.contains("Content-Encoding") || fields.containsToken("Cache-Control", "no-transform");
    }

    private boolean gains(String contentType) {
        int semicolon = contentType.indexOf(';');
        return types.test(Ascii.lower(semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .stripTrailing());
    }

    private static void vary(Headers fields) {
        if (!fields.containsToken("Vary", "Accept-Encoding") && !fields.containsToken("Vary", "*")) {
            fields.add("Vary", "Accept-Encoding");
        }
    }
}
