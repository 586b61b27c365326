package dev.weir.conformance.websocket;

import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.TEXT;
import static dev.weir.wire.testkit.WebSocketWire.frame;
import static dev.weir.wire.testkit.WebSocketWire.status;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.middleware.BearerAuth;
import dev.weir.middleware.Principals;
import dev.weir.websocket.Message;
import dev.weir.websocket.Text;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSockets;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.WebSocketWire;
import dev.weir.wire.testkit.WebSocketWire.Way;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A WebSocket is an exchange: what stands before its handler, the counts, and who hears of its end. */
class ExchangeTest {
    private static final AttributeKey<String> ROOM = AttributeKey.of("room");

    private final List<String> heard = new CopyOnWriteArrayList<>();

    private void note(String who, RequestEnd end) {
        heard.add(who + " " + end.outcome() + " " + end.status() + " "
                + end.failure().map(Throwable::getMessage).orElse("fine"));
    }

    private static void answer(WebSocket ws, Message message) throws IOException {
        Principal who = ws.request().attribute(Principals.KEY).orElseThrow();
        String room = ws.request().attribute(ROOM).orElseThrow();
        if (message instanceof Text text) {
            ws.send(who.getName() + " in " + room + ": " + text.value());
            if (text.value().equals("fail")) {
                throw new IllegalStateException("on purpose");
            }
        }
    }

    private Server start(boolean brought) throws IOException {
        Handler receives = WebSockets.handler(ws -> {
            for (Message m = ws.receive(); m != null; m = ws.receive()) {
                answer(ws, m);
            }
        });
        Handler talk = brought ? WebSockets.listener(ws -> message -> answer(ws, message)) : receives;
        Handler inner = BearerAuth.of("test", token -> Optional.<Principal>of(() -> token))
                .wrap(talk);
        return Servers.start(b -> b.requestListener(end -> note("listener", end)), (w, r) -> {
            w.onEnd(end -> note("hook", end));
            inner.serve(w, r.withAttribute(ROOM, "hall"));
        });
    }

    @ParameterizedTest
    @CsvSource({"HTTP1, false", "HTTP1, true", "HTTP2, false", "HTTP2, true"})
    void isCountedAndHeardOf(Way way, boolean brought) throws IOException {
        try (Server server = start(brought)) {
            try (WebSocketWire refused =
                    WebSocketWire.open(way, Dial.plain(server.port()).connect(), "/")) {
                assertEquals(401, refused.answer().status());
            }
            Servers.awaitNoConnections(server);
            heard.clear();
            long before = server.stats().requestsServed();
            try (WebSocketWire client =
                    WebSocketWire.open(way, Dial.plain(server.port()).connect(), "/", "Authorization: Bearer anna")) {
                client.send(FIN | TEXT, "hello");
                client.expect("TEXT 19 anna in hall: hello");
                assertEquals(1, server.stats().runningHandlers());
                assertEquals(1, server.stats().openConnections());
                assertEquals(List.of(), heard);
                client.send(frame(FIN | WebSocketWire.CLOSE, status(1000, "")));
                client.expect("CLOSE 1000");
                client.expect("END");
            }
            Servers.awaitNoConnections(server);
            assertEquals(before + 1, server.stats().requestsServed());
            assertEquals(0, server.stats().handlersFailed());
            int status = way == Way.HTTP1 ? 101 : 200;
            assertEquals(List.of("hook TUNNEL " + status + " fine", "listener TUNNEL " + status + " fine"), sorted());
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP1, false", "HTTP1, true", "HTTP2, false", "HTTP2, true"})
    void aFailureOfItsHandlerIsOne(Way way, boolean brought) throws IOException {
        try (Server server = start(brought)) {
            try (WebSocketWire client =
                    WebSocketWire.open(way, Dial.plain(server.port()).connect(), "/", "Authorization: Bearer anna")) {
                client.send(FIN | TEXT, "fail");
                client.expect("TEXT 18 anna in hall: fail");
                client.expect("CLOSE 1011");
                client.send(frame(FIN | WebSocketWire.CLOSE, status(1011, "")));
                client.expect("END");
                // A client that has gone by then is no failure of the handler's.
                Servers.await(() -> server.stats().handlersFailed() == 1, () -> "" + server.stats());
            }
            Servers.awaitNoConnections(server);
            int status = way == Way.HTTP1 ? 101 : 200;
            assertEquals(
                    List.of("hook TUNNEL " + status + " on purpose", "listener TUNNEL " + status + " on purpose"),
                    sorted());
        }
    }

    private List<String> sorted() {
        return heard.stream().sorted().toList();
    }
}
