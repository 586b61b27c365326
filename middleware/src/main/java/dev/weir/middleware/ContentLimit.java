package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.middleware.internal.Settings;

/**
 * Bounds the content of requests: one that declares more is answered with 413 before its handler is called, and before
 * the client is told to send it ({@code 100 Continue}). Where the length is not declared, a read past the bound throws
 * a {@link dev.weir.http.api.ContentException} that is answered with 413 unless the handler catches it.
 *
 * <p>Of several limits around a handler the smallest counts. What becomes of the connection is up to the server, which
 * reads a small rest and closes on a long one.
 *
 * <pre>{@code
 * mux.handle("POST /notes", ContentLimit.of(64 << 10).wrap(notes));
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class ContentLimit implements Middleware {
    private final long bytes;

    private ContentLimit(long bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns a limit.
     *
     * @param bytes the most that a request's content may have, zero or more, without the protocol's framing
     * @return the limit
     * @throws IllegalArgumentException for a negative number
     */
    public static ContentLimit of(long bytes) {
        return new ContentLimit(Settings.inRange("the bytes of a content limit", bytes, 0, Long.MAX_VALUE));
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            if (r.contentLength() > bytes) {
                throw HttpError.contentTooLarge();
            }
            next.serve(w, r.withContentLimit(bytes));
        };
    }
}
