package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Hijacker;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.Server;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server counts of tunnels: each once when it is accepted, and its end once, whoever makes it. */
// A client is closed in the midst of a test, and once more at its end.
@SuppressWarnings("try")
class TunnelCountTest {
    /** Who ends a tunnel. The handler does what it is sent. */
    private enum By {
        /** Or its user says that it is done. */
        RETURN("r"),
        EXCEPTION("t"),
        CLOSE("c"),
        CLOSE_OF_ANOTHER_THREAD("o"),
        CLIENTS_END(""),
        CLIENTS_RESET(""),
        CONNECTIONS_END(""),
        SHUTDOWN(""),
        SERVERS_CLOSE("");

        private final String sent;

        By(String sent) {
            this.sent = sent;
        }

        boolean ofServer() {
            return this == SHUTDOWN || this == SERVERS_CLOSE;
        }

        void end(TunnelWay.End client, Server server) throws IOException {
            switch (this) {
                case CLIENTS_END -> client.end();
                case CLIENTS_RESET -> client.reset();
                case CONNECTIONS_END -> client.close();
                case SHUTDOWN -> server.shutdown(Duration.ofMillis(50));
                case SERVERS_CLOSE -> server.close();
                default -> client.send(sent);
            }
        }
    }

    static Stream<Arguments> ends() {
        return Stream.of(TunnelWay.values())
                .filter(way -> !way.secure())
                .flatMap(way -> Stream.of(By.values())
                        .flatMap(by -> Stream.of(false, true).map(served -> Arguments.of(way, by, served))));
    }

    private static Server start(Handler handler) throws IOException {
        return Servers.start(
                b -> b.protocol(new Http2Provider(
                        Http2Config.builder().extendedConnect(true).build())),
                handler);
    }

    private static Tunnel accept(ResponseWriter w) throws IOException {
        return w.as(TunnelRequest.class).orElseThrow().accept("echo");
    }

    /** Does what was sent; returns whether the tunnel goes on. */
    private static boolean obey(int sent, Tunnel tunnel, CountDownLatch goOn) throws Exception {
        switch (sent) {
            case 't' -> throw new IllegalStateException("on purpose");
            case 'c' -> {
                tunnel.close();
                goOn.await();
            }
            case 'o' -> {
                Thread.ofVirtual().start(() -> {
                    try {
                        tunnel.close();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                goOn.await();
            }
            default -> {}
        }
        return sent == 'w';
    }

    private static Handler handler(boolean served, CountDownLatch goOn) {
        return (w, _) -> {
            Tunnel tunnel = accept(w);
            if (served) {
                byte[] one = new byte[1];
                tunnel.serve(() -> {
                    int n = tunnel.receive(one, 0, 1);
                    return n == 0 || obey(n < 0 ? n : one[0], tunnel, goOn);
                });
            } else {
                while (obey(tunnel.input().read(), tunnel, goOn)) {
                    // It goes on.
                }
            }
        };
    }

    private static void await(Server server, long open, long all) {
        Servers.await(
                () -> server.stats().openTunnels() == open && server.stats().tunnels() == all,
                () -> open + " of " + all + ": " + server.stats());
    }

    /** Another that is open meanwhile would show a tunnel that is counted out twice. */
    @ParameterizedTest
    @MethodSource("ends")
    void eachIsCountedInAndOutOnce(TunnelWay way, By by, boolean served) throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (Server server = start(handler(served, goOn));
                TunnelWay.End other = way.open(server.port());
                TunnelWay.End client = way.open(server.port())) {
            other.send("w");
            client.send("w");
            await(server, 2, 2);
            by.end(client, server);
            if (!by.ofServer()) {
                await(server, 1, 2);
                if (by == By.CLOSE || by == By.CLOSE_OF_ANOTHER_THREAD) {
                    assertEquals(2, server.stats().runningHandlers(), "closed before its handler has ended");
                }
                goOn.countDown();
                client.close();
                Servers.await(() -> server.stats().openConnections() == 1, () -> "" + server.stats());
                await(server, 1, 2);
                other.send("r");
            }
            await(server, 0, 2);
            other.close();
            Servers.awaitNoConnections(server);
            await(server, 0, 2);
        }
    }

    /** What is no tunnel is not counted as one. */
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = ".*TLS")
    void refusedOnesAreNotCounted(TunnelWay way) throws Exception {
        List<Handler> refusals = new ArrayList<>();
        refusals.add((w, _) -> w.status(Status.FORBIDDEN));
        refusals.add((_, _) -> {
            throw new IllegalStateException("on purpose");
        });
        refusals.add((w, _) -> {
            w.write("committed");
            w.flush();
            accept(w);
        });
        if (way == TunnelWay.HTTP1 || way == TunnelWay.HTTP2) {
            refusals.add((w, _) -> w.as(TunnelRequest.class).orElseThrow().accept("another"));
        }
        if (!way.http2()) {
            refusals.add((w, _) -> w.as(Hijacker.class).orElseThrow().hijack().close());
        }
        for (Handler refusal : refusals) {
            try (Server server = start(refusal);
                    TunnelWay.End client = way.ask(server.port())) {
                Servers.await(() -> server.stats().requestsServed() == 1, () -> "" + server.stats());
                client.close();
                Servers.awaitNoConnections(server);
                await(server, 0, 0);
            }
        }
    }

    /** Nor is the second attempt of one handler. */
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = ".*TLS")
    void oneThatIsAcceptedTwiceIsCountedOnce(TunnelWay way) throws Exception {
        try (Server server = start((w, _) -> {
                    accept(w);
                    accept(w);
                });
                TunnelWay.End client = way.ask(server.port())) {
            Servers.await(() -> server.stats().requestsServed() == 1, () -> "" + server.stats());
            assertEquals(1, server.stats().handlersFailed());
            client.close();
            Servers.awaitNoConnections(server);
            await(server, 0, 1);
        }
    }

    /** A connection of HTTP/2 ends with all of its tunnels. */
    @Test
    void manyOnOneConnection() throws Exception {
        CountDownLatch goOn = new CountDownLatch(0);
        for (boolean served : new boolean[] {false, true}) {
            try (Server server = start(handler(served, goOn))) {
                try (Http2Wire wire = Http2Wire.begin(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
                    for (int stream = 1; stream < 40; stream += 2) {
                        wire.headers(stream, false, ":method: CONNECT", ":authority: h:1");
                    }
                    await(server, 20, 20);
                    wire.reset(1, 8);
                    wire.data(3, true, "");
                    wire.data(5, false, "r");
                    wire.data(7, false, "c");
                    await(server, 16, 20);
                }
                await(server, 0, 20);
                Servers.awaitNoConnections(server);
            }
        }
    }
}
