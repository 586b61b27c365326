package dev.weir.conformance.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.WebSocketWire;
import dev.weir.wire.testkit.WebSocketWire.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The opening handshake (RFC 6455 section 4, RFC 8441 section 5): what is accepted, and how the rest is answered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpeningTest {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";

    private Server server;

    @BeforeAll
    void start(@TempDir Path files) throws IOException {
        server = Servers.start(builder -> builder, DemoHandlers.of(() -> server.stats(), files));
    }

    @AfterAll
    void stop() throws IOException {
        Servers.awaitNoConnections(server);
        assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
        server.close();
    }

    private WebSocketWire open(Way way, String... fields) throws IOException {
        return WebSocketWire.open(way, Dial.plain(server.port()).connect(), "/ws/echo", fields);
    }

    /** U, K and V stand for the upgrade, the key and the version; a tilde is between fields. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all that is needed | GET | U~K~V | 101",
                "Upgrade in another case | GET | Connection: upgrade~Upgrade: WebSocket~K~V | 101",
                "Upgrade among others | GET | Connection: keep-alive, Upgrade~Upgrade: h2c, websocket~K~V | 101",
                "a plain GET | GET | | 426",
                "no Upgrade | GET | Connection: Upgrade~K~V | 426",
                "another protocol | GET | Connection: Upgrade~Upgrade: h2c~K~V | 426",
                "Connection that does not name Upgrade | GET | Connection: close~Upgrade: websocket~K~V | 426",
                "no key | GET | U~V | 400",
                "an empty key | GET | U~Sec-WebSocket-Key: ~V | 400",
                "a key of 15 bytes | GET | U~Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j~V | 400",
                "a key of 17 bytes | GET | U~Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZWU=~V | 400",
                "a key without padding | GET | U~Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ~V | 400",
                "a key that is not Base64 | GET | U~Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j*Q==~V | 400",
                "two keys | GET | U~K~K~V | 400",
                "an older version | GET | U~K~Sec-WebSocket-Version: 8 | 426",
                "a newer version | GET | U~K~Sec-WebSocket-Version: 14 | 426",
                "no version | GET | U~K | 426",
                "POST | POST | U~K~V~Content-Length: 0 | 405",
                "HEAD | HEAD | U~K~V | 405",
            })
    void http1(String what, String method, String fields, int status) throws IOException {
        StringBuilder text = new StringBuilder(method + " /ws/echo HTTP/1.1\r\nHost: localhost\r\n");
        for (String field : fields == null ? new String[0] : fields.split("~")) {
            switch (field) {
                case "U" -> text.append(UPGRADE);
                case "K" -> text.append(KEY);
                case "V" -> text.append(VERSION);
                default -> text.append(field).append("\r\n");
            }
        }
        String request = text.append("\r\n").toString();
        try (WebSocketWire client = WebSocketWire.raw(Dial.plain(server.port()).connect(), request)) {
            assertEquals(status, client.answer().status(), () -> what + "\n" + request + client.answer());
            if (status == 101) {
                assertTrue(client.accepted(), () -> "" + client.answer());
                assertTrue("websocket".equalsIgnoreCase(client.answer().field("Upgrade")), () -> "" + client.answer());
                assertTrue(client.answer().connection("Upgrade"), () -> "" + client.answer());
            } else if (status == 426) {
                // RFC 9110 section 15.5.22, RFC 6455 section 4.4
                assertEquals("websocket", client.answer().field("Upgrade"), what);
                assertTrue(client.answer().connection("Upgrade"), what);
                assertEquals("13", client.answer().field("Sec-WebSocket-Version"), what);
            } else if (status == 405) {
                assertTrue(client.answer().field("Allow").contains("GET"), () -> "" + client.answer());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all that is needed | :protocol: websocket~sec-websocket-version: 13 | 200",
                "a protocol in another case | :protocol: WebSocket~sec-websocket-version: 13 | 200",
                "a key, which means nothing here | :protocol: websocket~sec-websocket-version: 13"
                        + "~sec-websocket-key: x | 200",
                "a protocol that nobody speaks | :protocol: echo~sec-websocket-version: 13 | 501",
                "another version | :protocol: websocket~sec-websocket-version: 14 | 400",
                "no version | :protocol: websocket | 400",
            })
    void http2(String what, String fields, int status) throws IOException {
        List<String> all = new ArrayList<>(
                List.of(":method: CONNECT", ":scheme: http", ":authority: localhost", ":path: /ws/echo"));
        all.addAll(List.of(fields.split("~")));
        try (WebSocketWire client =
                WebSocketWire.raw(Dial.plain(server.port()).connect(), Integer.MAX_VALUE, all.toArray(String[]::new))) {
            assertTrue(client.offered(), "extended CONNECT is offered as the module is there");
            assertEquals(status, client.answer().status(), () -> what + " " + client.answer());
            if (status == 200) {
                // RFC 8441 section 5: the handshake of HTTP/1.1 is not used.
                assertNull(client.answer().field("sec-websocket-accept"), what);
                assertNull(client.answer().field("upgrade"), what);
            } else if (status == 400) {
                assertEquals("13", client.answer().field("sec-websocket-version"), what);
            }
        }
    }

    /** The same over both protocols; a minus in place of an origin for none. */
    @ParameterizedTest
    @CsvSource({
        "-, true",
        "http://localhost, true",
        "http://LOCALHOST, true",
        "http://localhost:80, true",
        "https://localhost, false",
        "http://localhost:8080, false",
        "http://evil.example, false",
        "http://localhost.evil.example, false",
        "http://evil.example/localhost, false",
        "null, false",
        "localhost, false",
        "file://, false",
    })
    void origin(String origin, boolean accepted) throws IOException {
        for (Way way : Way.values()) {
            String[] fields = origin.equals("-") ? new String[0] : new String[] {"Origin: " + origin};
            try (WebSocketWire client = open(way, fields)) {
                assertEquals(accepted, client.accepted(), () -> way + " " + client.answer());
                if (!accepted) {
                    assertEquals(403, client.answer().status(), () -> way + " " + client.answer());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"echo | echo", "chat, echo | echo", "echo, chat | echo", "chat | -", "ECHO | -"})
    void subprotocol(String offered, String agreed) throws IOException {
        for (Way way : Way.values()) {
            try (WebSocketWire client = open(way, "Sec-WebSocket-Protocol: " + offered)) {
                assertTrue(client.accepted(), () -> "" + client.answer());
                assertEquals(
                        agreed.equals("-") ? null : agreed,
                        client.answer().field("Sec-WebSocket-Protocol"),
                        () -> way + " " + client.answer());
            }
        }
    }

    /** Frames that a client sends before it has its answer are not lost. */
    @Test
    void framesBehindTheRequest() throws IOException {
        String request = "GET /ws/echo HTTP/1.1\r\nHost: localhost\r\n"
                + UPGRADE + KEY + VERSION + "\r\n"
                + new String(FrameCases.HELLO, StandardCharsets.ISO_8859_1);
        try (WebSocketWire client = WebSocketWire.raw(Dial.plain(server.port()).connect(), request)) {
            client.expect(FrameCases.HELLO_BACK);
        }
    }

    /** Ends of the connection without a close are no failure of the handler's, and leave nothing behind. */
    @ParameterizedTest
    @EnumSource
    void clientsThatGo(Way way) throws IOException {
        long failed = server.stats().handlersFailed();
        for (int cut = 0; cut < FrameCases.HELLO.length; cut++) {
            try (WebSocketWire client = open(way)) {
                client.send(FrameCases.HELLO, 0, cut);
                client.reset();
            }
            try (WebSocketWire client = open(way)) {
                client.send(FrameCases.HELLO, 0, cut);
                client.endOutput();
                String end = client.read();
                assertFalse(end.startsWith("TEXT"), end);
            }
        }
        Servers.awaitNoConnections(server);
        assertEquals(failed, server.stats().handlersFailed(), server.stats()::toString);
    }
}
