package dev.weir.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.soak.Accepted.Outcome;
import dev.weir.soak.Accepted.Sent;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SIGTERM to the demo while wrk and h2load ask as fast as they can over all four protocols. What those cannot tell,
 * other clients do: each of their requests that was sent whole before the signal is answered whole, whatever comes
 * later is answered whole or not at all, and the exit code says that nothing was cut off.
 */
class ShutdownUnderLoadTest {
    private static final int TIMES = Boolean.getBoolean("weir.attack.long") ? 20 : 2;
    /** Clients on each route. */
    private static final int CLIENTS = 3;
    /** So many answers each client has had when the signal comes. */
    private static final int BUSY = 20;
    /** The exit code of a JVM that SIGTERM has ended in order; 1 were one that has cut requests off. */
    private static final int TERMINATED = 128 + 15;

    static IntStream times() {
        return IntStream.rangeClosed(1, TIMES);
    }

    @ParameterizedTest
    @MethodSource("times")
    void allThatWasAcceptedIsAnswered(int time, TestReporter reporter) throws Exception {
        try (ServerProcess server = ServerProcess.demo("--grace", "30s");
                ExecutorService threads = Executors.newCachedThreadPool()) {
            GoodTraffic.greet(server);
            List<Pressure> pressure = pressure(server);
            try {
                List<Accepted> clients = new ArrayList<>();
                List<Future<List<Sent>>> running = new ArrayList<>();
                for (Route route : Route.values()) {
                    for (int i = 0; i < CLIENTS; i++) {
                        clients.add(Accepted.by(route, server));
                        running.add(threads.submit(clients.getLast()));
                    }
                }
                awaitBusy(clients, running);
                pressure.forEach(one -> assertTrue(one.runs(), "a load generator has ended"));
                long begun = System.nanoTime();
                server.terminate();
                int exit = server.awaitEnd();
                List<Sent> all = new ArrayList<>();
                for (Future<List<Sent>> one : running) {
                    all.addAll(one.get());
                }
                assertEquals(
                        List.of(),
                        all.stream()
                                .map(sent -> sent.fault(begun))
                                .filter(f -> !f.isEmpty())
                                .toList(),
                        server::said);
                assertEquals(TERMINATED, exit, server::said);
                assertEquals("", server.said());
                long underWay =
                        all.stream().filter(sent -> sent.underWay(begun)).count();
                assertTrue(underWay > 0, "nothing was under way when the signal came");
                List<Sent> late =
                        all.stream().filter(sent -> sent.at() - begun >= 0).toList();
                reporter.publishEntry("time " + time + ": " + (all.size() - late.size())
                        + " requests sent before the signal, all answered, " + underWay + " of them after it; "
                        + late.size() + " sent later, of which "
                        + late.stream()
                                .filter(sent -> sent.outcome() == Outcome.ANSWERED)
                                .count() + " were answered");
                for (Pressure one : pressure) {
                    String said = one.stop();
                    reporter.publishEntry(said);
                    // An answer of another status would be one that an overtaxed server makes up.
                    assertFalse(said.contains("Non-2xx"), said);
                    assertTrue(!said.contains("status codes:") || said.contains(" 0 3xx, 0 4xx, 0 5xx"), said);
                }
            } finally {
                pressure.forEach(Pressure::close);
            }
        }
    }

    private static List<Pressure> pressure(ServerProcess server) {
        try {
            return Pressure.onAll(server);
        } catch (IOException e) {
            return Assumptions.abort("wrk or h2load is not installed, so there is no load to shut down under: " + e);
        }
    }

    private static void awaitBusy(List<Accepted> clients, List<Future<List<Sent>>> running) {
        for (int i = 0; i < clients.size(); i++) {
            Accepted client = clients.get(i);
            Future<List<Sent>> future = running.get(i);
            Servers.await(() -> client.answered() >= BUSY || future.isDone(), () -> client.answered() + " answers");
            assertFalse(future.isDone(), () -> "a client has ended: " + future.resultNow());
        }
    }
}
