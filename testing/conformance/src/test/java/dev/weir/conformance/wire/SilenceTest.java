package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.Server;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Who may be silent, and who may not. By the defaults content may stand still for 5 seconds in all, which is no
 * setting: so this waits somewhat longer, and all cases wait together.
 */
class SilenceTest {
    private static final long LONGER_MILLIS = 6_500;
    private static final int WINDOW = 65_535;
    private static final String UPGRADE =
            "GET /tunnel HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";
    private static final String CONNECT = "CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n";

    private final CountDownLatch over = new CountDownLatch(1);

    private void serve(ResponseWriter w, Request r) throws Exception {
        switch (r.rawPath()) {
            case "/tunnel", "" -> {
                try (Tunnel tunnel = w.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                    tunnel.input().transferTo(tunnel.output());
                }
            }
            case "/talk" -> {
                w.flush();
                byte[] some = new byte[100];
                for (int n = r.content().read(some); n >= 0; n = r.content().read(some)) {
                    w.write(some, 0, n);
                    w.flush();
                }
            }
            case "/aside" -> {
                // The wait has begun when the flush makes a conversation of it.
                CompletableFuture<Integer> length = readAside(r);
                w.flush();
                w.write("" + length.get());
            }
            case "/lines" -> {
                w.minRequestRate(0);
                w.write("" + r.content().readAllBytes().length);
            }
            case "/lines-aside" -> {
                CompletableFuture<Integer> length = readAside(r);
                w.minRequestRate(0);
                w.write("" + length.get());
            }
            case "/strict" -> {
                w.flush();
                w.minRequestRate(1000);
                try {
                    r.content().readAllBytes();
                } catch (ContentException e) {
                    w.write(e.reason().name());
                }
            }
            case "/leave" -> w.minRequestRate(0);
            case "/parrot" -> r.content().transferTo(w);
            case "/hold" -> over.await();
            default -> w.write("" + r.content().readAllBytes().length);
        }
    }

