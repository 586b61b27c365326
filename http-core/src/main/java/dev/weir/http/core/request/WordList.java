package dev.weir.http.core.request;

import dev.weir.http.api.internal.Ascii;
import java.nio.charset.StandardCharsets;

/**
 * Lists in fields where one word alone is known (RFC 9110 section 5.6.1), such as {@code Expect}: members are separated
 * by commas, compared in any case, and empty ones are none. What is quoted or has a parameter is another word. Pure
 * functions.
 */
public final class WordList {
    /** A member of the list is another word. */
    public static final int OTHERS = -1;

    private WordList() {}

    /**
     * Counts the members of a list.
     *
     * @param bytes holds the list
     * @param start where it begins
     * @param end behind its last byte
     * @param lower the only word that is known, in lower case
     * @return how many members there are, zero for an empty list; {@link #OTHERS} where one is not the word
     */
    public static int count(byte[] bytes, int start, int end, String lower) {
        int count = 0;
        for (int at = start; at < end; at++) {
            int from = at;
            while (at < end && bytes[at] != ',') {
                at++;
            }
            int to = at;
            while (from < to && HttpChars.isSpace(bytes[from])) {
                from++;
            }
            while (to > from && HttpChars.isSpace(bytes[to - 1])) {
                to--;
            }
            if (from < to) {
                if (!Ascii.equalsIgnoreCase(bytes, from, to, lower)) {
                    return OTHERS;
                }
                count++;
            }
        }
        return count;
    }

    /**
     * Counts the members of a list.
     *
     * @param list the list, each character an octet
     * @param lower the only word that is known, in lower case
     * @return how many members there are, zero for an empty list; {@link #OTHERS} where one is not the word
     */
    public static int count(String list, String lower) {
        if (Ascii.equalsIgnoreCase(list, lower)) {
            return 1;
        }
        byte[] bytes = list.getBytes(StandardCharsets.ISO_8859_1);
        return count(bytes, 0, bytes.length, lower);
    }
}
