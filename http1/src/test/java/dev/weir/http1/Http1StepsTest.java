package dev.weir.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Connection.Place;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ProtocolSession.Next;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection as its loop sees it, step by step and without threads: what each waits for, and what it has written. */
@Timeout(30)
class Http1StepsTest {
    private static final int LIMIT = 1 << 20;
    private static final String GET = get("/");

    private final MemoryServer server = new MemoryServer(this::serve, MemoryServer.CONFIG, new MemoryBudget(LIMIT));
    private final MemoryConnection c =
            MemoryConnection.open(server, "http/1.1", null).atLoop(this::place);
    private final Http1Protocol protocol = new Http1Protocol(server);
    private final ProtocolSession session = protocol.session(c);
    /** Where a handler may run, and where the protocol may wait. */
    private Place handlers = Place.LOOP;

    private Place waiting = Place.LOOP;
    /** The kinds that were asked for. */
    private final List<Integer> kinds = new ArrayList<>();

    private final List<String> served = new ArrayList<>();
    private int seen;

    private Place place(int kind) {
        if (kind == Connection.NO_HANDLER) {
            return waiting;
        }
        kinds.add(kind);
        return handlers;
    }

    private void serve(ResponseWriter w, Request r) throws Exception {
        served.add(r.path());
        switch (r.path()) {
            case "/all" -> w.write(r.content().readAllBytes());
            case "/length" -> w.write("" + r.content().readAllBytes().length);
            case "/tunnel" -> {
                var connection = w.as(TunnelRequest.class).orElseThrow().accept("echo");
                connection.input().transferTo(connection.output());
                connection.close();
            }
            case "/broken" -> {
                w.write("begun");
                w.flush();
                throw new IllegalStateException("on purpose");
            }
            default -> w.write(r.path());
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    private void send(String... pieces) {
        for (String piece : pieces) {
            c.send(piece.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** On the loop's thread: the step waits for this, having written that, in one write or none. */
    private void step(Next expected, String written) throws Exception {
        assertEquals(expected, session.step());
        assertEquals(written, written());
    }

    /** On a virtual thread of the connection's own. */
    private void ownStep(Next expected, String written) throws Exception {
        Place before = handlers;
        Place waitingBefore = waiting;
        handlers = Place.OWN;
        waiting = Place.OWN;
        step(expected, written);
        handlers = before;
        waiting = waitingBefore;
    }

    /** What was written since this was asked last: the contents of answers, or their status where that is not 200. */
    private String written() {
        List<String> writes = c.writes();
        String last = String.join("", writes.subList(seen, writes.size()));
        assertTrue(writes.size() <= seen + 1 || !c.events().isEmpty(), "in several writes: " + writes);
        seen = writes.size();
        return last.replaceAll("(?s)HTTP/1.1 200 .*?\r\n\r\n", "")
                .replaceAll("(?s)HTTP/1.1 ([0-9]+) .*?\r\n\r\n.*", "$1");
    }

    @AfterEach
    void end() {
        session.end();
        c.close();
        assertEquals(0, c.memory().held(), "what the connection holds at its end");
        protocol.close();
    }

    @Test
    void bytesInPieces() throws Exception {
        step(Next.INPUT, "");
        step(Next.INPUT, "");
        send("GET /a HT");
        step(Next.INPUT, "");
        step(Next.INPUT, "");
        send("TP/1.1\r\nHost: h\r\n");
        step(Next.INPUT, "");
        send("\r\n");
        step(Next.INPUT, "/a");
        step(Next.INPUT, "");
        assertEquals(1, kinds.size());
    }

    @Test
    void aByteAStep() throws Exception {
        for (char b : ("\r\n" + GET).toCharArray()) {
            step(Next.INPUT, "");
            send(String.valueOf(b));
        }
        step(Next.INPUT, "/");
    }

    @Test
    void pipelinedRequestsLeaveInOneWrite() throws Exception {
        send(get("/a") + get("/b") + get("/c"));
        step(Next.INPUT, "/a/b/c");
        assertEquals(3, kinds.size());
        assertEquals(3, kinds.stream().distinct().count());
    }

    /** The answer to the whole goes before its client is waited for. */
    @Test
    void oneAndAHalf() throws Exception {
        send(get("/a") + "GET /b HT");
        step(Next.INPUT, "/a");
        send("TP/1.1\r\nHost: h\r\n\r\n");
        step(Next.INPUT, "/b");
    }

    /** The socket is read once a step: its loop says whether there is more, and serves others in between. */
    @Test
    void aReadAStep() throws Exception {
        send(get("/a"), get("/b"));
        step(Next.INPUT, "/a");
        step(Next.INPUT, "/b");
        send("GET /c HTTP/1.1\r\n", "Host: h\r\n\r\n");
        step(Next.INPUT, "");
        step(Next.INPUT, "/c");
    }

    /** Of what has left the socket no loop hears: it is read to its end. */
    @Test
    void whatHasLeftTheSocketIsReadOn() throws Exception {
        c.holdsInput(true);
        send("GET /a HTTP/1.1\r\n", "Host: h\r\n\r\n");
        step(Next.INPUT, "/a");
    }

    @Test
    void contentThatIsThere() throws Exception {
        send("POST /all HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
        step(Next.INPUT, "hello");
    }

    /** The first read takes 1,024 bytes; what is there beyond them is no reason to hand the request to another thread. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 1023, 1024, 1025, 2048, 5000, 16384})
    void contentThatIsThereBeyondTheFirstRead(int length) throws Exception {
        send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length));
        step(Next.INPUT, "" + length);
        step(Next.INPUT, "");
        assertEquals(0, c.memory().held(), "what it waits with");
        send(GET);
        step(Next.INPUT, "/");
    }

    @Test
    void contentThatIsThereApartFromItsHead() throws Exception {
        send("POST /all HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n", "hello");
        step(Next.INPUT, "hello");
    }

    @Test
    void longContentWaitsOnAThread() throws Exception {
        send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 16385\r\n\r\n" + "x".repeat(16385));
        step(Next.THREAD, "");
        ownStep(Next.INPUT, "16385");
    }

    @Test
    void contentOfWhichMoreIsThereThanTheFirstReadButNotAll() throws Exception {
        send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 3000\r\n\r\n" + "x".repeat(2500));
        step(Next.THREAD, "");
        send("x".repeat(500));
        ownStep(Next.INPUT, "3000");
        send(GET);
        step(Next.INPUT, "/");
    }

    @Test
    void contentThatIsNotThere() throws Exception {
        send("POST /all HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhel");
        step(Next.THREAD, "");
        assertTrue(served.isEmpty());
        assertTrue(kinds.isEmpty(), "it will wait whatever its kind");
        send("lo");
        ownStep(Next.INPUT, "hello");
        send(GET);
        step(Next.INPUT, "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 3\r\nExpect: 100-continue"})
    void contentThatMayTakeItsTime(String field) throws Exception {
        send("POST /x HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n");
        step(Next.THREAD, "");
        assertTrue(served.isEmpty());
    }

    @Test
    void anUpgrade() throws Exception {
        send("GET /tunnel HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
        step(Next.THREAD, "");
        assertTrue(served.isEmpty());
        send("abc");
        c.endInput();
        handlers = Place.OWN;
        waiting = Place.OWN;
        assertEquals(Next.DONE, session.step());
        assertTrue(c.written().startsWith("HTTP/1.1 101 ") && c.written().endsWith("\r\n\r\nabc"), c.written());
        assertEquals("[hijacked, closeOutput, close]", c.events().toString());
    }

    @Test
    void aRefusal() throws Exception {
        send(get("/a") + "GET / HTTP/1.1\r\nHost h\r\n\r\n");
        step(Next.THREAD, "");
        handlers = Place.OWN;
        waiting = Place.OWN;
        assertEquals(Next.DONE, session.step());
        assertEquals("/a400", written());
        assertEquals(List.of("closeOutput"), c.events());
    }

    @Test
    void aKindThatRunsElsewhere() throws Exception {
        handlers = Place.ELSEWHERE;
        send(GET);
        step(Next.THREAD, "");
        assertTrue(served.isEmpty());
        ownStep(Next.INPUT, "/");
        assertEquals(1, served.size());
    }

    /** What was answered before goes out with it, once. */
    @Test
    void aKindThatRunsElsewhereBehindAnAnswer() throws Exception {
        int[] asked = new int[1];
        c.atLoop(kind -> kind == Connection.NO_HANDLER || asked[0]++ == 0 ? place(kind) : Place.ELSEWHERE);
        send(get("/a") + get("/b") + get("/c"));
        step(Next.THREAD, "");
        assertEquals(List.of("/a"), served);
        c.atLoop(this::place);
        ownStep(Next.INPUT, "/a/b/c");
    }

    /** A thread of its own makes a step, and its loop the next. */
    @Test
    void backAtTheLoop() throws Exception {
        handlers = Place.ELSEWHERE;
        send(GET);
        step(Next.THREAD, "");
        ownStep(Next.INPUT, "/");
        handlers = Place.LOOP;
        send("GET /b HTTP/1.1\r\n");
        step(Next.INPUT, "");
        send("Host: h\r\n\r\n");
        step(Next.INPUT, "/b");
    }

    @Test
    void theEndOfAHeadThatIsKept() throws Exception {
        handlers = Place.ELSEWHERE;
        send("GET / HTTP/1.1\r\nHost: h\r\nA: " + "a".repeat(900), "a".repeat(20_000) + "\r\n\r\n");
        step(Next.INPUT, "");
        c.holdsInput(true);
        step(Next.THREAD, "");
        assertTrue(c.memory().held() >= 20_000, "it holds " + c.memory().held());
        // end() has it back, which is looked at behind each test.
    }

    @Test
    void theEndWithinAHead() throws Exception {
        send("GET / HTTP/1.1\r\nHost: h\r\nA: " + "a".repeat(5000));
        c.holdsInput(true);
        step(Next.INPUT, "");
        assertTrue(c.memory().held() > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1\r\nConnection: close", "HTTP/1.0"})
    void theLastRequest(String version) throws Exception {
        send("GET /a " + version + "\r\nHost: h\r\n\r\n");
        step(Next.DONE, "/a");
    }

    /** More was sent behind it: that is read, as the answer could be lost; which takes its time. */
    @Test
    void theLastRequestBeforeOthers() throws Exception {
        send("GET /a HTTP/1.1\r\nConnection: close\r\nHost: h\r\n\r\n" + GET);
        step(Next.THREAD, "/a");
        ownStep(Next.DONE, "");
        assertEquals(List.of("/a"), served);
        assertEquals(List.of("closeOutput"), c.events());
    }

    /** No client is waited for where the loop has to keep its thread. */
    @Test
    void whereNothingMayWait() throws Exception {
        waiting = Place.ELSEWHERE;
        send(GET);
        step(Next.THREAD, "");
        ownStep(Next.INPUT, "/");
        send("GET /a HTTP/1.1\r\nConnection: close\r\nHost: h\r\n\r\n");
        step(Next.THREAD, "");
        ownStep(Next.DONE, "/a");
        assertEquals(List.of("/", "/a"), served);
    }

    @Test
    void whereNothingMayWaitWithinAHead() throws Exception {
        waiting = Place.ELSEWHERE;
        send(GET + "GET /b HT");
        step(Next.THREAD, "");
        ownStep(Next.INPUT, "/");
        send("TP/1.1\r\nHost: h\r\n\r\n");
        step(Next.THREAD, "");
        ownStep(Next.INPUT, "/b");
    }

    @Test
    void theClientEnds() throws Exception {
        send(GET);
        c.endInput();
        step(Next.INPUT, "/");
        step(Next.DONE, "");
    }

    @Test
    void theClientEndsWithinAHead() throws Exception {
        send("GET / HT");
        c.endInput();
        step(Next.INPUT, "");
        step(Next.DONE, "");
        assertTrue(server.notes().toString().contains("closed within a request's head"));
    }

    @Test
    void idleForTooLong() throws Exception {
        send(GET);
        step(Next.INPUT, "/");
        c.beLate();
        step(Next.DONE, "");
        assertTrue(c.events().isEmpty());
    }

    @Test
    void aHeadThatComesTooSlowly() throws Exception {
        send("GET / HT");
        step(Next.INPUT, "");
        c.beLate();
        step(Next.THREAD, "");
        ownStep(Next.DONE, "408");
    }

    @Test
    void aShutdown() throws Exception {
        send(GET);
        server.drain();
        // The client may have sent more, as it did not know: it is read, so that the answer is not lost.
        step(Next.THREAD, "/");
        ownStep(Next.DONE, "");
        assertEquals(List.of("closeOutput"), c.events());
    }

    @Test
    void anAnswerThatBreaksOff() throws Exception {
        send(get("/broken") + GET);
        assertEquals(Next.DONE, session.step());
        assertEquals(List.of("/broken"), served);
        assertFalse(c.written().endsWith("0\r\n\r\n"), "it looks whole");
    }

    /** What its handler has not read is dropped first; that it is here needs no thread. */
    @Test
    void contentThatIsNotRead() throws Exception {
        send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello" + GET);
        step(Next.INPUT, "/a/");
        assertEquals(List.of("/a", "/"), served);
    }

    /** Where memory is tight and this connection holds much, more is waited for on a thread of its own. */
    @Test
    void aLargeHeadWhereMemoryIsTight() throws Exception {
        MemoryShare others = server.memory().share();
        send("GET / HTTP/1.1\r\nHost: h\r\nA: " + "a".repeat(950), "a".repeat(40_000), "a".repeat(100) + "\r\n\r\n");
        c.holdsInput(true);
        others.take(LIMIT / 2 + LIMIT / 4 - 20_000);
        assertEquals(Next.THREAD, session.step());
        assertTrue(c.memory().heavy());
        others.release(LIMIT / 2);
        ownStep(Next.INPUT, "/");
    }
}
