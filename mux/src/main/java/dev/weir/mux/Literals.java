package dev.weir.mux;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The places that the text of one segment leads to. Immutable. Where there is only one, it is the {@link Node} itself,
 * so that along most of a route nothing stands between one place and the next; otherwise a {@link LiteralMap}.
 */
sealed interface Literals permits LiteralMap, Node {
    boolean isEmpty();

    /** Returns the node for the text of a region of a path, or null. Makes no string. */
    @Nullable
    Node get(String path, int from, int to);

    /** Returns the node for a key, or null. */
    @Nullable
    Node get(String key);

    /** Returns these with a node, in place of one with its key that is there already. */
    Literals with(Node added);

    /** Calls for each node, in no special order. */
    void forEach(Consumer<Node> action);
}
