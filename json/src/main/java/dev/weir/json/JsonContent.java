package dev.weir.json;

import dev.weir.http.api.HttpError;
import dev.weir.http.api.MediaType;
import dev.weir.http.api.Request;
import dev.weir.http.api.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Content that may be JSON: of the right type, not too large, UTF-8.
 *
 * @param bytes all of it
 */
record JsonContent(byte[] bytes) {
    static final String MEDIA_TYPE = "application/json";
    /** The most of a path that a client is told: its names are the client's own. */
    private static final int MOST_PATH = 200;

    static JsonContent read(Request r, int most) throws IOException {
        requireJson(r);
        JsonContent content = new JsonContent(read(r.withContentLimit(most).content(), r.contentLength()));
        content.check();
        return content;
    }

    /** Reads all, into an array of the declared length where there is one: one of unknown length begins with 16 KiB. */
    private static byte[] read(InputStream in, long declared) throws IOException {
        if (declared < 0) {
            return in.readAllBytes();
        }
        // Within the limit, or the content would refuse to be read. It takes no more memory at once than has come.
        byte[] bytes = in.readNBytes((int) Math.min(declared, Integer.MAX_VALUE));
        // Only the end says that all is there, and no more.
        int next = in.read();
        if (next >= 0) {
            throw HttpError.badRequest("the content is longer than it was declared");
        }
        return bytes;
    }

    private static void requireJson(Request r) {
        List<String> types = r.headers().all("Content-Type");
        if (types.size() > 1) {
            // RFC 9110 section 8.3: readers differ in which of two they take.
            throw HttpError.badRequest("more than one Content-Type");
        }
        if (types.isEmpty()) {
            throw otherType("the content has no Content-Type");
        }
        MediaType type =
                MediaType.parse(types.getFirst()).orElseThrow(() -> HttpError.badRequest("a malformed Content-Type"));
        if (!type.is(MEDIA_TYPE) && !type.subtype().endsWith("+json")) {
            throw otherType("the content is not " + MEDIA_TYPE);
        }
        // RFC 8259 section 8.1: UTF-8 it is, and there is no such parameter; many send it.
        if (!type.parameter("charset").orElse("utf-8").equalsIgnoreCase("utf-8")) {
            throw otherType("the content is not in UTF-8");
        }
        for (String coding : r.headers().all("Content-Encoding")) {
            if (!coding.equalsIgnoreCase("identity")) {
                throw new HttpError(Status.UNSUPPORTED_MEDIA_TYPE, "the content is encoded")
                        .with("Accept-Encoding", "identity");
            }
        }
    }

    private static HttpError otherType(String message) {
        return new HttpError(Status.UNSUPPORTED_MEDIA_TYPE, message).with("Accept", MEDIA_TYPE);
    }

    /** Libraries differ in what they make of other encodings; some guess at them. So none gets that far. */
    private void check() {
        if (bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
            // RFC 8259 section 8.1: it must not be sent, and may be ignored; then readers would differ.
            throw HttpError.badRequest("JSON does not begin with a byte order mark");
        }
        requireUtf8();
        boolean blank = true;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw HttpError.badRequest("malformed JSON" + place("", i));
            }
            blank &= bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r' || bytes[i] == '\n';
        }
        if (blank) {
            throw HttpError.badRequest("the content is empty");
        }
    }

    private void requireUtf8() {
        int ascii = 0;
        while (ascii < bytes.length && bytes[ascii] >= 0) {
            ascii++;
        }
        if (ascii == bytes.length) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.min(bytes.length, 1024));
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(in, out, true);
        while (result.isOverflow()) {
            result = decoder.decode(in, out.clear(), true);
        }
        if (result.isError()) {
            throw HttpError.badRequest("not UTF-8" + place("", in.position()));
        }
    }

    /** Returns where something is, for a message: {@code " at /items/3/price, line 4, column 12"}. */
    String place(String path, long offset) {
        StringBuilder text = new StringBuilder();
        if (!path.isEmpty()) {
            text.append(" at ");
            int end = Math.min(path.length(), MOST_PATH);
            for (int i = 0; i < end; i++) {
                char c = path.charAt(i);
                text.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
            }
            text.append(end < path.length() ? "[cut]" : "");
        }
        if (offset >= 0) {
            text.append(path.isEmpty() ? " at line " : ", line ");
            appendLine(text, (int) Math.min(offset, bytes.length));
        }
        return text.toString();
    }

    /** Columns count characters, as editors do; continuation bytes are none. */
    private void appendLine(StringBuilder text, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r' && (i + 1 == bytes.length || bytes[i + 1] != '\n')) {
                line++;
                column = 1;
            } else if ((bytes[i] & 0xc0) != 0x80) {
                column++;
            }
        }
        text.append(line).append(", column ").append(column);
    }
}
