package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The processes that compute beside a run, and each way in which they end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NeighboursTest {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final int LONG = 600;

    private static Process start(int seconds) throws IOException {
        Process one = new ProcessBuilder(Neighbours.command(seconds, TARGET))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals(Neighbour.COMPUTING, one.inputReader().readLine());
        return one;
    }

    @Test
    void theyComputeUntilTheRunIsOver() throws Exception {
        List<Process> all;
        try (Neighbours neighbours = new Neighbours(Neighbours.NUMBER, 1, TARGET)) {
            all = neighbours.all();
            assertEquals(Neighbours.NUMBER, all.size());
            for (Process one : all) {
                awaitTicks(new ProcessTree(one));
                assertTrue(one.isAlive());
            }
        }
        for (Process one : all) {
            assertFalse(one.isAlive());
        }
    }

    /** Until it has computed for a while longer than its start takes. */
    private static void awaitTicks(ProcessTree tree) throws IOException, InterruptedException {
        long enough = tree.ticks() + 10;
        while (tree.ticks() < enough) {
            Thread.sleep(10);
        }
    }

    @Test
    void aRunWithoutNeighboursHasNone() throws Exception {
        try (Neighbours neighbours = new Neighbours(0, 1, TARGET)) {
            assertEquals(List.of(), neighbours.all());
        }
    }

    /** As when the benchmark is killed, and can end nobody. */
    @Test
    void oneEndsWithTheOtherSideOfItsInput() throws Exception {
        Process one = start(LONG);
        try {
            one.getOutputStream().close();
            assertEquals(0, one.waitFor());
        } finally {
            one.destroyForcibly();
        }
    }

    @Test
    void oneEndsAfterItsTime() throws Exception {
        Process one = start(1);
        try {
            assertEquals(0, one.waitFor());
        } finally {
            one.destroyForcibly();
        }
    }
}
