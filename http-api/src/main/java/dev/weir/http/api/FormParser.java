package dev.weir.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code application/x-www-form-urlencoded} (WHATWG URL section 5), read in one pass and strictly; and how the content
 * of a form is got.
 */
final class FormParser {
    static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

    private static final String HEX = "0123456789ABCDEF";

    private FormParser() {}

    /**
     * Reads parameters.
     *
     * @param b the bytes; they are decoded in place, so that they are lost
     * @param length how many
     * @throws HttpError 400, see {@link Form#parse}
     */
    static Form parse(byte[] b, int length, int maxParameters) {
        List<Form.Parameter> parameters = new ArrayList<>();
        int start = 0;
        while (start < length) {
            int end = start;
            int equals = -1;
            while (end < length && b[end] != '&') {
                if (b[end] == ';') {
                    throw HttpError.badRequest("a semicolon between parameters");
                }
                if (b[end] == '=' && equals < 0) {
                    equals = end;
                }
                end++;
            }
            if (end > start) {
                if (parameters.size() == maxParameters) {
                    throw HttpError.badRequest("more than " + maxParameters + " parameters");
                }
                String name = decode(b, start, equals < 0 ? end : equals);
                parameters.add(new Form.Parameter(name, equals < 0 ? "" : decode(b, equals + 1, end)));
            }
            start = end + 1;
        }
        return new Form(parameters);
    }

    /**
     * The type of a request's content.
     *
     * @param essence the only one that is wanted
     * @throws HttpError 415 where it is another, or coded, so that what it is cannot be seen
     */
    static MediaType requireType(Request r, String essence) {
        String coding = r.header("Content-Encoding");
        if (coding == null || FieldNames.equal(coding, "identity")) {
            var type = r.headers().find("Content-Type").flatMap(MediaType::parse).filter(t -> t.is(essence));
            if (type.isPresent()) {
                return type.get();
            }
        }
        throw new HttpError(Status.UNSUPPORTED_MEDIA_TYPE).with("Accept", essence);
    }

    /**
     * Reads a stream to its end.
     *
     * @throws HttpError 413 where there is more than the limit
     */
    static byte[] readAll(InputStream in, int maxLength) throws IOException {
        if (maxLength < 0 || maxLength > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a limit is from zero to 2^31 - 9, not " + maxLength);
        }
        byte[] bytes = in.readNBytes(maxLength);
        if (bytes.length == maxLength && in.read() >= 0) {
            throw HttpError.contentTooLarge();
        }
        return bytes;
    }

    private static String decode(byte[] b, int start, int end) {
        int out = start;
        for (int i = start; i < end; i++) {
            byte c = b[i];
            if (c == '%') {
                int escaped = i + 2 < end ? Percent.hex(b[i + 1]) << 4 | Percent.hex(b[i + 2]) : -1;
                if (escaped < 0) {
                    throw HttpError.badRequest("a percent sign without two hexadecimal digits");
                }
                c = (byte) escaped;
                i += 2;
            } else if (c == '+') {
                c = ' ';
            }
            b[out++] = c;
        }
        return new String(b, start, out - start, StandardCharsets.UTF_8);
    }

    static String format(List<Form.Parameter> parameters) {
        StringBuilder text = new StringBuilder();
        for (Form.Parameter parameter : parameters) {
            text.append(text.isEmpty() ? "" : "&");
            encode(text, parameter.name());
            text.append('=');
            encode(text, parameter.value());
        }
        return text.toString();
    }

    private static void encode(StringBuilder text, String s) {
        for (byte b : s.getBytes(StandardCharsets.UTF_8)) {
            char lower = (char) (b | 0x20);
            if (b == ' ') {
                text.append('+');
            } else if (lower >= 'a' && lower <= 'z' && b > 0 || b >= '0' && b <= '9'
                    || b == '-' || b == '.' || b == '_' || b == '*') {
                text.append((char) b);
            } else {
                text.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
    }
}
