package dev.weir.mux;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place in the routing tree: what may follow the segments that lead here. Immutable. It stands in its
 * {@link Literals} without an entry around it: among many routes each object on the way is a miss of the processor's caches.
 *
 * @param key the text that leads here, in the form of {@link Escapes#key}; empty where any does
 * @param plain whether the key compares with a region as it stands
 * @param hash the mixed hash of the key
 * @param next in a {@link LiteralMap} another with the same hash, or null
 * @param literals the next segment is a certain text
 * @param wild the next segment is any; or null
 * @param exact the path ends here
 * @param end the path ends with the slash that follows
 * @param rest a slash and anything follows
 */
record Node(
        String key,
        boolean plain,
        int hash,
        @Nullable Node next,
        Literals literals,
        @Nullable Node wild,
        MethodTable exact,
        MethodTable end,
        MethodTable rest)
        implements Literals {
    static final Node EMPTY = of("");

    /** Returns a place that nothing follows. */
    static Node of(String key) {
        return new Node(
                key,
                Escapes.isPlain(key),
                LiteralMap.mix(key.hashCode()),
                null,
                LiteralMap.EMPTY,
                null,
                MethodTable.NONE,
                MethodTable.NONE,
                MethodTable.NONE);
    }

    /** Returns this place with a route whose segments from an index on lead away from here; followed by none of its hash. */
    Node with(Registration added, int index) {
        List<Segment> segments = added.pattern.segments();
        if (index == segments.size()) {
            return new Node(key, plain, hash, null, literals, wild, exact.with(added), end, rest);
        }
        return switch (segments.get(index)) {
            case Segment.Literal(String text) -> {
                Node there = literals.get(text);
                Node more = (there == null ? of(text) : there).with(added, index + 1);
                yield new Node(key, plain, hash, null, literals.with(more), wild, exact, end, rest);
            }
            case Segment.Wild _ -> {
                Node more = (wild == null ? EMPTY : wild).with(added, index + 1);
                yield new Node(key, plain, hash, null, literals, more, exact, end, rest);
            }
            case Segment.End _ -> new Node(key, plain, hash, null, literals, wild, exact, end.with(added), rest);
            case Segment.Rest _ -> new Node(key, plain, hash, null, literals, wild, exact, end, rest.with(added));
        };
    }

    /** Returns this place before others of its hash. */
    Node before(@Nullable Node others) {
        return new Node(key, plain, hash, others, literals, wild, exact, end, rest);
    }

    /** Returns whether the text of a region leads here. */
    boolean matches(String path, int from, int to) {
        if (plain && to - from == key.length()) {
            return path.startsWith(key, from);
        }
        // A byte of the key takes at most three characters: no work for what is longer, whatever a client sends.
        return to - from <= 3 * key.length() && Escapes.hasKey(path, from, to, key);
    }

    // As literals: this place alone.

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public @Nullable Node get(String path, int from, int to) {
        return matches(path, from, to) ? this : null;
    }

    @Override
    public @Nullable Node get(String text) {
        return key.equals(text) ? this : null;
    }

    @Override
    public Literals with(Node added) {
        return key.equals(added.key) ? added : LiteralMap.of(this, added);
    }

    @Override
    public void forEach(Consumer<Node> action) {
        action.accept(this);
    }
}
