package dev.weir.http.api;

import java.util.Objects;

/**
 * Makes a handler out of a handler: logging, authentication, compression.
 *
 * <pre>{@code
 * Middleware log = next -> (w, r) -> {
 *     w.onEnd(end -> log(r.client(), r.method(), end.pattern(), end.status(), end.duration()));
 *     next.serve(w, r);
 * };
 * Handler all = log.then(authentication).wrap(mux);
 * }</pre>
 *
 * <p>What is thrown becomes an answer outside of all middleware: after {@code next.serve} has returned or thrown, the
 * response need not be what the client gets. {@link ResponseWriter#onCommit} shows it before its head goes out and
 * {@link ResponseWriter#onEnd} when it is over, errors included.
 *
 * <p>Who passes the response on passes all of its powers on. Who puts a writer of its own around it extends
 * {@link ForwardingResponseWriter}, which does so too.
 *
 * <p><b>Threads.</b> The handler that {@link #wrap} makes serves many requests at once, like any {@link Handler}.
 */
@FunctionalInterface
public interface Middleware {
    /**
     * Wraps a handler. Called once for each handler when the program is put together, not for each request.
     *
     * @param next the handler to call for the work itself
     * @return the handler to use in its place
     */
    Handler wrap(Handler next);

    /**
     * Returns this middleware around another: a request meets this one first.
     *
     * @param inner the middleware that sits between this one and the handler
     * @return both as one
     */
    default Middleware then(Middleware inner) {
        Objects.requireNonNull(inner, "inner");
        return next -> wrap(inner.wrap(next));
    }
}
