package dev.weir.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.spi.Connection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The connection keeps what {@link dev.weir.http.core.spi.Connection} promises an engine. */
class MemoryConnectionTest {
    private static final String HTTP1 = "http/1.1";

    private final MemoryServer server = new MemoryServer((_, _) -> {}, MemoryServer.CONFIG);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String read(MemoryConnection connection, int room) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(room);
        int n = connection.read(dst);
        assertEquals(Math.max(n, 0), dst.position());
        return n < 0 ? "end" : new String(dst.array(), 0, n, StandardCharsets.ISO_8859_1);
    }

    @Test
    void piecesAreReadOneByOneAndThenTheEnd() throws IOException {
        MemoryConnection c = MemoryConnection.sent(server, HTTP1, "abc", "", "d");
        assertEquals(
                List.of("ab", "c", "d", "end", "end"),
                List.of(read(c, 2), read(c, 2), read(c, 2), read(c, 2), read(c, 2)));
    }

    @Test
    void aReadWaitsForTheClient() throws Exception {
        MemoryConnection c = MemoryConnection.open(server, HTTP1, null);
        CompletableFuture<String> seen = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                seen.complete(read(c, 9));
            } catch (IOException e) {
                seen.completeExceptionally(e);
            }
        });
        assertFalse(seen.isDone());
        c.send(new byte[] {'x'});
        assertEquals("x", seen.get());
    }

    @Test
    void atALoopNothingIsWaitedFor() throws IOException {
        MemoryConnection c = MemoryConnection.open(server, HTTP1, null);
        assertEquals(Connection.Place.OWN, c.place(1));
        assertTrue(c.holdsInput(), "it is not known");
        c.atLoop(kind -> kind == 1 ? Connection.Place.LOOP : Connection.Place.ELSEWHERE);
        ByteBuffer dst = ByteBuffer.allocate(9);
        assertEquals(0, c.receive(dst));
        c.send(new byte[] {'x', 'y'});
        assertFalse(c.holdsInput());
        c.holdsInput(true);
        assertTrue(c.holdsInput());
        assertEquals(2, c.receive(dst));
        assertFalse(c.holdsInput());
        assertEquals(0, c.receive(dst));
        assertEquals(2, dst.position());
        assertEquals(
                List.of(Connection.Place.LOOP, Connection.Place.ELSEWHERE),
                List.of(c.place(1), c.place(Connection.NO_HANDLER)));
        c.endInput();
        assertEquals(-1, c.receive(dst));
        c.close();
        assertThrows(IOException.class, () -> c.receive(dst));
    }

    @Test
    void theDeadlinePassesBehindWhatWasSent() throws IOException {
        MemoryConnection c = MemoryConnection.open(server, HTTP1, null);
        c.send(new byte[] {'x'});
        c.beLate();
        assertEquals("x", read(c, 9));
        assertThrows(SocketTimeoutException.class, () -> read(c, 9));
        assertThrows(SocketTimeoutException.class, () -> read(c, 9));
    }

    @Test
    void aGatheringWriteIsOne() throws Exception {
        MemoryConnection c = MemoryConnection.open(server, HTTP1, null);
        ByteBuffer one = bytes("a");
        c.write(one);
        c.write(new ByteBuffer[] {bytes("b"), bytes("\u00ff")});
        c.awaitWrites(2);
        assertEquals(0, one.remaining());
        assertEquals(List.of("a", "b\u00ff"), c.writes());
        assertEquals("ab\u00ff", c.written());
        assertEquals(3, c.writtenBytes());
        assertArrayEquals(new byte[] {'b', (byte) 0xff}, c.awaitWritten(1, 0));
        assertEquals(0, c.awaitWritten(3, 0).length);
        c.closeOutput();
        assertNull(c.awaitWritten(3, 0));
    }

    @Test
    void whatIsOnlyCountedIsTaken() throws IOException {
        MemoryConnection c = MemoryConnection.counting(server, HTTP1, new byte[] {'x'});
        assertEquals(List.of("x", "end"), List.of(read(c, 9), read(c, 9)));
        ByteBuffer src = bytes("abc");
        c.write(src);
        c.write(new ByteBuffer[] {bytes("d"), bytes("e")});
        assertEquals(0, src.remaining());
        assertEquals(5, c.writtenBytes());
        assertEquals("", c.written());
    }

    @Test
    void nothingIsWrittenBehindTheEndOfTheOutput() throws IOException {
        MemoryConnection c = MemoryConnection.sent(server, HTTP1, "x");
        c.closeOutput();
        assertThrows(IOException.class, () -> c.write(bytes("a")));
        assertEquals("x", read(c, 9));
        c.close();
        assertThrows(IOException.class, () -> read(c, 9));
        c.abort();
        assertEquals(List.of("closeOutput", "close", "abort"), c.events());
    }

    @Test
    void whoeverIsCutHearsOfItOnce() {
        List<String> heard = new ArrayList<>();
        MemoryConnection c = MemoryConnection.open(server, HTTP1, null);
        c.onCut(() -> heard.add("before"));
        c.cut();
        assertEquals(List.of("before"), heard);
        assertThrows(IOException.class, () -> c.write(bytes("a")));
        c.onCut(() -> heard.add("at once"));
        assertEquals(List.of("before", "at once"), heard);
        assertTrue(c.events().isEmpty(), "the engine did nothing of it");
    }

    @Test
    void drainAndTickRunWhatWasAskedFor() {
        List<String> heard = new ArrayList<>();
        MemoryConnection c = MemoryConnection.open(server, HTTP1, null);
        c.drain();
        c.tick();
        c.onTick(() -> heard.add("tick"));
        c.onDrain(() -> heard.add("drain"));
        c.drain();
        c.tick();
        assertEquals(List.of("drain", "tick"), heard);
        assertTrue(c.idle());
        server.drain();
        assertFalse(c.idle());
        assertTrue(c.draining());
        c.onDrain(() -> heard.add("at once"));
        assertEquals("at once", heard.getLast());
    }

    @Test
    void onlyHttp1IsTakenOver() {
        MemoryConnection c = MemoryConnection.open(server, HTTP1, null);
        c.hijacked();
        assertEquals(List.of("hijacked"), c.events());
        assertThrows(UnsupportedOperationException.class, MemoryConnection.open(server, "h2", null)::hijacked);
    }

    @Test
    void theServerKeepsWhatIsLogged() {
        server.logError("an error", null);
        server.logDebug("a note", null);
        server.logDebug("a note", new IOException("gone"));
        assertEquals(List.of("an error: null"), server.errors());
        assertEquals(List.of("a note", "a note: java.io.IOException: gone"), server.notes());
    }
}
