package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.middleware.internal.GzipCoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose content is coded. */
class DecompressionTest {
    private final CountingCoding coding = new CountingCoding(new GzipCoding(5));
    private final Middleware decompression =
            Decompression.builder().codings(coding).build();

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(String content) throws IOException {
        return gzip(content.getBytes());
    }

    private static RequestBuilder post(byte[] content, String... codings) {
        RequestBuilder request =
                MemoryRequest.builder().method("POST").target("/").content(content);
        for (String coding : codings) {
            request.header("Content-Encoding", coding);
        }
        return request;
    }

    /** Says what it has read, and what the request says of it. */
    private static final Handler ECHO = (w, r) -> {
        String text = new String(r.content().readAllBytes());
        w.write(text + " " + r.contentLength() + " " + r.headers().get("Content-Encoding") + " "
                + r.headers().get("Content-Length"));
    };

    private ResponseRecorder serve(Handler handler, RequestBuilder request) {
        ResponseRecorder answer = ResponseRecorder.serve(decompression.wrap(handler), request.build());
        assertEquals(0, coding.open(), "decoders left open");
        return answer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZip", "x-gzip", "identity, gzip", "gzip,", "identity,gzip,identity"})
    void theHandlerReadsItAsItWas(String field) throws IOException {
        assertEquals(
                "some text -1 null null",
                ResponseRecorder.serve(
                                Decompression.builder().codings().build().wrap(ECHO),
                                post(gzip("some text"), field).build())
                        .contentText());
    }

    @Test
    void twoCodings() throws IOException {
        assertEquals(
                "text -1 null null",
                serve(ECHO, post(gzip(gzip("text")), "gzip, gzip")).contentText());
        assertEquals(
                "text -1 null null",
                serve(ECHO, post(gzip(gzip("text")), "gzip", "gzip")).contentText());
        ResponseRecorder three = serve(ECHO, post(gzip(gzip(gzip("text"))), "gzip, gzip, gzip"));
        assertEquals("415 gzip", three.status() + " " + three.headers().get("Accept-Encoding"));
    }

    @Test
    void contentThatIsNotCodedStays() {
        assertEquals("text 4 null 4", serve(ECHO, post("text".getBytes())).contentText());
        assertEquals(
                "text 4 null 4",
                serve(ECHO, post("text".getBytes(), "identity")).contentText());
        assertEquals(
                " 0 null", serve(ECHO, post(new byte[0], "gzip")).contentText().substring(0, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "compress", "gzip, snappy", "oops", "aws-chunked", "*"})
    void aCodingThatIsNotKnown(String field) throws IOException {
        ResponseRecorder answer = serve(ECHO, post(gzip("text"), field)).assertStatus(415);
        assertEquals("gzip", answer.headers().get("Accept-Encoding"));
    }

    @Test
    void whatIsNotInItsCoding() throws IOException {
        byte[] whole = gzip("some text");
        byte[] changed = whole.clone();
        changed[whole.length - 6] ^= 1;
        serve(ECHO, post("some text".getBytes(), "gzip")).assertStatus(400);
        serve(ECHO, post(Arrays.copyOf(whole, whole.length - 1), "gzip")).assertStatus(400);
        serve(ECHO, post(Arrays.copyOf(whole, 5), "gzip")).assertStatus(400);
        serve(ECHO, post(Arrays.copyOf(whole, whole.length + 1), "gzip")).assertStatus(400);
        serve(ECHO, post(changed, "gzip")).assertStatus(400);
        serve(ECHO, post(whole, "gzip, gzip")).assertStatus(400);
    }

    @Test
    void membersOneAfterAnother() throws IOException {
        byte[] one = gzip("a");
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertEquals("aa -1 null null", serve(ECHO, post(two, "gzip")).contentText());
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000, 200", "1000, 1001, 413", "0, 1, 413", "0, 0, 200"})
    void bySize(long max, int length, int status) throws IOException {
        Middleware limited =
                Decompression.builder().codings(coding).maxSize(max).build();
        ResponseRecorder.serve(
                        limited.wrap(ECHO),
                        post(gzip("x".repeat(length)), "gzip").build())
                .assertStatus(status);
        assertEquals(0, coding.open());
    }

    /** 5 MiB of zeros come to 5 KiB: 1000 bytes for one, once the first MiB is over. */
    @ParameterizedTest
    @CsvSource({"1, 100, 200", "5, 100, 413", "5, 2000, 200"})
    void byRatio(int mib, int ratio, int status) throws IOException {
        Middleware limited =
                Decompression.builder().codings(coding).maxRatio(ratio).build();
        byte[] coded = gzip(new byte[mib << 20]);
        ResponseRecorder.serve(
                        limited.wrap((_, r) -> r.content().readAllBytes()),
                        post(coded, "gzip").build())
                .assertStatus(status);
        assertEquals(0, coding.open());
    }

    /** Two codings, one upon the other, make a gigabyte of a few hundred bytes: what came over the wire counts. */
    @Test
    void aBombWithinABomb() throws IOException {
        byte[] coded = gzip(gzip(new byte[64 << 20]));
        long[] read = new long[1];
        Middleware wide =
                Decompression.builder().codings(coding).maxSize(1L << 40).build();
        ResponseRecorder.serve(
                        wide.wrap((_, r) -> {
                            InputStream in = r.content();
                            byte[] piece = new byte[8192];
                            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                                read[0] += n;
                            }
                        }),
                        post(coded, "gzip, gzip").build())
                .assertStatus(413);
        assertEquals(1 << 20, read[0], 16384, "bytes before it was refused");
        assertEquals(0, coding.open());
    }

    @Test
    void formsAndParts() throws IOException {
        byte[] form = gzip("a=1&b=%C3%A4");
        assertEquals(
                "1 ä",
                serve(
                                (w, r) -> w.write(
                                        r.form().required("a") + " " + r.form().required("b")),
                                post(form, "gzip").header("Content-Type", "application/x-www-form-urlencoded"))
                        .assertStatus(200)
                        .contentText());
        String parts = "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nvalue\r\n--b--\r\n";
        assertEquals(
                "n value",
                serve(
                                (w, r) -> {
                                    var part = r.multipart().next().orElseThrow();
                                    w.write(part.name() + " " + part.text(100));
                                },
                                post(gzip(parts), "gzip").header("Content-Type", "multipart/form-data; boundary=b"))
                        .assertStatus(200)
                        .contentText());
    }

    @Test
    void aHandlersOwnLimitCountsWhatItReads() throws IOException {
        serve((_, r) -> r.withContentLimit(100).content().readAllBytes(), post(gzip("x".repeat(101)), "gzip"))
                .assertStatus(413);
        serve((_, r) -> r.withContentLimit(100).content().readAllBytes(), post(gzip("x".repeat(100)), "gzip"))
                .assertStatus(200);
    }

    /** A client that waits for 100 sends nothing before the handler reads. */
    @Test
    void nothingIsReadBeforeTheHandlerReads() {
        InputStream never = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("was read");
            }
        };
        serve((w, _) -> w.write("no need"), post(new byte[0], "gzip").content(never, -1))
                .assertStatus(200);
    }

