package dev.weir.mux;

/** One step of a pattern's path: what follows one slash. */
sealed interface Segment {
    /**
     * A segment with exactly this text.
     *
     * @param key the text in the form of {@link Escapes#key}
     */
    record Literal(String key) implements Segment {}

    /**
     * {@code {name}}: any one segment, but not the empty one after a trailing slash.
     *
     * @param name an identifier
     */
    record Wild(String name) implements Segment {}

    /**
     * {@code {name...}}, or a trailing slash: whatever follows, also nothing. The last of its pattern.
     *
     * @param name an identifier; empty for a trailing slash
     */
    record Rest(String name) implements Segment {}

    /** {@code {$}}: the empty segment after a trailing slash. The last of its pattern. */
    record End() implements Segment {}
}
