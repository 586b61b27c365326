package dev.weir.http.api;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.BulkInput;
import dev.weir.http.api.internal.ExtendedValue;
import dev.weir.http.api.internal.FieldSyntax;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads content of {@code multipart/form-data} (RFC 7578) part by part as it comes in; nothing is kept but a buffer.
 * {@link Request#multipart} makes one.
 *
 * <pre>{@code
 * MultipartReader parts = r.multipart();
 * for (var part = parts.next(); part.isPresent(); part = parts.next()) {
 *     try (var out = Files.newOutputStream(names.get(part.get().name()))) {
 *         part.get().content().transferTo(out);
 *     }
 * }
 * }</pre>
 *
 * <p>The grammar of RFC 2046 section 5.1 is held to strictly, so that no other reader sees other parts: lines end with
 * CRLF, and only white space may follow a boundary in its line. What stands before the first boundary, up to
 * {@link #MAX_PREAMBLE_BYTES}, is ignored, and what follows the last one is not read. A limit on all content is
 * set with {@link Request#withContentLimit}.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
public final class MultipartReader {
    /** The most parts; more are 400. */
    public static final int MAX_PARTS = 1000;

    /** The most fields of a part; more are 400. */
    public static final int MAX_FIELDS = 100;

    /** The most bytes that the fields of a part have together; more are 400. */
    public static final int MAX_FIELD_BYTES = 16 << 10;

    /** The most bytes that are skipped before the first boundary; more are 400. */
    public static final int MAX_PREAMBLE_BYTES = 16 << 10;

    /** The most white space after a boundary: gateways that pad lines send less. */
    static final int MAX_PADDING_BYTES = 1000;

    private static final String MEDIA_TYPE = "multipart/form-data";

    private enum State {
        START,
        IN_PART,
        AT_BOUNDARY,
        END
    }

    private final MultipartInput input;
    private State state = State.START;
    private int parts;
    /** Of the part that is being read; the streams of those before it are over. */
    private Content content = new Content();

    MultipartReader(Request r) {
        MediaType type = FormParser.requireType(r, MEDIA_TYPE);
        String boundary = type.parameter("boundary").orElseThrow(() -> HttpError.badRequest("no boundary"));
        if (!isBoundary(boundary)) {
            throw HttpError.badRequest("a malformed boundary");
        }
        byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        input = new MultipartInput(r.content(), r.contentLength() > 0, delimiter);
    }

    /** RFC 2046 section 5.1.1. */
    private static boolean isBoundary(String boundary) {
        for (int i = 0; i < boundary.length(); i++) {
            char c = boundary.charAt(i);
            if (!Ascii.isLetter(c) && !Ascii.isDigit(c) && "'()+_,-./:=? ".indexOf(c) < 0) {
                return false;
            }
        }
        return !boundary.isEmpty() && boundary.length() <= 70 && !boundary.endsWith(" ");
    }

    /**
     * Goes on to the next part; what was not read of the one before is skipped, and its stream is over.
     *
     * @return the part; empty after the last
     * @throws HttpError 400 where the content is malformed or over a limit
     * @throws IOException as the request's content throws it; a {@link ContentException} (400) where it ends before the
     *     last boundary
     */
    public Optional<MultipartPart> next() throws IOException {
        switch (state) {
            case START -> input.firstBoundary();
            case IN_PART -> content.skipAll();
            case AT_BOUNDARY -> {}
            case END -> {
                return Optional.empty();
            }
        }
        content = new Content();
        // After an exception from here on the reader cannot go on.
        state = State.END;
        if (input.lastBoundary()) {
            return Optional.empty();
        }
        if (++parts > MAX_PARTS) {
            throw HttpError.badRequest("more than " + MAX_PARTS + " parts");
        }
        Headers fields = fields();
        List<MediaType.Parameter> disposition = disposition(fields);
        String name = parameter(disposition, "name").orElseThrow(() -> HttpError.badRequest("a part without a name"));
        state = State.IN_PART;
        Optional<String> fileName = parameter(disposition, "filename").or(() -> extendedFileName(disposition));
        return Optional.of(new MultipartPart(fields, name, fileName, content));
    }

    private Headers fields() throws IOException {
        Headers fields = new Headers();
        int left = MAX_FIELD_BYTES;
        for (String line = input.line(left); !line.isEmpty(); line = input.line(left)) {
            left -= line.length() + 2;
            int colon = line.indexOf(':');
            if (colon < 1 || fields.size() == MAX_FIELDS) {
                throw HttpError.badRequest(colon < 1 ? "a part with a malformed field" : "a part with too many fields");
            }
            try {
                fields.add(line.substring(0, colon), line.substring(colon + 1));
            } catch (IllegalArgumentException e) {
                throw new HttpError(Status.BAD_REQUEST, "a part with a malformed field", e);
            }
        }
        return fields.readOnly();
    }

    /** RFC 7578 section 4.2: every part says that it is form-data. */
    private static List<MediaType.Parameter> disposition(Headers fields) {
        List<String> values = fields.all("Content-Disposition");
        String formData = "form-data";
        if (values.size() == 1) {
            String value = values.getFirst();
            int end = Math.min(value.length(), formData.length());
            if (FieldSyntax.equal(value.substring(0, end), formData)) {
                return MediaTypeParser.formParameters(value, end)
                        .orElseThrow(() -> HttpError.badRequest("a part with a malformed Content-Disposition"));
            }
        }
        throw HttpError.badRequest("a part that is not form-data");
    }

    /** Names are sent as UTF-8 (RFC 7578 section 5.1), while a field's characters stand for bytes. */
    private static Optional<String> parameter(List<MediaType.Parameter> parameters, String name) {
        for (MediaType.Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                byte[] bytes = parameter.value().getBytes(StandardCharsets.ISO_8859_1);
                return Optional.of(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /**
     * RFC 7578 section 4.2 forbids {@code filename*}, yet some clients send it: it counts where nothing else names a
     * file, as a file must never pass for a field.
     */
    private static Optional<String> extendedFileName(List<MediaType.Parameter> parameters) {
        return parameter(parameters, "filename*")
                .map(value -> ExtendedValue.decode(value)
                        .orElseThrow(() -> HttpError.badRequest("a part with a malformed filename*")));
    }

    /** The content of one part, up to the next boundary. */
    private final class Content extends BulkInput {
        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            if (content != this) {
                throw new IllegalStateException("the part is over: the next was asked for");
            }
            if (state == State.AT_BOUNDARY) {
                return -1;
            }
            int n = input.content(b, off, len);
            if (n < 0) {
                state = State.AT_BOUNDARY;
            }
            return n;
        }

        void skipAll() throws IOException {
            byte[] dropped = new byte[4096];
            while (read(dropped, 0, dropped.length) >= 0) {
                // until the boundary
            }
        }
    }
}
