package dev.weir.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.MemoryShare;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection holds of the server's memory, and what becomes of requests that there is none for. */
class MemoryTest {
    private static final int LIMIT = 1 << 20;
    private static final String LARGE = "A: " + "a".repeat(20_000) + "\r\n";
    private static final String NOT_NOW =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Retry-After: 5\r\nConnection: close\r\nContent-Length: 74\r\n\r\n"
                    + "503 Service Unavailable: the server has no memory for so large a head now\n";

    private final MemoryServer server =
            new MemoryServer(MemoryTest::serve, MemoryServer.CONFIG, new MemoryBudget(LIMIT));
    private final MemoryShare others = server.memory().share();

    private static void serve(ResponseWriter w, Request r) throws Exception {
        switch (r.path()) {
            case "/fail" -> throw new IllegalStateException("on purpose");
            case "/hijack" ->
                w.as(TunnelRequest.class).orElseThrow().accept("x").close();
            case "/all" -> r.content().readAllBytes();
            case "/one" -> r.content().read();
            default -> w.write("served");
        }
    }

    private MemoryConnection exchange(String... pieces) throws Exception {
        MemoryConnection connection = MemoryConnection.sent(server, "http/1.1", pieces);
        Http1Protocol protocol = new Http1Protocol(server);
        try {
            protocol.serve(connection);
        } catch (IOException e) {
            server.logDebug("broke off", e);
        } finally {
            protocol.close();
        }
        assertEquals(0, connection.memory().held(), "what the connection holds at its end");
        return connection;
    }

    /** Others hold all that there is. */
    private void exhaust() {
        others.take(2 * LIMIT);
    }

    @Test
    void aLargeHeadIsRefusedWith503() throws Exception {
        exhaust();
        MemoryConnection c = exchange("GET / HTTP/1.1\r\nHost: h\r\n" + LARGE + "\r\n");
        assertEquals(NOT_NOW, c.written());
        assertEquals(1, server.memory().refusals());
        others.release(2 * LIMIT);
        assertEquals(0, server.memory().held());
    }

    @Test
    void aSmallRequestIsServedAllTheSame() throws Exception {
        exhaust();
        String get = "GET / HTTP/1.1\r\nHost: h\r\nA: " + "a".repeat(900) + "\r\n\r\n";
        MemoryConnection c = exchange(get, get);
        assertEquals(2, c.written().split("\r\n\r\nserved", -1).length - 1, c.written());
        assertEquals(0, server.memory().refusals());
    }

    /** Its content is read as it comes, through the small buffer. */
    @Test
    void soIsContentThatIsRead() throws Exception {
        exhaust();
        String content = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
        MemoryConnection c = exchange(
                "POST /all HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", content.repeat(20), "0\r\n\r\n");
        assertTrue(c.written().startsWith("HTTP/1.1 200 "), c.written());
    }

    @Test
    void aLineOfChunksThatIsTooLongForThatIsAnsweredWith503() throws Exception {
        exhaust();
        MemoryConnection c = exchange(
                "POST /all HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
                "1;a=" + "x".repeat(3000),
                "\r\n0\r\n0\r\n\r\n");
        assertTrue(c.written().startsWith("HTTP/1.1 503 "), c.written());
        assertTrue(c.written().contains("\r\nRetry-After: 5\r\n"), c.written());
        assertEquals("closeOutput", String.join(" ", c.events()), c::written);
    }

    /** However a connection ends, and wherever, nothing of it is held afterwards. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/fail", "/all", "/one", "/hijack"})
    void nothingIsHeldAtTheEnd(String path) throws Exception {
        String head = "POST " + path + " HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n" + LARGE
                + "Content-Length: 30000\r\n\r\n";
        String content = "x".repeat(30_000);
        String chunked = head.replace("Content-Length: 30000", "Transfer-Encoding: chunked");
        exchange(head);
        exchange(head, content);
        exchange(head + content, head + content);
        exchange(head, content.substring(1));
        exchange(head.substring(0, 10_000));
        exchange(head.substring(0, 10_000), head.substring(10_000), content);
        exchange(chunked, "7530\r\n", content, "\r\n0\r\n\r\n");
        exchange(chunked + "7530\r\n" + content + "\r\n0\r\nA: " + "a".repeat(10_000));
        exchange("GET / HTTP/1.1\r\n" + LARGE + "Host h\r\n\r\n");
        exchange("GET / HTTP/1.1\r\n" + LARGE.repeat(5));
        assertEquals(0, server.memory().held());
        assertEquals(0, server.memory().refusals());
    }

    /** A large head does not keep room for another while its handler takes its time. */
    @Test
    void aHandlerHoldsTheHeadAlone() throws Exception {
        long[] held = new long[1];
        MemoryConnection[] connection = new MemoryConnection[1];
        MemoryServer own = new MemoryServer(
                (w, r) -> held[0] = connection[0].memory().held(), MemoryServer.CONFIG, server.memory());
        String head = "GET / HTTP/1.1\r\nHost: h\r\n" + LARGE.repeat(2) + "\r\n";
        connection[0] = MemoryConnection.sent(own, "http/1.1", head);
        Http1Protocol protocol = new Http1Protocol(own);
        protocol.serve(connection[0]);
        protocol.close();
        assertEquals(head.length(), held[0]);
        assertEquals(0, connection[0].memory().held());
    }
}
