package dev.weir.mux;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** A place in a router: a prefix, hosts and middleware for the routes that are registered there. Immutable. */
final class RouteGroup implements Routes {
    private static final List<String> ANY_HOST = List.of("");

    private final ServeMux mux;
    /** As they were given; one empty text for any host. */
    private final List<String> hosts;
    /** The same as requests are compared with them. */
    private final List<String> hostKeys;
    /** Of the whole path, without a slash at the end; empty where the group has none. */
    private final String prefix;

    private final List<Segment> segments;
    private final Chain chain;

    /** The router itself: no prefix, no host, no middleware. */
    RouteGroup(ServeMux mux) {
        this(mux, ANY_HOST, "", new Chain());
    }

    private RouteGroup(ServeMux mux, List<String> hosts, String prefix, Chain chain) {
        this.mux = mux;
        this.hosts = hosts;
        this.hostKeys = hosts.stream().map(HostNames::normal).toList();
        this.prefix = prefix;
        // Checks that no name stands for two wildcards of nested prefixes.
        this.segments = prefix.isEmpty() ? List.of() : Pattern.parse(prefix).segments();
        this.chain = chain;
    }

    @Override
    public void handle(String pattern, Handler handler) {
        Objects.requireNonNull(pattern, "pattern");
        Handler wrapped = chain.wrap(Objects.requireNonNull(handler, "handler"));
        String site = site();
        mux.add(whole(pattern).stream()
                .map(parsed -> new Registration(parsed, wrapped, site, chain))
                .toList());
    }

    /** Returns the patterns that a pattern of this group stands for, one for each host. */
    private List<Pattern> whole(String text) {
        if (prefix.isEmpty() && hosts.equals(ANY_HOST)) {
            return List.of(Pattern.parse(text));
        }
        String method = text;
        String path = "";
        if (prefix.isEmpty() || text.indexOf('/') >= 0) {
            Pattern own = Pattern.parse(text);
            if (!own.host().isEmpty()) {
                throw bad(
                        "pattern \"" + text + "\"",
                        "names the host " + own.host() + ": begin the path with a slash; a host is set around a group");
            }
            method = own.method();
            path = own.path();
        } else if (!isMethod(text)) {
            throw bad(
                    "pattern \"" + text + "\"",
                    "has no path: begin it with a slash; for the prefix itself write a method alone, in upper case");
        }
        String front = method.isEmpty() ? "" : method + " ";
        List<Pattern> patterns = new ArrayList<>(hosts.size());
        for (String host : hosts) {
            patterns.add(Pattern.parse(front + host + prefix + path));
        }
        return patterns;
    }

    /** Returns whether a text without a slash can be no forgotten one. */
    private static boolean isMethod(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'A' || c > 'Z') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    @Override
    public Routes with(Middleware... middleware) {
        Chain more = chain;
        for (Middleware inner : middleware) {
            more = more.with(Objects.requireNonNull(inner, "middleware"));
        }
        return new RouteGroup(mux, hosts, prefix, more);
    }

    @Override
    public void group(String added, Consumer<Routes> body) {
        open(new RouteGroup(mux, hosts, prefix + checked(added), chain), body);
    }

    private String checked(String added) {
        if (!added.startsWith("/")) {
            throw bad(
                    "prefix \"" + added + "\"", "must begin with a slash; methods are for patterns, hosts for host()");
        }
        if (added.endsWith("/")) {
            throw bad("prefix \"" + added + "\"", "must not end with a slash: the patterns in it begin with one");
        }
        for (Segment segment : Pattern.parse(added).segments()) {
            if (segment instanceof Segment.Rest || segment instanceof Segment.End) {
                throw bad("prefix \"" + added + "\"", "must not end the path: nothing could follow");
            }
        }
        return added;
    }

    @Override
    public void host(List<String> added, Consumer<Routes> body) {
        if (!hosts.equals(ANY_HOST)) {
            throw bad("hosts " + added, "cannot be set: the group has hosts already");
        }
        if (added.isEmpty()) {
            throw bad("hosts " + added, "must be one or more");
        }
        Set<String> known = new HashSet<>();
        for (String host : added) {
            if (host.isEmpty() || host.indexOf('/') >= 0 || !known.add(HostNames.normal(host))) {
                throw bad("host \"" + host + "\"", "must be a host without a path, and come once");
            }
            if (Pattern.parse(host + "/").host().isEmpty() || host.indexOf(' ') >= 0) {
                throw bad("host \"" + host + "\"", "must be a host alone");
            }
        }
        open(new RouteGroup(mux, List.copyOf(added), prefix, chain), body);
    }

    private void open(RouteGroup group, Consumer<Routes> body) {
        Objects.requireNonNull(body, "body");
        mux.opened(group);
        body.accept(group);
    }

    @Override
    public void mount(String added, ServeMux other) {
        if (other.leadsTo(mux)) {
            throw bad("mount \"" + added + "\"", "would lead from a router back to itself");
        }
        RouteGroup at = added.equals("/") ? this : new RouteGroup(mux, hosts, prefix + checked(added), chain);
        int depth = at.segments.size();
        Handler wrapped = chain.wrap((w, r) -> other.serveMounted(w, r, depth));
        String site = site();
        List<Registration> mounts = new ArrayList<>();
        for (String host : hosts) {
            Pattern pattern = Pattern.parse(host + at.prefix + "/");
            mounts.add(new Registration(pattern, wrapped, site, chain, other));
        }
        mux.add(mounts);
    }

    /**
     * Returns how narrow this group is, where a path lies under it.
     *
     * @param host the authority as it is compared, with its port
     * @return more for a host with a port, for a host, and for each segment; -1 where the path lies elsewhere
     */
    int rank(String host, String path) {
        int rank = -1;
        for (String key : hostKeys) {
            if (key.isEmpty()) {
                rank = 0;
            } else if (key.equals(host)) {
                rank = 2 << 20;
            } else if (key.length() == HostNames.end(host) && host.startsWith(key)) {
                rank = Math.max(rank, 1 << 20);
            }
        }
        int slash = 0;
        for (int i = 0; i < segments.size() && rank >= 0; i++) {
            if (slash + 1 >= path.length()) {
                return -1;
            }
            int next = path.indexOf('/', slash + 1);
            int to = next < 0 ? path.length() : next;
            if (segments.get(i) instanceof Segment.Literal(String key) && !Escapes.hasKey(path, slash + 1, to, key)) {
                return -1;
            }
            slash = to;
        }
        return rank < 0 ? -1 : rank + segments.size();
    }

    Chain chain() {
        return chain;
    }

    /** Returns the group's place as messages have it; empty for the router itself. */
    private String where() {
        String where = (hosts.equals(ANY_HOST) ? "" : String.join(", ", hosts)) + prefix;
        return where.isEmpty() ? "" : "in group \"" + where + "\"";
    }

    private IllegalArgumentException bad(String what, String why) {
        String where = where();
        return new IllegalArgumentException(where + (where.isEmpty() ? "" : ": ") + what + " " + why);
    }

    /** Returns the place in the program that registers a route, and its group. */
    private String site() {
        Set<String> own = Set.of(ServeMux.class.getName(), RouteGroup.class.getName(), Routes.class.getName());
        String place = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !own.contains(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName()
                                + ":" + frame.getLineNumber() + ")")
                        .orElse("unknown place"));
        String where = where();
        return where.isEmpty() ? place : place + ", " + where;
    }
}
