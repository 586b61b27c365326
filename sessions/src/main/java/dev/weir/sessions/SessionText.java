package dev.weir.sessions;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/**
 * The content of a session as text: the second in which its whole lifetime is over, then {@code &key=value} for each
 * value, in the coding of forms. So it is ASCII, which any column of a database takes as it is, and can be read by
 * people.
 */
final class SessionText {
    private SessionText() {}

    static String write(Instant ends, Map<String, String> values) {
        StringBuilder text = new StringBuilder().append(ends.getEpochSecond());
        values.forEach(
                (key, value) -> text.append('&').append(coded(key)).append('=').append(coded(value)));
        return text.toString();
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Reads what {@link #write} has written: puts the values into a map, and returns the end. */
    static Instant read(String text, Map<String, String> values) {
        try {
            int end = end(text, 0);
            Instant ends = Instant.ofEpochSecond(Long.parseLong(text, 0, end, 10));
            for (int start = end + 1; start < text.length(); start = end + 1) {
                end = end(text, start);
                int equals = text.indexOf('=', start, end);
                values.put(decoded(text.substring(start, equals)), decoded(text.substring(equals + 1, end)));
            }
            return ends;
        } catch (IndexOutOfBoundsException | IllegalArgumentException | DateTimeException e) {
            throw new IllegalStateException("what a session store holds was not written by Sessions", e);
        }
    }

    private static int end(String text, int from) {
        int end = text.indexOf('&', from);
        return end < 0 ? text.length() : end;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
