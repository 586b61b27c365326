package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The streams of a batch share a thread, and still none of them waits for another. */
class StreamThreadsTest {
    private static final int STREAMS = 10;

    /** Whether the handler sleeps or computes, and wherever in its batch it stands, the others are answered meanwhile. */
    @ParameterizedTest
    @CsvSource({"/hold, 0", "/hold, 5", "/hold, 9", "/compute, 0", "/compute, 5", "/compute, 9"})
    void oneHandlerTakesItsTime(String path, int at) {
        assumeTrue(
                path.equals("/hold") || Runtime.getRuntime().availableProcessors() > 1,
                "what computes on the only processor delays all");
        try (Peer p = Peer.begun()) {
            String[] paths = new String[STREAMS];
            Arrays.fill(paths, "/empty");
            paths[at] = path;
            p.batch(1, paths);
            Set<String> others = new TreeSet<>();
            Set<String> answered = new TreeSet<>();
            for (int i = 0; i < STREAMS; i++) {
                if (i != at) {
                    others.add(Integer.toString(2 * i + 1));
                    answered.add(p.expect("HEADERS").split(" ")[1]);
                }
            }
            assertEquals(others, answered, p::transcript);
            p.release();
            p.expect("HEADERS " + (2 * at + 1));
        }
    }

    /** Two that hold in one batch: each is seen to, and the batches after them as well. */
    @Test
    void severalHandlersTakeTheirTime() {
        try (Peer p = Peer.begun()) {
            p.batch(1, "/hold", "/empty", "/hold", "/empty");
            p.expect("HEADERS");
            p.expect("HEADERS");
            p.batch(9, "/hold", "/empty", "/empty");
            p.expect("HEADERS");
            p.expect("HEADERS");
            p.awaitRunning(3);
            p.release();
            for (int i = 0; i < 3; i++) {
                p.expect("HEADERS");
            }
            p.expectAlive();
        }
    }

    /** The worker and the connection's thread hand over to each other in every order; all is answered, once. */
    @Test
    void manyBatchesOfShortHandlers() {
        try (Peer p = Peer.begun()) {
            int stream = 1;
            for (int batch = 0; batch < 2000; batch++) {
                int streams = 1 + batch % STREAMS;
                String[] paths = new String[streams];
                Arrays.fill(paths, "/empty");
                p.batch(stream, paths);
                Set<String> answered = new TreeSet<>();
                for (int i = 0; i < streams; i++) {
                    answered.add(p.expect("HEADERS").split(" ")[1]);
                }
                assertEquals(streams, answered.size(), p::transcript);
                stream += 2 * streams;
            }
            p.expectAlive();
            p.awaitRunning(0);
        }
    }
}
