package dev.weir.mux;

import dev.weir.http.api.Handler;

/**
 * What a {@link ServeMux} does with a request, as {@link ServeMux#handler} returns it. Immutable.
 *
 * @param outcome which of the things that a router can do
 * @param pattern the pattern of the route, as it was registered; for a redirect that of the route it leads to; else
 *     empty
 * @param handler what answers: the route's own handler, or one that sends the router's own answer
 */
public record Match(Outcome outcome, String pattern, Handler handler) {
    /** The things that a router can do with a request. */
    public enum Outcome {
        /** A route matches; its handler answers. */
        FOUND,
        /** 307: a route matches the path in its cleaned form, or with a slash at its end. */
        REDIRECT,
        /** 204: routes match the path with other methods than OPTIONS only; the answer names them (RFC 9110 section 9.3.7). */
        OPTIONS,
        /** 405: routes match the path with other methods only (RFC 9110 section 15.5.6). */
        METHOD_NOT_ALLOWED,
        /** 404: no route matches. */
        NOT_FOUND,
        /** 400: the target is an asterisk (RFC 9112 section 3.2.4), which is no path and belongs to no route. */
        BAD_TARGET
    }
}
