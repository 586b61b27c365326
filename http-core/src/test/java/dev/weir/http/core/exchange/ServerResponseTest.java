package dev.weir.http.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Headers;
import dev.weir.http.api.ResponseWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of a response, as what its codec is asked for. Eight bytes are held back. */
class ServerResponseTest {
    private static final String TEXT = " | Content-Type: text/plain; charset=utf-8";

    private final TranscriptCodec codec = new TranscriptCodec();
    private final ServerResponse w = response("GET");

    private ServerResponse response(String method) {
        LoggingServer server = new LoggingServer();
        return new HandlerRunner(server).respond(new PlainRequest(server, method), codec);
    }

    // ---- what is held back, and when the head goes out

    @Test
    void aSmallAnswerGoesOutWhole() throws IOException {
        w.write("Hel");
        w.write("lo");
        assertFalse(w.committed());
        assertEquals("", codec.lines());
        w.finish();
        assertEquals("head 200 length 5 date last" + TEXT + "\ncontent Hello\nend", codec.lines());
    }

    @Test
    void anEmptyAnswerHasALength() throws IOException {
        w.finish();
        w.finish();
        assertEquals("head 200 length 0 date last\nend", codec.lines());
    }

    @Test
    void aFullBufferCommits() throws IOException {
        w.write("12345678");
        assertFalse(w.committed());
        w.write("9");
        assertTrue(w.committed());
        assertEquals("head 200 length unknown date" + TEXT + "\ncontent 12345678", codec.lines());
        w.finish();
        assertEquals("content 9\nend", codec.lines());
    }

    @Test
    void whatIsTooLargeToBeHeldIsNotCopied() throws IOException {
        w.write("123456789");
        assertEquals("head 200 length unknown date" + TEXT + "\ncontent 123456789", codec.lines());
        w.write("ab");
        assertEquals("", codec.lines());
        w.write("cdefghijkl");
        assertEquals("content ab\ncontent cdefghijkl", codec.lines());
    }

    @Test
    void flushAndCloseCommit() throws IOException {
        assertFalse(w.flushed());
        w.flush();
        assertTrue(w.committed());
        assertTrue(w.flushed());
        w.write("x");
        w.flush();
        w.close();
        w.close();
        assertEquals("head 200 length unknown date\nflush\ncontent x\nflush\nend\nflush", codec.lines());
        ServerResponse closed = response("GET");
        closed.write("x");
        closed.close();
        assertEquals("head 200 length 1 date last" + TEXT + "\ncontent x\nend\nflush", codec.lines());
    }

    @Test
    void contentElsewhereGoesFromWhereItLies() throws IOException {
        codec.takesDirect = 20;
        w.write(direct("abc"));
        assertEquals("", codec.lines(), "held back as any other");
        w.write(direct("0123456789ABCDEFGHIJKLMNOPQRS"));
        assertEquals(
                "head 200 length unknown date" + TEXT + "\ncontent abc01234\ndirect 56789ABCDEFGHIJKLMNO\ncontent PQRS",
                codec.lines(),
                "what the wire does not take is copied");
        w.write(direct("xy").asReadOnlyBuffer());
        w.write(ByteBuffer.wrap("-zu-".getBytes(StandardCharsets.US_ASCII), 1, 2));
        w.finish();
        assertEquals("content xyzu\nend", codec.lines());
    }

