package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A handler that keeps its response or request and uses it later: an exception, and never another response's bytes. */
class WireMisuseTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private record Kept(ResponseWriter w, Request r) {}

    /** Something that must not be done. */
    private record Late(String name, Use use) {}

    private interface Use {
        void of(Kept kept) throws Exception;
    }

    private static Server start(Handler handler) throws IOException {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .build();
        server.start();
        return server;
    }

    @Test
    void lateUseIsRefusedAndTouchesNothing() throws Exception {
        List<Late> uses = List.of(
                new Late("write", k -> k.w().write("late")),
                new Late("write of a byte", k -> k.w().write('x')),
                new Late("flush", k -> k.w().flush()),
                new Late("status", k -> k.w().status(500)),
                new Late("header", k -> k.w().header("Evil", "x")),
                new Late("headers", k -> k.w().headers().set("Evil", "x")),
                new Late("trailers", k -> k.w().trailers().set("Evil", "x")),
                new Late("inform", k -> k.w().inform(103, new Headers())),
                new Late("suppress", k -> k.w().suppress("Date")),
                new Late("read", k -> k.r().content().read()),
                new Late("read of many", k -> k.r().content().readAllBytes()),
                new Late(
                        "hijack",
                        k -> k.w().as(dev.weir.http.api.Hijacker.class)
                                .orElseThrow()
                                .hijack()));
        BlockingQueue<Kept> first = new ArrayBlockingQueue<>(1);
        CountDownLatch inSecond = new CountDownLatch(1);
        CountDownLatch usesDone = new CountDownLatch(1);
        try (Server server = start((w, r) -> {
                    if (r.rawPath().equals("/second")) {
                        w.write("second ");
                        inSecond.countDown();
                        assertTrue(usesDone.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
                        w.write(r.content().readAllBytes());
                    } else {
                        w.write("first");
                        first.add(new Kept(w, r));
                    }
                });
                Wire wire = Wire.to(server.port())) {
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
            assertEquals("first", wire.answer(false).body(), wire::transcript);
            wire.send("POST /second HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
            Kept kept = first.take();
            inSecond.await();
            for (Late late : uses) {
                assertThrows(IllegalStateException.class, () -> late.use().of(kept), late.name());
            }
            kept.w().close();
            usesDone.countDown();
            Answer second = wire.answer(false);
            assertEquals("second hello", second.body(), wire::transcript);
            assertEquals(200, second.status(), wire::transcript);
            assertEquals(List.of(), second.all("Evil"), wire::transcript);
        }
    }

    /** A thread that the handler has left behind writes on and on. */
    @Test
    void aThreadThatIsLeftBehindNeverWritesIntoAnotherAnswer() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (Server server = start((w, r) -> {
                    if (r.rawPath().equals("/leave")) {
                        Thread.ofVirtual().start(() -> {
                            try {
                                while (!stop.get()) {
                                    w.write("evil");
                                    w.flush();
                                }
                            } catch (IOException | IllegalStateException _) {
                                // It is over.
                            }
                        });
                    } else {
                        w.write("good");
                    }
                });
                Wire wire = Wire.to(server.port())) {
            for (int i = 0; i < 200; i++) {
                wire.send(GET.replace("/ ", "/leave ") + GET);
                Answer left = wire.answer(false);
                assertTrue(left.body().matches("(evil)*"), wire::transcript);
                Answer next = wire.answer(false);
                assertEquals("good", next.body(), wire::transcript);
            }
        } finally {
            stop.set(true);
        }
    }

    /** A thread that the handler has left behind reads on and on. */
    @Test
    void aThreadThatIsLeftBehindNeverReadsAnotherRequest() throws Exception {
        try (Server server = start((w, r) -> {
                    if (r.rawPath().equals("/leave")) {
                        Thread.ofVirtual().start(() -> {
                            try {
                                while (r.content().read() >= 0) {
                                    Thread.onSpinWait();
                                }
                            } catch (IOException | IllegalStateException _) {
                                // It is over.
                            }
                        });
                        w.write("left");
                    } else {
                        w.write(r.content().readAllBytes());
                    }
                });
                Wire wire = Wire.to(server.port())) {
            for (int i = 0; i < 200; i++) {
                wire.send("POST /leave HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n123456789"
                        + "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
                assertEquals("left", wire.answer(false).body(), wire::transcript);
                assertEquals("hello", wire.answer(false).body(), wire::transcript);
            }
        }
    }

    /** Two threads write at once, against the contract: contained in that response. */
    @Test
    void writesFromSeveralThreadsStayInTheirResponse() throws Exception {
        try (Server server = start((w, r) -> {
                    if (r.rawPath().equals("/two")) {
                        Thread other = Thread.ofVirtual().start(() -> {
                            try {
                                for (int i = 0; i < 100; i++) {
                                    w.write("x");
                                }
                            } catch (IOException | IllegalStateException _) {
                                // The contract is broken; anything may come of it but in another response.
                            }
                        });
                        other.join();
                        for (int i = 0; i < 100; i++) {
                            w.write("y");
                        }
                    } else {
                        w.write("good");
                    }
                });
                Wire wire = Wire.to(server.port())) {
            wire.send(GET.replace("/ ", "/two ") + GET);
            assertEquals("x".repeat(100) + "y".repeat(100), wire.answer(false).body(), wire::transcript);
            assertEquals("good", wire.answer(false).body(), wire::transcript);
        }
    }

    /** A failure takes down its own request, on whatever connection. */
    @Test
    void failuresOfEveryKindLeaveTheServerServing() throws Exception {
        List<Throwable> failures = List.of(
                new IllegalStateException("a"),
                new IOException("b"),
                new Error("c"),
                new StackOverflowError("d"),
                new OutOfMemoryError("e"),
                new AssertionError("f"),
                new NoClassDefFoundError("g"),
                new LinkageError("h"),
                new InterruptedException("i"),
                new ExceptionInInitializerError("j"));
        try (Server server = start((w, r) -> {
            if (r.rawPath().length() > 1) {
                throw sneaky(failures.get(Integer.parseInt(r.rawPath().substring(1))));
            }
            w.write("good");
        })) {
            for (int i = 0; i < failures.size(); i++) {
                try (Wire wire = Wire.to(server.port())) {
                    wire.send(GET.replace("/ ", "/" + i + " ") + GET);
                    assertEquals(500, wire.answer(false).status(), failures.get(i) + wire.transcript());
                    assertEquals("good", wire.answer(false).body(), failures.get(i) + wire.transcript());
                }
            }
            Servers.awaitNoConnections(server);
            assertEquals(failures.size(), server.stats().handlersFailed(), server.stats()::toString);
            assertTrue(server.shutdown(Duration.ofSeconds(10)));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
