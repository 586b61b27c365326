package dev.weir.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.TunnelRequest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole engine in memory: what is read, what is written, and in how many writes. */
class Http1TranscriptTest {
    private static final String HTTP1 = "http/1.1";
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static MemoryServer server(Handler handler) {
        return new MemoryServer(handler, MemoryServer.CONFIG);
    }

    private static MemoryConnection serve(Handler handler, String... pieces) throws Exception {
        MemoryServer server = new MemoryServer(handler, MemoryServer.CONFIG);
        MemoryConnection connection = MemoryConnection.sent(server, HTTP1, pieces);
        Http1Protocol protocol = new Http1Protocol(server);
        try {
            protocol.serve(connection);
        } finally {
            protocol.close();
        }
        return connection;
    }

    @Test
    void headAndContentLeaveInOneWrite() throws Exception {
        MemoryConnection c =
                serve((w, r) -> w.header("Content-Type", "text/plain").write("hi"), GET);
        assertEquals(1, c.writes().size(), c.writes().toString());
        assertEquals("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi", c.written());
    }

    /** Over TLS the end goes out in the same write then. */
    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1|Host: h|Connection: close||, true",
        "GET / HTTP/1.0||, true",
        "GET /close HTTP/1.1|Host: h||, true",
        "GET / HTTP/1.1|Host: h||GET / HTTP/1.1|Host: h|Connection: close||, true",
        "POST / HTTP/1.1|Host: h|Connection: close|Content-Length: 3||abc, true",
        "GET / HTTP/1.1|Host: h|Connection: close||GET / HTTP/1.1|Host: h||, true",
        "no request at all||, true",
        "GET / HTTP/1.1|Host: h||, false",
    })
    void theLastAnswerIsSaidToBeTheLast(String request, boolean last) throws Exception {
        MemoryConnection c = serve(
                (w, r) -> {
                    if (r.path().equals("/close")) {
                        w.header("Connection", "close");
                    }
                    w.write("hi");
                },
                request.replace("|", "\r\n"));
        assertEquals(last, c.saidLast());
        assertEquals(1, c.writes().size(), c.writes().toString());
    }

    @Test
    void answersToOneReadLeaveInOneWrite() throws Exception {
        MemoryConnection c = serve(
                (w, r) -> w.header("Content-Type", "t/p").write(r.path()),
                "GET /1 HTTP/1.1\r\n"
                        + "Host: h\r\n\r\n"
                        + "GET /2 HTTP/1.1\r\n"
                        + "Host: h\r\n\r\n"
                        + "GET /3 HTTP/1.1\r\n"
                        + "Host: h\r\n\r\n");
        assertEquals(1, c.writes().size(), c.writes().toString());
        assertEquals("/1/2/3", c.written().replaceAll("(?s)HTTP/1.1 200.*?\r\n\r\n", ""));
    }

    @Test
    void anAnswerDoesNotWaitBehindASlowHandler() throws Exception {
        CountDownLatch firstIsOut = new CountDownLatch(1);
        MemoryServer server = server((w, r) -> {
            if (r.path().equals("/slow")) {
                firstIsOut.await();
            }
            w.write(r.path());
        });
        MemoryConnection c = MemoryConnection.sent(
                server, HTTP1, "GET /quick HTTP/1.1\r\nHost: h\r\n\r\nGET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
        Http1Protocol protocol = new Http1Protocol(server);
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                protocol.serve(c);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        c.awaitWrites(1);
        assertTrue(c.writes().get(0).endsWith("/quick"), c.writes().toString());
        firstIsOut.countDown();
        thread.join();
        protocol.close();
        assertEquals(2, c.writes().size(), c.writes().toString());
        assertTrue(c.writes().get(1).endsWith("/slow"), c.writes().toString());
    }

    @Test
    void everySplitOfTheBytesGivesTheSameAnswer() throws Exception {
        String request = "\r\nPOST /x?y HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;a=\"b\\\"c\"\r\nhello\r\n3\r\nyou\r\n0\r\nA: b\r\n\r\n" + GET;
        Handler handler = (w, r) -> {
            r.content().transferTo(w);
            w.header("T", String.valueOf(r.trailers().get("a")));
        };
        String whole = serve(handler, request).written();
        assertTrue(whole.contains("T: b\r\n") && whole.contains("\r\n\r\nhelloyou"), whole);
        for (int i = 1; i < request.length(); i++) {
            assertEquals(
                    whole,
                    serve(handler, request.substring(0, i), request.substring(i))
                            .written(),
                    "split " + i);
        }
        assertEquals(whole, serve(handler, request.split("")).written());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 4095, 4096, 4097, 8192, 8193, 20_000, 300_000})
    void contentOfEverySizeComesWhole(int size) throws Exception {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
        String expected = new String(content, java.nio.charset.StandardCharsets.US_ASCII);
        String known = serve((w, r) -> w.header("Content-Length", "" + size).write(content), GET)
                .written();
        assertEquals(expected, known.substring(known.indexOf("\r\n\r\n") + 4));
        String unknown = serve(
                        (w, r) -> {
                            for (int i = 0; i < size; i += 7) {
                                w.write(content, i, Math.min(7, size - i));
                            }
                        },
                        GET)
                .written();
        assertEquals(expected, unchunk(unknown.substring(unknown.indexOf("\r\n\r\n") + 4), unknown));
    }

    private static String unchunk(String body, String head) {
        if (!head.contains("Transfer-Encoding: chunked")) {
            return body;
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, line), 16);
            out.append(body, line + 2, line + 2 + size);
            at = line + 4 + size;
            if (size == 0) {
                assertEquals(body.length(), at);
                return out.toString();
            }
        }
    }

    @Test
    void aTunnelGetsWhatWasRead() throws Exception {
        MemoryConnection c = serve(
                (w, r) -> {
                    var connection = w.as(TunnelRequest.class).orElseThrow().accept("echo");
                    connection.input().transferTo(connection.output());
                    connection.close();
                },
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nearly",
                " late");
        assertEquals(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nearly late",
                c.written());
        assertEquals("[hijacked, closeOutput, close]", c.events().toString());
    }

    @Test
    void aFailureAnswersAndIsTold() throws Exception {
        MemoryServer server = server((w, r) -> {
            throw new IllegalStateException("secret");
        });
        MemoryConnection c = MemoryConnection.sent(server, HTTP1, GET, GET);
        new Http1Protocol(server).serve(c);
        assertEquals(2, c.written().split("500 Internal Server Error", -1).length - 1, c.written());
        assertTrue(!c.written().contains("secret"), c.written());
        assertEquals(2, server.errors().size(), server.errors().toString());
    }
}
