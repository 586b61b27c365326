package dev.weir.http.core.support;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The {@code Date} field (RFC 9110 section 6.6.1), made once a second.
 *
 * <p><b>Threads.</b> Thread-safe: two threads may both make a new second's value, which is the same.
 */
public final class DateCache {
    /** IMF-fixdate of RFC 9110 section 5.6.7. */
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private record Second(long epochSecond, String value, byte[] line) {}

    private static volatile Second current = make(0);

    private DateCache() {}

    /**
     * The value of the field now.
     *
     * @return an IMF-fixdate
     */
    public static String value() {
        return now().value;
    }

    /**
     * The field now, as a line of HTTP/1 with its end.
     *
     * @return the bytes, not to be changed
     */
    public static byte[] line() {
        return now().line;
    }

    private static Second now() {
        long second = Math.floorDiv(System.currentTimeMillis(), 1000L);
        Second cached = current;
        if (cached.epochSecond != second) {
            current = cached = make(second);
        }
        return cached;
    }

    private static Second make(long epochSecond) {
        String value = IMF_FIXDATE.format(Instant.ofEpochSecond(epochSecond));
        return new Second(epochSecond, value, ("Date: " + value + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
