package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with files. In the tables a bar is a CRLF. */
class MultipartReaderTest {
    /** What takes the square of linear time takes many of them; a busy machine takes a part of one. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final String TYPE = "multipart/form-data; boundary=B";
    private static final String FIELD = "Content-Disposition: form-data; name=\"a\"";

    /** Gives at most so many bytes at once. */
    private static InputStream trickle(byte[] content, int most) {
        return new ByteArrayInputStream(content) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, most));
            }
        };
    }

    private static Request request(String type, byte[] content, int most) {
        return TestRequest.builder()
                .method("POST")
                .header("Content-Type", type)
                .content(trickle(content, most), -1)
                .build();
    }

    private static MultipartReader reader(String content) {
        byte[] bytes = content.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8);
        return request(TYPE, bytes, Integer.MAX_VALUE).multipart();
    }

    private static String readAll(MultipartReader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        for (var part = reader.next(); part.isPresent(); part = reader.next()) {
            text.append('[').append(part.get().name());
            part.get()
                    .fileName()
                    .ifPresent(name -> text.append('(').append(name).append(')'));
            text.append(':').append(part.get().text(1 << 20)).append(']');
        }
        assertEquals(Optional.empty(), reader.next(), "and again");
        return text.toString();
    }

    private static int refusal(String content) {
        Exception thrown = assertThrows(Exception.class, () -> readAll(reader(content)));
        return thrown instanceof HttpError e ? e.status() : ((ContentException) thrown).status();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "--B|FIELD||x|--B--                              ~ [a:x]",
                "--B|FIELD||x|--B--|                             ~ [a:x]",
                "--B|FIELD||x|--B--anything                      ~ [a:x]",
                "|--B|FIELD||x|--B--                             ~ [a:x]",
                "--B|FIELD|||--B--                               ~ [a:]",
                "--B|FIELD||x|--B|FIELD||y|--B--                 ~ [a:x][a:y]",
                "--B|FIELD||x --B y|-B|--C|--|z|--B--            ~ [a:x --B y|-B|--C|--|z]",
                "--B|FIELD||x||--B--                             ~ [a:x|]",
                "--B|FIELD; filename=\"f.txt\"||x|--B--          ~ [a(f.txt):x]",
                "--B|FIELD; filename=\"\"||x|--B--               ~ [a():x]",
                "--B|FIELD; filename=\"C:\\dir\\f.txt\"||x|--B-- ~ [a(f.txt):x]",
                "--B|FIELD; filename=\"../../etc/f\"||x|--B--    ~ [a(f):x]",
                "--B|FIELD; filename=\"..\"||x|--B--             ~ [a():x]",
                "--B|FIELD; filename=\"q\\\"q%22\"||x|--B--      ~ [a(q\"q%22):x]",
                "--B|FIELD; filename=caf\u00e9.txt||x|--B--      ~ 400",
                "--B|FIELD; filename=\"caf\u00e9\u20ac\"||x|--B-- ~ [a(caf\u00e9\u20ac):x]",
                "--B|Content-Disposition:FORM-data;NAME=a|X: y||x|--B-- ~ [a:x]",
                "--B--                                           ~ ``",
                "preamble|--B--                                  ~ ``",
                "||--B--                                         ~ ``",
                "This is a message|with parts.|--B|FIELD||x|--B-- ~ [a:x]",
                "-B|--C|x--B|--B|FIELD||x|--B--                  ~ [a:x]",
                "--B |FIELD||x|--B \t |FIELD||y|--B--            ~ [a:x][a:y]",
                "p|--B\t|FIELD||x|--B--|epilogue|--B|FIELD||y|   ~ [a:x]",
                "--B|FIELD||x|--B-- |epilogue                    ~ [a:x]",
                "--B|FIELD; filename*=UTF-8''caf%c3%A9.txt||x|--B-- ~ [a(caf\u00e9.txt):x]",
                "--B|FIELD; filename*=iso-8859-1'en'caf%e9||x|--B-- ~ [a(caf\u00e9):x]",
                "--B|FIELD; filename*=utf-8''..%2F..%2fetc%5cf||x|--B-- ~ [a(f):x]",
                "--B|FIELD; filename*=utf-8''||x|--B--           ~ [a():x]",
                "--B|FIELD; filename*=utf-8''b; filename=a||x|--B-- ~ [a(a):x]",
                "--B|FIELD; filename*=b||x|--B--                 ~ 400",
                "--B|FIELD; filename*=utf-7''b||x|--B--          ~ 400",
                "--B|FIELD; filename*=utf-8'b||x|--B--           ~ 400",
                "--B|FIELD; filename*=utf-8''%c3||x|--B--        ~ 400",
                "--B|FIELD; filename*=utf-8''%4||x|--B--         ~ 400",
                "--B|FIELD; filename*=\"utf-8''a b\"||x|--B--     ~ 400",
            })
    void reads(String content, String parts) throws IOException {
        String whole = content.replace("FIELD", FIELD);
        if (parts.equals("400")) {
            assertEquals(400, refusal(whole));
        } else {
            assertEquals(parts, readAll(reader(whole)).replace("\r\n", "|"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "--B",
                "--B-",
                "--B|",
                "--C--",
                "preamble--B--",
                "p\n--B--",
                "p|--B",
                "p|--Bx|FIELD||x|--B--",
                "--B x|FIELD||x|--B--",
                "--B --",
                "--B\r|FIELD||x|--B--",
                "--Bx|FIELD||x|--B--",
                "--B\nFIELD||x|--B--",
                "--B|FIELD\n|x|--B--",
                "--B|FIELD||x",
                "--B|FIELD||x|--B",
                "--B|FIELD||x\n--B--",
                "--B|FIELD||x|--Bx|",
                "--B|FIELD||x|--B |",
                "--B|FIELD",
                "--B|FIELD|",
                "--B||x|--B--",
                "--B|X: y||x|--B--",
                "--B|Content-Disposition: form-data||x|--B--",
                "--B|Content-Disposition: attachment; name=a||x|--B--",
                "--B|Content-Disposition: form-datax; name=a||x|--B--",
                "--B|Content-Disposition: form-data; name=\"a||x|--B--",
                "--B|FIELD|FIELD||x|--B--",
                "--B|FIELD|X y: z||x|--B--",
                "--B|FIELD|X : z||x|--B--",
                "--B|FIELD|X||x|--B--",
                "--B|FIELD|: z||x|--B--",
                "--B|FIELD| folded||x|--B--",
                "--B|FIELD|X: a\rb||x|--B--",
                "--B|FIELD|X: \0||x|--B--",
            })
    void refuses(String content) {
        assertEquals(400, refusal(content.replace("FIELD", FIELD)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "; boundary=\"\"",
                "; boundary=\"a@b\"",
                "; boundary=\"a \"",
                "; boundary=\"a\u00e9\"",
                "; boundary=12345678901234567890123456789012345678901234567890123456789012345678901"
            })
    void refusesBoundaries(String parameter) {
        Request r = request("multipart/form-data" + parameter, new byte[0], 1);
        assertEquals(400, assertThrows(HttpError.class, r::multipart).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/mixed; boundary=B", "application/x-www-form-urlencoded"})
    void refusesOtherTypes(String type) {
        Request r = request(type, new byte[0], 1);
        HttpError error = assertThrows(HttpError.class, r::multipart);
        assertEquals(415, error.status());
        assertEquals("Accept: multipart/form-data\n", error.headers().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data;x",
                "multipart",
                "multipart/form-data; boundary=B, text/plain",
                "multipart/form-data; boundary=\"B",
                "multipart/form-data; boundary=a@b"
            })
    void saysThatATypeIsMalformed(String type) {
        HttpError error = assertThrows(
                HttpError.class, () -> request(type, new byte[0], 1).multipart());
        assertEquals("400 a malformed Content-Type", error.status() + " " + error.getMessage());
    }

    @Test
    void isReadOnce() throws IOException {
        Request r = request(TYPE, ("--B\r\n" + FIELD + "\r\n\r\nx\r\n--B--").getBytes(StandardCharsets.US_ASCII), 9);
        MultipartReader reader = r.withContentLimit(1000).multipart();
        assertThrows(IllegalStateException.class, r::multipart);
        assertThrows(IllegalStateException.class, () -> r.withMethod("PUT").multipart());
        assertEquals("[a:x]", readAll(reader));
        Request eaten = TestRequest.builder()
                .method("POST")
                .header("Content-Type", TYPE)
                .content("--B--")
                .build();
        assertEquals(5, eaten.content().readAllBytes().length);
        assertThrows(IllegalStateException.class, eaten.multipart()::next, "no fault of the client's");
    }

    @Test
    void endsNoLineOfThePreambleWithABareLineFeed() throws IOException {
        assertEquals("[a:x]", readAll(reader("preamble\n--B|--B|" + FIELD + "||x|--B--")));
    }

    @Test
    void boundsWhatSaysNothing() throws IOException {
        String preamble = "p".repeat(MultipartReader.MAX_PREAMBLE_BYTES);
        assertEquals("[a:x]", readAll(reader(preamble + "|--B|" + FIELD + "||x|--B--")));
        assertEquals(400, refusal(preamble + "p|--B|" + FIELD + "||x|--B--"));
        assertEquals(400, refusal("p".repeat(10 << 20)));
        String padding = "\t ".repeat(500);
        assertEquals("[a:x]", readAll(reader("--B" + padding + "|" + FIELD + "||x|--B--")));
        assertEquals(400, refusal("--B" + padding + " |" + FIELD + "||x|--B--"));
        assertEquals(
                413,
                assertThrows(
                                ContentException.class,
                                () -> request(TYPE, (preamble + "\r\n--B--").getBytes(StandardCharsets.US_ASCII), 100)
                                        .withContentLimit(1000)
                                        .multipart()
                                        .next())
                        .status());
    }

    @Test
    void boundsPartsAndFields() throws IOException {
        String part = "--B|" + FIELD + "||x|";
        MultipartReader most = reader(part.repeat(1000) + "--B--");
        assertEquals(1000 * "[a:x]".length(), readAll(most).length());
        assertEquals(400, refusal(part.repeat(1001) + "--B--"));
        assertEquals("[a:x]", readAll(reader("--B|" + FIELD + "|X: y".repeat(99) + "||x|--B--")));
        assertEquals(400, refusal("--B|" + FIELD + "|X: y".repeat(100) + "||x|--B--"));
        int room = MultipartReader.MAX_FIELD_BYTES - FIELD.length() - 2 - "X: ".length() - 2;
        assertEquals("[a:x]", readAll(reader("--B|" + FIELD + "|X: " + "y".repeat(room) + "||x|--B--")));
        assertEquals(400, refusal("--B|" + FIELD + "|X: " + "y".repeat(room + 1) + "||x|--B--"));
        assertEquals(400, refusal("--B|" + "y".repeat(100_000)));
        MultipartPart text = reader("--B|" + FIELD + "||1234|--B--").next().orElseThrow();
        assertEquals(413, assertThrows(HttpError.class, () -> text.text(3)).status());
    }

    @Test
    void skipsWhatWasNotRead() throws IOException {
        MultipartReader reader = reader("--B|" + FIELD + "|Content-Type: text/plain||one|--B|" + FIELD + "||two|--B--");
        MultipartPart first = reader.next().orElseThrow();
        assertEquals("text/plain", first.contentType().orElseThrow().toString());
        assertEquals('o', first.content().read());
        MultipartPart second = reader.next().orElseThrow();
        assertThrows(IllegalStateException.class, () -> first.content().read());
        assertTrue(second.contentType().isEmpty());
        assertEquals("two", second.text(3));
        assertEquals(-1, second.content().read());
        assertEquals(Optional.empty(), reader.next());
    }

    @Test
    void goesNoFurtherOnceItHasFailed() throws IOException {
        MultipartReader reader = reader("--B|X: y||x|--B|" + FIELD + "||y|--B--");
        assertThrows(HttpError.class, reader::next);
        assertEquals(Optional.empty(), reader.next());
    }

    /** Content that is made of pieces of the boundary, cut at every place, comes out as it went in. */
    @Test
    void readsAnyContentHoweverItComesIn() throws IOException {
        Random random = new Random(5);
        String[] pieces = {"\r", "\n", "\r\n", "-", "--", "\r\n--", "\r\n--b", "--bb", "\r\n--bbb", "x", "\0\u00ff"};
        for (int round = 0; round < 500; round++) {
            List<byte[]> contents = new ArrayList<>();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int n = random.nextInt(4); n >= 0; n--) {
                StringBuilder piece = new StringBuilder();
                for (int m = random.nextInt(60); m > 0; m--) {
                    piece.append(pieces[random.nextInt(pieces.length)]);
                }
                byte[] content = piece.toString().getBytes(StandardCharsets.ISO_8859_1);
                contents.add(content);
                all.writeBytes(("--bbbb\r\n" + FIELD + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                all.writeBytes(content);
                all.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            all.writeBytes("--bbbb--".getBytes(StandardCharsets.US_ASCII));
            int most = 1 + random.nextInt(40);
            var reader = request("multipart/form-data; boundary=bbbb", all.toByteArray(), most)
                    .multipart();
            for (byte[] content : contents) {
                InputStream in = reader.next().orElseThrow().content();
                ByteArrayOutputStream seen = new ByteArrayOutputStream();
                byte[] b = new byte[1 + random.nextInt(20)];
                for (int got = in.read(b); got >= 0; got = in.read(b)) {
                    seen.write(b, 0, got);
                }
                assertArrayEquals(content, seen.toByteArray(), "round " + round);
            }
            assertEquals(Optional.empty(), reader.next());
        }
    }

    @Test
    void takesLinearTime() {
        String boundary = "b".repeat(70);
        String almost = ("\r\n--" + boundary.substring(1)).repeat(100_000);
        String content =
                "--" + boundary + "\r\n" + FIELD + "\r\n\r\n" + almost + "\r".repeat(1 << 20) + "\r\n--" + boundary;
        byte[] bytes = (content + "--").getBytes(StandardCharsets.US_ASCII);
        assertTimeoutPreemptively(MINUTE, () -> {
            var reader = request("multipart/form-data; boundary=" + boundary, bytes, 100)
                    .multipart();
            long length = reader.next().orElseThrow().content().transferTo(OutputStream.nullOutputStream());
            assertEquals(almost.length() + (1 << 20), length);
        });
    }
}
