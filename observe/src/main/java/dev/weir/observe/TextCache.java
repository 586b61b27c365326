package dev.weir.observe;

import org.jspecify.annotations.Nullable;

/**
 * Texts that many lines have, as they stand there: most clients are of few kinds, and to compare a text is faster than to look at
 * each of its characters.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
final class TextCache {
    /** A power of two. */
    private static final int PLACES = 64;
    /** Longer texts are not kept. */
    private static final int MOST_CHARACTERS = 256;

    /** Null where nothing is. */
    private final @Nullable String[] texts = new @Nullable String[PLACES];

    private final byte[][] lines = new byte[PLACES][];

    /** Returns what a text is in a line; null where that is not known. */
    byte @Nullable [] get(String text) {
        int at = place(text);
        return text.equals(texts[at]) ? lines[at] : null;
    }

    void put(String text, byte[] line) {
        if (text.length() <= MOST_CHARACTERS) {
            int at = place(text);
            texts[at] = text;
            lines[at] = line;
        }
    }

    /** By length and some characters: a text that was just read has no hash yet. */
    private static int place(String text) {
        int n = text.length();
        return n == 0 ? 0 : n * 31 + text.charAt(n - 1) * 7 + text.charAt(n / 2) & PLACES - 1;
    }
}
