package dev.weir.http.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz date}. The input is a date as it came, and its
 * first octets also a time to be written. A date is taken exactly where one of the three forms of RFC 9110 section
 * 5.6.7 stands there, and means what the JDK's calendar says; written and read again it is the same. {@link FuzzTest}
 * runs it over its corpus.
 */
public final class DateFuzz {
    private static final Instant NOW = Instant.parse("2026-02-28T12:00:00Z");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String LONG_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
    private static final String MONTH = "(?<month>" + String.join("|", MONTHS) + ")";
    private static final String TIME = "(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})";
    private static final Pattern FIXDATE =
            Pattern.compile(DAY + ", (?<day>[0-9]{2}) " + MONTH + " (?<year>[0-9]{4}) " + TIME + " GMT");
    private static final Pattern RFC850 =
            Pattern.compile(LONG_DAY + ", (?<day>[0-9]{2})-" + MONTH + "-(?<year>[0-9]{2}) " + TIME + " GMT");
    private static final Pattern ASCTIME =
            Pattern.compile(DAY + " " + MONTH + " (?<day>[0-9]{2}| [0-9]) " + TIME + " (?<year>[0-9]{4})");

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private DateFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Optional<Instant> parsed = HttpDate.parse(text, NOW);
        Optional<Instant> expected = read(text);
        check(parsed.equals(expected), parsed + ", and not " + expected, text);
        parsed.ifPresent(instant -> write(instant, text));
        if (input.length >= Long.BYTES) {
            long seconds = ByteBuffer.wrap(input).getLong();
            // Some within the years that have four digits, and any others.
            write(Instant.ofEpochSecond(seconds >> 26), text);
            check(
                    written(seconds).isPresent()
                            == (FIRST.getEpochSecond() <= seconds && seconds <= LAST.getEpochSecond()),
                    "written or not: " + seconds,
                    text);
        }
    }

    private static void check(boolean so, String what, String text) {
        if (!so) {
            throw new AssertionError(what + " of: " + text);
        }
    }

    private static Optional<String> written(long seconds) {
        try {
            return Optional.of(HttpDate.format(seconds));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void write(Instant instant, String text) {
        Optional<String> written = written(instant.getEpochSecond());
        boolean fits = !instant.isBefore(FIRST) && !instant.isAfter(LAST);
        check(written.isPresent() == fits, instant + " written as " + written, text);
        if (fits) {
            String date = written.get();
            check(
                    FIXDATE.matcher(date).matches() && HttpDate.parse(date, NOW).equals(Optional.of(instant)),
                    instant + " written as " + date,
                    text);
            String java = DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
            check(
                    java.contains(date.substring(0, 3)) && date.endsWith(java.substring(java.indexOf(' ', 5))),
                    "the JDK writes " + java + ", not " + date,
                    text);
        }
    }

    private static Optional<Instant> read(String text) {
        for (Pattern form : List.of(FIXDATE, RFC850, ASCTIME)) {
            Matcher m = form.matcher(text);
            if (m.matches()) {
                return form == RFC850 ? recent(m) : instant(m, Integer.parseInt(m.group("year")));
            }
        }
        return Optional.empty();
    }

    /** RFC 9110 section 5.6.7: more than 50 years ahead is the most recent year in the past with the same digits. */
    private static Optional<Instant> recent(Matcher m) {
        OffsetDateTime latest = NOW.atOffset(ZoneOffset.UTC).plusYears(50);
        int digits = Integer.parseInt(m.group("year"));
        for (int year = latest.getYear(); ; year--) {
            if (year % 100 == digits) {
                Optional<Instant> found = instant(m, year);
                // The 29th of February may be no day of a year that would otherwise be the one.
                if (found.isEmpty() || !found.get().isAfter(latest.toInstant())) {
                    return found;
                }
            }
        }
    }

    private static Optional<Instant> instant(Matcher m, int year) {
        int hour = Integer.parseInt(m.group("hour"));
        int minute = Integer.parseInt(m.group("minute"));
        int second = Integer.parseInt(m.group("second"));
        if (hour > 23 || minute > 59 || second > 60) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.of(
                    year,
                    MONTHS.indexOf(m.group("month")) + 1,
                    Integer.parseInt(m.group("day").strip()));
            return Optional.of(
                    date.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(hour * 3600 + minute * 60 + second));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
