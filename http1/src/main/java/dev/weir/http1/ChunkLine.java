package dev.weir.http1;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.core.request.HttpChars;

/**
 * The first line of a chunk: its size and its extensions (RFC 9112 sections 7.1 and 7.1.1). Extensions are skipped, but
 * by their grammar: where a quoted string ends is where the next server thinks that it ends (CVE-2026-33870).
 */
final class ChunkLine {
    private static final int MAX_DIGITS = 16;

    private ChunkLine() {}

    /**
     * Parses a line.
     *
     * @param b holds the line
     * @param start where it begins
     * @param end where its CRLF is
     * @return the chunk's size
     */
    static long parse(byte[] b, int start, int end) throws ContentException {
        long size = 0;
        int at = start;
        while (at < end && Ascii.hex(b[at]) >= 0) {
            if (at - start == MAX_DIGITS) {
                throw RequestContent.malformed("a chunk size of more than " + MAX_DIGITS + " digits");
            }
            size = size << 4 | Ascii.hex(b[at++]);
        }
        if (at == start) {
            throw RequestContent.malformed("a chunk without a size");
        }
        if (size < 0) {
            throw RequestContent.malformed("a chunk size over 2^63-1");
        }
        extensions(b, at, end);
        return size;
    }

    private static void extensions(byte[] b, int start, int end) throws ContentException {
        int at = start;
        while (at < end) {
            at = space(b, at, end);
            if (at == end || b[at] != ';') {
                throw RequestContent.malformed("a chunk size followed by something that is no extension");
            }
            at = token(b, space(b, at + 1, end), end);
            int next = space(b, at, end);
            if (next < end && b[next] == '=') {
                next = space(b, next + 1, end);
                at = next < end && b[next] == '"' ? quoted(b, next + 1, end) : token(b, next, end);
            }
        }
    }

    private static int space(byte[] b, int start, int end) {
        int at = start;
        while (at < end && HttpChars.isSpace(b[at])) {
            at++;
        }
        return at;
    }

    private static int token(byte[] b, int start, int end) throws ContentException {
        int at = start;
        while (at < end && HttpChars.isToken(b[at])) {
            at++;
        }
        if (at == start) {
            throw RequestContent.malformed("a chunk extension that is no token");
        }
        return at;
    }

    /** RFC 9110 section 5.6.4; returns the position after the closing quote. */
    private static int quoted(byte[] b, int start, int end) throws ContentException {
        for (int at = start; at < end; at++) {
            if (b[at] == '"') {
                return at + 1;
            }
            if (b[at] == '\\') {
                at++;
            }
            if (at == end || !HttpChars.isValue(b[at])) {
                break;
            }
        }
        throw RequestContent.malformed("a chunk extension's quoted string without an end");
    }
}
