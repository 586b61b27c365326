package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.handlers.Health;
import dev.weir.handlers.Sse;
import dev.weir.handlers.SseStream;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events and health of a server that shuts down, and of clients that go: over every protocol. */
class ToolboxDrainTest {
    /** Far longer than anything takes: a test that needs it has failed. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "did not happen");
    }

    private static CompletableFuture<Boolean> shutdown(Server server) {
        return CompletableFuture.supplyAsync(() -> server.shutdown(GRACE));
    }

    private void first(SseStream events) throws IOException {
        events.send("first");
        running.countDown();
    }

    @ParameterizedTest
    @EnumSource
    void aDrainEndsEventsInOrder(Wiring wiring) throws Exception {
        Sse sse = Sse.handler(events -> {
                    first(events);
                    Thread.sleep(GRACE);
                })
                .retry(Duration.ofMillis(9));
        try (ObservedServer s = new ObservedServer(wiring, sse);
                Call call = s.get("/")) {
            await(running);
            CompletableFuture<Boolean> shutdown = shutdown(s.server);
            Reply reply = call.reply();
            assertEquals("text/event-stream", reply.field("content-type"));
            String text = new String(reply.readAll(), StandardCharsets.UTF_8);
            assertEquals("retry: 9\n\ndata: first\n\nretry: 9\n\n", text);
            s.client.close();
            assertTrue(shutdown.get(), "inside the grace");
            assertEquals("COMPLETE 200 " + text.length(), Ends.text(s.ends.next()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesEndsTheWaitOfItsSource(Wiring wiring) throws Exception {
        Sse sse = Sse.handler(events -> {
            first(events);
            try {
                events.awaitEnd();
            } finally {
                over.countDown();
            }
        });
        try (ObservedServer s = new ObservedServer(wiring, sse);
                Call call = s.get("/")) {
            await(running);
            call.reply();
            call.breakOff();
            await(over);
            assertEquals(RequestEnd.Outcome.CLIENT_GONE, s.ends.next().outcome());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatDoesNotReadIsCutOff(Wiring wiring) throws Exception {
        String large = "x".repeat(1 << 20);
        Sse sse = Sse.handler(events -> {
                    try {
                        while (true) {
                            events.send(large);
                        }
                    } finally {
                        over.countDown();
                    }
                })
                .writeTimeout(Duration.ofMillis(1500));
        try (ObservedServer s = new ObservedServer(wiring, sse);
                Call call = s.get("/")) {
            call.reply();
            await(over);
            assertEquals(RequestEnd.Outcome.ABORTED, s.ends.next().outcome());
        }
    }

    /** The heartbeat is what notices, while the source is blocked. */
    @ParameterizedTest
    @EnumSource
    void aHeartbeatToAClientThatDoesNotReadEndsTheSource(Wiring wiring) throws Exception {
        String large = "x".repeat(8 << 20);
        Sse sse = Sse.handler(events -> {
                    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                        try {
                            events.send(large);
                        } catch (IOException e) {
                            running.countDown();
                        }
                    });
                    try {
                        Thread.sleep(GRACE);
                    } finally {
                        other.join();
                        over.countDown();
                    }
                })
                .heartbeat(Duration.ofMillis(10))
                .writeTimeout(Duration.ofMillis(1500));
        try (ObservedServer s = new ObservedServer(wiring, sse);
                Call call = s.get("/")) {
            call.reply();
            await(running);
            await(over);
            assertEquals(RequestEnd.Outcome.ABORTED, s.ends.next().outcome());
        }
    }

    @Test
    void aClientOfHttp10GetsEventsUntilTheEnd() throws Exception {
        Sse sse = Sse.handler(events -> events.send("only"));
        try (Server server = Servers.start(b -> b, sse);
                Wire wire = Wire.to(server.port())) {
            wire.send("GET / HTTP/1.0\r\n\r\n");
            String answer = wire.rest();
            assertTrue(answer.endsWith("\r\n\r\ndata: only\n\n"), wire::transcript);
            assertFalse(answer.contains("chunked"), wire::transcript);
        }
    }

    private static int status(Client client, String target) throws IOException {
        try (Call call = client.open("GET", target, List.of(), 0)) {
            call.end(List.of());
            Reply reply = call.reply();
            reply.readAll();
            return reply.status();
        }
    }

    @ParameterizedTest
    @EnumSource
    void duringTheDrainDelayAllIsServedAndNothingIsReady(Wiring wiring) throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("/ready", Health.ready());
        mux.handle("/live", Health.live());
        mux.handle("/", (w, r) -> w.write("draining: " + r.draining()));
        mux.handle("/events", Sse.handler(events -> {
            running.countDown();
            events.awaitEnd();
        }));
        Server server = wiring.configure(Server.builder()
                        .address("127.0.0.1:0")
                        .handler(mux)
                        .drainDelay(GRACE)
                        .errorLog(Servers.LOG))
                .build();
        server.start();
        try (Client before = wiring.connect(server);
                Client stream = wiring.connect(server);
                Call events = stream.open("GET", "/events", List.of(), 0)) {
            events.end(List.of());
            await(running);
            assertEquals(200, status(before, "/ready"));
            CompletableFuture<Boolean> shutdown = shutdown(server);
            Servers.await(
                    () -> {
                        try {
                            return status(before, "/ready") == 503;
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    () -> "still ready");
            try (Client after = wiring.connect(server)) {
                assertEquals(503, status(after, "/ready"));
                assertEquals(200, status(after, "/live"));
                assertEquals(200, status(after, "/"));
            }
            try (Call call = before.open("GET", "/", List.of(), 0)) {
                call.end(List.of());
                assertEquals("draining: false", new String(call.reply().readAll(), StandardCharsets.UTF_8));
            }
            assertFalse(shutdown.isDone());
            server.close();
            shutdown.get(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
