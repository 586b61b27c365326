package dev.weir.http.api;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.http.api.internal.Percent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code application/x-www-form-urlencoded}, read in one pass by the rules of WHATWG's URL standard (section 5.1),
 * which take any bytes; and how the content of a form is got.
 */
final class FormParser {
    static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

    private FormParser() {}

    /**
     * Reads parameters: a semicolon is a character like any other, and so is a percent sign without two digits. That
     * either was there is kept, for those who want no doubt.
     *
     * @param b the bytes; they are decoded in place, so that they are lost
     * @param length how many
     * @throws HttpError 400 where there are too many
     */
    static Form parse(byte[] b, int length, int maxParameters) {
        List<Form.Parameter> parameters = new ArrayList<>();
        String doubt = null;
        int start = 0;
        while (start < length) {
            int end = start;
            int equals = -1;
            while (end < length && b[end] != '&') {
                if (b[end] == ';') {
                    doubt = "a semicolon between parameters";
                } else if (b[end] == '%' && !Percent.isEscape(b, end, length)) {
                    doubt = "a percent sign without two hexadecimal digits";
                } else if (b[end] == '=' && equals < 0) {
                    equals = end;
                }
                end++;
            }
            if (end > start) {
                if (parameters.size() == maxParameters) {
                    throw tooMany(maxParameters);
                }
                String name = Percent.decode(b, start, equals < 0 ? end : equals, true);
                parameters.add(new Form.Parameter(name, equals < 0 ? "" : Percent.decode(b, equals + 1, end, true)));
            }
            start = end + 1;
        }
        return new Form(parameters, doubt);
    }

    static HttpError tooMany(int maxParameters) {
        return HttpError.badRequest("more than " + maxParameters + " parameters");
    }

    /**
     * Returns the type of a request's content.
     *
     * @param essence the only one that is wanted
     * @throws HttpError 400 where the type is malformed or there are two; 415 where it is another one, or where the
     *     content is coded, so that what it is cannot be seen
     */
    static MediaType requireType(Request r, String essence) {
        List<String> types = r.headers().all("Content-Type");
        if (types.size() > 1) {
            // RFC 9110 section 8.3: readers differ in which of two they take.
            throw HttpError.badRequest("more than one Content-Type");
        }
        if (types.isEmpty()) {
            throw otherType(essence);
        }
        MediaType type =
                MediaType.parse(types.getFirst()).orElseThrow(() -> HttpError.badRequest("a malformed Content-Type"));
        if (!type.is(essence)) {
            throw otherType(essence);
        }
        for (String codings : r.headers().all("Content-Encoding")) {
            if (!FieldSyntax.listHasNoneBut(codings, "identity")) {
                // RFC 9110 section 12.5.3: this field says that it is the coding that is refused
                throw new HttpError(Status.UNSUPPORTED_MEDIA_TYPE).with("Accept-Encoding", "identity");
            }
        }
        return type;
    }

    private static HttpError otherType(String essence) {
        return new HttpError(Status.UNSUPPORTED_MEDIA_TYPE).with("Accept", essence);
    }

    /**
     * Reads a stream to its end.
     *
     * @throws HttpError 413 where there is more than the limit
     */
    static byte[] readAll(InputStream in, int maxLength) throws IOException {
        requireLimit(maxLength);
        byte[] bytes = in.readNBytes(maxLength);
        if (bytes.length == maxLength && in.read() >= 0) {
            throw HttpError.contentTooLarge();
        }
        return bytes;
    }

    static void requireLimit(int maxLength) {
        if (maxLength < 0 || maxLength > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a limit is from zero to 2^31 - 9, not " + maxLength);
        }
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
            if (b == ' ') {
                text.append('+');
            } else if (Ascii.isLetter(b) || Ascii.isDigit(b) || b == '-' || b == '.' || b == '_' || b == '*') {
                text.append((char) b);
            } else {
                Ascii.appendEscape(text, b);
            }
        }
    }
}
