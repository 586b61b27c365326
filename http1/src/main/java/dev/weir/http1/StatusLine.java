package dev.weir.http1;

import dev.weir.http.api.Status;
import java.nio.charset.StandardCharsets;

/**
 * Status lines, made once (RFC 9112 section 4). The version is our own, whatever the client's (RFC 9110 section 6.2).
 */
final class StatusLine {
    private static final byte[][] LINES = new byte[600][];

    static {
        for (int code = 100; code < LINES.length; code++) {
            String reason = Status.reason(code);
            LINES[code] = ("HTTP/1.1 " + code + " " + reason + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }
    }

    private StatusLine() {}

    /** The line of a code from 100 to 599; not to be changed. */
    static byte[] of(int code) {
        return LINES[code];
    }
}
