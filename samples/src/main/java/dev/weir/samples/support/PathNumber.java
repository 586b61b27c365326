package dev.weir.samples.support;

import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;

/** Reads a number from a wildcard of the route's path. */
public final class PathNumber {
    private PathNumber() {}

    /**
     * Returns the number that stands in the path; anything else is the client's mistake.
     *
     * @param r the request
     * @param name the wildcard's name
     * @param max the largest number that is taken
     * @return from zero to max
     * @throws HttpError 400 when it is no such number
     */
    public static long of(Request r, String name, long max) {
        String text = r.pathValue(name);
        // Digit by digit, as Long.parseLong takes a sign and digits of every script.
        long number = text.isEmpty() ? -1 : 0;
        for (int i = 0; i < text.length() && number >= 0; i++) {
            int digit = text.charAt(i) - '0';
            boolean fits = digit >= 0 && digit <= 9 && number <= (max - digit) / 10;
            number = fits ? number * 10 + digit : -1;
        }
        if (number < 0) {
            throw HttpError.badRequest(name + " must be a number from 0 to " + max);
        }
        return number;
    }
}
