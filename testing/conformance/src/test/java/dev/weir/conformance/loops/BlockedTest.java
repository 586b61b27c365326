package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.http.api.HijackedConnection;
import dev.weir.http.api.Hijacker;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Wire;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handlers that wait for their clients, more than may hold threads of the platform: small answers do not. */
class BlockedTest {
    /** More than may stand still on two loops. */
    private static final int MANY = 50;

    private static final int LARGE = 8 << 20;
    private static final int TUNNELS = 300;

    /** Nothing is left of them but the server. */
    private static void assertTheyLeaveNothing(Site site) throws Exception {
        site.assertServes();
        site.assertThreadsAreBounded();
        site.leave();
        site.await("left", stats -> stats.openConnections() == 0);
        site.awaitQuiet();
        site.assertServes();
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void forContentThatDoesNotCome(Setup setup) throws Exception {
        CountDownLatch begun = new CountDownLatch(MANY);
        try (Site site = new Site(setup, (w, r) -> {
            begun.countDown();
            w.write("" + r.content().readAllBytes().length);
        })) {
            List<Client> clients = new ArrayList<>();
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                if (i % 10 == 0) {
                    clients.add(site.client());
                }
                Call call = site.keep(
                        clients.getLast().open("POST", "/content", List.of(), i % 2 == 0 ? 6 : Client.STREAMED));
                call.write(new byte[] {1, 2, 3});
                calls.add(call);
            }
            begun.await();
            site.awaitRunning(MANY);
            site.assertServes();
            for (int i = 0; i < MANY / 2; i++) {
                calls.get(i).write(new byte[] {4, 5, 6});
                calls.get(i).end(List.of());
                assertEquals("200 6", Site.answer(calls.get(i)));
            }
            site.awaitRunning(MANY - MANY / 2);
            assertTheyLeaveNothing(site);
        }
    }

    /** Over HTTP/1 sockets are full; over HTTP/2 windows are shut. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void forClientsThatDoNotRead(Setup setup) throws Exception {
        byte[] large = new byte[LARGE];
        try (Site site = new Site(setup, (w, _) -> w.write(large))) {
            for (int i = 0; i < MANY; i++) {
                if (!setup.over().http2()) {
                    site.wire().send("GET /large/" + i + " HTTP/1.1\r\nHost: h\r\n\r\n");
                } else if (i % 10 == 0) {
                    Http2Wire wire = site.http2Wire();
                    for (int k = 0; k < 10; k++) {
                        wire.get(2 * k + 1, "/large/" + (i + k));
                    }
                }
            }
            site.awaitRunning(MANY);
            assertTheyLeaveNothing(site);
        }
    }

    /** Its windows are wide open, but its socket is full: whoever writes the frames waits. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#http2")
    void forClientsWithWindowsThatDoNotRead(Setup setup) throws Exception {
        byte[] large = new byte[LARGE];
        AtomicInteger served = new AtomicInteger();
        try (Site site = new Site(setup, (w, _) -> {
            served.incrementAndGet();
            w.write(large);
        })) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                Socket socket = site.keep(setup.socket(site.server.port()));
                socket.setReceiveBufferSize(4096);
                sockets.add(socket);
                Http2Wire wire = site.keep(Http2Wire.begin(socket, 4, 1 << 30));
                wire.window(0, 1 << 30);
                wire.get(1, "/large/" + i);
            }
            site.awaitRunning(MANY);
            assertEquals(MANY, served.get());
            assertTheyLeaveNothing(site);
        }
    }

    /** The client echoes nothing; the handler waits for what the tunnel brings. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void forTunnels(Setup setup) throws Exception {
        int tunnels = setup.over() == Setup.Over.HTTP1_TLS ? MANY : TUNNELS;
        try (Site site = new Site(setup, (w, _) -> {
            try (Tunnel tunnel = w.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                tunnel.input().transferTo(tunnel.output());
            }
        })) {
            List<Wire> wires = new ArrayList<>();
            Http2Wire http2 = null;
            for (int i = 0; i < tunnels; i++) {
                if (!setup.over().http2()) {
                    Wire wire = site.wire();
                    wire.send("GET /t HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
                    wires.add(wire);
                    continue;
                }
                if (i % 100 == 0) {
                    http2 = site.http2Wire();
                }
                int stream = i % 100 * 2 + 1;
                http2.headers(
                        stream,
                        false,
                        ":method: CONNECT",
                        ":protocol: echo",
                        ":scheme: " + http2.scheme(),
                        ":path: /t",
                        ":authority: h");
                http2.expect("HEADERS " + stream + " 200");
            }
            site.awaitRunning(tunnels);
            for (Wire wire : wires) {
                assertEquals(101, wire.head(false).status());
                assertEquals("echo", wire.send("echo").exactly(4, "from the tunnel"));
            }
            if (http2 != null) {
                http2.data(1, false, "echo").expect("DATA 1 4");
            }
            assertTheyLeaveNothing(site);
        }
    }

    /** Connections that handlers have taken over and left are nobody's but their holders'. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#http1")
    void forWhatWasHijacked(Setup setup) throws Exception {
        try (Site site = new Site(setup, (w, _) -> {
            HijackedConnection taken = w.as(Hijacker.class).orElseThrow().hijack();
            Thread.ofVirtual().start(() -> {
                try (taken) {
                    taken.input().transferTo(taken.output());
                } catch (java.io.IOException e) {
                    // Its client has gone.
                }
            });
        })) {
            List<Wire> wires = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                wires.add(site.wire().send("GET /hijack HTTP/1.1\r\nHost: h\r\n\r\necho"));
            }
            for (Wire wire : wires) {
                assertEquals("echo", wire.exactly(4, "from what was taken over"));
            }
            site.awaitQuiet();
            assertTheyLeaveNothing(site);
        }
    }
}
