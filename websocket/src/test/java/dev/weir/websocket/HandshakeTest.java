package dev.weir.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a WebSocket, and what others are told. RFC 6455 section 4.2, RFC 8441 section 5. */
@Timeout(60)
class HandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** What the client has asked for; its tunnel is closed by the client at once. */
    private record Asked(List<String> protocols) implements TunnelRequest {
        @Override
        public Tunnel accept(String protocol) {
            assertEquals("websocket", protocol);
            ScriptedTunnel tunnel = new ScriptedTunnel();
            tunnel.send(Conversation.frame("X:1000"));
            return tunnel;
        }
    }

    private static ResponseRecorder answer(Handler handler, UnaryOperator<RequestBuilder> request) {
        return ResponseRecorder.serve(
                handler, request.apply(MemoryRequest.builder()).build());
    }

    private static final Handler HANDLER = WebSockets.handler(ws -> ws.receive());

    private static RequestBuilder good(RequestBuilder r) {
        return r.header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", KEY)
                .power(TunnelRequest.class, new Asked(List.of("WebSocket")));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "HTTP/1.1, GET, websocket, 200, ''",
        "HTTP/1.1, GET, 'h2c WebSocket', 200, ''",
        "HTTP/1.1, GET, '', 426, ''",
        "HTTP/1.1, GET, other, 426, ''",
        "HTTP/1.0, GET, '', 426, ''",
        "HTTP/1.1, POST, websocket, 405, GET",
        "HTTP/1.1, HEAD, websocket, 405, GET",
        "HTTP/1.1, OPTIONS, '', 405, GET",
        "HTTP/1.1, CONNECT, plain, 405, GET",
        "HTTP/2, CONNECT, websocket, 200, ''",
        "HTTP/2, CONNECT, other, 501, ''",
        "HTTP/2, CONNECT, plain, 405, GET",
        "HTTP/2, GET, '', 501, ''",
        "HTTP/2, POST, '', 405, 'GET, CONNECT'",
    })
    void whatIsAsked(String version, String method, String protocols, int status, String allow) {
        ResponseRecorder w = answer(HANDLER, r -> {
            if (!protocols.isEmpty()) {
                r.power(
                        TunnelRequest.class,
                        new Asked(protocols.equals("plain") ? List.of() : List.of(protocols.split(" "))));
            }
            r.header("Sec-WebSocket-Version", "13");
            return (version.equals("HTTP/2") ? r : r.header("Sec-WebSocket-Key", KEY))
                    .protocol(version)
                    .method(method)
                    .target(method.equals("CONNECT") && protocols.equals("plain") ? "a.example:80" : "/");
        });
        assertEquals(status, w.status(), () -> w.failure().toString());
        assertEquals(allow, String.valueOf(w.headers().find("Allow").orElse("")));
        assertEquals(
                status == 426 ? "websocket Upgrade 13" : "null null null",
                w.headers().get("Upgrade") + " " + w.headers().get("Connection") + " "
                        + w.headers().get("Sec-WebSocket-Version"));
        assertEquals(status == 200 && !version.equals("HTTP/2"), w.headers().contains("Sec-WebSocket-Accept"));
    }

    @Test
    void theAnswerHasWhatWasAgreedOn() {
        Handler handler =
                WebSockets.builder().subprotocols("b", "a").handler(ws -> assertEquals("b", ws.subprotocol()));
        ResponseRecorder w = answer(
                handler,
                r -> good(r).header("Sec-WebSocket-Protocol", "a, b, c")
                        .header("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"));
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", w.headers().get("Sec-WebSocket-Accept"));
        assertEquals("b", w.headers().get("Sec-WebSocket-Protocol"));
        assertEquals(
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                w.headers().get("Sec-WebSocket-Extensions"));
    }

    @Test
    void nothingIsAgreedOnThatIsNotOfferedOrNotWanted() {
        Handler off = WebSockets.builder()
                .config(WebSocketConfig.builder().compression(false).build())
                .handler(ws -> assertEquals("", ws.subprotocol()));
        ResponseRecorder w = answer(
                off,
                r -> good(r).header("Sec-WebSocket-Protocol", "a")
                        .header("Sec-WebSocket-Extensions", "permessage-deflate"));
        assertFalse(w.headers().contains("Sec-WebSocket-Protocol"));
        assertFalse(w.headers().contains("Sec-WebSocket-Extensions"));
        assertFalse(answer(HANDLER, r -> good(r).header("Sec-WebSocket-Extensions", "x-other"))
                .headers()
                .contains("Sec-WebSocket-Extensions"));
    }

    @ParameterizedTest(name = "{0}: {1} and {2}")
    @CsvSource({
        "Sec-WebSocket-Version, '', , 426",
        "Sec-WebSocket-Version, 8, , 426",
        "Sec-WebSocket-Version, 14, , 426",
        "Sec-WebSocket-Version, '13, 8', , 426",
        "Sec-WebSocket-Version, 13, 13, 426",
        "Sec-WebSocket-Key, '', , 400",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZQ==, , 400",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==, 400",
        "Sec-WebSocket-Extensions, 'permessage-deflate;', , 400",
        "Sec-WebSocket-Protocol, 'a b', , 400",
        "Origin, http://evil.example, , 403",
        "Origin, null, , 403",
        "Origin, https://www.example.com, , 403",
        "Origin, http://www.example.com, http://www.example.com, 403",
        "Origin, http://www.example.com, , 200",
        "Content-Length, 3, , 400",
    })
    void whatIsWrongInAHandshake(String name, String value, String second, int status) {
        ResponseRecorder w = answer(HANDLER, r -> {
            for (String[] field :
                    new String[][] {{"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", KEY}, {name, value}}) {
                if (!field[0].equals(name) || field[1] == value) {
                    if (name.equals("Content-Length") && field[1] == value) {
                        r.content("abc");
                    } else {
                        r.header(field[0], field[1]);
                    }
                }
            }
            if (second != null) {
                r.header(name, second);
            }
            return r.authority("www.example.com").power(TunnelRequest.class, new Asked(List.of("websocket")));
        });
        assertEquals(status, w.status());
        assertEquals(status == 426, "13".equals(w.headers().get("Sec-WebSocket-Version")));
    }

    @ParameterizedTest
    @CsvSource({
        "same, http://www.example.com, 200",
        "same, http://other.example, 403",
        "list, http://other.example, 200",
        "list, HTTP://OTHER.example, 200",
        "list, http://www.example.com, 200",
        "list, http://third.example, 403",
        "list, http://other.example:8080, 403",
        "any, http://third.example, 200",
        "any, null, 200",
    })
    void origins(String allowed, String origin, int status) {
        WebSockets.Builder builder = WebSockets.builder();
        switch (allowed) {
            case "list" -> builder.origins("http://other.example");
            case "any" -> builder.anyOrigin();
            default -> {}
        }
        ResponseRecorder w = answer(
                builder.handler(ws -> ws.receive()),
                r -> good(r).authority("www.example.com").header("Origin", origin));
        assertEquals(status, w.status());
    }

    @Test
    void theRequestIsThere() {
        AttributeKey<String> user = AttributeKey.of("user");
        List<String> seen = new ArrayList<>();
        Handler inner =
                WebSockets.handler(ws -> seen.add(ws.request().attribute(user).orElse("-")
                        + ws.request().cookie("c").orElseThrow().value()));
        answer((w, r) -> inner.serve(w, r.withAttribute(user, "me")), r -> good(r).header("Cookie", "c=1"));
        assertEquals(List.of("me1"), seen);
    }

    @Test
    void whatCannotBeIsSaidAtOnce() {
        WebSockets.Builder builder = WebSockets.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.origins("app.example"));
        assertThrows(IllegalArgumentException.class, () -> builder.origins("https://app.example/"));
        assertThrows(IllegalArgumentException.class, () -> builder.subprotocols("a b"));
        WebSocketConfig.Builder config = WebSocketConfig.builder();
        assertThrows(IllegalArgumentException.class, () -> config.maxFrameSize(124));
        assertThrows(IllegalArgumentException.class, () -> config.serverWindowBits(7));
        assertThrows(IllegalArgumentException.class, () -> config.closeTimeout(java.time.Duration.ZERO));
        assertTrue(config.build().toBuilder().build().compression());
    }
}
