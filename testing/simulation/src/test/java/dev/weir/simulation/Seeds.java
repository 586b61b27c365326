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
            boolean loops,
            List<String> violations,
            long trace,
            long steps,
            long handOvers,
            long elsewhere,
            String plan) {
        String report() {
            return "seed " + seed + " fails; to repeat it:\n  mvn -pl testing/simulation -am test -Dtest=SeedTest#"
                    + (loops ? "seedsOverLoops" : "seeds")
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest.args=-Dweir.seed=" + seed + "\n"
                    + String.join("\n", violations) + "\n" + plan;
        }
    }

    /** Runs a seed over loops in a world of its own. */
    static Outcome runOverLoops(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedWorld world = new SimulatedWorld(new SeededChoices(random.split()), random.split());
        LoopScenario scenario = new LoopScenario(world, random.split());
        world.atRest(scenario::checkRest);
        world.run(scenario::begin, Scenario.MOST_NANOS);
        if (ended(world)) {
            scenario.checkEnd();
        }
        return new Outcome(
                seed,
                true,
                new ArrayList<>(world.violations()),
                world.trace(),
                world.steps(),
                scenario.handOvers(),
                scenario.elsewhere(),
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

    /** Runs a seed in a world of its own. */
    static Outcome run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedWorld world = new SimulatedWorld(new SeededChoices(random.split()), random.split());
        Scenario scenario = new Scenario(world, random.nextInt(3) != 0, random.split());
        world.atRest(scenario::checkRest);
        world.run(scenario::begin, Scenario.MOST_NANOS);
        if (ended(world)) {
            scenario.checkEnd();
        }
        return new Outcome(
                seed,
                false,
                new ArrayList<>(world.violations()),
                world.trace(),
                world.steps(),
                0,
                0,
                world.violations().isEmpty() ? "" : scenario.toString());
    }
}
