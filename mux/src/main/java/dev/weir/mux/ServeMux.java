package dev.weir.mux;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

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
 * comes before: one for CORS answers the preflight requests itself, and what it sets stays in this answer too.
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
 * <p><b>Threads.</b> All methods may be called by any thread at any time. A route serves all requests that begin after
 * {@link #handle} has returned. Serving takes no lock.
 *
 * <p><b>Cost.</b> Finding a route depends on the number of the path's segments, not on that of the routes: each segment
 * is one look into a hash table, unless both a literal and a wildcard lead on from it. Only then both may have to be
 * tried; the work is bounded by the routes that were registered so, never by what a client sends.
 */
public final class ServeMux implements Handler {
    /**
     * Under this key the handler of {@link #methodNotAllowed} finds the methods that would have been answered: in
     * alphabetical order, HEAD included where GET is, and OPTIONS unless {@link #automaticOptions} is off.
     */
    public static final AttributeKey<List<String>> ALLOWED_METHODS = AttributeKey.of("dev.weir.mux.ALLOWED_METHODS");

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Route> routes = new ArrayList<>(); // guarded by lock
    private volatile RoutingTree tree = RoutingTree.EMPTY; // written under lock
    private volatile Handler notFound = BuiltinHandlers.NOT_FOUND;
    private volatile Handler methodNotAllowed = BuiltinHandlers.METHOD_NOT_ALLOWED;
    private volatile boolean automaticOptions = true;

    /** Makes a router without routes: it answers 404. */
    public ServeMux() {}

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
    public void handle(String pattern, Handler handler) {
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(handler, "handler");
        Registration added = new Registration(Pattern.parse(pattern), handler, callSite());
        Pattern parsed = added.pattern;
        lock.lock();
        try {
            Registration conflict = new ConflictSearch(parsed).find(tree);
            if (conflict != null) {
                throw new RouteConflictException(added, conflict);
            }
            tree = tree.with(added);
            routes.add(new Route(parsed.text(), parsed.method(), parsed.host(), parsed.path()));
        } finally {
            lock.unlock();
        }
    }

    /** Returns the place in the program that has called {@link #handle}. */
    private static String callSite() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !frame.getClassName().equals(ServeMux.class.getName()))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName()
                                + ":" + frame.getLineNumber() + ")")
                        .orElse("unknown place"));
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
     * @return an immutable list in the order of registration; later registrations do not change it
     */
    public List<Route> routes() {
        lock.lock();
        try {
            return List.copyOf(routes);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells what {@link #serve} would do with a request, without doing it. The handler in the answer can be called with
     * the request; a route's handler finds path values only in a request that {@code serve} hands to it.
     *
     * @param request the request
     * @return the pattern that matches and the handler that answers
     */
    public Match handler(Request request) {
        return resolve(tree, request, pathOf(request));
    }

    private Match resolve(RoutingTree routing, Request request, String path) {
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
            return unmatched(request.method(), lookup.allowedMethods(routing, request.authority()));
        }
        String pattern = found.pattern.text();
        if (!lookup.needsSlash() && cleaned.equals(path)) {
            return new Match(Match.Outcome.FOUND, pattern, found.handler);
        }
        String target = lookup.needsSlash() ? cleaned + "/" : cleaned;
        return new Match(
                Match.Outcome.REDIRECT,
                pattern,
                BuiltinHandlers.redirect(pattern, Escapes.location(inFullPath(request, target), request.query())));
    }

    /**
     * Returns the answer to a request that no route takes.
     *
     * @param others the methods that the path is served with; in order, to be changed
     */
    private Match unmatched(String method, Set<String> others) {
        if (others.isEmpty()) {
            return new Match(Match.Outcome.NOT_FOUND, "", notFound);
        }
        boolean answers = automaticOptions;
        if (answers) {
            others.add(HttpMethod.OPTIONS);
        }
        List<String> methods = List.copyOf(others);
        return answers && method.equals(HttpMethod.OPTIONS)
                ? new Match(Match.Outcome.OPTIONS, "", BuiltinHandlers.options(methods))
                : new Match(
                        Match.Outcome.METHOD_NOT_ALLOWED,
                        "",
                        BuiltinHandlers.methodNotAllowed(methodNotAllowed, methods));
    }

    /**
     * Hands the request to the handler of the route that matches it, with {@link Request#pattern} and
     * {@link Request#pathValue} set; or answers with a redirect, an error, or the methods of a path.
     *
     * @throws Exception what the route's handler throws
     */
    @Override
    public void serve(ResponseWriter w, Request r) throws Exception {
        RoutingTree routing = tree;
        String path = pathOf(r);
        boolean connect = r.method().equals(HttpMethod.CONNECT);
        if (path.charAt(0) == '/' && (connect || PathCleaner.isClean(path))) {
            RouteLookup lookup = new RouteLookup(path, r.method(), !connect);
            Registration found = lookup.find(routing, r.authority());
            if (found != null && !lookup.needsSlash()) {
                found.handler.serve(w, found.bind(r, path));
                return;
            }
        }
        // No hit: the walk is made again, in the same tree, by the one piece of code that decides what becomes of it.
        resolve(routing, r, path).handler().serve(w, r);
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
