package dev.weir.mux;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the routes that a new pattern could conflict with, by following its segments through the routing tree: only
 * routes with a path in common are met. For a pattern without wildcards that is a handful, however many routes there
 * are; a wildcard meets all literals that stand where it does. Used once, by one thread.
 */
final class ConflictSearch {
    private final Pattern pattern;
    private @Nullable Registration conflict;

    /** The number of places visited, for tests. */
    private int steps;

    ConflictSearch(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Returns a route that conflicts with the pattern, or null. */
    @Nullable
    Registration find(RoutingTree tree) {
        // Other hosts are decided by precedence or have no request in common.
        follow(tree.rootOf(pattern.host()), 0);
        return conflict;
    }

    int steps() {
        return steps;
    }

    private void follow(@Nullable Node node, int index) {
        if (node == null || conflict != null) {
            return;
        }
        steps++;
        List<Segment> segments = pattern.segments();
        if (index == segments.size()) {
            check(node.exact());
            return;
        }
        check(node.rest());
        switch (segments.get(index)) {
            case Segment.Literal(String key) -> {
                follow(node.literals().get(key), index + 1);
                follow(node.wild(), index + 1);
            }
            case Segment.Wild _ -> {
                node.literals().forEach(next -> follow(next, index + 1));
                follow(node.wild(), index + 1);
            }
            case Segment.End _ -> check(node.end());
            case Segment.Rest _ -> checkBelow(node);
        }
    }

    private void checkBelow(Node node) {
        check(node.end());
        node.literals().forEach(this::checkAll);
        if (node.wild() != null) {
            checkAll(node.wild());
        }
    }

    private void checkAll(Node node) {
        steps++;
        check(node.exact());
        check(node.rest());
        checkBelow(node);
    }

    private void check(MethodTable leaf) {
        if (conflict == null) {
            conflict = leaf.conflicting(pattern);
        }
    }
}
