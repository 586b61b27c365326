package dev.weir.middleware.internal;

import java.time.Duration;

/** Checks what middleware is built with. */
public final class Settings {
    private Settings() {}

    /**
     * Checks a number.
     *
     * @param what what it is, for the message
     * @param value the number
     * @param least the least that is allowed
     * @param most the most
     * @return the number
     * @throws IllegalArgumentException for any other number
     */
    public static long inRange(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be from " + least + " to " + most + ", not " + value);
        }
        return value;
    }

    /**
     * Checks a time.
     *
     * @param what what it is, for the message
     * @param value the time
     * @param least the least that is allowed
     * @param days the most, in days
     * @return the time in nanoseconds
     * @throws IllegalArgumentException for any other time
     */
    public static long nanos(String what, Duration value, Duration least, int days) {
        if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(days)) > 0) {
            throw new IllegalArgumentException(what + " must be from " + least + " to " + days + " days, not " + value);
        }
        return value.toNanos();
    }
}
