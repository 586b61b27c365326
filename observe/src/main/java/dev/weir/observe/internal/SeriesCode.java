package dev.weir.observe.internal;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;

/**
 * What distinguishes the series of a route, packed into a number: method, protocol, scheme, error and status. Words that a client
 * can invent all become one, so that there is a bound on how many numbers there are.
 */
final class SeriesCode {
    private static final String[] METHODS = {
        "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "QUERY", "TRACE", SeriesKey.OTHER
    };
    private static final String[] PROTOCOLS = {"HTTP/1.1", "HTTP/2", "HTTP/1.0", "other"};
    private static final String[] SCHEMES = {"http", "https", ""};
    private static final ErrorKind[] ERRORS = ErrorKind.values();

    private static final int STATUS_BITS = 10;
    private static final int WORD_BITS = 4;
    private static final int WORD_MASK = (1 << WORD_BITS) - 1;
    private static final int STATUS_MASK = (1 << STATUS_BITS) - 1;

    private SeriesCode() {}

    static int of(RequestEnd end) {
        Request r = end.request().orElse(null);
        int code = index(METHODS, r == null ? SeriesKey.OTHER : r.method());
        code = code << WORD_BITS | index(PROTOCOLS, end.protocol());
        code = code << WORD_BITS | index(SCHEMES, r == null ? "" : r.scheme());
        code = code << WORD_BITS | ErrorKind.of(end).ordinal();
        return code << STATUS_BITS | end.status() & STATUS_MASK;
    }

    /** Returns where a word is; the last place for one that is not there. */
    private static int index(String[] words, String word) {
        int i = 0;
        while (i < words.length - 1 && !words[i].equals(word)) {
            i++;
        }
        return i;
    }

    /** Returns what the numbers stand for. */
    static SeriesKey key(String route, int code) {
        int status = code & STATUS_MASK;
        int words = code >>> STATUS_BITS;
        return new SeriesKey(
                METHODS[words >>> 3 * WORD_BITS & WORD_MASK],
                status == 0 ? "" : Integer.toString(status),
                route,
                Names.version(PROTOCOLS[words >>> 2 * WORD_BITS & WORD_MASK]),
                SCHEMES[words >>> WORD_BITS & WORD_MASK],
                ERRORS[words & WORD_MASK].text(status));
    }

    /** Returns a method, or the word for all that are not known. */
    static String method(String method) {
        return METHODS[index(METHODS, method)];
    }
}
