package dev.weir.http1;

import dev.weir.http.api.Status;
import dev.weir.http.core.request.HttpChars;
import dev.weir.http.core.request.Refusal;

/**
 * One field line (RFC 9112 section 5): a token, a colon right after it, a value, CRLF. The same rules for header and
 * trailer sections. Line folding (section 5.2) and white space before the colon (section 5.1) are refused.
 */
final class FieldLine {
    private FieldLine() {}

    /**
     * Parses a line that is there as a whole.
     *
     * @param b holds the line
     * @param start where it begins
     * @param bounds takes name start, name end, value start, value end
     * @param to where in {@code bounds}
     * @return where the next line begins
     */
    static int parse(byte[] b, int start, int[] bounds, int to) throws Refusal {
        int at = start;
        while (HttpChars.isToken(b[at])) {
            at++;
        }
        if (at == start || b[at] != ':') {
            throw new Refusal(Status.BAD_REQUEST, why(b, start, at));
        }
        bounds[to] = start;
        bounds[to + 1] = at;
        at++;
        while (HttpChars.isSpace(b[at])) {
            at++;
        }
        int valueStart = at;
        while (HttpChars.isValue(b[at])) {
            at++;
        }
        if (b[at] != '\r' || b[at + 1] != '\n') {
            throw new Refusal(Status.BAD_REQUEST, "a control character in a field value");
        }
        int valueEnd = at;
        while (valueEnd > valueStart && HttpChars.isSpace(b[valueEnd - 1])) {
            valueEnd--;
        }
        bounds[to + 2] = valueStart;
        bounds[to + 3] = valueEnd;
        return at + 2;
    }

    private static String why(byte[] b, int start, int at) {
        if (at == start) {
            return HttpChars.isSpace(b[at]) ? "a folded field line" : "a field without a name";
        }
        return HttpChars.isSpace(b[at]) ? "white space after a field name" : "a field name that is no token";
    }
}
