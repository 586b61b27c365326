package dev.weir.http.core.log;

import dev.weir.http.api.internal.Ascii;

/**
 * A message as one line of a log. Request targets, field values and what exceptions quote of them may hold any character: a
 * line end would forge lines, an escape would steer the terminal that shows them, and a mark of direction would reorder
 * what is read.
 */
final class LogLine {
    private LogLine() {}

    /** Returns the message with what is no visible text escaped as <code>&#92;u001b</code>; itself where nothing is. */
    static String of(String message) {
        for (int i = 0; i < message.length(); i++) {
            if (isUnsafe(message.charAt(i))) {
                return escaped(message, i);
            }
        }
        return message;
    }

    private static String escaped(String message, int from) {
        StringBuilder line = new StringBuilder(message.length() + 16).append(message, 0, from);
        for (int i = from; i < message.length(); i++) {
            char c = message.charAt(i);
            if (isUnsafe(c)) {
                Ascii.appendUnicodeEscape(line, c);
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }

    /** C0, DEL and C1, the separators of lines and paragraphs, and what sets the direction of text. */
    private static boolean isUnsafe(char c) {
        return c < ' '
                || c >= 0x7f && c < 0xa0
                || c == 0x61c
                || c == 0x200e
                || c == 0x200f
                || c >= 0x2028 && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069;
    }
}
