package dev.weir.handlers;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import java.util.Objects;

/**
 * Handlers made out of handlers.
 *
 * <p><b>Threads.</b> What is made here is as thread-safe as what it is made of.
 */
public final class Handlers {
    private Handlers() {}

    /**
     * Takes a prefix off the path before another handler sees it: with the prefix {@code /static}, that handler sees
     * {@code /css/a.css} for {@code /static/css/a.css}, and {@code /} for {@code /static}. What is left always begins
     * with exactly one slash. Only the path changes; the target stays, and the prefix can be asked for (see
     * {@link dev.weir.http.api.Request#withoutPathPrefix}), so that a router or a file server below it redirects clients
     * to where they are.
     *
     * <p>A path that does not begin with the prefix, whole segments compared with their percent-encoding undone, is
     * answered with 404; and so is one with an empty segment after it, as in {@code /static//host}, which a handler
     * might redirect to and lead the client to another host.
     *
     * @param prefix begins with a slash, percent-encoded; a slash at its end means nothing
     * @param handler what answers
     * @return the handler for paths with the prefix
     * @throws IllegalArgumentException where the prefix does not begin with a slash, has an empty segment or a
     *     malformed escape
     */
    public static Handler stripPrefix(String prefix, Handler handler) {
        Objects.requireNonNull(handler, "handler");
        PathPrefix parsed = PathPrefix.parse(prefix);
        return (w, r) -> {
            int length = parsed.lengthIn(r.rawPath());
            if (length < 0) {
                throw HttpError.notFound();
            }
            handler.serve(w, r.withoutPathPrefix(r.rawPath().substring(0, length)));
        };
    }
}