    /** Has another thread read, and returns when it waits. */
    private static CompletableFuture<Integer> readAside(Request r) {
        CompletableFuture<Integer> length = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                length.complete(r.content().readAllBytes().length);
            } catch (IOException e) {
                length.completeExceptionally(e);
            }
        });
        Servers.await(
                () -> reader.getState() == Thread.State.WAITING || reader.getState() == Thread.State.TIMED_WAITING,
                () -> "is not waiting: " + reader.getState());
        return length;
    }

    private interface Case {
        void run(Server server) throws Exception;
    }

    @Test
    void whoMayBeSilent() throws Exception {
        Http2Config config = Http2Config.builder()
                .extendedConnect(true)
                .streamWindow(WINDOW - 1)
                .connectionWindow(WINDOW + 1)
                .maxWindow(0)
                .build();
        List<Case> cases = List.of(
                named("a tunnel", this::tunnel),
                named("a tunnel by CONNECT over HTTP/2", this::plainTunnel),
                named("a tunnel by Upgrade", server -> tunnelOverHttp1(server, UPGRADE)),
                named("a tunnel by CONNECT over HTTP/1.1", server -> tunnelOverHttp1(server, CONNECT)),
                named("a wait over HTTP/2 that began before the flush", server -> upload(server, "/aside", "200 3")),
                named("a wait over HTTP/1.1 that began before the flush", server -> chunked(server, "/aside")),
                named("an upload over HTTP/2 without a rate", server -> upload(server, "/lines", "200 3")),
                named("an upload over HTTP/1.1 without a rate", server -> chunked(server, "/lines")),
                named("a wait over HTTP/2 whose rate goes", server -> upload(server, "/lines-aside", "200 3")),
                named("a wait over HTTP/1.1 whose rate goes", server -> chunked(server, "/lines-aside")),
                named("a conversation over HTTP/2 with a rate", this::strict),
                named("a conversation over HTTP/1.1 with a rate", this::strictOverHttp1),
                named("content that a handler without a rate leaves", this::left),
                named("a conversation over HTTP/2", this::talk),
                named("a conversation over HTTP/1.1", this::chunkedTalk),
                named("an upload that our window holds back", this::heldBack),
                named("a slow upload over HTTP/2", this::slow),
                named("a slow upload over HTTP/1.1", this::slowOverHttp1),
                named("a slow echo, whose answer has begun as it was longer than its buffer", this::slowParrot));
        try (Server server = Server.builder()
                        .address("127.0.0.1:0")
                        .handler(this::serve)
                        .errorLog(Servers.LOG)
                        .responseBufferSize(512)
                        .protocol(new Http2Provider(config))
                        .build();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.start();
            List<Future<?>> all = new ArrayList<>();
            for (Case one : cases) {
                all.add(threads.submit(() -> {
                    one.run(server);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    over.countDown();
                    throw e;
                }
            }
        }
    }

    private static Case named(String name, Case of) {
        return server -> {
            try {
                of.run(server);
            } catch (AssertionError | IOException e) {
                throw new AssertionError(name + ": " + e.getMessage(), e);
            }
        };
    }

    private static Http2Wire http2(Server server) throws IOException {
        return Http2Wire.begin(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    }

    /** Its writeTimeout would have cut it as well: see {@link #tunnelsHaveNoWriteTimeout}. */
    private void tunnel(Server server) throws Exception {
        try (Http2Wire wire = http2(server)) {
            wire.headers(
                    1,
                    false,
                    ":method: CONNECT",
                    ":protocol: echo",
                    ":scheme: http",
                    ":path: /tunnel",
                    ":authority: h");
            wire.expect("HEADERS 1 200");
            wire.data(1, false, "a");
            wire.expect("DATA 1 1");
            Thread.sleep(LONGER_MILLIS);
            wire.data(1, false, "bc");
            wire.expect("DATA 1 2");
        }
    }

    private void plainTunnel(Server server) throws Exception {
        try (Http2Wire wire = http2(server)) {
            wire.headers(1, false, ":method: CONNECT", ":authority: h:1");
            wire.expect("HEADERS 1 200");
            Thread.sleep(LONGER_MILLIS);
            wire.data(1, false, "a");
            wire.expect("DATA 1 1");
        }
    }

    private void tunnelOverHttp1(Server server, String request) throws Exception {
        try (Wire wire = Wire.to(server.port())) {
            wire.send(request);
            wire.head(false);
            Thread.sleep(LONGER_MILLIS);
            wire.send("abc");
            assertEquals("abc", wire.exactly(3, "from the tunnel"));
        }
    }

    private void upload(Server server, String path, String answer) throws Exception {
        try (Http2Wire wire = http2(server)) {
            wire.request(1, false, "POST", path);
            Thread.sleep(LONGER_MILLIS);
            wire.data(1, true, "abc");
            assertEquals(answer, wire.answer(1));
        }
    }

    private void chunked(Server server, String path) throws Exception {
        try (Wire wire = Wire.to(server.port())) {
            wire.send("POST " + path + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            Thread.sleep(LONGER_MILLIS);
            wire.send("3\r\nabc\r\n0\r\n\r\n");
            assertEquals("3", wire.answer(false).body(), wire::transcript);
        }
    }

    private void strict(Server server) throws Exception {
        try (Http2Wire wire = http2(server)) {
            wire.request(1, false, "POST", "/strict");
            wire.expect("HEADERS 1 200");
            assertEquals("TIMEOUT", wire.expect("DATA 1 7").text());
        }
    }

    private void strictOverHttp1(Server server) throws Exception {
        try (Wire wire = Wire.to(server.port())) {
            wire.send("POST /strict HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n");
            assertEquals("TIMEOUT", wire.answer(false).body(), wire::transcript);
        }
    }

    /** What follows the handler is dropped at the server's rate again. */
    private void left(Server server) throws Exception {
        try (Wire wire = Wire.to(server.port())) {
            wire.send("POST /leave HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n");
            assertEquals(200, wire.answer(false).status(), wire::transcript);
            assertEquals("", wire.rest());
        }
    }

    private void talk(Server server) throws Exception {
        try (Http2Wire wire = http2(server)) {
            wire.request(1, false, "POST", "/talk", "content-type: application/grpc", "te: trailers");
            wire.expect("HEADERS 1 200");
            wire.data(1, false, "a");
            wire.expect("DATA 1 1");
            Thread.sleep(LONGER_MILLIS);
            wire.data(1, true, "bc");
            wire.expect("DATA 1 2");
        }
    }

    private void chunkedTalk(Server server) throws Exception {
        try (Wire wire = Wire.to(server.port())) {
            wire.send("POST /talk HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
            wire.head(false);
            assertEquals("a", wire.chunk());
            Thread.sleep(LONGER_MILLIS);
            wire.send("2\r\nbc\r\n");
            assertEquals("bc", wire.chunk());
        }
    }

    /**
     * Two streams that the client does not read have filled the connection: the third has not one octet to send until one is
     * read.
     */
    private void heldBack(Server server) throws Exception {
        try (Http2Wire wire = http2(server)) {
            for (int stream = 1; stream <= 3; stream += 2) {
                wire.request(stream, false, "POST", "/hold");
            }
            for (int sent = 0; sent < WINDOW - 1; sent += 13_107) {
                wire.data(1, false, "x".repeat(Math.min(13_107, WINDOW - 1 - sent)));
            }
            wire.data(3, false, "xx");
            wire.request(5, false, "POST", "/length");
            wire.expectAlive();
            Thread.sleep(LONGER_MILLIS);
            wire.expectAlive();
            wire.reset(1, 8);
            wire.expect("WINDOW_UPDATE 0 ");
            wire.data(5, true, "whole");
            assertEquals("200 5", wire.answer(5));
            over.countDown();
        }
    }

    private void slow(Server server) throws Exception {
        try (Http2Wire wire = http2(server)) {
            wire.request(1, false, "POST", "/length");
            wire.data(1, false, "a");
            wire.expect("HEADERS 1 408");
        }
    }

    /** No conversation: the handler has flushed nothing. */
    private void slowParrot(Server server) throws Exception {
        try (Http2Wire wire = http2(server)) {
            wire.request(1, false, "POST", "/parrot");
            wire.data(1, false, "x".repeat(600));
            wire.expect("HEADERS 1 200");
            while (wire.expect("").type() != Http2Wire.RST_STREAM) {
                // content, as far as it came
            }
        }
    }

    private void slowOverHttp1(Server server) throws Exception {
        try (Wire wire = Wire.to(server.port())) {
            wire.send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\na");
            Answer answer = wire.answer(false);
            assertEquals(408, answer.status());
        }
    }

    @Test
    void tunnelsHaveNoWriteTimeout() throws Exception {
        Http2Config config = Http2Config.builder().extendedConnect(true).build();
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(this::serve)
                .errorLog(Servers.LOG)
                .readTimeout(Duration.ofMillis(1500))
                .writeTimeout(Duration.ofMillis(1500))
                .protocol(new Http2Provider(config))
                .build()) {
            server.start();
            try (Http2Wire wire = http2(server)) {
                wire.headers(
                        1,
                        false,
                        ":method: CONNECT",
                        ":protocol: echo",
                        ":scheme: http",
                        ":path: /tunnel",
                        ":authority: h");
                wire.expect("HEADERS 1 200");
                Thread.sleep(2000);
                wire.data(1, false, "a");
                wire.expect("DATA 1 1");
            }
        }
    }
}
