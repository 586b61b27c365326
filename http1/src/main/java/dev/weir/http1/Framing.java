package dev.weir.http1;

import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.core.request.Authority;
import dev.weir.http.core.request.HttpChars;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.request.RequestRules;
import dev.weir.http.core.request.WordList;
import java.util.Arrays;

/**
 * What the fields of a head say of where the request ends and what becomes of the connection: {@code Content-Length},
 * {@code Transfer-Encoding}, {@code Host}, {@code Connection}, {@code Expect} (RFC 9112 sections 3.2, 6 and 9, RFC 9110
 * section 10.1.1). Where they are ambiguous, two servers could see two different requests: so each is refused.
 */
final class Framing {
    private final RequestHead head;
    private final byte[] b;

    private int hosts;
    private int codings;
    /** The field that holds {@code Content-Length}, as an index into the bounds; -1 for none. */
    private int lengthField = -1;
    /** Whether the same length came again. */
    private boolean repeated;

    Framing(RequestHead head) {
        this.head = head;
        this.b = head.bytes;
    }

    void read() throws Refusal {
        int[] f = head.fields;
        for (int i = 0; i < f.length; i += 4) {
            int start = f[i];
            int end = f[i + 1];
            switch (end - start) {
                case 4 -> {
                    if (is(start, end, "host")) {
                        host(i);
                    }
                }
                case 6 -> {
                    if (is(start, end, "expect")) {
                        expect(f[i + 2], f[i + 3]);
                    }
                }
                case 10 -> {
                    if (is(start, end, "connection")) {
                        connection(f[i + 2], f[i + 3]);
                    }
                }
                case 14 -> {
                    if (is(start, end, "content-length")) {
                        contentLength(i);
                    }
                }
                case 17 -> {
                    if (is(start, end, "transfer-encoding")) {
                        transferEncoding(f[i + 2], f[i + 3]);
                    }
                }
                default -> {}
            }
        }
        conclude();
    }

    private boolean is(int start, int end, String lower) {
        return Ascii.equalsIgnoreCase(b, start, end, lower);
    }

    /**
     * RFC 9112 section 3.2: exactly one, valid, and empty where the client has no authority to name. What came beside a
     * target that has an authority of its own is ignored (section 3.2.2), so the field becomes that authority: no
     * reader of the fields sees another one.
     */
    private void host(int field) throws Refusal {
        int[] f = head.fields;
        int start = f[field + 2];
        int end = f[field + 3];
        if (++hosts > 1) {
            throw new Refusal(Status.BAD_REQUEST, "more than one Host");
        }
        if (start < end && !Authority.isAuthority(b, start, end, false)) {
            throw new Refusal(Status.BAD_REQUEST, "a malformed Host");
        }
        if (head.authorityEnd == 0) {
            head.authorityStart = start;
            head.authorityEnd = end;
        } else {
            f[field + 2] = head.authorityStart;
            f[field + 3] = head.authorityEnd;
        }
    }

    /** RFC 9110 section 8.6: digits alone. Several that are equal to the letter are one. */
    private void contentLength(int field) throws Refusal {
        int[] f = head.fields;
        int start = f[field + 2];
        int end = f[field + 3];
        long length = Ascii.decimal(b, start, end);
        boolean again = lengthField >= 0;
        String fault =
                RequestRules.lengthFault(length, again && !same(start, end, f[lengthField + 2], f[lengthField + 3]));
        if (fault != null) {
            throw new Refusal(Status.BAD_REQUEST, fault);
        }
        if (again) {
            repeated = true;
        } else {
            lengthField = field;
        }
        head.contentLength = length;
    }

    /** RFC 9110 section 8.6: equal lengths are replaced with a single one, so that no reader of the fields sees two. */
    private void dropRepeatedLengths() {
        int[] f = head.fields;
        int kept = 0;
        for (int i = 0; i < f.length; i += 4) {
            if (i <= lengthField || !is(f[i], f[i + 1], "content-length")) {
                System.arraycopy(f, i, f, kept, 4);
                kept += 4;
            }
        }
        head.fields = Arrays.copyOf(f, kept);
        head.fieldCount = kept / 4;
    }

    private boolean same(int start, int end, int otherStart, int otherEnd) {
        return Arrays.equals(b, start, end, b, otherStart, otherEnd);
    }

    /** RFC 9112 section 6.1: {@code chunked} alone. */
    private void transferEncoding(int start, int end) throws Refusal {
        if (head.http10) {
            // section 6.1: the framing of such a request is faulty
            throw new Refusal(Status.BAD_REQUEST, "a Transfer-Encoding in HTTP/1.0");
        }
        codings++;
        int at = start;
        boolean more = true;
        while (more) {
            while (at < end && HttpChars.isSpace(b[at])) {
                at++;
            }
            int from = at;
            while (at < end && HttpChars.isToken(b[at])) {
                at++;
            }
            int to = at;
            while (at < end && HttpChars.isSpace(b[at])) {
                at++;
            }
            if (from == to || at < end && b[at] != ',') {
                throw new Refusal(Status.BAD_REQUEST, "a malformed Transfer-Encoding");
            }
            more = at++ < end;
            if (head.chunked) {
                // section 6.3: chunked must be the last, and only once
                throw new Refusal(Status.BAD_REQUEST, "a transfer coding after chunked");
            }
            if (!is(from, to, "chunked")) {
                throw new Refusal(Status.NOT_IMPLEMENTED, "a transfer coding other than chunked");
            }
            head.chunked = true;
        }
    }

    /** RFC 9112 section 9.1: tokens in any case. What is no list of tokens says nothing. */
    private void connection(int start, int end) {
        int at = start;
        while (at < end) {
            int from = at;
            while (at < end && b[at] != ',') {
                at++;
            }
            int to = at++;
            while (from < to && HttpChars.isSpace(b[from])) {
                from++;
            }
            while (to > from && HttpChars.isSpace(b[to - 1])) {
                to--;
            }
            switch (to - from) {
                case 5 -> head.close |= is(from, to, "close");
                case 7 -> head.upgrade |= is(from, to, "upgrade");
                case 10 -> head.keepAlive |= is(from, to, "keep-alive");
                default -> {}
            }
        }
    }

    /** RFC 9110 section 10.1.1: a list, which may be empty; ignored when it comes from an HTTP/1.0 client. */
    private void expect(int start, int end) throws Refusal {
        if (head.http10) {
            return;
        }
        int expectations = WordList.count(b, start, end, "100-continue");
        if (expectations == WordList.OTHERS) {
            throw RequestRules.unknownExpectation();
        }
        head.expectContinue |= expectations > 0;
    }

    private void conclude() throws Refusal {
        if (codings > 0) {
            if (lengthField >= 0) {
                throw new Refusal(Status.BAD_REQUEST, "both Transfer-Encoding and Content-Length");
            }
            head.contentLength = -1;
        }
        if (repeated) {
            dropRepeatedLengths();
        }
        if (hosts == 0 && !head.http10) {
            throw new Refusal(Status.BAD_REQUEST, "no Host");
        }
        if (head.method.equals(HttpMethod.CONNECT) && (codings > 0 || lengthField >= 0)) {
            // RFC 9110 section 9.3.6: content of CONNECT has no meaning; the bytes after it belong to the tunnel
            throw new Refusal(Status.BAD_REQUEST, "CONNECT with content");
        }
        if (head.contentLength == 0) {
            head.expectContinue = false;
        }
    }
}
