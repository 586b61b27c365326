package dev.weir.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.attack.Http2Wire;
import dev.weir.attack.Http2Wire.Frame;
import dev.weir.attack.Servers;
import dev.weir.http.core.Server;
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

/** Shutting down while connections of HTTP/2 are at work: what was accepted is answered. */
class Http2ShutdownTest {
    private static Socket socket(Server server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    /**
     * Clients that ask as fast as they are answered. Each stream up to the last id of the final GOAWAY must be answered; what
     * is above was not accepted, and its client is told so.
     */
    @RepeatedTest(3)
    void nothingAcceptedIsLost() throws Exception {
        AtomicInteger served = new AtomicInteger();
        CountDownLatch busy = new CountDownLatch(500);
        Server server = Server.builder().address("127.0.0.1:0").errorLog(Servers.LOG).handler((w, r) -> {
            served.incrementAndGet();
            busy.countDown();
            w.write("answer");
        }).build();
        server.start();
        List<Callable<String>> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clients.add(() -> client(server));
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
    private static String client(Server server) throws Exception {
        try (Http2Wire wire = Http2Wire.begin(socket(server))) {
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
            return last == Integer.MAX_VALUE ? "the last id was not told\n" + wire.transcript()
                    : open.isEmpty() ? "" : open + " of " + last + "\n" + wire.transcript();
        }
    }

    @Test
    void idleConnectionsAreToldAndClosed() throws Exception {
        Server server = Server.builder().address("127.0.0.1:0").errorLog(Servers.LOG).handler((w, r) ->
                w.write("x")).build();
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

    @Test
    void idleTimeoutSaysGoodbye() throws Exception {
        Server server = Server.builder().address("127.0.0.1:0").errorLog(Servers.LOG).idleTimeout(Duration.ofMillis(300))
                .handler((w, r) -> w.write("x")).build();
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
