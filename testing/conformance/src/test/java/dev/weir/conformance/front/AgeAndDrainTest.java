package dev.weir.conformance.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.handlers.Health;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server leaves a balancer: first it says so, then it sends clients away, then it is gone; and how it sheds old connections. */
@Timeout(120)
class AgeAndDrainTest {
    /** A connection younger than this is one on a busy machine too. */
    private static final Duration AGE = Duration.ofMillis(1500);

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static Socket socket(Server server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    @Test
    void firstItIsNotReadyThenItSendsClientsAwayThenItIsGone() throws Exception {
        ServeMux mux = new ServeMux();
        CountDownLatch entered = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        mux.handle("/ready", Health.ready());
        mux.handle("/", (w, _) -> w.write("ok"));
        mux.handle("/slow", (w, _) -> {
            entered.countDown();
            go.await();
            w.write("slow");
        });
        try (Server server = Servers.start(b -> b.drainDelay(Duration.ofSeconds(3)), mux);
                Wire kept = Wire.to(server.port());
                Wire slow = Wire.to(server.port());
                Http2Wire two = Http2Wire.begin(socket(server))) {
            kept.send(GET);
            assertEquals(200, kept.answer(false).status());
            slow.send(GET.replace(" / ", " /slow "));
            two.get(1, "/slow");
            entered.await();
            CompletableFuture<Boolean> clean =
                    CompletableFuture.supplyAsync(() -> server.shutdown(Duration.ofSeconds(60)));
            int ready = 200;
            while (ready == 200) {
                try (Wire probe = Wire.to(server.port())) {
                    probe.send(GET.replace(" / ", " /ready "));
                    ready = probe.answer(false).status();
                }
            }
            assertEquals(503, ready);
            // In the first half of the delay all goes on as before: for those that are there, and for who comes.
            kept.send(GET);
            assertFalse(kept.answer(false).connection("close"));
            try (Wire fresh = Wire.to(server.port())) {
                fresh.send(GET);
                assertFalse(fresh.answer(false).connection("close"));
            }
            boolean close = false;
            while (!close) {
                // In the second half those that come are served still, and sent away.
                try (Wire fresh = Wire.to(server.port())) {
                    fresh.send(GET);
                    close = fresh.answer(false).connection("close");
                }
            }
            two.expect("GOAWAY");
            assertThrows(IOException.class, () -> {
                while (true) {
                    // The listener is closed a moment after the first are told.
                    socket(server).close();
                }
            });
            assertEquals("", kept.rest(), "what is idle is closed");
            assertFalse(clean.isDone());
            go.countDown();
            Answer last = slow.answer(false);
            assertEquals("slow", last.body());
            assertTrue(last.connection("close"));
            assertTrue(two.answer(1).contains("slow"), two::transcript);
            assertTrue(clean.get());
        }
    }

    @Test
    void overHttp1TheAnswerBehindTheAgeIsTheLast() throws Exception {
        try (Server server = Servers.start(b -> b.maxConnectionAge(AGE), (w, _) -> w.write("ok"));
                Wire wire = Wire.to(server.port());
                Wire idle = Wire.to(server.port())) {
            idle.send(GET);
            assertFalse(idle.answer(false).connection("close"));
            boolean close = false;
            while (!close) {
                wire.send(GET);
                Answer answer = wire.answer(false);
                assertEquals(200, answer.status());
                close = answer.connection("close");
            }
            assertEquals("", wire.rest());
            Servers.await(() -> server.stats().agedConnections() == 2, () -> "" + server.stats());
            // One that waits is not closed under a request that may be on its way.
            idle.send(GET);
            Answer answer = idle.answer(false);
            assertEquals(200, answer.status());
            assertTrue(answer.connection("close"));
            assertEquals("", idle.rest());
        }
    }

    @Test
    void overHttp2ItEndsInOrderBehindTheAge() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Server server = Servers.start(b -> b.maxConnectionAge(AGE), (w, _) -> {
                    go.await();
                    w.write("late");
                });
                Http2Wire wire = Http2Wire.begin(socket(server))) {
            wire.get(1, "/");
            wire.expect("GOAWAY");
            go.countDown();
            assertTrue(wire.answer(1).contains("late"), wire::transcript);
            wire.expectEnd();
            assertEquals(1, server.stats().agedConnections());
            try (Http2Wire next = Http2Wire.begin(socket(server))) {
                next.get(1, "/");
                assertTrue(next.answer(1).contains("late"), next::transcript);
            }
        }
    }

    @Test
    void aTunnelHasNoAge() throws Exception {
        try (Server server = Servers.start(b -> b.maxConnectionAge(AGE), (w, _) -> {
                    try (Tunnel t = w.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                        t.input().transferTo(t.output());
                    }
                });
                Wire tunnel = Wire.to(server.port())) {
            tunnel.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
            assertEquals(101, tunnel.answer(false).status());
            for (int i = 1; i <= 2; i++) {
                long aged = i;
                try (Wire other = Wire.to(server.port())) {
                    Servers.await(() -> server.stats().agedConnections() == aged, () -> "" + server.stats());
                    assertTrue(other.socket().isConnected());
                }
            }
            tunnel.send("still here\n");
            assertEquals("still here\n", tunnel.exactly(11, "the echo"));
        }
    }
}
