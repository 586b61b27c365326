package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Http2Wire.Frame;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shutting down while connections of HTTP/2 are at work: what was accepted is answered. */
class Http2ShutdownTest {
    private static Socket socket(Server server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    /**
     * Clients that ask as fast as they are answered. Each stream up to the last id of the final GOAWAY must be answered; what
     * is above was not accepted, as GOAWAY says.
     */
    @RepeatedTest(3)
    void nothingAcceptedIsLost() throws Exception {
        AtomicInteger served = new AtomicInteger();
        CountDownLatch busy = new CountDownLatch(500);
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .handler((w, r) -> {
                    served.incrementAndGet();
                    busy.countDown();
                    w.write("answer");
                })
                .build();
        server.start();
        List<Callable<String>> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            // Begun before any asks: one that begins when the shutdown does would see its GOAWAY among its first
            // frames.
            Http2Wire wire = Http2Wire.begin(socket(server));
            clients.add(() -> client(wire));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> all = new ArrayList<>();
            clients.forEach(client -> all.add(threads.submit(client)));
            busy.await();
            assertTrue(server.shutdown(Duration.ofSeconds(20)), () -> "in time: " + server.stats());
            for (Future<String> one : all) {
                assertEquals("", one.get());
            }
        } finally {
            server.close();
        }
        Servers.awaitNoConnections(server);
    }

