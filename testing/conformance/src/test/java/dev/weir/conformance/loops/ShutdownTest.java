package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client.Call;
import dev.weir.http.core.ConnState;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stays in order while handlers stand still: a shutdown, states of connections, answers to pipelined requests. */
class ShutdownTest {
    private static final int STANDING = 40;

    /** All that stand still are answered within the grace, and nothing else holds the shutdown up. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void whileHandlersStandStill(Setup setup) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch draining = new CountDownLatch(STANDING);
        Map<Long, List<ConnState>> states = new ConcurrentHashMap<>();
        try (Site site = new Site(
                setup,
                builder -> builder.connState(
                        (id, _, state) -> states.computeIfAbsent(id, _ -> new CopyOnWriteArrayList<>())
                                .add(state)),
                (w, r) -> {
                    gate.await();
                    if (r.draining()) {
                        draining.countDown();
                    }
                    w.write("late");
                })) {
            site.assertServes();
            // Some are idle.
            for (Call call : site.crowd(10, 5, "/small")) {
                assertEquals("200 small", Site.answer(call));
            }
            List<Call> standing = site.crowd(STANDING, 10, "/stand/#");
            site.awaitRunning(STANDING);
            FutureTask<Boolean> shutdown = new FutureTask<>(() -> site.server.shutdown(Duration.ofSeconds(60)));
            Thread.ofPlatform().start(shutdown);
            int connections = setup.over().http2() ? STANDING / 10 : STANDING;
            site.await("only those that stand still", stats -> stats.openConnections() == connections);
            gate.countDown();
            for (Call call : standing) {
                assertEquals("200 late", Site.answer(call));
            }
            // Over HTTP/1 its client closes a connection that says so, and ours does with the call.
            site.leave();
            assertTrue(shutdown.get(60, TimeUnit.SECONDS), () -> "" + site.server.stats());
            assertEquals(0, draining.getCount());
        } finally {
            gate.countDown();
        }
        states.values().forEach(ShutdownTest::assertInOrder);
    }

    private static void assertInOrder(List<ConnState> states) {
        String all = states.toString();
        assertTrue(all.matches("\\[NEW(, ACTIVE(, IDLE, ACTIVE)*(, IDLE)?)?, CLOSED]"), all);
    }

    /** Those behind a handler that stands still are answered after it, and in order. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#http1")
    void pipelinedBehindOneThatStandsStill(Setup setup) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Site site = new Site(setup, (w, r) -> {
            if (r.path().startsWith("/stand")) {
                gate.await();
            }
            w.write(r.path());
        })) {
            Wire[] wires = new Wire[20];
            for (int i = 0; i < wires.length; i++) {
                wires[i] = site.wire();
                StringBuilder requests = new StringBuilder();
                for (String path : paths(i)) {
                    requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
                }
                wires[i].send(requests.toString());
            }
            site.awaitRunning(wires.length);
            site.assertServes();
            gate.countDown();
            for (int i = 0; i < wires.length; i++) {
                for (String path : paths(i)) {
                    Answer answer = wires[i].answer(false);
                    assertEquals("200 " + path, answer.status() + " " + answer.body(), wires[i]::transcript);
                }
            }
            site.awaitQuiet();
        } finally {
            gate.countDown();
        }
    }

    private static List<String> paths(int i) {
        return List.of("/a" + i, "/stand/" + i, "/b" + i, "/stand/again", "/c" + i, "/d" + i);
    }

    /** Handlers that are begun before the server closes end, and their threads are gone with it. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void closedWhileHandlersStandStill(Setup setup) throws Exception {
        try (Site site = new Site(setup, (_, _) -> new CountDownLatch(1).await())) {
            site.crowd(STANDING, 10, "/stand/#");
            site.awaitRunning(STANDING);
            site.server.close();
            Servers.awaitNoConnections(site.server);
            site.awaitQuiet();
        }
    }
}
