package dev.weir.observe;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;

/**
 * What distinguishes the series of a route, packed into a number: method, protocol, scheme, error and status. Words that a client
 * can invent all become one, so that there is a bound on how many numbers there are.
 */
final class SeriesCode {
    /** OpenTelemetry's word for all methods that are not known. */
    static final String OTHER = "_OTHER";

    private static final String[] METHODS = {
        "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "QUERY", "TRACE", OTHER
    };
    private static final String[] PROTOCOLS = {"HTTP/1.1", "HTTP/2", "HTTP/1.0", "other"};
    private static final String[] SCHEMES = {"http", "https", ""};
    private static final ErrorKind[] ERRORS = ErrorKind.values();

    private static final int SERVER_ERROR = 500;
    private static final int STATUS_BITS = 10;
    private static final int WORD_BITS = 4;
    private static final int WORD_MASK = (1 << WORD_BITS) - 1;
    private static final int STATUS_MASK = (1 << STATUS_BITS) - 1;

    private SeriesCode() {}

    static int of(RequestEnd end) {
        Request r = end.request().orElse(null);
        int code = index(METHODS, r == null ? OTHER : r.method());
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

    /** Returns whether requests of a series ended with a failure of the server's. */
    static boolean isError(int code) {
        int status = code & STATUS_MASK;
        return status >= SERVER_ERROR || ERRORS[code >>> STATUS_BITS & WORD_MASK] == ErrorKind.ABORTED;
    }

    /** Returns the labels of a series. */
    static String labels(String route, int code) {
        int status = code & STATUS_MASK;
        int words = code >>> STATUS_BITS;
        ErrorKind error = ERRORS[words & WORD_MASK];
        String scheme = SCHEMES[words >>> WORD_BITS & WORD_MASK];
        String protocol = PROTOCOLS[words >>> 2 * WORD_BITS & WORD_MASK];
        String method = METHODS[words >>> 3 * WORD_BITS & WORD_MASK];
        StringBuilder text = new StringBuilder();
        Exposition.label(text, "http_request_method", method);
        Exposition.label(text, "http_response_status_code", status == 0 ? "" : Integer.toString(status));
        Exposition.label(text, "http_route", route);
        Exposition.label(text, "network_protocol_version", Names.version(protocol));
        Exposition.label(text, "url_scheme", scheme);
        Exposition.label(text, "error_type", error.text(status));
        return text.toString();
    }
}
