package dev.weir.mux;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where routes are registered: a {@link ServeMux}, or a group of its routes that have a prefix, a host or middleware in
 * common.
 *
 * <pre>{@code
 * mux.group("/api", cors, api -> {
 *     api.handle("GET /users/{id}", users::show);                // GET /api/users/{id}
 *     api.with(login).group("/admin", admin -> {
 *         admin.handle("GET", dashboard);                        // GET /api/admin
 *         admin.handle("POST /cache/{key}", cache::put, audit);  // within cors, login and audit
 *     });
 * });
 * mux.host("docs.example", docs -> docs.handle("/", files));
 * mux.mount("/shop", shop);                                      // a router of its own
 * }</pre>
 *
 * <p>A group is a way of writing: what it registers are routes of the router, with their whole pattern. So precedence
 * and conflicts are those of {@link ServeMux}, across groups, {@link dev.weir.http.api.Request#pattern} is the whole
 * pattern, and {@link dev.weir.http.api.Request#pathValue} has the values of wildcards in a prefix. The middleware is
 * put around the handler at registration: serving costs what it costs without groups.
 *
 * <h2>Patterns in a group</h2>
 *
 * <p>In a group that has a prefix, a pattern is {@code [METHOD ]/PATH}, and the prefix comes before its path: {@code
 * GET /} in {@code /api} is {@code GET /api/}, which serves all below, and {@code GET /{$}} serves {@code /api/} alone.
 * A method without a path ({@code GET}), or an empty text for all methods, serves the prefix itself, without a slash.
 *
 * <h2>Middleware and the router's own answers</h2>
 *
 * <p>A router also answers itself: with a redirect, 405, the methods for OPTIONS, or 404. Such an answer goes through
 * middleware as well, so that CORS in a group gets the preflight requests, and an error has the fields that a group
 * sets:
 * <ul>
 * <li>a redirect through the middleware of the route that it leads to;
 * <li>405, and the answer to OPTIONS, through the middleware that all routes of the path have in common, from the
 *     outermost on ({@link #with with(a, b)} and {@code with(a, c)} have {@code a} in common, but not where each has a
 *     new object of it);
 * <li>404 through the middleware of the group whose host and prefix the path lies under: of several the one with a
 *     host, then the one with the longest prefix; where they differ for one prefix, through what they have in common. A
 *     group is taken with the middleware that was around it when it was opened, and only if it has a prefix or a host.
 * </ul>
 *
 * <p>Such middleware finds no path values in a request without a route. {@link Middleware#wrap} is called once for each
 * route, and once more for the router's own answers.
 *
 * <p><b>Threads.</b> All methods may be called by any thread at any time, also after the group's body has returned.
 * Where a body throws, what it has registered before stays.
 */
public sealed interface Routes permits ServeMux, RouteGroup {
    /**
     * Adds a route.
     *
     * @param pattern what the route matches; see {@link ServeMux}, and above for a group
     * @param handler what answers
     * @throws RouteConflictException when a request could match both this pattern and a registered one, and neither is
     *     more specific; nothing is added
     * @throws IllegalArgumentException when the pattern is malformed; the message says what is wrong
     */
    void handle(String pattern, Handler handler);

    /**
     * Adds a route with middleware of its own, within that of the group.
     *
     * @param pattern what the route matches
     * @param handler what answers
     * @param middleware what a request meets before the handler, the first one first
     * @throws RouteConflictException as {@link #handle(String, Handler)} does
     * @throws IllegalArgumentException when the pattern is malformed
     */
    default void handle(String pattern, Handler handler, Middleware... middleware) {
        with(middleware).handle(pattern, handler);
    }

    /**
     * Returns the same place with more middleware, for the routes that are registered through what is returned.
     *
     * @param middleware what a request meets within the middleware that is there already, the first one first
     * @return where to register such routes
     */
    Routes with(Middleware... middleware);

    /**
     * Registers routes under a prefix.
     *
     * @param prefix what their paths begin with, such as {@code /api} or {@code /users/{id}}: whole segments, text or
     *     {@code {name}}, with a slash at the beginning and none at the end
     * @param body registers them; called once, at once
     * @throws IllegalArgumentException when the prefix is malformed; the message says what is wrong
     */
    void group(String prefix, Consumer<Routes> body);

    /**
     * Registers routes under a prefix with middleware around them: {@code with(middleware).group(prefix, body)}.
     *
     * @param prefix what their paths begin with
     * @param middleware what a request meets first; several are {@code a.then(b)}, or put with {@link #with}
     * @param body registers them; called once, at once
     * @throws IllegalArgumentException when the prefix is malformed
     */
    default void group(String prefix, Middleware middleware, Consumer<Routes> body) {
        with(middleware).group(prefix, body);
    }

    /**
     * Registers routes under a prefix with middleware around them: as {@link #with} and {@link #group(String,
     * Consumer)} do.
     *
     * @param prefix what their paths begin with
     * @param middleware what a request meets first, from the outside in
     * @param body registers them; called once, at once
     * @throws IllegalArgumentException when the prefix is malformed
     */
    default void group(String prefix, List<? extends Middleware> middleware, Consumer<Routes> body) {
        with(middleware.toArray(Middleware[]::new)).group(prefix, body);
    }

    /**
     * Registers routes for a host.
     *
     * @param host the host, with a port where it is for this port alone
     * @param body registers them; called once, at once
     * @throws IllegalArgumentException when the host is malformed, or this group has hosts already
     */
    default void host(String host, Consumer<Routes> body) {
        host(List.of(host), body);
    }

    /**
     * Registers routes for several hosts. A route of them is one for each host, with a pattern that names this host;
     * where one of these is refused, none is added.
     *
     * @param hosts one or more hosts, each once, with a port where it is for this port alone
     * @param body registers the routes; called once, at once
     * @throws IllegalArgumentException when a host is malformed, or this group has hosts already
     */
    void host(List<String> hosts, Consumer<Routes> body);

    /**
     * Hands all requests under a prefix to another router, which need not know of the prefix: its handlers see
     * {@linkplain dev.weir.http.api.Request#withoutPathPrefix the rest of the path}, while its redirects and
     * {@link dev.weir.http.api.Request#pattern} have the prefix in front. What no route of it takes it answers itself,
     * with its own 404, 405 and answer to OPTIONS; the pattern is then that of the mount, {@code PREFIX/}. Routes may
     * still be added to it.
     *
     * <p>The mount is a route for all methods, {@code PREFIX/}, and has the precedence of one: a more specific pattern
     * goes before it, and {@code GET /} beside it is a conflict, which {@code /} is not. The prefix without a slash is
     * redirected to the one with it.
     *
     * @param prefix as that of a {@linkplain #group group}; {@code /} for none, as for all of a host
     * @param mux the other router
     * @throws RouteConflictException as {@link #handle(String, Handler)} does
     * @throws IllegalArgumentException when the prefix is malformed, or the other router leads back to this one
     */
    void mount(String prefix, ServeMux mux);
}
