package dev.weir.http.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz multipart}. The input is a boundary, a line
 * feed, and content. What is read comes out the same however the bytes arrive and however they are asked for; the
 * parts are those that plain searching for the boundary finds (RFC 2046 section 5.1.1); and written and read again
 * they are the same. {@link FuzzTest} runs it over its corpus.
 */
public final class MultipartFuzz {
    private MultipartFuzz() {}

    /**
     * A part, or in place of a name what ended the reading.
     *
     * @param fields the lines of the fields
     * @param name the name; empty fields and an exception's status where there was no part
     * @param content one character a byte
     */
    private record Part(List<String> fields, String name, String fileName, String content) {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int line = text.indexOf('\n');
        String boundary = line < 0 ? "B" : text.substring(0, line);
        String content = text.substring(line + 1);
        List<Part> whole = read(boundary, content, Integer.MAX_VALUE, 8192, true);
        same(text, whole, read(boundary, content, 1, 8192, true));
        same(text, whole, read(boundary, content, 7, 1, true));
        same(text, whole, read(boundary, content, Integer.MAX_VALUE, 3, true));
        same(text, names(whole), names(read(boundary, content, 3, 0, false)));
        if (whole.isEmpty() || !whole.getLast().name.startsWith("refused ")) {
            same(
                    text,
                    contents(boundary, content),
                    whole.stream().map(Part::content).toList());
            same(text, whole, read(boundary, print(boundary, whole), Integer.MAX_VALUE, 8192, true));
        }
    }

    private static void same(String text, List<?> one, List<?> other) {
        if (!one.equals(other)) {
            throw new AssertionError(one + " and " + other + " of: " + text);
        }
    }

    /** What a handler gets without a look at the content, which may break off where nobody looks. */
    private static List<String> names(List<Part> parts) {
        return parts.stream().map(Part::name).toList();
    }

    private static List<Part> read(String boundary, String content, int arriving, int atOnce, boolean all) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        try {
            MultipartReader reader = TestRequest.builder()
                    .method("POST")
                    .header(
                            "Content-Type",
                            MediaType.of("multipart", "form-data")
                                    .with("boundary", boundary)
                                    .toString())
                    .content(
                            new ByteArrayInputStream(bytes) {
                                @Override
                                public synchronized int read(byte[] b, int off, int len) {
                                    return super.read(b, off, Math.min(len, arriving));
                                }
                            },
                            -1)
                    .build()
                    .multipart();
            for (var part = reader.next(); part.isPresent(); part = reader.next()) {
                parts.add(part(part.get(), all ? atOnce : 0));
            }
        } catch (HttpError e) {
            parts.add(new Part(List.of(), "refused " + e.status(), "", ""));
        } catch (ContentException e) {
            parts.add(new Part(List.of(), "refused " + e.status(), "", ""));
        } catch (IllegalArgumentException e) {
            // The boundary is no text that a parameter may have.
            parts.add(new Part(List.of(), "refused before it was read", "", ""));
        } catch (IOException e) {
            throw new AssertionError("content in memory does not fail", e);
        }
        return parts;
    }

    private static Part part(MultipartPart part, int atOnce) throws IOException {
        List<String> fields = new ArrayList<>();
        for (Headers.Field field : part.headers()) {
            fields.add(field.name() + ": " + field.value());
        }
        String fileName = part.fileName().orElse("none");
        if (part.fileName().isPresent() && (fileName.matches("(?s).*[/\\\\].*") || fileName.matches("\\.\\.?"))) {
            throw new AssertionError("a name with a directory: " + fileName);
        }
        StringBuilder content = new StringBuilder();
        byte[] buffer = new byte[atOnce];
        try {
            for (int n = atOnce == 0 ? -1 : part.content().read(buffer);
                    n >= 0;
                    n = part.content().read(buffer)) {
                content.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (ContentException e) {
            // The next part's turn tells of it too.
            content.append("[breaks off]");
        }
        return new Part(fields, part.name(), fileName, content.toString());
    }

    /** What stands between the empty line and the next delimiter, for each part. */
    private static List<String> contents(String boundary, String content) {
        List<String> contents = new ArrayList<>();
        String delimiter = "\r\n--" + boundary;
        String rest = content.startsWith("\r\n") ? content : "\r\n" + content;
        for (int at = rest.indexOf(delimiter); !rest.startsWith("--", at + delimiter.length()); ) {
            // The fields' lines may begin like a delimiter, so the content begins behind the first empty line.
            int start = rest.indexOf("\r\n\r\n", at + delimiter.length()) + 4;
            // A delimiter may share its CRLF with the empty line's: then it would not be one (section 5.1.1).
            at = rest.indexOf(delimiter, start);
            contents.add(rest.substring(start, at));
        }
        return contents;
    }

    private static String print(String boundary, List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append("--").append(boundary).append("\r\n");
            part.fields.forEach(field -> text.append(field).append("\r\n"));
            text.append("\r\n").append(part.content).append("\r\n");
        }
        return text.append("--").append(boundary).append("--").toString();
    }
}
