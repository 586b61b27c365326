package dev.weir.mux;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by the text of a segment. Immutable: {@link #with} gives a table that shares all but a few small arrays with
 * the old one (a hash trie with 32 ways a level), so that both adding and finding cost the same for few and for many.
 * Found by a region of a path, without making a string.
 */
final class LiteralMap implements HamtSlot {
    static final LiteralMap EMPTY = new LiteralMap(0, new HamtSlot[0], 0);

    /** The bits of the hash that each level takes. */
    private static final int BITS = 5;

    /** Which ways are taken; their slots stand in {@link #slots} without gaps. */
    private final int taken;

    private final HamtSlot[] slots;
    /** The most characters that a region can have and match: three for each byte of the longest key. */
    private final int longest;

    private LiteralMap(int taken, HamtSlot[] slots, int longest) {
        this.taken = taken;
        this.slots = slots;
        this.longest = longest;
    }

    boolean isEmpty() {
        return taken == 0;
    }

    /** Returns the node for the text of a region, or null. */
    @Nullable
    Node get(String path, int from, int to) {
        // Also keeps the cost of hashing below what the routes ask for, however long a client makes its segments.
        if (taken == 0 || to - from > longest) {
            return null;
        }
        int hash = mix(Escapes.hash(path, from, to));
        LiteralMap level = this;
        for (int rest = hash; ; rest >>>= BITS) {
            int way = 1 << rest;
            if ((level.taken & way) == 0) {
                return null;
            }
            HamtSlot slot = level.slots[level.index(way)];
            if (slot instanceof LiteralMap deeper) {
                level = deeper;
                continue;
            }
            for (HamtSlot.Entry entry = (HamtSlot.Entry) slot; entry != null; entry = entry.next()) {
                if (entry.hash() == hash && entry.matches(path, from, to)) {
                    return entry.node();
                }
            }
            return null;
        }
    }

    /** Returns the node for a key, or null. */
    @Nullable
    Node get(String key) {
        int hash = mix(key.hashCode());
        HamtSlot slot = this;
        for (int rest = hash; slot instanceof LiteralMap level; rest >>>= BITS) {
            int way = 1 << rest;
            slot = (level.taken & way) == 0 ? null : level.slots[level.index(way)];
        }
        HamtSlot.Entry entry = (HamtSlot.Entry) slot;
        while (entry != null && !entry.key().equals(key)) {
            entry = entry.next();
        }
        return entry == null ? null : entry.node();
    }

    /** Returns this table with a node for a key, in place of one that is there already. */
    LiteralMap with(String key, Node node) {
        return with(new HamtSlot.Entry(key, Escapes.isPlain(key), mix(key.hashCode()), node, null), 0);
    }

    private LiteralMap with(HamtSlot.Entry added, int shift) {
        int way = 1 << (added.hash() >>> shift);
        int index = index(way);
        int length = Math.max(longest, 3 * added.key().length());
        if ((taken & way) == 0) {
            HamtSlot[] more = new HamtSlot[slots.length + 1];
            System.arraycopy(slots, 0, more, 0, index);
            more[index] = added;
            System.arraycopy(slots, index, more, index + 1, slots.length - index);
            return new LiteralMap(taken | way, more, length);
        }
        HamtSlot[] same = slots.clone();
        same[index] = switch (slots[index]) {
            case LiteralMap deeper -> deeper.with(added, shift + BITS);
            case HamtSlot.Entry there when there.hash() == added.hash() -> chain(added, there);
            case HamtSlot.Entry there -> EMPTY.with(there, shift + BITS).with(added, shift + BITS);
        };
        return new LiteralMap(taken, same, length);
    }

    /** Returns an entry before those of the same hash, without the one whose place it takes. */
    private static HamtSlot.Entry chain(HamtSlot.Entry added, HamtSlot.Entry there) {
        HamtSlot.Entry kept = null;
        for (HamtSlot.Entry entry = there; entry != null; entry = entry.next()) {
            if (!entry.key().equals(added.key())) {
                kept = new HamtSlot.Entry(entry.key(), entry.plain(), entry.hash(), entry.node(), kept);
            }
        }
        return new HamtSlot.Entry(added.key(), added.plain(), added.hash(), added.node(), kept);
    }

    /** Calls for each node, in no special order. */
    void forEach(Consumer<Node> action) {
        for (HamtSlot slot : slots) {
            switch (slot) {
                case LiteralMap deeper -> deeper.forEach(action);
                case HamtSlot.Entry first -> {
                    for (HamtSlot.Entry entry = first; entry != null; entry = entry.next()) {
                        action.accept(entry.node());
                    }
                }
            }
        }
    }

    private int index(int way) {
        return Integer.bitCount(taken & way - 1);
    }

    /** Spreads a string's hash so that its low bits, which choose the way, depend on all of it. */
    private static int mix(int hash) {
        int spread = hash * 0x9E3779B9;
        return spread ^ spread >>> 15;
    }
}
