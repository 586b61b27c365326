package dev.weir.soak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A server behind HAProxy is killed, or stands still: the others take over, and what its clients see is bounded. */
@Timeout(300)
@EnabledIfSystemProperty(named = "weir.cluster.times", matches = "[2-9]|\\d\\d+", disabledReason = "for -Pcluster")
class TakeOverTest {
    private static final int EACH = 3;
    /** Clients that have one request each at a time. */
    private static final int ASKING = 3 * EACH;
    /** Longer than HAProxy takes to notice: two checks of two seconds. */
    private static final int FROZEN_MILLIS = 8_000;

    @TempDir
    Path folder;

    @BeforeEach
    void installed() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/haproxy")), "haproxy is not installed");
    }

    private static void awaitAnswers(Traffic traffic, int more) {
        long before = traffic.count("session", "answers");
        Servers.await(() -> traffic.count("session", "answers") >= before + more, traffic::toString);
    }

    private static boolean isLostSession(String fault) {
        return fault.contains("the session is lost");
    }

    @Test
    void oneIsKilled(TestReporter reporter) throws Exception {
        try (Processes processes = new Processes()) {
            RunningCluster cluster =
                    new RunningCluster(processes, folder.resolve("log"), 3, RollingRestartTest.freePort());
            try (Traffic traffic = new Traffic(cluster.port()).start(EACH)) {
                awaitAnswers(traffic, 300);
                Processes.signal("KILL", cluster.pid(2));
                awaitAnswers(traffic, 300);
                cluster.await("instance 2 is process ");
                awaitAnswers(traffic, 300);
                traffic.stop();
                reporter.publishEntry("killed: " + traffic);
                // What it was doing; each client had one request at most.
                assertTrue(traffic.faults().size() <= ASKING + EACH, traffic::toString);
                assertEquals(
                        List.of(),
                        traffic.faults().stream()
                                .filter(TakeOverTest::isLostSession)
                                .toList());
                assertEquals(
                        traffic.count("WebSocket", "connected"),
                        traffic.count("WebSocket", "closed with 1006") + EACH,
                        traffic::toString);
            }
        }
    }

    @Test
    void oneStandsStill(TestReporter reporter) throws Exception {
        try (Processes processes = new Processes()) {
            RunningCluster cluster =
                    new RunningCluster(processes, folder.resolve("log"), 3, RollingRestartTest.freePort());
            try (Traffic traffic = new Traffic(cluster.port()).start(EACH)) {
                awaitAnswers(traffic, 300);
                Processes.signal("STOP", cluster.pid(1));
                Thread.sleep(FROZEN_MILLIS);
                int prompt = 0;
                for (int i = 0; i < 30; i++) {
                    prompt += ask(cluster.port());
                }
                Processes.signal("CONT", cluster.pid(1));
                awaitAnswers(traffic, 300);
                traffic.stop();
                reporter.publishEntry("frozen: " + traffic);
                assertEquals(30, prompt, "who comes when HAProxy has noticed is answered by the others");
                // It has answered what it had, when it went on.
                assertEquals(List.of(), traffic.faults());
            }
        }
    }

    /** One where a new client is answered. */
    private static int ask(int port) throws IOException {
        try (Wire wire = Wire.to(port)) {
            wire.send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return wire.answer(false).status() == 200 ? 1 : 0;
        }
    }
}
