package dev.weir.http.api;

import java.util.Objects;

/**
 * Makes a handler out of a handler: logging, authentication, compression.
 *
 * <pre>{@code
 * Middleware timing = next -> (w, r) -> {
 *     long start = System.nanoTime();
 *     try {
 *         next.serve(w, r);
 *     } finally {
 *         log(r.path(), System.nanoTime() - start);
 *     }
 * };
 * Handler all = timing.then(authentication).wrap(mux);
 * }</pre>
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
