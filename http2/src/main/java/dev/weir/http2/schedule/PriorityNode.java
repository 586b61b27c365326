package dev.weir.http2.schedule;

import org.jspecify.annotations.Nullable;

/** A stream's place in the tree of RFC 7540 section 5.3, which outlives the stream for a while. */
final class PriorityNode {
    static final int STANDARD_WEIGHT = 16;

    enum State {
        /** Spoken of, and not opened yet. */
        IDLE,
        OPEN,
        CLOSED,
    }

    final int stream;
    final StreamQueue queue;
    State state;
    int weight = STANDARD_WEIGHT;

    @Nullable
    PriorityNode parent;

    private @Nullable PriorityNode firstChild;
    private @Nullable PriorityNode before;
    private @Nullable PriorityNode after;

    /** How much it and all below it have sent, in octets by weight: among siblings the least goes first. */
    long used;

    PriorityNode(int stream, State state) {
        this.stream = stream;
        this.queue = new StreamQueue(stream);
        this.state = state;
    }

    @Nullable
    PriorityNode firstChild() {
        return firstChild;
    }

    @Nullable
    PriorityNode after() {
        return after;
    }

    /** Moves it, with all below it, under another parent; null takes it out of the tree. */
    void moveTo(@Nullable PriorityNode target) {
        if (parent != null) {
            if (before == null) {
                parent.firstChild = after;
            } else {
                before.after = after;
            }
            if (after != null) {
                after.before = before;
            }
            before = null;
            after = null;
        }
        parent = target;
        if (target != null) {
            after = target.firstChild;
            if (after != null) {
                after.before = this;
            }
            // It begins level with those that are there, not with what it saved while it was elsewhere.
            used = target.leastUsedBelow();
            target.firstChild = this;
        }
    }

    private long leastUsedBelow() {
        long least = Long.MAX_VALUE;
        for (PriorityNode child = firstChild; child != null; child = child.after) {
            least = Math.min(least, child.used);
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    /** Returns whether it is a descendant of another. */
    boolean isBelow(PriorityNode other) {
        PriorityNode node = parent;
        while (node != null && node != other) {
            node = node.parent;
        }
        return node != null;
    }

    /** Counts what was sent, for it and for all that it stands below. */
    void charge(int octets) {
        for (PriorityNode node = this; node.parent != null; node = node.parent) {
            node.used += octets * 256L / node.weight;
        }
    }
}
