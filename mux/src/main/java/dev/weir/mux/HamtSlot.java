package dev.weir.mux;

import org.jspecify.annotations.Nullable;

/** What stands in one way of a {@link LiteralMap}: one text (or several with one hash), or a level more. */
sealed interface HamtSlot permits LiteralMap, HamtSlot.Entry {
    /**
     * One text and its node.
     *
     * @param key the text in the form of {@link Escapes#key}
     * @param plain whether it compares with a region as it stands
     * @param hash the mixed hash of the key
     * @param node what is found
     * @param next another with the same hash, or null
     */
    record Entry(
            String key,
            boolean plain,
            int hash,
            Node node,
            @Nullable Entry next) implements HamtSlot {
        boolean matches(String path, int from, int to) {
            if (plain && to - from == key.length()) {
                return path.startsWith(key, from);
            }
            return Escapes.hasKey(path, from, to, key);
        }
    }
}
