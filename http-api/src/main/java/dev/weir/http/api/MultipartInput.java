package dev.weir.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The bytes of multipart content, cut at its boundaries. Each byte is looked at a bounded number of times: a boundary
 * holds no CR but its first byte, so a comparison that fails never has to be taken up again within itself.
 */
final class MultipartInput {
    private static final int CRLF = 2;

    private final InputStream in;
    /** Whether there must be content, as its length was declared. */
    private final boolean declared;
    /** CRLF, two hyphens and the boundary. */
    private final byte[] delimiter;

    private final byte[] buffer = new byte[MultipartReader.MAX_FIELD_BYTES + 2];
    private int pos;
    private int end;
    /** Whether anything has come. */
    private boolean begun;

    MultipartInput(InputStream in, boolean declared, byte[] delimiter) {
        this.in = in;
        this.declared = declared;
        this.delimiter = delimiter;
    }

    /** Skips the first boundary, which stands at the beginning or after a preamble, which is ignored. */
    void firstBoundary() throws IOException {
        need(delimiter.length - CRLF);
        if (Arrays.equals(buffer, pos, pos + delimiter.length - CRLF, delimiter, CRLF, delimiter.length)) {
            pos += delimiter.length - CRLF;
            return;
        }
        byte[] dropped = new byte[1024];
        int left = MultipartReader.MAX_PREAMBLE_BYTES;
        for (int n = content(dropped, 0, dropped.length); n >= 0; n = content(dropped, 0, dropped.length)) {
            left -= n;
            if (left < 0) {
                throw HttpError.badRequest("too much before the first boundary");
            }
        }
    }

    /** Skips what follows a boundary; returns whether it was the last. */
    boolean lastBoundary() throws IOException {
        need(1);
        boolean padded = skipPadding();
        need(2);
        byte first = buffer[pos++];
        byte second = buffer[pos++];
        if (first == '-' && second == '-' && !padded) {
            return true;
        }
        if (first != '\r' || second != '\n') {
            throw HttpError.badRequest("a boundary is followed by text");
        }
        return false;
    }

    /** RFC 2046 section 5.1.1: white space that some gateway may have put there. True where there was some. */
    private boolean skipPadding() throws IOException {
        int count = 0;
        while (buffer[pos] == ' ' || buffer[pos] == '\t') {
            if (++count > MultipartReader.MAX_PADDING_BYTES) {
                throw HttpError.badRequest("too much white space after a boundary");
            }
            pos++;
            need(1);
        }
        return count > 0;
    }

    /**
     * Reads a line.
     *
     * @param most how long it may be, with its CRLF
     * @return the line without its CRLF; each character stands for a byte
     */
    String line(int most) throws IOException {
        int length = 0;
        while (true) {
            if (pos + length == end) {
                need(length + 1);
            }
            if (buffer[pos + length] == '\n') {
                break;
            }
            // An empty line ends the fields, however many bytes they had.
            if (++length >= Math.max(most, 2)) {
                throw HttpError.badRequest("a part with fields that are too long");
            }
        }
        if (length == 0 || buffer[pos + length - 1] != '\r') {
            throw HttpError.badRequest("a line of a part's fields that does not end with CRLF");
        }
        String line = new String(buffer, pos, length - 1, StandardCharsets.ISO_8859_1);
        pos += length + 1;
        return line;
    }

    /**
     * Reads content up to the next boundary, and skips that.
     *
     * @return how many bytes, or -1 when the boundary was reached
     */
    int content(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        while (true) {
            int run = run(Math.min(len, end - pos));
            if (run > 0) {
                System.arraycopy(buffer, pos, b, off, run);
                pos += run;
                return run;
            }
            if (end - pos >= delimiter.length) {
                pos += delimiter.length;
                return -1;
            }
            need(end - pos + 1);
        }
    }

    /** Returns how many bytes from the position on are surely content: up to what is a boundary, or may become one. */
    private int run(int most) {
        for (int i = 0; i < most; i++) {
            if (buffer[pos + i] == '\r' && mayBeDelimiter(pos + i)) {
                return i;
            }
        }
        return most;
    }

    /** Compares as much as is there. */
    private boolean mayBeDelimiter(int at) {
        int length = Math.min(delimiter.length, end - at);
        for (int i = 1; i < length; i++) {
            if (buffer[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads until so many bytes are there, which the buffer has room for. */
    private void need(int count) throws IOException {
        if (pos == end || buffer.length - pos < count) {
            System.arraycopy(buffer, pos, buffer, 0, end - pos);
            end -= pos;
            pos = 0;
        }
        while (end - pos < count) {
            int n = in.read(buffer, end, buffer.length - end);
            if (n < 0) {
                if (declared && !begun) {
                    throw ContentUse.readBefore();
                }
                throw new ContentException(
                        ContentException.Reason.MALFORMED, "multipart content that ends before its last boundary");
            }
            begun = true;
            end += n;
        }
    }
}
