package dev.weir.mux;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A handler that hands each request to the handler of the route that matches it best.
 *
 * <pre>{@code
 * var mux = new ServeMux();
 * mux.handle("GET /users/{id}", (w, r) -> w.write("user " + r.pathValue("id")));
 * mux.handle("POST /users/{$}", users::create);
 * mux.handle("/static/{file...}", files);
 * mux.handle("admin.example.com/", admin);
 * }</pre>
 *
 * <h2>Patterns</h2>
 *
 * <p>A pattern is {@code [METHOD ][HOST]/[PATH]}.
 * <ul>
 * <li>Without a method it serves all methods. {@code GET} serves HEAD too.
 * <li>Without a host it serves all hosts. A host is compared by ASCII without regard to case, and to a dot at its end. A
 *     host without a port serves all ports; one with a port serves requests that name this port.
 * <li>{@code {name}} stands for one segment of the path: for what is between two slashes, or after the last.
 * <li>{@code {name...}} stands for all that follows, slashes included, and may be nothing. Nothing can follow it in the
 *     pattern.
 * <li>A slash at the end is the same without a name: {@code /static/} serves all below.
 * <li>{@code {$}} stands for the end: {@code /static/{$}} serves {@code /static/} and nothing below.
 * <li>Anything else is text, which matches when it is the same after percent-decoding. Both are decoded segment by
 *     segment, so that {@code %2F} is never taken for a slash between segments.
 * </ul>
 *
 * <p>A wildcard is a whole segment; its name is a Java identifier and occurs once. The handler gets its value,
 * percent-decoded, from {@link Request#pathValue}, and the pattern from {@link Request#pattern}.
 *
 * <p>What other routers write is refused, with the right spelling in the message, as here it would never match what was
 * meant: a standard method in lower case ({@code get /a}), and segments such as {@code :id}, {@code *}, {@code **} and
 * {@code <id>}. Text that begins with a colon or an asterisk, or stands between angle brackets, is written with its first
 * character percent-encoded: {@code /v1/%3Abatch}, {@code /%2A}, {@code /%3Ca>}. Within a segment these characters are text
 * ({@code /a:b}). A method of your own may be in lower case.
 *
 * <h2>Precedence</h2>
 *
 * <p>Whatever the order of registration, the more specific pattern takes a request: the one that matches a part of what
 * the other matches. {@code GET /a/} is more specific than {@code /a/}, {@code /a/b} than {@code /a/{x}}, and this than
 * {@code /a/}. A pattern with a host beats any without, and one with a port any with the host alone. Two patterns of
 * one host of which both match some request and neither is more specific, such as {@code /a/{x}} and {@code /{x}/b},
 * are refused at registration.
 *
 * <h2>Redirects</h2>
 *
 * <p>A path with empty segments or dot segments ({@code //}, {@code .}, {@code ..}, the dots percent-encoded or not) is
 * redirected to its cleaned form with 307, when a route matches that. {@code /dir} is redirected to {@code /dir/} when
 * a route matches that by its full length and none matches {@code /dir} so. Both keep the query. A redirect is always
 * to a path of this server: in {@code Location} one slash comes first, and whatever a client could read in another way
 * is percent-encoded. What was taken off the path before this router ({@link Request#pathPrefix}) stands before it. CONNECT
 * is matched as it is and never redirected. An empty path is taken for {@code /}
 * (RFC 9110 section 4.2.3).
 *
 * <h2>OPTIONS</h2>
 *
 * <p>A request with OPTIONS whose path is matched with other methods only is answered with 204 and {@code Allow}: these
 * methods, OPTIONS, and HEAD where GET is (RFC 9110 section 9.3.7). A route for OPTIONS, or one for all methods, takes
 * such requests instead; {@link #automaticOptions} switches the router's own answer off. Middleware around the router
 * comes before: one for CORS answers the preflight requests itself, and what it sets stays in this answer too. So does
 * middleware around the routes of a path, as {@link Routes} says.
 *
 * <h2>Errors</h2>
 *
 * <p>Where the path is matched with other methods only, the answer is 405 with {@code Allow} (RFC 9110 section 15.5.6),
 * in which OPTIONS stands too where the router answers that; else 404. The target {@code *} is answered with 400. The
 * content comes from the server's {@link dev.weir.http.api.ErrorRenderer}, as for every
 * {@linkplain ResponseWriter#error error}; {@link #notFound} and {@link #methodNotAllowed} put other pages in its place.
 *
 * <h2>Around the router</h2>
 *
 * <p>Once a route has taken a request, middleware around the router sees its pattern too, in {@link Request#pattern} of
 * the request that it has handed on, and in {@link dev.weir.http.api.RequestEnd#pattern}; also when the handler throws. A
 * redirect has the pattern of the route that it leads to. After an error or the router's own answer to OPTIONS the
 * pattern is empty. So it is a good label for metrics: there are no more of them than routes.
 *
 * <h2>Groups</h2>
 *
 * <p>Routes with a prefix, a host or middleware in common are registered as a {@linkplain #group group}; {@link #mount}
 * puts another router under a prefix. {@link Routes} tells of both.
 *
 * <p><b>Threads.</b> All methods may be called by any thread at any time. A route serves all requests that begin after
 * {@link #handle} has returned. Serving takes no lock.
 *
 * <p><b>Cost.</b> Finding a route depends on the number of the path's segments, not on that of the routes: each segment
 * is one look into a hash table, unless both a literal and a wildcard lead on from it. Only then both may have to be
 * tried; the work is bounded by the routes that were registered so, never by what a client sends.
 */
public final class ServeMux implements Handler, Routes {
    /**
     * Under this key the handler of {@link #methodNotAllowed} finds the methods that would have been answered: in
     * alphabetical order, HEAD included where GET is, and OPTIONS unless {@link #automaticOptions} is off.
     */
    public static final AttributeKey<List<String>> ALLOWED_METHODS = AttributeKey.of("dev.weir.mux.ALLOWED_METHODS");

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Registration> routes = new ArrayList<>(); // guarded by lock
    private final List<RouteGroup> groups = new CopyOnWriteArrayList<>();
    private final RouteGroup root;
    private volatile RoutingTree tree = RoutingTree.EMPTY; // written under lock
    private volatile Handler notFound = BuiltinHandlers.NOT_FOUND;
    private volatile Handler methodNotAllowed = BuiltinHandlers.METHOD_NOT_ALLOWED;
    private volatile boolean automaticOptions = true;

    /** Makes a router without routes: it answers 404. */
    public ServeMux() {
        root = new RouteGroup(this);
    }

    /**
     * Adds a route.
     *
     * @param pattern what the route matches
     * @param handler what answers
     * @throws RouteConflictException when a request could match both this pattern and a registered one, and neither is
     *     more specific; nothing is added
     * @throws IllegalArgumentException when the pattern is malformed; the message says what is wrong and at which
     *     offset
     */
    @Override
    public void handle(String pattern, Handler handler) {
        root.handle(pattern, handler);
    }

    @Override
    public Routes with(Middleware... middleware) {
        return root.with(middleware);
    }

    @Override
    public void group(String prefix, Consumer<Routes> body) {
        root.group(prefix, body);
    }

    @Override
    public void host(List<String> hosts, Consumer<Routes> body) {
        root.host(hosts, body);
    }

    @Override
    public void mount(String prefix, ServeMux mux) {
        root.mount(prefix, mux);
    }

    /** Adds all of these routes, or none. */
    void add(List<Registration> added) {
        lock.lock();
        try {
            RoutingTree more = tree;
            for (Registration registration : added) {
                Registration conflict = new ConflictSearch(registration.pattern).find(more);
                if (conflict != null) {
                    throw new RouteConflictException(registration, conflict);
                }
                more = more.with(registration);
            }
            tree = more;
            routes.addAll(added);
        } finally {
            lock.unlock();
        }
    }

    /** Notes a group with a prefix or hosts, for its 404. */
    void opened(RouteGroup group) {
        groups.add(group);
    }

    /** Returns whether requests to this router may come to another. */
    boolean leadsTo(ServeMux other) {
        return this == other
                || registrations().stream().anyMatch(route -> route.mounted != null && route.mounted.leadsTo(other));
    }

    private List<Registration> registrations() {
        lock.lock();
        try {
            return List.copyOf(routes);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets what answers when no route matches, in place of the server's page for errors. The status is 404 when the handler is
     * called; it may set another.
     *
     * @param handler what answers
     */
    public void notFound(Handler handler) {
        notFound = BuiltinHandlers.notFound(Objects.requireNonNull(handler, "handler"));
    }

    /**
     * Sets what answers when the path is matched with other methods only, in place of the server's page for errors. The
     * status is 405 and {@code Allow} is set when the handler is called; it may change both. Which methods are allowed it finds in
     * the request under {@link #ALLOWED_METHODS}.
     *
     * @param handler what answers
     */
    public void methodNotAllowed(Handler handler) {
        methodNotAllowed = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Sets whether the router answers OPTIONS itself where the path is matched with other methods only; default true. When it
     * is off, such a request gets 405, and {@code Allow} does not name OPTIONS.
     *
     * @param on whether it answers
     */
    public void automaticOptions(boolean on) {
        automaticOptions = on;
    }

    /**
     * Returns the routes, for documentation and checks.
     *
     * @return an immutable list in the order of registration, with the routes of a mounted router in the place of the
     *     mount; later registrations do not change it
     */
    public List<Route> routes() {
        List<Route> all = new ArrayList<>();
        addRoutes(all, "");
        return List.copyOf(all);
    }

    private void addRoutes(List<Route> all, String mount) {
        for (Registration registration : registrations()) {
            String whole = registration.patternBelow(mount);
            ServeMux mounted = registration.mounted;
            if (mounted != null) {
                mounted.addRoutes(all, whole);
            } else {
                Pattern own = registration.pattern;
                int slash = mount.indexOf('/');
                // Not parsed again: a name may stand for a wildcard on both sides of a mount.
                String host =
                        own.host().isEmpty() && slash > 0 ? HostNames.normal(mount.substring(0, slash)) : own.host();
                all.add(new Route(whole, own.method(), host, whole.substring(whole.indexOf('/'))));
            }
        }
    }

    /**
     * Tells what {@link #serve} would do with a request, without doing it. The handler in the answer can be called with
     * the request; a route's handler finds path values only in a request that {@code serve} hands to it. Where a
     * mounted router would answer, it is asked too.
     *
     * @param request the request
     * @return the pattern that matches and the handler that answers
     */
    public Match handler(Request request) {
        return resolve(tree, request, "");
    }

    private Match resolve(RoutingTree routing, Request request, String mount) {
        String path = pathOf(request);
        if (path.equals("*")) {
            return new Match(Match.Outcome.BAD_TARGET, "", BuiltinHandlers.BAD_TARGET);
        }
        if (path.charAt(0) != '/') {
            return new Match(Match.Outcome.NOT_FOUND, "", notFound);
        }
        boolean connect = request.method().equals(HttpMethod.CONNECT);
        String cleaned = connect || PathCleaner.isClean(path) ? path : PathCleaner.clean(path);
        RouteLookup lookup = new RouteLookup(cleaned, request.method(), !connect);
        Registration found = lookup.find(routing, request.authority());
        if (found == null) {
            return unmatched(request, cleaned, lookup.others(routing, request.authority()));
        }
        String pattern = found.patternBelow(mount);
        boolean asItIs = cleaned.equals(path);
        ServeMux mounted = found.mounted;
        if (mounted != null && !lookup.needsSlash()) {
            Request below = Registration.below(request.withPath(cleaned), found.depth());
            Match inner = mounted.resolve(mounted.tree, below, pattern);
            if (asItIs || inner.outcome() != Match.Outcome.FOUND) {
                return new Match(
                        inner.outcome(),
                        inner.pattern(),
                        (w, r) -> found.handler.serve(w, found.bind(r.withPath(cleaned), cleaned, mount)));
            }
            pattern = inner.pattern();
        } else if (asItIs && !lookup.needsSlash()) {
            return new Match(Match.Outcome.FOUND, pattern, found.handler);
        }
        String target = lookup.needsSlash() ? cleaned + "/" : cleaned;
        Handler redirect =
                BuiltinHandlers.redirect(pattern, Escapes.location(inFullPath(request, target), request.query()));
        return new Match(Match.Outcome.REDIRECT, pattern, found.chain.answer(redirect));
    }

    /**
     * Returns the answer to a request that no route takes.
     *
     * @param others the routes that the path is served with, for other methods
     */
    private Match unmatched(Request request, String path, List<Registration> others) {
        if (others.isEmpty()) {
            return new Match(
                    Match.Outcome.NOT_FOUND,
                    "",
                    around(request.authority(), path).answer(notFound));
        }
        Chain common = others.getFirst().chain;
        for (Registration other : others) {
            common = Chain.common(common, other.chain);
        }
        Set<String> allowed = RouteLookup.methods(others);
        boolean answers = automaticOptions;
        if (answers) {
            allowed.add(HttpMethod.OPTIONS);
        }
        List<String> methods = List.copyOf(allowed);
        return answers && request.method().equals(HttpMethod.OPTIONS)
                ? new Match(Match.Outcome.OPTIONS, "", common.answer(BuiltinHandlers.options(methods)))
                : new Match(
                        Match.Outcome.METHOD_NOT_ALLOWED,
                        "",
                        common.answer(BuiltinHandlers.methodNotAllowed(methodNotAllowed, methods)));
    }

    /** Returns the middleware of the narrowest group that a path lies under; what several of them have in common. */
    private Chain around(String authority, String path) {
        String host = HostNames.normal(authority);
        Chain chain = root.chain();
        int narrowest = -1;
        for (RouteGroup group : groups) {
            int rank = group.rank(host, path);
            if (rank >= 0 && rank == narrowest) {
                chain = Chain.common(chain, group.chain());
            } else if (rank > narrowest) {
                narrowest = rank;
                chain = group.chain();
            }
        }
        return chain;
    }

    /**
     * Hands the request to the handler of the route that matches it, with {@link Request#pattern} and
     * {@link Request#pathValue} set; or answers with a redirect, an error, or the methods of a path.
     *
     * @throws Exception what the route's handler throws
     */
    @Override
    public void serve(ResponseWriter w, Request r) throws Exception {
        serve(w, r, "");
    }

    /**
     * Serves a request that another router hands on.
     *
     * @param depth how many segments of the path are the mount's
     */
    void serveMounted(ResponseWriter w, Request r, int depth) throws Exception {
        serve(w, Registration.below(r, depth), r.attribute(Registration.MOUNT).orElseThrow());
    }

    private void serve(ResponseWriter w, Request r, String mount) throws Exception {
        RoutingTree routing = tree;
        String path = pathOf(r);
        boolean connect = r.method().equals(HttpMethod.CONNECT);
        if (path.charAt(0) == '/' && (connect || PathCleaner.isClean(path))) {
            RouteLookup lookup = new RouteLookup(path, r.method(), !connect);
            Registration found = lookup.find(routing, r.authority());
            if (found != null && !lookup.needsSlash()) {
                found.handler.serve(w, found.bind(r, path, mount));
                return;
            }
        }
        // No hit: the walk is made again, in the same tree, by the one piece of code that decides what becomes of it.
        resolve(routing, r, mount).handler().serve(w, r);
    }

    /** Returns a path of this router as the client knows it. A prefix that a program has taken off in any way is cleaned as well. */
    private static String inFullPath(Request request, String path) {
        String prefix = request.pathPrefix();
        return prefix.isEmpty() ? path : PathCleaner.clean(prefix + path);
    }

    private static String pathOf(Request request) {
        String path = request.rawPath();
        return path.isEmpty() ? "/" : path;
    }
}
