package dev.weir.http1;

import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.core.request.Authority;
import dev.weir.http.core.request.HttpChars;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.request.RequestRules;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Parses a whole head (RFC 9112 sections 3 and 5): request line, field lines, and what they say of the framing. A pure
 * function of the bytes; nothing lenient. One object serves the requests of a connection, one after another.
 */
final class HeadParser {
    private final int maxFields;
    private final boolean secure;
    private final boolean trustScheme;
    private int[] fields = new int[4 * 16];

    /**
     * Makes a parser.
     *
     * @param maxFields the most field lines
     * @param secure whether the connection is TLS: the only scheme that an absolute target may name is its own
     * @param trustScheme whether it may name the other one as well
     */
    HeadParser(int maxFields, boolean secure, boolean trustScheme) {
        this.maxFields = maxFields;
        this.secure = secure;
        this.trustScheme = trustScheme;
    }

    /**
     * Parses a head.
     *
     * @param buf holds the head
     * @param start where it begins
     * @param length its length, with the empty line
     * @throws Refusal when it is no valid request
     */
    RequestHead parse(byte[] buf, int start, int length) throws Refusal {
        byte[] b = Arrays.copyOfRange(buf, start, start + length);
        RequestHead head = new RequestHead(b);
        int at = requestLine(head, b);
        fieldLines(head, b, at);
        head.fields = Arrays.copyOf(fields, head.fieldCount * 4);
        new Framing(head).read();
        return head;
    }

    // ---- the request line

    private int requestLine(RequestHead head, byte[] b) throws Refusal {
        int at = 0;
        while (HttpChars.isToken(b[at])) {
            at++;
        }
        if (at == 0 || b[at] != ' ') {
            throw new Refusal(Status.BAD_REQUEST, "not a method");
        }
        RequestRules.checkMethod(at);
        head.method = method(b, at);
        int targetStart = ++at;
        while (HttpChars.isTarget(b[at])) {
            at++;
        }
        if (at == targetStart || b[at] != ' ') {
            throw new Refusal(Status.BAD_REQUEST, "not a request target");
        }
        head.targetStart = targetStart;
        head.targetEnd = at;
        at = version(head, b, at + 1);
        target(head, b);
        return at;
    }

    /** {@code HTTP/1.0} or {@code HTTP/1.1}, and the end of the line. A later minor version is served as 1.1 (RFC 9110 section 6.2). */
    private static int version(RequestHead head, byte[] b, int at) throws Refusal {
        if (b.length - at < 10
                || b[at] != 'H'
                || b[at + 1] != 'T'
                || b[at + 2] != 'T'
                || b[at + 3] != 'P'
                || b[at + 4] != '/'
                || !Ascii.isDigit(b[at + 5])
                || b[at + 6] != '.'
                || !Ascii.isDigit(b[at + 7])
                || b[at + 8] != '\r'
                || b[at + 9] != '\n') {
            throw new Refusal(Status.BAD_REQUEST, "the request line does not end with a version");
        }
        if (b[at + 5] != '1') {
            throw new Refusal(Status.HTTP_VERSION_NOT_SUPPORTED, "HTTP/" + (char) b[at + 5] + "." + (char) b[at + 7]);
        }
        head.http10 = b[at + 7] == '0';
        return at + 10;
    }

    private static String method(byte[] b, int length) {
        String known = switch (length) {
            case 3 -> b[0] == 'G' ? HttpMethod.GET : HttpMethod.PUT;
            case 4 -> b[0] == 'P' ? HttpMethod.POST : HttpMethod.HEAD;
            case 5 -> b[0] == 'P' ? HttpMethod.PATCH : HttpMethod.TRACE;
            case 6 -> HttpMethod.DELETE;
            case 7 -> b[0] == 'O' ? HttpMethod.OPTIONS : HttpMethod.CONNECT;
            default -> "";
        };
        if (known.length() == length) {
            int i = 0;
            while (i < length && b[i] == known.charAt(i)) {
                i++;
            }
            if (i == length) {
                return known;
            }
        }
        return new String(b, 0, length, StandardCharsets.US_ASCII);
    }

    /** The four forms of a target (RFC 9112 section 3.2). */
    private void target(RequestHead head, byte[] b) throws Refusal {
        int start = head.targetStart;
        int end = head.targetEnd;
        if (head.method.equals(HttpMethod.CONNECT)) {
            // section 3.2.3: authority form, with a port (RFC 9110 section 9.3.6)
            if (!Authority.isAuthority(b, start, end, true)) {
                throw new Refusal(Status.BAD_REQUEST, "the target of CONNECT is not host and port");
            }
            head.authorityStart = start;
            head.authorityEnd = end;
            head.pathStart = end;
            head.pathEnd = end;
        } else if (b[start] == '/') {
            path(head, b, start);
        } else if (b[start] == '*' && end - start == 1) {
            if (!head.method.equals(HttpMethod.OPTIONS)) {
                throw new Refusal(Status.BAD_REQUEST, "the target * is for OPTIONS alone");
            }
            head.pathStart = start;
            head.pathEnd = end;
        } else {
            absolute(head, b);
        }
    }

    private void absolute(RequestHead head, byte[] b) throws Refusal {
        int start = head.targetStart;
        int end = head.targetEnd;
        int colon = start;
        while (colon < end && b[colon] != ':') {
            colon++;
        }
        boolean http = Ascii.equalsIgnoreCase(b, start, colon, "http");
        boolean https = Ascii.equalsIgnoreCase(b, start, colon, "https");
        if (!http && !https || end - colon < 3 || b[colon + 1] != '/' || b[colon + 2] != '/') {
            throw new Refusal(Status.BAD_REQUEST, "the target is neither a path nor an http URI");
        }
        head.otherScheme = https != secure;
        RequestRules.checkScheme(https, secure, trustScheme);
        int authority = colon + 3;
        int at = authority;
        while (at < end && b[at] != '/' && b[at] != '?') {
            at++;
        }
        if (!Authority.isAuthority(b, authority, at, false)) {
            throw new Refusal(Status.BAD_REQUEST, "the target's authority is malformed");
        }
        head.authorityStart = authority;
        head.authorityEnd = at;
        head.emptyPath = at == end || b[at] == '?';
        path(head, b, at);
    }

    private static void path(RequestHead head, byte[] b, int start) throws Refusal {
        int end = head.targetEnd;
        int question = start;
        while (question < end && b[question] != '?') {
            question++;
        }
        RequestRules.checkPath(b, start, question);
        head.pathStart = start;
        head.pathEnd = question;
        head.queryStart = Math.min(question + 1, end);
        head.queryEnd = end;
    }

    // ---- field lines

    private int fieldLines(RequestHead head, byte[] b, int from) throws Refusal {
        int at = from;
        int count = 0;
        while (b[at] != '\r') {
            if (count == maxFields) {
                throw new Refusal(Status.REQUEST_HEADER_FIELDS_TOO_LARGE, "more than " + maxFields + " field lines");
            }
            if (fields.length < 4 * count + 4) {
                fields = Arrays.copyOf(fields, fields.length * 2);
            }
            at = FieldLine.parse(b, at, fields, 4 * count);
            count++;
        }
        if (b[at + 1] != '\n' || at + 2 != b.length) {
            throw new Refusal(Status.BAD_REQUEST, "a bare CR in the fields");
        }
        head.fieldCount = count;
        return at;
    }
}
