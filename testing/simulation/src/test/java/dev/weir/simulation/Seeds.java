package dev.weir.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Runs the scenario of a seed, and says how to run it again. */
final class Seeds {
    private Seeds() {}

    /** What came of a seed: what was violated, and what tells its run from others. */
    record Outcome(
            long seed,
            String test,
            List<String> violations,
            long trace,
            long steps,
            long handOvers,
            long elsewhere,
            String plan) {
        String report() {
            return "seed " + seed + " fails; to repeat it:\n  mvn -pl testing/simulation -am test -Dtest="
                    + test
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest.args=-Dweir.seed=" + seed + "\n"
                    + String.join("\n", violations) + "\n" + plan;
        }
    }

    /** Runs a seed over loops in a world of its own. */
    static Outcome runOverLoops(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedWorld world = world(random);
        LoopScenario scenario = new LoopScenario(world, random.split());
        run(world, scenario::begin, scenario::checkRest, scenario::checkEnd);
        return outcome(seed, world, "SeedTest#seedsOverLoops", scenario.handOvers(), scenario.elsewhere(), scenario);
    }

    /** Runs a seed in a world of its own. */
    static Outcome run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedWorld world = world(random);
        Scenario scenario = new Scenario(world, random.nextInt(3) != 0, random.split());
        run(world, scenario::begin, scenario::checkRest, scenario::checkEnd);
        return outcome(seed, world, "SeedTest#seeds", 0, 0, scenario);
    }

    /** Runs a seed of WebSockets in a world of its own. */
    static Outcome runWebSocket(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedWorld world = world(random);
        try (Codecs codecs = new Codecs()) {
            world.codecs(codecs);
            WebSocketScenario scenario = new WebSocketScenario(world, random.split());
            run(world, scenario::begin, () -> {}, scenario::checkEnd);
            return outcome(seed, world, "WebSocketSeedTest#seeds", 0, 0, scenario);
        }
    }

    private static SimulatedWorld world(SplittableRandom random) {
        return new SimulatedWorld(new SeededChoices(random.split()), random.split());
    }

    private static void run(SimulatedWorld world, Runnable begin, Runnable checkRest, Runnable checkEnd) {
        world.atRest(checkRest);
        world.run(begin, Scenario.MOST_NANOS);
        if (ended(world)) {
            checkEnd.run();
        }
    }

    private static Outcome outcome(
            long seed, SimulatedWorld world, String test, long handOvers, long elsewhere, Object scenario) {
        return new Outcome(
                seed,
                test,
                new ArrayList<>(world.violations()),
                world.trace(),
                world.steps(),
                handOvers,
                elsewhere,
                world.violations().isEmpty() ? "" : scenario.toString());
    }

    private static boolean ended(SimulatedWorld world) {
        if (!world.allEnded()) {
            world.violated("these never end: " + world.stacks());
            return false;
        }
        if (world.buffers().ofAnswers() > 0) {
            world.violated(world.buffers().ofAnswers() + " buffers of pools were not given back");
        }
        return true;
    }
}
