package dev.weir.conformance.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.AbuseLimits.Rate;
import dev.weir.http2.config.Http2Config;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a listener of connections hears besides their beginning and end. */
class ConnectionListenerTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch running = new CountDownLatch(1);

    private final ConnectionListener listener = new ConnectionListener() {
        @Override
        public void handshakeBegins(ConnectionInfo connection) {
            told.add("handshake begins " + connection.id());
        }

        @Override
        public void handshake(ConnectionInfo connection, Handshake result, String version) {
            told.add("handshake " + connection.id() + " " + result + " " + version);
        }

        @Override
        public void streamReset(ConnectionInfo connection, int stream, boolean byServer, String code, String reason) {
            told.add("reset " + stream + (byServer ? " sent " : " received ") + code + " " + reason);
        }

        @Override
        public void goAway(ConnectionInfo connection, boolean byServer, String code, String reason) {
            told.add("GOAWAY " + (byServer ? "sent " : "received ") + code + " " + reason);
        }

        @Override
        public void limited(ConnectionInfo connection, String limit, Measure measure) {
            told.add("limit " + limit + " " + measure);
        }
    };

    private Server start(UnaryOperator<ServerBuilder> settings) throws IOException {
        ServeMux mux = new ServeMux();
        mux.handle("GET /ok", (w, _) -> w.write("hello"));
        mux.handle("GET /waiting", (_, r) -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            r.onCancel(cancelled::countDown);
            running.countDown();
            cancelled.await();
        });
        mux.handle("GET /cut", (w, _) -> {
            w.flush();
            throw new IllegalStateException("on purpose");
        });
        return Servers.start(b -> settings.apply(b.connectionListener(listener)), mux);
    }

    private static Http2Wire wire(Server server) throws IOException {
        return Http2Wire.begin(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    }

    private void await(String... lines) {
        Servers.await(() -> told.size() >= lines.length, told::toString);
        assertEquals(List.of(lines), told);
    }

    @Test
    void whoHasResetAStream() throws Exception {
        try (Server server = start(b -> b);
                Http2Wire wire = wire(server)) {
            wire.get(1, "/waiting");
            running.await();
            wire.reset(1, 8);
            await("reset 1 received CANCEL ");
            wire.get(3, "/cut").expect("HEADERS 3 200");
            wire.expect("RST_STREAM 3 INTERNAL_ERROR");
            await("reset 1 received CANCEL ", "reset 3 sent INTERNAL_ERROR the handler aborted the response");
            told.clear();
            wire.headers(5, true, ":method: GET", ":scheme: http").expect("RST_STREAM 5 PROTOCOL_ERROR");
            Servers.await(() -> told.size() == 1, told::toString);
            assertTrue(told.getFirst().startsWith("reset 5 sent PROTOCOL_ERROR a malformed request"), told::toString);
            told.clear();
            wire.request(7, false, "POST", "/none").expect("HEADERS 7 404");
            wire.reset(7, 0x1234);
            Servers.await(() -> !told.isEmpty(), told::toString);
            assertTrue(
                    told.contains("reset 7 received 0x1234 ") || told.getFirst().startsWith("reset 7 sent NO_ERROR"));
        }
    }

    @Test
    void aClientAnnouncesItsEnd() throws Exception {
        try (Server server = start(b -> b);
                Http2Wire wire = wire(server)) {
            wire.frame(Http2Wire.GOAWAY, 0, 0, new byte[] {0, 0, 0, 0, 0, 0, 0, 2});
            await("GOAWAY received INTERNAL_ERROR ");
        }
    }

    @Test
    void aShutdownAnnouncesTheEndOfEachConnection() throws Exception {
        try (Server server = start(b -> b);
                Http2Wire wire = wire(server)) {
            wire.get(1, "/ok").answer(1);
            Thread.ofVirtual().start(() -> server.shutdown(Duration.ofSeconds(60)));
            wire.expect("GOAWAY");
            await("GOAWAY sent NO_ERROR shutting down");
        }
    }

    @Test
    void tooMuchIsToldTwice() throws Exception {
        AbuseLimits few = AbuseLimits.DEFAULT.withAll(new Rate(40, 1));
        try (Server server = start(b -> b.protocol(
                        new Http2Provider(Http2Config.builder().abuse(few).build())));
                Http2Wire wire = wire(server)) {
            for (int i = 0; i < 200; i++) {
                wire.frame(Http2Wire.PING, 0, 0, new byte[8]);
            }
            Http2Wire.Frame frame = wire.read();
            while (frame.type() != Http2Wire.GOAWAY) {
                frame = wire.read();
            }
            assertEquals("NO_ERROR", frame.error());
            wire.expectGoAway("ENHANCE_YOUR_CALM");
        }
        await(
                "GOAWAY sent NO_ERROR too much of PING",
                "limit too much of PING DRAINED",
                "GOAWAY sent ENHANCE_YOUR_CALM too much of PING",
                "limit too much of PING ENDED");
    }

    @Test
    void handshakesHaveABeginningAndAnEnd() throws Exception {
        try (Server server = start(b -> b.tls(Certificates.server()))) {
            Certificates.connect(server.port(), "h2").close();
            Servers.awaitNoConnections(server);
            new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
            Servers.awaitNoConnections(server);
            try (Wire wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
                wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").rest();
            }
            Servers.awaitNoConnections(server);
        }
        List<String> handshakes =
                told.stream().filter(l -> l.startsWith("handshake")).toList();
        assertEquals(4, handshakes.size(), told::toString);
        String first = handshakes.get(0).substring("handshake begins ".length());
        String last = handshakes.get(2).substring("handshake begins ".length());
        assertEquals(
                List.of(
                        "handshake begins " + first,
                        "handshake " + first + " COMPLETE TLSv1.3",
                        "handshake begins " + last,
                        "handshake " + last + " NOT_TLS "),
                handshakes);
    }
}