    /** Asks until the connection ends; says what was lost. */
    private static String client(Http2Wire wire) throws Exception {
        try (wire) {
            ConcurrentHashMap<Integer, String> open = new ConcurrentHashMap<>();
            int next = 1;
            for (; next < 40; next += 2) {
                open.put(next, "asked");
                wire.get(next, "/");
            }
            int last = Integer.MAX_VALUE;
            for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
                switch (frame.type()) {
                    case Http2Wire.GOAWAY -> last = frame.number(0);
                    case Http2Wire.PING -> wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, frame.payload());
                    case Http2Wire.RST_STREAM -> open.put(frame.stream(), "reset " + frame.error());
                    default -> {
                        if (frame.ends()) {
                            open.remove(frame.stream());
                            if (last == Integer.MAX_VALUE) {
                                open.put(next, "asked");
                                try {
                                    wire.get(next, "/");
                                } catch (IOException e) {
                                    open.remove(next);
                                }
                                next += 2;
                            }
                            wire.window(0, 6);
                        }
                    }
                }
            }
            int accepted = last;
            open.keySet().removeIf(stream -> stream > accepted);
            return last == Integer.MAX_VALUE
                    ? "the last id was not sent\n" + wire.transcript()
                    : open.isEmpty() ? "" : open + " of " + last + "\n" + wire.transcript();
        }
    }

    @Test
    void idleConnectionsAreToldAndClosed() throws Exception {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .handler((w, r) -> w.write("x"))
                .build();
        server.start();
        try (Http2Wire wire = Http2Wire.begin(socket(server))) {
            wire.get(1, "/");
            assertEquals("200 x", wire.answer(1));
            Thread stop = Thread.ofVirtual().start(() -> server.shutdown(Duration.ofSeconds(20)));
            assertEquals("GOAWAY max NO_ERROR", wire.expect("GOAWAY").toString());
            Frame ping = wire.expect("PING ");
            wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, ping.payload());
            assertEquals("GOAWAY 1 NO_ERROR", wire.expect("GOAWAY").toString());
            wire.expectEnd();
            stop.join();
        } finally {
            server.close();
        }
    }

    /** The field itself has no place in HTTP/2 (RFC 9113 section 8.2.2); what it asks for has (section 6.8). */
    @Test
    void aHandlersConnectionCloseWindsTheConnectionDown() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .handler((w, r) -> {
                    if (r.path().equals("/close")) {
                        w.header("Connection", "close");
                    } else if (r.path().equals("/slow")) {
                        second.await();
                    }
                    w.write("x");
                })
                .build();
        server.start();
        try (Http2Wire wire = Http2Wire.begin(socket(server))) {
            wire.get(1, "/slow").get(3, "/close");
            assertEquals("GOAWAY max NO_ERROR", wire.expect("GOAWAY").toString());
            Frame ping = wire.expect("PING ");
            Frame head = wire.expect("HEADERS 3");
            assertNull(head.field("connection"), wire::transcript);
            wire.expect("DATA 3");
            // What was sent before the client knows is still served.
            wire.get(5, "/");
            assertEquals("200 x", wire.answer(5));
            wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, ping.payload());
            assertEquals("GOAWAY 5 NO_ERROR", wire.expect("GOAWAY").toString());
            second.countDown();
            assertEquals("200 x", wire.answer(1));
            wire.expectEnd();
            Servers.awaitNoConnections(server);
        } finally {
            server.close();
        }
    }

    /** The client's side ends: what it has asked for is answered, and then the connection ends. */
    @Test
    void aHalfCloseEndsTheConnectionBehindItsAnswers() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .handler((w, r) -> {
                    closed.await();
                    w.write(r.content().readAllBytes());
                })
                .build()) {
            server.start();
            try (Http2Wire wire = Http2Wire.begin(socket(server))) {
                wire.get(1, "/")
                        .request(3, false, "POST", "/")
                        .data(3, false, "half")
                        .request(5, false, "POST", "/")
                        .data(5, true, "whole");
                wire.closeOutput();
                closed.countDown();
                List<String> ends = new ArrayList<>();
                for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
                    if (frame.type() == Http2Wire.HEADERS
                            || frame.type() == Http2Wire.DATA && frame.payload().length > 0) {
                        ends.add(frame.stream() + " "
                                + (frame.type() == Http2Wire.DATA ? frame.text() : frame.field(":status")));
                    }
                }
                ends.removeIf(end -> end.startsWith("3 Bad Request"));
                ends.sort(null);
                assertEquals(List.of("1 200", "3 400", "5 200", "5 whole"), ends, wire::transcript);
            }
            assertEquals(0, server.stats().handlersCancelled(), server.stats()::toString);
            Servers.awaitNoConnections(server);
        }
    }

    /** The preface may take as long as the first head may, from the accept on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10, 24})
    void aReadTimeoutIsForThePrefaceToo(int length) throws Exception {
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .readTimeout(Duration.ofMillis(200))
                .idleTimeout(Duration.ofMinutes(5))
                .handler((w, r) -> w.write("x"))
                .build()) {
            server.start();
            try (Http2Wire wire = new Http2Wire(socket(server))) {
                wire.raw(java.util.Arrays.copyOf(Http2Wire.PREFACE, length));
                wire.expectEnd();
            }
            Servers.awaitNoConnections(server);
        }
    }

    /** A head that does not end is late, though another stream keeps the connection from being idle. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHeadThatDoesNotEndIsLateBesideAnotherRequest(boolean wholeFrame) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .readHeaderTimeout(Duration.ofMillis(1500))
                .handler((w, r) -> over.await())
                .build()) {
            server.start();
            try (Http2Wire wire = Http2Wire.begin(socket(server))) {
                wire.get(1, "/");
                if (wholeFrame) {
                    wire.frame(Http2Wire.HEADERS, 1, 3, wire.block(":method: GET"));
                } else {
                    wire.raw(new byte[] {0, 0, 100, 1, 5, 0, 0, 0, 3, 0});
                }
                wire.expectGoAway("NO_ERROR");
            }
            over.countDown();
            Servers.awaitNoConnections(server);
        }
    }

    @Test
    void idleTimeoutSendsGoAway() throws Exception {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .idleTimeout(Duration.ofMillis(1500))
                .handler((w, r) -> w.write("x"))
                .build();
        server.start();
        try (Http2Wire wire = Http2Wire.begin(socket(server))) {
            wire.get(1, "/");
            assertEquals("200 x", wire.answer(1));
            wire.expectGoAway("NO_ERROR");
        } finally {
            server.close();
        }
        Servers.awaitNoConnections(server);
    }
}
