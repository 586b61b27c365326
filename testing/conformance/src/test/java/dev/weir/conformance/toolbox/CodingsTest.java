package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.conformance.toolbox.CodedSite.Protocol;
import dev.weir.http.api.Handler;
import dev.weir.middleware.Decompression;
import dev.weir.middleware.spi.ContentCoding;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every coding has to keep, and requests that are coded, over both protocols. */
class CodingsTest {
    static Stream<ContentCoding> codings() {
        return CodedSite.codings().stream();
    }

    static Stream<Arguments> protocolsAndNames() {
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of("gzip", "zstd", "br").map(name -> Arguments.of(protocol, name)));
    }

    private static OutputStream encoder(String name, OutputStream out) throws IOException {
        if (name.equals("gzip")) {
            return new GZIPOutputStream(out);
        }
        return codings()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow()
                .encoder(out, -1);
    }

    static byte[] encoded(String name, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream encoder = encoder(name, out)) {
            encoder.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] noise(int length) {
        byte[] content = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            content[i] = (byte) ('a' + random.nextInt(5));
        }
        return content;
    }

    private static byte[] decoded(ContentCoding coding, byte[] content) throws IOException {
        try (InputStream in = coding.decoder(new ByteArrayInputStream(content))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("codings")
    void whatIsEncodedIsDecoded(ContentCoding coding) throws IOException {
        for (int length : new int[] {0, 1, 1000, 16 << 10, (16 << 10) + 1, 1 << 20}) {
            byte[] content = noise(length);
            for (long said : new long[] {-1, length}) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (OutputStream encoder = coding.encoder(out, said)) {
                    for (int at = 0; at < length; at += 10_000) {
                        encoder.write(content, at, Math.min(10_000, length - at));
                    }
                }
                assertArrayEquals(content, decoded(coding, out.toByteArray()), coding.name() + " " + length);
            }
        }
    }

    /** Content that fills an encoder's blocks exactly: nothing of it is kept back. */
    @ParameterizedTest
    @MethodSource("codings")
    void fullBlocks(ContentCoding coding) throws IOException {
        for (int log = 10; log <= 20; log++) {
            byte[] content = noise(1 << log);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream encoder = coding.encoder(out, -1)) {
                encoder.write(content);
                encoder.flush();
                try (InputStream in = coding.decoder(new ByteArrayInputStream(out.toByteArray()))) {
                    assertArrayEquals(content, in.readNBytes(content.length), coding.name() + " flushed, 2^" + log);
                }
            }
            assertArrayEquals(content, decoded(coding, out.toByteArray()), coding.name() + " 2^" + log);
            assertArrayEquals(content, decoded(coding, encoded(coding.name(), content)), coding.name() + " 2^" + log);
        }
    }

    @ParameterizedTest
    @MethodSource("codings")
    void whatIsFlushedCanBeDecoded(ContentCoding coding) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String written = "";
        try (OutputStream encoder = coding.encoder(out, -1)) {
            for (int i = 0; i < 5; i++) {
                String event = "event " + i;
                encoder.write(event.getBytes());
                encoder.flush();
                encoder.flush();
                written += event;
                try (InputStream in = coding.decoder(new ByteArrayInputStream(out.toByteArray()))) {
                    assertEquals(written, new String(in.readNBytes(written.length())));
                }
            }
        }
        assertEquals(written, new String(decoded(coding, out.toByteArray())));
    }

    @ParameterizedTest
    @MethodSource("codings")
    void nothingButTheWholeIsDecoded(ContentCoding coding) throws IOException {
        byte[] whole = encoded(coding.name(), noise(3000));
        for (int length = 0; length < whole.length; length += 1 + length / 20) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length == 0 && coding.name().equals("zstd")) {
                continue; // no frame at all is a sequence of frames
            }
            assertThrows(IOException.class, () -> decoded(coding, cut), coding.name() + " cut at " + cut.length);
        }
        byte[] more = Arrays.copyOf(whole, whole.length + 1);
        more[whole.length] = 'x';
        assertThrows(IOException.class, () -> decoded(coding, more), coding.name() + " with garbage");
        assertThrows(IOException.class, () -> decoded(coding, "plain text".getBytes()), coding.name());
    }

    @ParameterizedTest
    @MethodSource("codings")
    void anEncoderWhoseClientHasGoneIsClosedAllTheSame(ContentCoding coding) throws IOException {
        for (int i = 0; i < 100; i++) {
            OutputStream encoder = coding.encoder(
                    new OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            throw new IOException("the client has gone");
                        }
                    },
                    -1);
            assertThrows(IOException.class, () -> {
                encoder.write(noise(100_000));
                encoder.flush();
            });
            try {
                encoder.close();
            } catch (IOException e) {
                // what it holds is given back
            }
            encoder.close();
        }
        assertArrayEquals(noise(1000), decoded(coding, encoded(coding.name(), noise(1000))));
    }

    // ---- requests

    private static final Handler ECHO = (w, r) -> w.write(r.content().readAllBytes());

    private static String answer(CodedSite site, byte[] content, String coding) throws IOException {
        try (Call call = site.open("POST", "/", content, "Content-Encoding", coding)) {
            Reply reply = call.reply();
            String text = new String(reply.readAll());
            return reply.status() + " " + (reply.status() == 200 ? text : reply.field("Accept-Encoding"));
        }
    }

    @ParameterizedTest
    @MethodSource("protocolsAndNames")
    void requestsAreDecoded(Protocol protocol, String name) throws IOException {
        OpenStreams[] codings = CodedSite.counted();
        Handler handler = Decompression.builder().codings(codings).build().wrap(ECHO);
        try (CodedSite site = new CodedSite(protocol, handler)) {
            byte[] text = encoded(name, "some text".getBytes());
            assertEquals("200 some text", answer(site, text, name));
            assertEquals("200 some text", answer(site, encoded("gzip", text), name + ", gzip"));
            assertEquals("400 null", answer(site, Arrays.copyOf(text, text.length - 1), name));
            assertEquals("400 null", answer(site, "some text".getBytes(), name));
            byte[] more = Arrays.copyOf(text, text.length + 3);
            more[text.length] = 'x';
            assertEquals("400 null", answer(site, more, name));
            assertEquals("415 zstd, br, gzip", answer(site, text, "compress"));
            assertEquals("200 some text", answer(site, text, name));
        }
        CodedSite.assertAllClosed(codings);
    }

    /**
     * A bomb is refused before it is large, by the size that it comes to or by what it grows, in memory that does not
     * grow.
     */
    @ParameterizedTest
    @MethodSource("protocolsAndNames")
    void bombs(Protocol protocol, String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream encoder = encoder(name, out)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                encoder.write(zeros);
            }
        }
        byte[] bomb = out.toByteArray();
        assertTrue(bomb.length < 1 << 20, () -> bomb.length + " bytes");
        OpenStreams[] codings = CodedSite.counted();
        long[] read = new long[1];
        Handler reader = (_, r) -> {
            read[0] = 0;
            byte[] piece = new byte[8192];
            for (int n = r.content().read(piece); n >= 0; n = r.content().read(piece)) {
                read[0] += n;
            }
        };
        for (boolean byRatio : new boolean[] {true, false}) {
            Decompression.Builder limits = Decompression.builder().codings(codings);
            Handler handler = (byRatio ? limits.maxSize(1L << 40) : limits.maxRatio(1 << 30))
                    .build()
                    .wrap(reader);
            try (CodedSite site = new CodedSite(protocol, handler)) {
                assertEquals("413 null", answer(site, bomb, name));
                assertEquals("413 null", answer(site, encoded("gzip", bomb), name + ", gzip"));
            }
            assertTrue(read[0] <= (byRatio ? 21L << 20 : 10L << 20), () -> "read " + read[0]);
        }
        CodedSite.assertAllClosed(codings);
    }

    /** A client that waits for {@code 100 Continue} gets it where the handler reads, and a refusal without it. */
    @Test
    void expectContinue() throws Exception {
        Handler handler = Decompression.builder().codings().build().wrap(ECHO);
        byte[] content = encoded("gzip", "some text".getBytes());
        try (CodedSite site = new CodedSite(Protocol.HTTP1, handler);
                Wire wire = Wire.to(site.server.port())) {
            String head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: " + content.length
                    + "\r\nContent-Encoding: ";
            assertEquals(100, wire.send(head + "gzip\r\n\r\n").answer(false).status());
            assertEquals(
                    "some text",
                    wire.send(new String(content, java.nio.charset.StandardCharsets.ISO_8859_1))
                            .answer(false)
                            .body());
            assertEquals(415, wire.send(head + "br\r\n\r\n").answer(false).status());
        }
    }
}
