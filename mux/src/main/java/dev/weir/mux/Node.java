package dev.weir.mux;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the routing tree: what may follow the segments that lead here. Immutable.
 *
 * @param literals the next segment is a certain text
 * @param wild the next segment is any; or null
 * @param exact the path ends here
 * @param end the path ends with the slash that follows
 * @param rest a slash and anything follows
 */
record Node(LiteralMap literals, @Nullable Node wild, MethodTable exact, MethodTable end, MethodTable rest) {
    static final Node EMPTY = new Node(LiteralMap.EMPTY, null, MethodTable.NONE, MethodTable.NONE, MethodTable.NONE);

    /** Returns this place with a route whose segments from an index on lead away from here. */
    Node with(Registration added, int index) {
        List<Segment> segments = added.pattern.segments();
        if (index == segments.size()) {
            return new Node(literals, wild, exact.with(added), end, rest);
        }
        return switch (segments.get(index)) {
            case Segment.Literal(String key) -> {
                Node next = literals.get(key);
                Node more = (next == null ? EMPTY : next).with(added, index + 1);
                yield new Node(literals.with(key, more), wild, exact, end, rest);
            }
            case Segment.Wild _ -> {
                Node more = (wild == null ? EMPTY : wild).with(added, index + 1);
                yield new Node(literals, more, exact, end, rest);
            }
            case Segment.End _ -> new Node(literals, wild, exact, end.with(added), rest);
            case Segment.Rest _ -> new Node(literals, wild, exact, end, rest.with(added));
        };
    }
}
