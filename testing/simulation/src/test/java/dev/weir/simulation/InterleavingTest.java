package dev.weir.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.simulation.Plan.Fault;
import dev.weir.simulation.Task.Act;
import dev.weir.simulation.Task.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Hand-offs between threads, each in all interleavings with few deviations: who writes, and who wakes whom; a client
 * that goes as its handler ends.
 */
class InterleavingTest {
    private static final long MOST_RUNS = 400_000;

    private static Task task(int id, Step... steps) {
        return new Task(id, "GET", 0, true, false, 200, false, false, List.of(steps));
    }

    private static Task upload(int id, int length, Step... steps) {
        return new Task(id, "POST", length, true, false, 200, false, false, List.of(steps));
    }

    private static Step step(Act act, int amount) {
        return new Step(act, amount);
    }

    private static void explore(
            boolean http2, int deviations, Fault fault, int faultMicros, List<List<Step>> handlers, int upload) {
        long start = System.nanoTime();
        Explorer.Result result = new Explorer(deviations, MOST_RUNS).explore(choices -> {
            SimulatedWorld world = new SimulatedWorld(choices, new SplittableRandom(1));
            List<Task> tasks = new ArrayList<>();
            for (int i = 0; i < handlers.size(); i++) {
                Step[] steps = handlers.get(i).toArray(Step[]::new);
                tasks.add(upload > 0 ? upload(i, upload, steps) : task(i, steps));
            }
            Scenario scenario = new Scenario(
                    world, http2, new Plan(tasks, fault, faultMicros * 1000L), new SplittableRandom(http2 ? 3 : 2));
            world.atRest(scenario::checkRest);
            world.run(scenario::begin, Scenario.MOST_NANOS);
            if (world.allEnded()) {
                scenario.checkEnd();
            } else {
                world.violated("these never end: " + world.stacks());
            }
            return world.violations();
        });
        System.out.printf("%d runs, %.1f s%n", result.runs(), (System.nanoTime() - start) / 1e9);
        if (!result.violations().isEmpty()) {
            fail(String.join("\n", result.violations()));
        }
        assertTrue(result.complete(), "not all interleavings were seen in " + result.runs() + " runs");
    }

    /** HTTP/1: an answer waits behind a handler that takes its time until the late flush looks for the second time. */
    @Test
    void lateFlushAndTheHandlersOwn() {
        explore(
                false,
                2,
                Fault.NONE,
                0,
                List.of(List.of(step(Act.WRITE, 10)), List.of(step(Act.SLEEP, 4000), step(Act.WRITE, 10))),
                0);
    }

    /** HTTP/1: the late flush and a client that resets. */
    @Test
    void lateFlushAndReset() {
        explore(
                false,
                2,
                Fault.RESET,
                4000,
                List.of(List.of(step(Act.WRITE, 10)), List.of(step(Act.SLEEP, 4000), step(Act.WRITE, 10))),
                0);
    }

    /** HTTP/1: a handler that has its client watched ends as the client goes. */
    @Test
    void cancellationAndCompletionOfHttp1() {
        explore(
                false,
                2,
                Fault.RESET,
                300,
                List.of(List.of(step(Act.ASK_CANCELLED, 0), step(Act.SLEEP, 300), step(Act.WRITE, 10))),
                0);
    }

    /** HTTP/1: the server cuts a connection whose handler ends. */
    @Test
    void cutAndCompletionOfHttp1() {
        explore(false, 2, Fault.CUT, 300, List.of(List.of(step(Act.SLEEP, 300), step(Act.WRITE, 10))), 0);
    }

    /** HTTP/2: two handlers write while the connection's thread has frames to answer. */
    @Test
    void combiningWriter() {
        explore(
                true,
                1,
                Fault.NONE,
                0,
                List.of(
                        List.of(step(Act.WRITE, 10), step(Act.FLUSH, 0), step(Act.WRITE, 10)),
                        List.of(step(Act.WRITE, 10))),
                0);
    }

    /** HTTP/2: content that is read while more of it comes. */
    @Test
    void contentAndItsReader() {
        explore(true, 1, Fault.NONE, 0, List.of(List.of(step(Act.READ_ALL, 0), step(Act.WRITE, 10))), 2000);
    }

    /** HTTP/2: the server cuts a connection whose handler ends. */
    @Test
    void cutAndCompletionOfHttp2() {
        explore(true, 1, Fault.CUT, 300, List.of(List.of(step(Act.SLEEP, 300), step(Act.WRITE, 10))), 0);
    }

    /** HTTP/2: a shutdown meets the end of a stream. */
    @Test
    void shutdownAndCompletionOfHttp2() {
        explore(true, 1, Fault.DRAIN, 300, List.of(List.of(step(Act.SLEEP, 300), step(Act.WRITE, 10))), 0);
    }
}