    @Test
    void nothingOfItIsCopiedWhereItsTypeIsKnown(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "0123456789ABCDEF");
        codec.takesDirect = 20;
        w.header("Content-Type", "text/plain");
        w.write("abc");
        try (FileChannel file = FileChannel.open(path)) {
            w.transferFrom(file, 1, 15);
        }
        w.finish();
        assertEquals(
                "head 200 length unknown date | Content-Type: text/plain\ncontent abc\ndirect 123456789ABCDEF\nend",
                codec.lines());
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Test
    void aFileThatShrinksEndsTheResponse(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "0123456789");
        try (FileChannel file = FileChannel.open(path)) {
            assertThrows(EOFException.class, () -> w.transferFrom(file, 5, 6));
            w.header("Content-Length", "12");
            w.transferFrom(file, 2, 2);
            w.transferFrom(file, 0, 10);
        }
        w.finish();
        assertEquals(
                "head 200 length 12 date" + TEXT + "\ncontent 23012345\ndirect \ncontent 6789\nend", codec.lines());
    }

    // ---- what the head says

    @Test
    void headIsAGetWithoutItsContent() throws IOException {
        ServerResponse head = response("HEAD");
        head.write("<html>");
        head.finish();
        assertEquals("head 200 length 6 date last | Content-Type: text/html; charset=utf-8\nend", codec.lines());
        ServerResponse nothing = response("HEAD");
        nothing.finish();
        assertEquals("head 200 length unknown date last\nend", codec.lines(), "nothing is known of a GET");
        ServerResponse announced = response("HEAD");
        announced.header("Content-Length", "1000");
        announced.finish();
        assertEquals("head 200 length 1000 date last\nend", codec.lines());
        ServerResponse large = response("HEAD");
        large.write("123456789");
        large.write(direct("123456789"));
        large.finish();
        assertEquals("head 200 length unknown date" + TEXT + "\nend", codec.lines());
    }

    @ParameterizedTest
    @CsvSource({"204, none", "205, 0", "304, none"})
    void dropsContentWhereThereIsNone(int status, String length) throws IOException {
        w.status(status);
        w.write("dropped");
        w.write("also when it is long");
        w.write(direct("and elsewhere"));
        w.flush();
        w.finish();
        assertEquals("head " + status + " length " + length + " date\nflush\nend", codec.lines());
    }

    @Test
    void addsNoFieldThatWasSuppressed() throws IOException {
        w.suppress("DATE").suppress("content-Type").suppress("content-length");
        assertThrows(IllegalArgumentException.class, () -> w.suppress("Server"));
        w.write("x");
        w.finish();
        assertEquals("head 200 length unknown last\ncontent x\nend", codec.lines());
    }

    @Test
    void addsNoFieldThatIsThere() throws IOException {
        w.header("Date", "now").header("Content-Encoding", "gzip").write("x");
        w.finish();
        assertEquals("head 200 length 1 last | Date: now | Content-Encoding: gzip\ncontent x\nend", codec.lines());
    }

    @Test
    void refusesWhatIsForTheServerToSet() {
        w.header("Transfer-Encoding", "chunked");
        assertThrows(IllegalStateException.class, w::flush);
        assertEquals("", codec.lines());
        assertTrue(w.replaceable(), "so that it becomes a status");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 100, 101, 199, 600, 1000})
    void refusesStatusesThatAreNotFinal(int code) {
        assertThrows(IllegalArgumentException.class, () -> w.status(code));
    }

    @Test
    void interimResponsesGoOutAtOnce() throws IOException {
        w.inform(103, new Headers().add("Link", "</a.css>"));
        assertEquals("interim 103 | Link: </a.css>", codec.lines());
        for (int code : new int[] {99, 101, 200}) {
            assertThrows(IllegalArgumentException.class, () -> w.inform(code, Headers.empty()));
        }
        w.sendContinue();
        assertEquals("interim 100", codec.lines());
    }

    // ---- Content-Length

    @Test
    void keepsToTheLengthThatWasSet() throws IOException {
        w.header("Content-Length", "3");
        w.write("ab");
        assertThrows(IOException.class, () -> w.write("cd"));
        assertThrows(IOException.class, () -> w.write(direct("cd")));
        w.write("c");
        w.finish();
        assertEquals("head 200 length 3 date last" + TEXT + "\ncontent abc\nend", codec.lines());
    }

    @Test
    void aShortAnswerIsBrokenOff() throws IOException {
        w.header("Content-Length", "3").write("ab");
        assertThrows(IOException.class, w::finish);
        assertTrue(w.aborted());
        assertEquals("head 200 length 3 date last" + TEXT + "\ncontent ab\nabort", codec.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "+1", " ", "99999999999999999999", "\u00b2", "1,1"})
    void refusesWhatIsNoLength(String length) {
        w.headers().set("Content-Length", length);
        assertThrows(IllegalStateException.class, () -> w.write("a"));
    }

    /** RFC 9110 section 15.3.6: 205 has no content, whatever length the handler has set, so none is too much. */
    @Test
    void resetContentDropsWhatIsBeyondItsLength() throws IOException {
        w.status(205).header("Content-Length", "1").write("more than one");
        w.finish();
        assertEquals("head 205 length 0 date\nend", codec.lines());
    }

    // ---- trailers

    @Test
    void trailersFollowContentWhereThereIsRoom() throws IOException {
        w.trailers().set("Sum", "1");
        w.write("x");
        w.flush();
        w.trailers().set("Late", "2");
        w.finish();
        assertEquals(
                "head 200 length unknown date" + TEXT + " | Trailer: Sum\ncontent x\nflush\nend | Sum: 1 | Late: 2",
                codec.lines());
        assertThrows(UnsupportedOperationException.class, () -> w.trailers().add("A", "b"));
    }

    @Test
    void trailersThatAreKnownKeepTheLengthOpen() throws IOException {
        w.trailers().set("Sum", "1");
        w.write("x");
        w.finish();
        assertEquals(
                "head 200 length unknown date last" + TEXT + " | Trailer: Sum\ncontent x\nend | Sum: 1", codec.lines());
    }

    @Test
    void noTrailersWhereTheFramingHasNoRoom() throws IOException {
        w.header("Content-Length", "1").header("Trailer", "Sum");
        w.trailers().set("Sum", "1");
        w.write("x");
        w.finish();
        assertEquals("head 200 length 1 date last" + TEXT + "\ncontent x\nend", codec.lines(), "and none is announced");
        codec.trailersAfterLength = true;
        ServerResponse two = response("GET");
        two.header("Content-Length", "1").header("Trailer", "Sum");
        two.trailers().set("Sum", "1");
        two.write("x");
        two.finish();
        assertEquals("head 200 length 1 date last | Trailer: Sum" + TEXT + "\ncontent x\nend | Sum: 1", codec.lines());
    }

    /** RFC 9110 section 6.5.1. */
    @Test
    void trailersThatAreForbiddenAreNotSent() throws IOException {
        w.trailers().add("Set-Cookie", "a=b").add("Content-Length", "9");
        w.write("x");
        w.finish();
        assertEquals("head 200 length 1 date last" + TEXT + "\ncontent x\nend", codec.lines(), "and none is announced");
        ServerResponse mixed = response("GET");
        mixed.trailers().add("Sum", "1").add("sum", "2").add("Content-Type", "x");
        mixed.write("x");
        mixed.finish();
        assertEquals(
                "head 200 length unknown date last" + TEXT + " | Trailer: Sum\ncontent x\nend | Sum: 1 | sum: 2",
                codec.lines());
    }

    // ---- what is refused, and when

    @Test
    void refusesChangesOnceCommitted() throws IOException {
        w.status(201).header("A", "1").suppress("date");
        w.flush();
        assertThrows(IllegalStateException.class, () -> w.status(200));
        assertThrows(IllegalStateException.class, () -> w.suppress("Date"));
        assertThrows(IllegalStateException.class, () -> w.inform(103, Headers.empty()));
        assertThrows(UnsupportedOperationException.class, () -> w.headers().set("A", "2"));
        assertThrows(IllegalStateException.class, w::hijack);
        assertEquals(201, w.status());
        w.close();
        assertThrows(IllegalStateException.class, () -> w.write("x"));
        assertThrows(IllegalStateException.class, w::flush);
        assertEquals("head 201 length unknown | A: 1\nflush\nend\nflush", codec.lines());
    }

    @Test
    void aHijackedConnectionIsNotWrittenTo() throws IOException {
        w.write("never sent");
        ServerResponse taken = response("GET");
        codec.lines();
        taken.write("held");
        taken.hijack();
        assertTrue(taken.hijacked());
        assertTrue(taken.committed());
        assertThrows(IllegalStateException.class, taken::hijack);
        assertThrows(IllegalStateException.class, () -> taken.write("x"));
        taken.close();
        taken.finish();
        taken.abort();
        assertEquals("", codec.lines());
    }

    @Test
    void anAbortedResponseTakesNothing() {
        w.abort();
        w.abort();
        assertTrue(w.aborted());
        assertThrows(IOException.class, () -> w.write("x"));
        assertThrows(IOException.class, w::flush);
        assertEquals("abort", codec.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"interim", "head", "content", "direct", "flush", "end"})
    void aFailureOfTheCodecIsKept(String line) {
        codec.failAt = line;
        assertThrows(IOException.class, () -> {
            w.inform(103, Headers.empty());
            w.write("123456789");
            w.write(direct("123456789"));
            w.flush();
            w.close();
        });
        assertTrue(w.failed());
        assertFalse(w.replaceable());
        codec.lines();
        if (!line.equals("end")) {
            assertThrows(IOException.class, () -> w.write("x"));
            assertEquals("", codec.lines(), "later writes do not reach the codec");
        }
    }

    @Test
    void aResponseThatFailedIsAbortedAtItsEnd() throws IOException {
        codec.failAt = "flush";
        assertThrows(IOException.class, w::flush);
        codec.lines();
        w.finish();
        assertEquals("abort", codec.lines());
    }

    @Test
    void aSealedResponseIsOver() throws IOException {
        w.seal(false);
        for (Executable call : new Executable[] {
            () -> w.status(200),
            w::headers,
            w::trailers,
            () -> w.write("x"),
            w::flush,
            () -> w.inform(103, Headers.empty()),
            w::hijack
        }) {
            assertThrows(IllegalStateException.class, call);
        }
        w.close();
        assertEquals("", codec.lines());
        w.finish();
        assertEquals("head 200 length 0 date last\nend", codec.lines(), "the runner ends it all the same");
    }

    // ---- threads

    @Test
    void anotherThreadWritesUnderTheMonitor() throws Exception {
        Thread writer;
        synchronized (w) {
            writer = Thread.ofVirtual().start(() -> {
                try {
                    w.write("abc");
                    w.inform(103, Headers.empty());
                    w.write(direct("de"));
                    w.flush();
                    w.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertFalse(writer.join(Duration.ofMillis(50)));
            assertEquals("", codec.lines());
        }
        writer.join();
        assertEquals(
                "interim 103\nhead 200 length unknown date" + TEXT + "\ncontent abcde\nflush\nend\nflush",
                codec.lines());
    }

    @Test
    void theSealWaitsForAnotherThreadsCall() throws Exception {
        Thread sealer;
        synchronized (w) {
            sealer = Thread.ofVirtual().start(() -> w.seal(false));
            assertFalse(sealer.join(Duration.ofMillis(50)), "as this thread could be in a call");
            assertThrows(IllegalStateException.class, () -> w.write("x"));
        }
        sealer.join();
    }

    @Test
    void deadlinesAndPowersAreTheCodecs() {
        w.readDeadline(Duration.ofSeconds(1));
        w.writeDeadline(Duration.ZERO);
        assertEquals("read deadline PT1S\nwrite deadline PT0S", codec.lines());
        assertEquals(Optional.empty(), w.as(Runnable.class));
        assertSame(codec, w.as(TranscriptCodec.class).orElseThrow());
        ResponseWriter plain = w;
        assertEquals(200, plain.status());
    }
}
