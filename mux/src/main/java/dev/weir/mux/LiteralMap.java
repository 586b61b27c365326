package dev.weir.mux;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by the text of a segment: none, or several. {@link #with} gives a table that shares all but a few small arrays with
 * the old one (a hash trie with 32 ways a level), so that both adding and finding cost the same for few and for many.
 */
final class LiteralMap implements Literals {
    static final LiteralMap EMPTY = new LiteralMap(0, new Literals[0], 0);

    /** The bits of the hash that each level takes. */
    private static final int BITS = 5;

    /** Which ways are taken; their slots stand in {@link #slots} without gaps. */
    private final int taken;

    /** In each a level more, or the first node of a hash. */
    private final Literals[] slots;
    /** The most characters that a region can have and match: three for each byte of the longest key. */
    private final int longest;

    private LiteralMap(int taken, Literals[] slots, int longest) {
        this.taken = taken;
        this.slots = slots;
        this.longest = longest;
    }

    /** Returns a table of two nodes with different keys. */
    static LiteralMap of(Node one, Node other) {
        return EMPTY.with(one, 0).with(other, 0);
    }

    @Override
    public boolean isEmpty() {
        return taken == 0;
    }

    @Override
    public @Nullable Node get(String path, int from, int to) {
        // Also keeps the cost of hashing below what the routes ask for, however long a client makes its segments.
        if (taken == 0 || to - from > longest) {
            return null;
        }
        int hash = mix(Escapes.hash(path, from, to));
        Node node = first(hash);
        while (node != null && !(node.hash() == hash && node.matches(path, from, to))) {
            node = node.next();
        }
        return node;
    }

    @Override
    public @Nullable Node get(String key) {
        Node node = first(mix(key.hashCode()));
        while (node != null && !node.key().equals(key)) {
            node = node.next();
        }
        return node;
    }

    /** Returns the first of the nodes that stand where those of a hash do, or null. */
    private @Nullable Node first(int hash) {
        LiteralMap level = this;
        for (int rest = hash; ; rest >>>= BITS) {
            int way = 1 << rest;
            if ((level.taken & way) == 0) {
                return null;
            }
            switch (level.slots[level.index(way)]) {
                case LiteralMap deeper -> level = deeper;
                case Node node -> {
                    return node;
                }
            }
        }
    }

    @Override
    public Literals with(Node added) {
        return taken == 0 ? added : with(added, 0);
    }

    private LiteralMap with(Node added, int shift) {
        int way = 1 << (added.hash() >>> shift);
        int index = index(way);
        int length = Math.max(longest, 3 * added.key().length());
        if ((taken & way) == 0) {
            Literals[] more = new Literals[slots.length + 1];
            System.arraycopy(slots, 0, more, 0, index);
            more[index] = added;
            System.arraycopy(slots, index, more, index + 1, slots.length - index);
            return new LiteralMap(taken | way, more, length);
        }
        Literals[] same = slots.clone();
        same[index] = switch (slots[index]) {
            case LiteralMap deeper -> deeper.with(added, shift + BITS);
            case Node there when there.hash() == added.hash() -> chain(added, there);
            case Node there -> EMPTY.with(there, shift + BITS).with(added, shift + BITS);
        };
        return new LiteralMap(taken, same, length);
    }

    /** Returns a node before those of the same hash, without the one whose place it takes. */
    private static Node chain(Node added, Node there) {
        Node kept = null;
        for (Node node = there; node != null; node = node.next()) {
            if (!node.key().equals(added.key())) {
                kept = node.before(kept);
            }
        }
        return kept == null ? added : added.before(kept);
    }

    @Override
    public void forEach(Consumer<Node> action) {
        for (Literals slot : slots) {
            switch (slot) {
                case LiteralMap deeper -> deeper.forEach(action);
                case Node first -> {
                    for (Node node = first; node != null; node = node.next()) {
                        action.accept(node);
                    }
                }
            }
        }
    }

    private int index(int way) {
        return Integer.bitCount(taken & way - 1);
    }

    /** Spreads a string's hash so that its low bits, which choose the way, depend on all of it. */
    static int mix(int hash) {
        int spread = hash * 0x9E3779B9;
        return spread ^ spread >>> 15;
    }
}
