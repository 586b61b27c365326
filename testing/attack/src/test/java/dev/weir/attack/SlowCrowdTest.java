package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.ServerStats;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Slow clients of HTTP/1 by the thousand, against short deadlines: each ends as it should, and no other client is slowed down. */
class SlowCrowdTest extends Http1Family {
    /** Longer than a loaded machine stands still, as for {@link SlowPeerTest}. */
    private static final Duration DEADLINE = Duration.ofSeconds(size(3, 5));
    /** All connections together; client and server are in one process, so each takes two descriptors. */
    private static final int CONNECTIONS = size(450, 5000);

    private static final int READERS = size(50, 500);
    /** What one may hold on both sides, virtual thread and all. */
    private static final int HEAP_EACH = 24 * 1024;

    /** Bytes that come while the server closes may meet a reset, which takes its answer away from the client. */
    private static final String ANSWERS = """
        idle from the start => closed
        idle after an answer => 200; closed
        half a head, then silence => 408; closed
        a head by single bytes (slowloris, CVE-2007-6750) => 408; closed or closed
        a head by whole fields (slowloris, CVE-2007-6750) => 408; closed or closed
        empty lines now and then => 400; closed or closed
        half of the content, then silence => 408; closed
        content by single bytes (R.U.D.Y.) => 408; closed or closed
        chunks of a byte now and then => 408; closed or closed
        """;

    @Override
    void configure(ServerBuilder builder) {
        builder.readHeaderTimeout(DEADLINE)
                .readTimeout(DEADLINE)
                .idleTimeout(DEADLINE)
                // Later, so that a client that sends too slowly is answered.
                .writeTimeout(DEADLINE.plusSeconds(2));
    }

    /** All crowds at once. */
    @Test
    void slowHeadSlowContentOneByteAtATimeAndIdleForeverCve20076750() throws Exception {
        List<Case> cases = cases(SlowCrowds.all(), ANSWERS);
        int each = CONNECTIONS / cases.size();
        Map<Case, FutureTask<String>> playing = new ConcurrentHashMap<>();
        for (Case one : cases) {
            FutureTask<String> task = new FutureTask<>(() -> one.attack().play(dial(), each));
            playing.put(one, task);
            Thread.ofPlatform().daemon().start(task);
        }
        Servers.await(
                () -> server().stats().openConnections() >= each * cases.size() / 2,
                () -> "hardly an attack: " + server().stats());
        assertHeapBelow((long) CONNECTIONS * HEAP_EACH + (8 << 20));
        for (Map.Entry<Case, FutureTask<String>> one : playing.entrySet()) {
            String ended = one.getValue().get();
            assertTrue(
                    List.of(one.getKey().answer().split(" or ")).containsAll(List.of(ended.split(" or "))),
                    () -> one.getKey() + ": expected " + one.getKey().answer() + " but was " + ended);
        }
    }

    /** Readers who take nothing of a long answer: the write timeout frees the handler and the connection. */
    @Test
    void slowReaders() throws IOException {
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                wires.add(wire());
                wires.getLast().send("GET /bytes/1000000000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            Servers.await(() -> server().stats().runningHandlers() >= READERS, () -> "" + server().stats());
            // The wires hold 32 KiB each, the handlers as much as they have in hand.
            assertHeapBelow(READERS * 200_000L + (8 << 20));
            long served = since(ServerStats::requestsServed);
            Servers.await(() -> server().stats().runningHandlers() < READERS / 2, () -> "" + server().stats());
            Servers.await(() -> server().stats().openConnections() <= 2, () -> "" + server().stats());
            assertTrue(since(ServerStats::requestsServed) > served);
            for (Wire wire : wires) {
                assertThrows(Wire.BrokenOff.class, () -> wire.answer(false), "a whole answer");
            }
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }
}
