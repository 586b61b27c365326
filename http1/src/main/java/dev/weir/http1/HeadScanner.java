package dev.weir.http1;

import dev.weir.http.api.Status;
import dev.weir.http.core.request.HttpChars;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.spi.ServerConfig;

/**
 * Finds the end of a request's head while it arrives, each byte looked at once, and refuses early what can never become
 * one: so that a client that ends its lines with a bare LF gets an answer and not a timeout.
 */
final class HeadScanner {
    /** RFC 9112 section 2.2 asks to ignore at least one empty line before the request line; more than these are abuse. */
    private static final int MAX_EMPTY_LINES = 4;

    private final int maxBytes;
    private final int maxTargetBytes;

    /** How many bytes of the head were looked at. */
    private int scanned;
    /** Where the current line begins, from the head's start. */
    private int line;

    private boolean firstLine;
    private int emptyLines;

    HeadScanner(ServerConfig config) {
        this.maxBytes = config.maxHeaderBytes();
        this.maxTargetBytes = config.maxTargetBytes();
    }

    /** Begins with the next head. */
    void reset() {
        scanned = 0;
        line = 0;
        firstLine = true;
        emptyLines = 0;
    }

    /**
     * Takes empty lines before the head out of the input: they are no part of a request (RFC 9112 section 2.2).
     *
     * @return whether something of a request has come
     */
    boolean begun(RequestInput in) {
        byte[] buf = in.buf;
        while (emptyLines < MAX_EMPTY_LINES && in.available() >= 2 && buf[in.pos] == '\r' && buf[in.pos + 1] == '\n') {
            emptyLines++;
            in.pos += 2;
        }
        return in.available() > 1 || in.available() == 1 && buf[in.pos] != '\r';
    }

    /**
     * Looks at what has arrived since the last call. Empty lines before the head are taken out of the input.
     *
     * @return the length of the head with its empty line, or -1 when there must be more
     * @throws Refusal when no head can come of it
     */
    int scan(RequestInput in) throws Refusal {
        if (scanned == 0) {
            if (!begun(in)) {
                return -1;
            }
            checkFirst(in);
        }
        byte[] buf = in.buf;
        int start = in.pos;
        int end = in.limit;
        int i = start + scanned;
        while (i < end) {
            byte b = buf[i++];
            if (b == '\n') {
                int lineStart = start + line;
                if (i - 2 < lineStart || buf[i - 2] != '\r') {
                    throw new Refusal(Status.BAD_REQUEST, "a line ends with a bare LF");
                }
                if (firstLine) {
                    checkRequestLine(i - lineStart);
                    firstLine = false;
                } else if (i - 2 == lineStart) {
                    checkHead(i - start);
                    return i - start;
                }
                line = i - start;
            }
        }
        scanned = end - start;
        if (firstLine) {
            checkRequestLine(scanned);
        }
        checkHead(scanned);
        return -1;
    }

    private void checkRequestLine(int length) throws Refusal {
        if (length > maxTargetBytes) {
            // RFC 9112 section 3: a target that is too long is answered with 414
            throw new Refusal(Status.URI_TOO_LONG, "the request line is longer than " + maxTargetBytes + " bytes");
        }
    }

    private void checkHead(int length) throws Refusal {
        if (length > maxBytes) {
            throw new Refusal(Status.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head is larger than " + maxBytes + " bytes");
        }
    }

    private static void checkFirst(RequestInput in) throws Refusal {
        byte first = in.buf[in.pos];
        if (first == '\r') {
            throw new Refusal(
                    Status.BAD_REQUEST,
                    in.buf[in.pos + 1] == '\n' ? "too many empty lines before the request line" : "a bare CR");
        }
        if (!HttpChars.isToken(first)) {
            throw new Refusal(Status.BAD_REQUEST, "not a request line");
        }
    }
}
