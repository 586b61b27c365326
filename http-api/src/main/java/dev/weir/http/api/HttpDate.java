package dev.weir.http.api;

import dev.weir.http.api.internal.Ascii;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Dates in fields (RFC 9110 section 5.6.7): always GMT, exact to the second. Made in the one form that may be sent,
 * read in all three that were ever used.
 *
 * <p><b>Threads.</b> Pure functions.
 */
public final class HttpDate {
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] LONG_DAYS = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    };
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    };
    private static final int DAY_SECONDS = 24 * 60 * 60;
    private static final int LENGTH = "Sun, 06 Nov 1994 08:49:37 GMT".length();

    private HttpDate() {}

    /**
     * Writes a date as an IMF-fixdate, such as {@code Sun, 06 Nov 1994 08:49:37 GMT}.
     *
     * @param instant in the years 0 to 9999; parts of a second are dropped
     * @return the field value, of 29 characters
     * @throws IllegalArgumentException for any other year
     */
    public static String format(Instant instant) {
        return format(instant.getEpochSecond());
    }

    /**
     * Writes a date as an IMF-fixdate.
     *
     * @param epochSecond seconds since 1970 in UTC, in the years 0 to 9999
     * @return the field value, of 29 characters
     * @throws IllegalArgumentException for any other year
     */
    public static String format(long epochSecond) {
        long epochDay = Math.floorDiv(epochSecond, (long) DAY_SECONDS);
        // The first of the year 0 and of the year 10000.
        if (epochDay < -719_528 || epochDay >= 2_932_897) {
            throw new IllegalArgumentException("a date in a field has a year of four digits");
        }
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        int second = Math.floorMod(epochSecond, DAY_SECONDS);
        byte[] out = new byte[LENGTH];
        text(out, 0, DAYS[Math.floorMod(epochDay + 3, 7)]);
        text(out, 3, ", ");
        two(out, 5, date.getDayOfMonth());
        out[7] = ' ';
        text(out, 8, MONTHS[date.getMonthValue() - 1]);
        out[11] = ' ';
        two(out, 12, date.getYear() / 100);
        two(out, 14, date.getYear() % 100);
        out[16] = ' ';
        two(out, 17, second / 3600);
        out[19] = ':';
        two(out, 20, second / 60 % 60);
        out[22] = ':';
        two(out, 23, second % 60);
        text(out, 25, " GMT");
        return new String(out, StandardCharsets.ISO_8859_1);
    }

    private static void text(byte[] out, int at, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            out[at + i] = (byte) ascii.charAt(i);
        }
    }

    private static void two(byte[] out, int at, int n) {
        out[at] = (byte) ('0' + n / 10);
        out[at + 1] = (byte) ('0' + n % 10);
    }

    /**
     * Reads a date: an IMF-fixdate, or one of the two obsolete forms. The day of the week must be one, but need not be
     * the right one. The two-digit year of RFC 850 is the latest that is no more than 50 years ahead.
     *
     * @param value a field value
     * @return the date; nothing where it is none
     */
    public static Optional<Instant> parse(String value) {
        return parse(value, Instant.now());
    }

    static Optional<Instant> parse(String s, Instant now) {
        int comma = s.indexOf(',');
        if (comma == 3 && s.length() == LENGTH) {
            return fixdate(s);
        }
        return comma < 0 ? asctime(s) : rfc850(s, comma, now);
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    private static Optional<Instant> fixdate(String s) {
        if (!contains(DAYS, s.substring(0, 3))
                || s.charAt(4) != ' '
                || s.charAt(7) != ' '
                || s.charAt(11) != ' '
                || s.charAt(16) != ' '
                || !s.endsWith(" GMT")) {
            return Optional.empty();
        }
        return instant(four(s, 12), s.substring(8, 11), two(s, 5), secondOfDay(s, 17));
    }

    /** {@code Sun Nov  6 08:49:37 1994}. */
    private static Optional<Instant> asctime(String s) {
        if (s.length() != 24
                || !contains(DAYS, s.substring(0, 3))
                || s.charAt(3) != ' '
                || s.charAt(7) != ' '
                || s.charAt(10) != ' '
                || s.charAt(19) != ' ') {
            return Optional.empty();
        }
        int day = s.charAt(8) == ' ' ? digit(s, 9) : two(s, 8);
        return instant(four(s, 20), s.substring(4, 7), day, secondOfDay(s, 11));
    }

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
    private static Optional<Instant> rfc850(String s, int comma, Instant now) {
        int at = comma + 2;
        if (s.length() - at != 22
                || !contains(LONG_DAYS, s.substring(0, comma))
                || s.charAt(comma + 1) != ' '
                || s.charAt(at + 2) != '-'
                || s.charAt(at + 6) != '-'
                || s.charAt(at + 9) != ' '
                || !s.endsWith(" GMT")) {
            return Optional.empty();
        }
        int yearOfCentury = two(s, at + 7);
        int month = month(s.substring(at + 3, at + 6));
        int day = two(s, at);
        int second = secondOfDay(s, at + 10);
        if ((yearOfCentury | day | second) < 0 || month < 1) {
            return Optional.empty();
        }
        var today = now.atOffset(ZoneOffset.UTC);
        long latest = today.plusYears(50).toEpochSecond();
        int year = (today.getYear() / 100 + 1) * 100 + yearOfCentury;
        while ((LocalDate.of(year, month, 1).toEpochDay() + day - 1) * DAY_SECONDS + second > latest) {
            year -= 100;
        }
        return instant(year, s.substring(at + 3, at + 6), day, second);
    }

    /** Any number may be negative where its text was no number. */
    private static Optional<Instant> instant(int year, String monthName, int day, int second) {
        int month = month(monthName);
        if (year < 0
                || month < 1
                || second < 0
                || day < 1
                || day > Month.of(month).length(LocalDate.EPOCH.withYear(year).isLeapYear())) {
            return Optional.empty();
        }
        return Optional.of(Instant.ofEpochSecond(LocalDate.of(year, month, day).toEpochDay() * DAY_SECONDS + second));
    }

    private static int secondOfDay(String s, int at) {
        int hour = two(s, at);
        int minute = two(s, at + 3);
        int second = two(s, at + 6);
        // The grammar has room for a leap second.
        boolean valid = s.charAt(at + 2) == ':'
                && s.charAt(at + 5) == ':'
                && hour >= 0
                && hour < 24
                && minute >= 0
                && minute < 60
                && second >= 0
                && second <= 60;
        return valid ? (hour * 60 + minute) * 60 + second : -1;
    }

    /** From one, or zero where it is no month. */
    private static int month(String name) {
        for (int i = 0; i < MONTHS.length; i++) {
            if (MONTHS[i].equals(name)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static boolean contains(String[] names, String name) {
        for (String one : names) {
            if (one.equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static int digit(String s, int at) {
        char c = s.charAt(at);
        return Ascii.isDigit(c) ? c - '0' : -1;
    }

    private static int two(String s, int at) {
        int tens = digit(s, at);
        int ones = digit(s, at + 1);
        return (tens | ones) < 0 ? -1 : tens * 10 + ones;
    }

    private static int four(String s, int at) {
        int high = two(s, at);
        int low = two(s, at + 2);
        return (high | low) < 0 ? -1 : high * 100 + low;
    }
}