    @Test
    void whatTheContentItselfThrowsStays() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the connection is gone");
            }
        };
        String[] said = new String[2];
        serve(
                (_, r) -> {
                    said[0] = assertThrows(IOException.class, () -> r.content().read())
                            .getMessage();
                    said[1] = assertThrows(IOException.class, () -> r.content().read())
                            .getMessage();
                },
                post(new byte[0], "gzip").content(broken, -1));
        assertEquals("the connection is gone, the connection is gone", String.join(", ", said));
    }

    @Test
    void whatIsLeftUnreadIsFreed() throws IOException {
        byte[] coded = gzip("x".repeat(100_000));
        serve((_, r) -> r.content().readNBytes(10), post(coded, "gzip")).assertStatus(200);
        serve(
                (_, r) -> {
                    r.content().readNBytes(10);
                    throw new IllegalStateException("on purpose");
                },
                post(coded, "gzip"));
        serve(
                (_, r) -> {
                    r.content().readNBytes(10);
                    r.content().close();
                    assertThrows(IllegalStateException.class, () -> r.content().read());
                },
                post(coded, "gzip"));
    }

    /** The handler does not wait for a thread that it has left in a read; that thread frees the decoder. */
    @Test
    void aReadThatIsLeftBehind() throws Exception {
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        byte[] coded = gzip("text");
        InputStream slow = new InputStream() {
            private final InputStream in = new ByteArrayInputStream(coded);

            @Override
            public int read() throws IOException {
                within.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return in.read();
            }
        };
        Thread[] reader = new Thread[1];
        ResponseRecorder.serve(
                decompression.wrap((_, r) -> {
                    reader[0] = Thread.ofVirtual().start(() -> {
                        try {
                            r.content().read();
                        } catch (IOException | IllegalStateException e) {
                            // the request is over
                        }
                    });
                    within.await();
                }),
                post(new byte[0], "gzip").content(slow, -1).build());
        goOn.countDown();
        reader[0].join();
        assertEquals(0, coding.open());
    }

    @Test
    void settings() {
        assertThrows(
                IllegalArgumentException.class, () -> Decompression.builder().maxSize(-1));
        assertThrows(
                IllegalArgumentException.class, () -> Decompression.builder().maxRatio(0));
    }
}
