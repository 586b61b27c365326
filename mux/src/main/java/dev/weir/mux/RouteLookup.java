package dev.weir.mux;

import dev.weir.http.api.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the route of one request. Used once, by one thread.
 *
 * <p><b>Order.</b> At each segment a literal is tried before {@code {x}}, and that before {@code {x...}}; what leads
 * nowhere is taken back. Of two patterns that match one request, the more specific has a literal or an earlier choice
 * in this order where they first differ, so it is met first; that one of the two is more specific was made sure of at
 * registration.
 *
 * <p><b>Cost.</b> Each place in the tree is reached from one other place alone, and at one position of the path alone,
 * so no walk visits a place twice. The visits are bounded by the number of places on the levels that the path has, and
 * where no place on the way has both a literal for the segment and a wildcard, by the number of levels. What a client
 * sends can never raise them beyond what the routes have laid out, however long the path is. The text compared at a
 * visit is bounded by the longest literal there.
 */
final class RouteLookup {
    private final String path;
    private final String method;
    private final boolean triesSlash;

    /** What would match if the path had a slash at its end, by its full length; the first that was met, or null. */
    private @Nullable Registration withSlash;

    private boolean needsSlash;

    /** The number of places visited, for tests. */
    private int steps;

    /**
     * A walk for a path.
     *
     * @param path begins with a slash
     * @param method the request's
     * @param triesSlash whether the path may also match with a slash at its end
     */
    RouteLookup(String path, String method, boolean triesSlash) {
        this.path = path;
        this.method = method;
        this.triesSlash = triesSlash;
    }

    /**
     * Returns the route of the request, or null. When {@link #needsSlash} is true afterwards, it is the route of the path with
     * a slash at its end: there is no route for the path as it stands, or only one whose rest begins before its last
     * segment.
     */
    @Nullable
    Registration find(RoutingTree tree, String authority) {
        Registration found = null;
        if (!tree.ignoresHosts()) {
            String host = HostNames.normal(authority);
            Node root = tree.withPort(host);
            if (root != null) {
                found = find(root, 0);
            }
            if (found == null && HostNames.end(host) < host.length()) {
                root = tree.withoutPort(host);
                if (root != null) {
                    found = find(root, 0);
                }
            }
        }
        if (found == null) {
            found = find(tree.anyHost(), 0);
        }
        if (withSlash != null && (found == null || found.endsInRest())) {
            needsSlash = true;
            return withSlash;
        }
        return found;
    }

    boolean needsSlash() {
        return needsSlash;
    }

    int steps() {
        return steps;
    }

    /** Goes on at a place, with the slash at a position of the path, or with the end of the path. */
    private @Nullable Registration find(Node start, int position) {
        Node node = start;
        int slash = position;
        while (true) {
            steps++;
            if (slash == path.length()) {
                return atEnd(node);
            }
            if (slash + 1 == path.length()) {
                Registration found = node.end().get(method);
                return found != null ? found : node.rest().get(method);
            }
            int next = path.indexOf('/', slash + 1);
            int to = next < 0 ? path.length() : next;
            Node literal = node.literals().get(path, slash + 1, to);
            Node wild = node.wild();
            if (node.rest().isEmpty() && (literal == null || wild == null)) {
                // One way to go: there is nothing to come back to.
                node = literal != null ? literal : wild;
                if (node == null) {
                    return null;
                }
                slash = to;
                continue;
            }
            Registration found = literal == null ? null : find(literal, to);
            if (found == null && wild != null) {
                found = find(wild, to);
            }
            return found != null ? found : node.rest().get(method);
        }
    }

    private @Nullable Registration atEnd(Node node) {
        Registration found = node.exact().get(method);
        if (found == null && withSlash == null && triesSlash) {
            withSlash = node.end().get(method);
            if (withSlash == null) {
                withSlash = node.rest().get(method);
            }
        }
        return found;
    }

    /**
     * Returns the routes of other methods that the path, or where it is tried the path with a slash, is served with,
     * where {@link #find} has found nothing.
     */
    List<Registration> others(RoutingTree tree, String authority) {
        List<Registration> others = new ArrayList<>();
        if (!tree.ignoresHosts()) {
            String host = HostNames.normal(authority);
            collect(tree.withPort(host), 0, others);
            if (HostNames.end(host) < host.length()) {
                collect(tree.withoutPort(host), 0, others);
            }
        }
        collect(tree.anyHost(), 0, others);
        return others;
    }

    /** Returns the methods that routes serve by name; in alphabetical order, HEAD included where GET is. */
    static Set<String> methods(List<Registration> routes) {
        Set<String> methods = new TreeSet<>();
        for (Registration route : routes) {
            methods.add(route.pattern.method());
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        return methods;
    }

    private void collect(@Nullable Node node, int slash, List<Registration> others) {
        if (node == null) {
            return;
        }
        steps++;
        if (slash == path.length()) {
            node.exact().addNamed(others);
            if (triesSlash) {
                node.end().addNamed(others);
                node.rest().addNamed(others);
            }
            return;
        }
        node.rest().addNamed(others);
        if (slash + 1 == path.length()) {
            node.end().addNamed(others);
            return;
        }
        int next = path.indexOf('/', slash + 1);
        int to = next < 0 ? path.length() : next;
        collect(node.literals().get(path, slash + 1, to), to, others);
        collect(node.wild(), to, others);
    }
}
