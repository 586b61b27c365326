package dev.weir.simulation;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same scenarios on the machine's own threads and clock, over the engines as they are: who runs when is up to the
 * machine, so a failure need not repeat. {@code -Dtest.args=-Dweir.parallel=COUNT} runs so many.
 */
@Tag("parallel")
class ParallelTest {
    /** A scenario lasts for some hundred milliseconds at most; only one that hangs takes so long. */
    private static final long MOST_MILLIS = 60_000;

    /** So many go on at once, so that threads are many more than processors. */
    private static final int AT_ONCE = 60;

    @Test
    void scenarios() throws InterruptedException {
        int count = Integer.getInteger("weir.parallel", 480);
        for (int first = 0; first < count; first += AT_ONCE) {
            RealWorld[] worlds = new RealWorld[AT_ONCE];
            Scenario[] scenarios = new Scenario[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++) {
                SplittableRandom random = new SplittableRandom(first + i);
                worlds[i] = new RealWorld();
                boolean http2 = random.nextBoolean();
                scenarios[i] = new Scenario(worlds[i], http2, Plan.quick(random.split(), http2), random);
                scenarios[i].begin();
            }
            for (int i = 0; i < AT_ONCE; i++) {
                if (worlds[i].awaitAll(MOST_MILLIS)) {
                    awaitHandlers(worlds[i], scenarios[i]);
                    scenarios[i].checkEnd();
                }
                if (!worlds[i].violations().isEmpty()) {
                    fail("scenario " + (first + i) + ": " + String.join("\n", worlds[i].violations()) + "\n"
                            + scenarios[i]);
                }
            }
        }
    }

    private static void awaitHandlers(RealWorld world, Scenario scenario) {
        long until = world.nanoTime() + MOST_MILLIS * 1_000_000;
        while (scenario.running() > 0 && world.nanoTime() - until < 0) {
            world.sleep(1_000_000);
        }
    }
}
