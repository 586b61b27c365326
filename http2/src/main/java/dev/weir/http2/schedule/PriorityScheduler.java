package dev.weir.http2.schedule;

import dev.weir.http2.schedule.PriorityNode.State;
import dev.weir.http2.spi.OutboundFrame;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.spi.WriteScheduler;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The tree of RFC 7540 section 5.3: a stream goes before those that depend on it, and siblings share by their
 * weights. Streams that have closed, and such as are only spoken of yet, are kept in small numbers, so that the tree
 * is bounded whatever a client says.
 */
final class PriorityScheduler implements WriteScheduler {
    private static final int THROTTLE_STEP = 1024;
    /** What an urgency stands for in the tree, as a weight below the root. */
    private static final int[] WEIGHT_OF_URGENCY = {256, 128, 64, 16, 12, 8, 4, 1};

    private final int maxClosed;
    private final int maxIdle;
    private final boolean throttled;

    private final PriorityNode root = new PriorityNode(0, State.OPEN);
    private final IntMap<PriorityNode> nodes = new IntMap<>();
    /** The kept ones, the oldest first. */
    private final ArrayDeque<PriorityNode> closed = new ArrayDeque<>();

    private final ArrayDeque<PriorityNode> idle = new ArrayDeque<>();
    private int throttle = THROTTLE_STEP;
    /** Streams that have something to send. */
    private int ready;

    PriorityScheduler(int maxClosed, int maxIdle, boolean throttled) {
        this.maxClosed = maxClosed;
        this.maxIdle = maxIdle;
        this.throttled = throttled;
    }

    // ---- the tree

    @Override
    public void open(int stream, StreamPriority priority) {
        PriorityNode node = nodes.get(stream);
        if (node == null) {
            node = add(stream, State.OPEN);
        } else if (node.state == State.IDLE) {
            idle.remove(node);
            node.state = State.OPEN;
        } else {
            return;
        }
        if (!priority.equals(StreamPriority.DEFAULT)) {
            place(node, priority);
        }
    }

    private PriorityNode add(int stream, State state) {
        PriorityNode node = new PriorityNode(stream, state);
        // section 5.3.5: streams begin below the root
        node.moveTo(root);
        nodes.put(stream, node);
        return node;
    }

    @Override
    public void close(int stream) {
        PriorityNode node = nodes.get(stream);
        if (node == null || node.state != State.OPEN) {
            return;
        }
        if (!node.queue.isEmpty()) {
            node.queue.clear();
            ready--;
        }
        node.state = State.CLOSED;
        if (maxClosed == 0) {
            remove(node);
            return;
        }
        if (closed.size() == maxClosed) {
            remove(closed.poll());
        }
        closed.add(node);
    }

    @Override
    public void adjust(int stream, StreamPriority priority) {
        PriorityNode node = nodes.get(stream);
        if (node == null) {
            if (maxIdle == 0 || stream <= 0) {
                return;
            }
            if (idle.size() == maxIdle) {
                remove(idle.poll());
            }
            node = add(stream, State.IDLE);
            idle.add(node);
        }
        place(node, priority);
    }

    private void place(PriorityNode node, StreamPriority priority) {
        switch (priority) {
            case StreamPriority.Dependency dependency -> place(node, dependency);
            case StreamPriority.Urgency urgency -> {
                if (node.parent != root) {
                    node.moveTo(root);
                }
                node.weight = WEIGHT_OF_URGENCY[urgency.urgency()];
            }
        }
    }

    private void place(PriorityNode node, StreamPriority.Dependency dependency) {
        PriorityNode parent = dependency.parent() == 0 ? root : nodes.get(dependency.parent());
        if (parent == null) {
            // section 5.3.1: "a dependency on a stream that is not currently in the tree ... results in that stream
            // being given a default priority"
            node.moveTo(root);
            node.weight = PriorityNode.STANDARD_WEIGHT;
            return;
        }
        if (parent == node) {
            return; // an error that the engine has answered
        }
        if (parent.isBelow(node)) {
            // section 5.3.3: "the formerly dependent stream is first moved to be dependent on the reprioritized
            // stream's previous parent. The moved dependency retains its weight."
            parent.moveTo(node.parent);
        }
        if (dependency.exclusive()) {
            // section 5.3.1: the others become dependent on this one
            PriorityNode child = parent.firstChild();
            while (child != null) {
                PriorityNode next = child.after();
                if (child != node) {
                    child.moveTo(node);
                }
                child = next;
            }
        }
        if (node.parent != parent) {
            node.moveTo(parent);
        }
        node.weight = dependency.weight();
    }

    /** Takes a node out; those that depended on it share its weight (section 5.3.4). */
    private void remove(PriorityNode node) {
        int sum = 0;
        for (PriorityNode child = node.firstChild(); child != null; child = child.after()) {
            sum += child.weight;
        }
        PriorityNode child = node.firstChild();
        while (child != null) {
            PriorityNode next = child.after();
            child.weight = Math.max(1, child.weight * node.weight / sum);
            child.moveTo(node.parent);
            child = next;
        }
        node.moveTo(null);
        nodes.remove(node.stream);
    }

    /** Returns how many places the tree has, the root not counted; for tests. */
    int size() {
        return nodes.size();
    }

    // ---- frames

    @Override
    public void push(OutboundFrame frame) {
        PriorityNode node = nodes.get(frame.stream());
        if (node != null && node.state == State.OPEN) {
            if (node.queue.isEmpty()) {
                ready++;
            }
            node.queue.add(frame);
        }
    }

    @Override
    public @Nullable OutboundFrame pop() {
        if (ready == 0) {
            return null;
        }
        PriorityNode node = find();
        if (node == null) {
            return null;
        }
        boolean outOfOrder = throttled && hasOpenAbove(node);
        OutboundFrame frame = node.queue.take(outOfOrder ? throttle : Integer.MAX_VALUE);
        if (throttled) {
            throttle =
                    outOfOrder ? Math.min(Integer.MAX_VALUE - THROTTLE_STEP, throttle) + THROTTLE_STEP : THROTTLE_STEP;
        }
        node.charge(frame.size());
        if (node.queue.isEmpty()) {
            ready--;
        }
        return frame;
    }

    private boolean hasOpenAbove(PriorityNode node) {
        PriorityNode above = node.parent;
        while (above != null && above.state != State.OPEN) {
            above = above.parent;
        }
        return above != root;
    }

    /**
     * Returns the node that goes next: the tree is walked from the root, the one that has used least of its share
     * first. Without recursion, as a client says how deep the tree is.
     */
    private @Nullable PriorityNode find() {
        PriorityNode node = root;
        PriorityNode tried = null;
        while (true) {
            PriorityNode child = nextChild(node, tried);
            if (child != null) {
                if (child.queue.sendable()) {
                    return child;
                }
                node = child;
                tried = null;
            } else if (node.parent == null) {
                return null; // the root
            } else {
                tried = node;
                node = node.parent;
            }
        }
    }

    /**
     * Returns the child that follows another in the order of what they have used, and of their ids; the first for
     * null.
     */
    private static @Nullable PriorityNode nextChild(PriorityNode node, @Nullable PriorityNode tried) {
        PriorityNode best = null;
        for (PriorityNode child = node.firstChild(); child != null; child = child.after()) {
            if ((tried == null || isBefore(tried, child)) && (best == null || isBefore(child, best))) {
                best = child;
            }
        }
        return best;
    }

    private static boolean isBefore(PriorityNode one, PriorityNode other) {
        return one.used != other.used ? one.used < other.used : one.stream < other.stream;
    }
}
