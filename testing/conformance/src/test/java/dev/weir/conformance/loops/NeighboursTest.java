package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.loops.Setup.Over;
import dev.weir.http.api.Handler;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Http2Wire.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handlers that wait for one another, on connections of one loop and on streams of one connection. */
class NeighboursTest {
    private static final int PAIRS = 100;
    /** A handshake costs as much as a thousand requests. */
    private static final int PAIRS_OF_HANDSHAKES = 15;

    /** In which order a pair asks, and what each does. */
    private static final List<List<String>> ORDERS =
            List.of(List.of("/wait/", "/go/"), List.of("/go/", "/wait/"), List.of("/meet/", "/meet/"));

    /** {@code /wait/x} waits for {@code /go/x}; of two who ask for {@code /meet/x} each waits for the other. */
    private static Handler handler() {
        Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
        Map<String, CyclicBarrier> meetings = new ConcurrentHashMap<>();
        return (w, r) -> {
            String name = r.path().substring(r.path().lastIndexOf('/'));
            CountDownLatch gate = gates.computeIfAbsent(name, _ -> new CountDownLatch(1));
            switch (r.path().substring(1, r.path().indexOf('/', 1))) {
                case "wait" -> gate.await();
                case "go" -> gate.countDown();
                default ->
                    meetings.computeIfAbsent(name, _ -> new CyclicBarrier(2)).await();
            }
            w.write(r.path());
        };
    }

    /** The first of all pairs, and then the second; or pair by pair. */
    private static List<String> paths(List<String> order, int pairs, boolean pairwise) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 2 * pairs; i++) {
            int who = pairwise ? i % 2 : i / pairs;
            int pair = pairwise ? i / 2 : i % pairs;
            paths.add(order.get(who) + pair);
        }
        return paths;
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void onConnectionsOfTheirOwn(Setup setup) throws Exception {
        int pairs = setup.over() == Over.HTTP1_TLS ? PAIRS_OF_HANDSHAKES : PAIRS;
        for (List<String> order : ORDERS) {
            try (Site site = new Site(setup, handler())) {
                List<Client> clients = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    clients.add(site.client());
                }
                List<String> paths = paths(order, pairs, false);
                List<Call> calls = new ArrayList<>();
                for (int i = 0; i < paths.size(); i++) {
                    calls.add(site.get(clients.get(i % 20), paths.get(i)));
                }
                for (int i = 0; i < paths.size(); i++) {
                    assertEquals("200 " + paths.get(i), Site.answer(calls.get(i)));
                }
                site.awaitQuiet();
                site.assertServes();
            }
        }
    }

    /** All of them come in one batch, and so are begun by one thread. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#http2")
    void onStreamsOfOneConnection(Setup setup) throws Exception {
        for (List<String> order : ORDERS) {
            for (boolean pairwise : List.of(true, false)) {
                try (Site site = new Site(setup, handler())) {
                    List<String> paths = paths(order, PAIRS, pairwise);
                    assertEquals(paths, askAtOnce(site, paths), () -> order + ": " + site.server.stats());
                    site.awaitQuiet();
                    site.assertServes();
                }
            }
        }
    }

    private static List<String> askAtOnce(Site site, List<String> paths) throws IOException {
        Http2Wire wire = site.http2Wire();
        wire.batch(true);
        Map<Integer, String> answers = new TreeMap<>();
        for (int i = 0; i < paths.size(); i++) {
            wire.get(2 * i + 1, paths.get(i));
        }
        wire.batch(false);
        for (int open = paths.size(); open > 0; ) {
            Frame frame = wire.read();
            if (frame == null || frame.type() == Http2Wire.GOAWAY || frame.type() == Http2Wire.RST_STREAM) {
                throw new AssertionError("not all was answered, but " + frame + "\n" + wire.transcript());
            }
            if (frame.type() == Http2Wire.DATA) {
                answers.merge(frame.stream(), frame.text(), String::concat);
            }
            open -= frame.ends() ? 1 : 0;
        }
        return List.copyOf(answers.values());
    }
}
