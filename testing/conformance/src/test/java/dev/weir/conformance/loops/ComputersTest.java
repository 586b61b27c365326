package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.core.HandlerThreads;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Handlers that compute without an end: those who are connected are answered. The clients are threads of the platform, as
 * carriers of virtual ones may be taken.
 */
@Isolated("it takes the processors, and threads that carry virtual ones")
class ComputersTest {
    private static final int CARRIERS = Runtime.getRuntime().availableProcessors();

    /** A connection that asks for one thing at a time. */
    private interface Peer {
        void ask(String path) throws IOException;

        String answer() throws IOException;
    }

    private static Peer peer(Site site) throws IOException {
        Peer peer = site.setup.over().http2()
                ? new Peer() {
                    private final Http2Wire wire = site.http2Wire();
                    private int stream = -1;

                    @Override
                    public void ask(String path) throws IOException {
                        stream += 2;
                        wire.get(stream, path);
                    }

                    @Override
                    public String answer() throws IOException {
                        return wire.answer(stream);
                    }
                }
                : new Peer() {
                    private final Wire wire = site.wire();

                    @Override
                    public void ask(String path) throws IOException {
                        wire.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
                    }

                    @Override
                    public String answer() throws IOException {
                        var answer = wire.answer(false);
                        return answer.status() + " " + answer.body();
                    }
                };
        askSmall(peer);
        return peer;
    }

    private static void askSmall(Peer peer) throws IOException {
        peer.ask("/small");
        assertEquals("200 small", peer.answer());
    }

    private static void compute(Setup setup, int computers, int atOnce, String path) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (Site site = new Site(setup, (w, _) -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
            w.write("computed");
        })) {
            try {
                List<Peer> others = new ArrayList<>();
                List<Peer> computing = new ArrayList<>();
                for (int i = 0; i < 2 * setup.loops(); i++) {
                    others.add(peer(site));
                }
                for (int i = 0; i < computers; i++) {
                    computing.add(peer(site));
                    computing.get(i).ask(path.replace("#", "" + i));
                }
                site.await(atOnce + " that compute", stats -> stats.runningHandlers() >= atOnce);
                for (int round = 0; round < 5; round++) {
                    for (Peer other : others) {
                        askSmall(other);
                    }
                }
                site.assertThreadsAreBounded();
                stop.set(true);
                for (Peer peer : computing) {
                    assertEquals("200 computed", peer.answer());
                }
            } finally {
                stop.set(true);
            }
            site.awaitQuiet();
            site.assertServes();
        }
    }

    /** Virtual threads that compute do not take turns: one carrier is left to others. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void oneOnEachLoop(Setup setup) throws Exception {
        int computers = setup.threads() == HandlerThreads.VIRTUAL
                ? Math.min(Math.max(1, CARRIERS - 1), setup.loops())
                : setup.loops();
        compute(setup, computers, computers, "/compute/#");
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#elasticPlain")
    void moreThanThereAreProcessors(Setup setup) throws Exception {
        compute(setup, CARRIERS + 3, CARRIERS + 3, "/compute/#");
    }

    /** The first runs on a loop, others on all the carriers that there are. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#elasticPlain")
    void moreOfOneKindThanThereAreCarriers(Setup setup) throws Exception {
        compute(setup, CARRIERS + 3, CARRIERS + 1, "/compute");
    }
}
