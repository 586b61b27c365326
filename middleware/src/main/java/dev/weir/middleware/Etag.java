package dev.weir.middleware;

import dev.weir.http.api.Commit;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpDate;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Status;
import dev.weir.middleware.internal.Conditions;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Gives answers an {@code ETag} made of their content, and answers the conditions of a request by it (RFC 9110 section
 * 13): the handler does its work, but a client that has the answer already gets 304 without content.
 *
 * <p>For answers of 200 to GET and HEAD whose content is there as a whole when the handler returns, which is as much as
 * fits the response's buffer (4 KiB by default). What is longer or is flushed, has an {@code ETag} already or
 * {@code Cache-Control: no-store} stays as it is. The tag is strong: 128 bits of SHA-256 over the content.
 *
 * <p>Within {@link Compression}, as in {@code compression.then(Etag.create())}, the tag is of what the handler wrote,
 * and gets a name of its own for each coding. Around it, coded answers would have none.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Etag implements Middleware {
    private static final int HASH_BYTES = 16;

    private Etag() {}

    /**
     * Creates the middleware.
     *
     * @return the middleware
     */
    public static Etag create() {
        return new Etag();
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            if (r.method().equals(HttpMethod.GET) || r.method().equals(HttpMethod.HEAD)) {
                w.onCommit(head -> commit(head, r.headers()));
            }
            next.serve(w, r);
        };
    }

    private static void commit(Commit head, Headers request) {
        Headers fields = head.headers();
        if (head.status() != Status.OK
                || fields.contains("ETag")
                || fields.containsToken("Cache-Control", "no-store")) {
            return;
        }
        Optional<ByteBuffer> content = head.content();
        if (content.isEmpty()) {
            return;
        }
        String tag = tag(content.get());
        Optional<Instant> modified = fields.find("Last-Modified").flatMap(HttpDate::parse);
        int status = Conditions.evaluate(request, tag, modified);
        if (status == Status.PRECONDITION_FAILED) {
            throw new HttpError(status);
        }
        fields.set("ETag", tag);
        if (status == Status.NOT_MODIFIED) {
            // Section 15.4.5: what tells of the content is of no use without it.
            fields.remove("Content-Type");
            fields.remove("Content-Length");
            head.status(status);
        }
    }

    private static String tag(ByteBuffer content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content);
            byte[] half = Arrays.copyOf(digest.digest(), HASH_BYTES);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(half) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
