package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates of RFC 9110 section 5.6.7. */
class HttpDateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT  | 1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT | 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994       | 1994-11-06T08:49:37Z",
                "Wed Nov 16 08:49:37 1994       | 1994-11-16T08:49:37Z",
                "Thu, 01 Jan 1970 00:00:00 GMT  | 1970-01-01T00:00:00Z",
                "Thu, 29 Feb 2024 23:59:59 GMT  | 2024-02-29T23:59:59Z",
                "Sat, 31 Dec 2016 23:59:60 GMT  | 2017-01-01T00:00:00Z",
                "Fri, 31 Dec 9999 23:59:59 GMT  | 9999-12-31T23:59:59Z",
                // the weekday is not checked against the date
                "Mon, 06 Nov 1994 08:49:37 GMT  | 1994-11-06T08:49:37Z",
                // two digits: at most 50 years ahead
                "Saturday, 21-Nov-76 10:00:00 GMT | 2076-11-21T10:00:00Z",
                "Sunday, 21-Nov-76 10:00:01 GMT   | 1976-11-21T10:00:01Z",
                "Sunday, 01-Jan-00 00:00:00 GMT   | 2000-01-01T00:00:00Z",
                "Sunday, 01-Jan-77 00:00:00 GMT   | 1977-01-01T00:00:00Z",
                "Sunday, 01-Jan-26 00:00:00 GMT   | 2026-01-01T00:00:00Z",
            })
    void reads(String value, Instant date) {
        assertEquals(Optional.of(date), HttpDate.parse(value, NOW));
    }

    @Test
    void readsTwoDigitsAcrossACentury() {
        assertEquals(
                Optional.of(Instant.parse("2101-01-01T00:00:00Z")),
                HttpDate.parse("Sunday, 01-Jan-01 00:00:00 GMT", Instant.parse("2099-06-01T00:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "   ",
                "Sun",
                "Sun,",
                "0",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 nov 1994 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 31 Feb 2023 08:49:37 GMT",
                "Thu, 29 Feb 2023 00:00:00 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:00 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, 06 Nov -994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08-49-37 GMT",
                "Sun, 06 Nov 1994  8:49:37 GMT",
                "Sun, \u0660\u0666 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
                "Sun, 06-Nov-94 08:49:37 GMT",
                "Sunday, 31-Feb-94 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov  6 08:49:37 94",
                "Sun Xxx  6 08:49:37 1994",
                "Sun Nov  0 08:49:37 1994",
                "Sunday, 06-Nov-94 08:49:37 GMT ",
                "Xunday, 06-Nov-94 08:49:37 GMT",
                "Sunday, xx-Nov-94 08:49:37 GMT",
                "Sunday, 06-Nov-9x 08:49:37 GMT",
            })
    void refuses(String value) {
        assertEquals(Optional.empty(), HttpDate.parse(value, NOW));
    }

    @Test
    void writesAsTheLibraryDoes() {
        DateTimeFormatter expected = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        Random random = new Random(3);
        long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        for (int i = 0; i < 20_000; i++) {
            long second = i == 0 ? first : i == 1 ? last : random.nextLong(first, last + 1);
            Instant instant = Instant.ofEpochSecond(second);
            String text = HttpDate.format(instant);
            assertEquals(expected.format(instant), text);
            assertEquals(Optional.of(instant), HttpDate.parse(text));
        }
        assertThrows(IllegalArgumentException.class, () -> HttpDate.format(first - 1));
        assertThrows(IllegalArgumentException.class, () -> HttpDate.format(last + 1));
        assertThrows(IllegalArgumentException.class, () -> HttpDate.format(Instant.MAX));
    }

    @Test
    void neverThrowsOnWhatAClientSends() {
        Random random = new Random(4);
        String[] valid = {
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        };
        String characters = "0129 ,:-GSNx\u0661";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(valid[i % 3]);
            for (int change = random.nextInt(4); change >= 0; change--) {
                char c = characters.charAt(random.nextInt(characters.length()));
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            HttpDate.parse(text.toString(), NOW);
        }
    }
}
