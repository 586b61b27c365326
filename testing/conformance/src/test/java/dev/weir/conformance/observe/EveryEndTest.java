package dev.weir.conformance.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.http.api.Handler;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.Server;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.mux.ServeMux;
import dev.weir.websocket.WebSockets;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.WebSocketWire;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For each kind of end: what the log, all metrics and the trace say, and that it is the same. */
class EveryEndTest {
    private final Witnesses witnesses = new Witnesses();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch draining = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final Server server;

    EveryEndTest() throws IOException {
        server = witnesses
                .listen(Server.builder())
                .address("127.0.0.1:0")
                .handler(witnesses.around(site()))
                .protocol(new Http2Provider(
                        Http2Config.builder().extendedConnect(true).build()))
                .errorLog(Servers.LOG)
                .build();
        witnesses.watch(server);
        server.start();
    }

    private Handler site() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /ok", (w, _) -> w.write("hello"));
        mux.handle("GET /fresh", (w, _) -> w.status(304));
        mux.handle("POST /upload", (_, r) -> r.withContentLimit(10).content().readAllBytes());
        mux.handle("GET /failing", (_, _) -> {
            throw new IllegalStateException("on purpose");
        });
        mux.handle("GET /cut", (w, _) -> {
            w.write("begun");
            w.flush();
            throw new IllegalStateException("on purpose");
        });
        mux.handle("GET /waiting", (_, r) -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            r.onCancel(cancelled::countDown);
            running.countDown();
            cancelled.await();
        });
        mux.handle("GET /endless", (w, _) -> {
            running.countDown();
            while (true) {
                w.write(new byte[10_000]);
                w.flush();
            }
        });
        mux.handle("GET /held", (w, r) -> {
            r.onDrain(draining::countDown);
            running.countDown();
            go.await();
            w.write("late");
        });
        mux.handle("/tunnel", (w, _) -> {
            try (var tunnel = w.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                assertEquals(-1, tunnel.input().read());
            }
        });
        mux.handle("/ws", WebSockets.handler(ws -> {
            running.countDown();
            while (ws.receive() != null) {
                ws.send("heard");
            }
        }));
        mux.handle("/ws/failing", WebSockets.handler(_ -> {
            throw new IllegalStateException("on purpose");
        }));
        return mux;
    }

    @AfterEach
    void end() throws IOException {
        go.countDown();
        server.close();
        witnesses.close();
    }

    /** What a client does until its request is over. */
    private interface Http1 {
        void run(EveryEndTest test, Wire wire) throws Exception;
    }

    private interface Http2 {
        void run(EveryEndTest test, Http2Wire wire) throws Exception;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    private static Http1 answered(String request) {
        return (_, wire) -> wire.send(request).answer(false);
    }

    private static Http2 answered2(String path) {
        return (_, wire) -> wire.get(1, path).answer(1);
    }

    /** An expectation: method, route, status, outcome, error. */
    static Stream<Arguments> http1() {
        Http1 cancelled = (test, wire) -> {
            wire.send(get("/waiting"));
            test.running.await();
            wire.reset();
        };
        Http1 reset = (test, wire) -> {
            wire.send(get("/endless"));
            test.running.await();
            wire.some(100);
            wire.reset();
        };
        Http1 cut = (_, wire) -> {
            wire.send(get("/cut"));
            wire.restOrReset();
        };
        Http1 tunnel = (_, wire) -> {
            wire.send("GET /tunnel HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
            assertEquals(101, wire.head(false).status());
            wire.halfClose();
            wire.rest();
        };
        Http1 drained = (test, wire) -> {
            wire.send(get("/held"));
            test.drain();
            wire.answer(false);
        };
        return Stream.of(
                arguments("200", "GET /ok 200 complete -", answered(get("/ok"))),
                arguments("304", "GET /fresh 304 complete -", answered(get("/fresh"))),
                arguments("404", "GET - 404 complete -", answered(get("/none"))),
                arguments(
                        "413",
                        "POST /upload 413 complete -",
                        answered("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n12345678901")),
                arguments("500", "GET /failing 500 complete 500", answered(get("/failing"))),
                arguments("cut", "GET /cut 200 aborted aborted", cut),
                arguments("cancelled", "GET /waiting 0 client_gone client_gone", cancelled),
                arguments("refused", "_OTHER - 400 refused refused", answered("GET / HTTP/1.1\r\n\r\n")),
                arguments("reset", "GET /endless 200 client_gone client_gone", reset),
                arguments("tunnel closed", "GET /tunnel 101 tunnel -", tunnel),
                arguments("drained", "GET /held 200 complete -", drained),
                arguments(
                        "a method that nobody knows",
                        "_OTHER - 405 complete -",
                        answered("BREW /ok HTTP/1.1\r\nHost: h\r\n\r\n")));
    }

    static Stream<Arguments> http2() {
        Http2 tooLarge = (_, wire) -> wire.request(1, false, "POST", "/upload", "content-length: 11")
                .data(1, true, "12345678901")
                .answer(1);
        Http2 cut = (_, wire) -> {
            wire.get(1, "/cut").expect("HEADERS 1 200");
            wire.expect("DATA 1 5");
            wire.expect("RST_STREAM 1 ");
        };
        Http2 cancelled = (test, wire) -> {
            wire.get(1, "/waiting");
            test.running.await();
            wire.reset(1, 8);
        };
        Http2 reset = (test, wire) -> {
            wire.get(1, "/endless");
            test.running.await();
            wire.expect("HEADERS 1 200");
            wire.reset(1, 8);
        };
        Http2 malformed = (_, wire) ->
                wire.headers(1, true, ":method: GET", ":scheme: http").expect("RST_STREAM 1 PROTOCOL_ERROR");
        Http2 tunnel = (_, wire) -> {
            wire.headers(
                    1,
                    false,
                    ":method: CONNECT",
                    ":protocol: echo",
                    ":scheme: http",
                    ":path: /tunnel",
                    ":authority: localhost");
            wire.expect("HEADERS 1 200");
            wire.data(1, true, "");
        };
        Http2 drained = (test, wire) -> {
            wire.get(1, "/held");
            test.drain();
            // GOAWAY comes before or after the answer, and a PING that is to be answered.
            for (Http2Wire.Frame f = wire.read(); f.type() != Http2Wire.HEADERS; f = wire.read()) {
                if (f.type() == Http2Wire.PING && f.flags() == 0) {
                    wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, f.payload());
                }
            }
        };
        return Stream.of(
                arguments("200", "GET /ok 200 complete -", answered2("/ok")),
                arguments("304", "GET /fresh 304 complete -", answered2("/fresh")),
                arguments("404", "GET - 404 complete -", answered2("/none")),
                arguments("413", "POST /upload 413 complete -", tooLarge),
                arguments("500", "GET /failing 500 complete 500", answered2("/failing")),
                arguments("cut", "GET /cut 200 aborted aborted", cut),
                arguments("cancelled", "GET /waiting 0 client_gone client_gone", cancelled),
                arguments("refused", "_OTHER - 0 refused refused", malformed),
                arguments("reset", "GET /endless 200 client_gone client_gone", reset),
                arguments("tunnel closed", "CONNECT /tunnel 200 tunnel -", tunnel),
                arguments("drained", "GET /held 200 complete -", drained));
    }

    /** A shutdown begins while a handler runs, and goes on until it has ended. */
    private void drain() throws InterruptedException {
        running.await();
        Thread.ofVirtual().start(() -> server.shutdown(Duration.ofSeconds(60)));
        draining.await();
        go.countDown();
    }

    private Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("http1")
    void overHttp1(String name, String expected, Http1 client) throws Exception {
        try (Wire wire = new Wire(socket())) {
            client.run(this, wire);
            witnesses.check(name, "1.1", expected);
        }
        witnesses.checkConnection("http/1.1", name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("http2")
    void overHttp2(String name, String expected, Http2 client) throws Exception {
        try (Http2Wire wire = Http2Wire.begin(socket())) {
            client.run(this, wire);
            witnesses.check(name, "2", expected);
        }
        witnesses.checkConnection("h2", name);
    }

    /** What a client of WebSocket does until it is over. */
    private interface Talk {
        void run(EveryEndTest test, WebSocketWire wire) throws Exception;
    }

    /** An expectation without the method and the status, which are the protocol's: route, outcome, error. */
    static Stream<Arguments> webSockets() {
        Talk closed = (_, wire) -> {
            wire.send(WebSocketWire.frame(WebSocketWire.FIN | WebSocketWire.TEXT, "hello"));
            wire.expect("TEXT 5 heard");
            wire.send(WebSocketWire.frame(WebSocketWire.FIN | WebSocketWire.CLOSE, WebSocketWire.status(1000, "")));
            wire.expect("CLOSE 1000");
        };
        Talk broken = (test, wire) -> {
            test.running.await();
            wire.reset();
        };
        Talk violation = (_, wire) -> {
            wire.send(WebSocketWire.frame(WebSocketWire.FIN | WebSocketWire.RSV2 | WebSocketWire.TEXT, "hello"));
            wire.expect("CLOSE 1002");
        };
        Talk drained = (test, wire) -> {
            test.running.await();
            Thread.ofVirtual().start(() -> test.server.shutdown(Duration.ofSeconds(60)));
            wire.expect("CLOSE 1001");
            wire.send(WebSocketWire.frame(WebSocketWire.FIN | WebSocketWire.CLOSE, WebSocketWire.status(1001, "")));
        };
        Talk failed = (_, wire) -> {
            wire.expect("CLOSE 1011");
            wire.send(WebSocketWire.frame(WebSocketWire.FIN | WebSocketWire.CLOSE, WebSocketWire.status(1011, "")));
        };
        return Stream.of(WebSocketWire.Way.values())
                .flatMap(way -> Stream.of(
                        arguments("closed", way, "/ws tunnel -", closed),
                        arguments("broke off", way, "/ws tunnel -", broken),
                        arguments("violation", way, "/ws tunnel -", violation),
                        arguments("drained", way, "/ws tunnel -", drained),
                        arguments("failed", way, "/ws/failing tunnel failed", failed)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("webSockets")
    void aWebSocket(String name, WebSocketWire.Way way, String expected, Talk client) throws Exception {
        boolean http2 = way == WebSocketWire.Way.HTTP2;
        String[] parts = expected.split(" ");
        try (WebSocketWire wire = WebSocketWire.open(way, socket(), parts[0])) {
            client.run(this, wire);
            witnesses.check(
                    name,
                    http2 ? "2" : "1.1",
                    (http2 ? "CONNECT " + parts[0] + " 200 " : "GET " + parts[0] + " 101 ") + parts[1] + " "
                            + parts[2]);
        }
        witnesses.checkConnection(http2 ? "h2" : "http/1.1", name);
    }
}
