package dev.weir.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.simulation.Task.Act;
import dev.weir.simulation.Task.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handlers that stand still, more than threads may: all run at a time, and the loop serves others meanwhile. */
class StandingTest {
    /** What a server allows for one loop. */
    private static final int MOST_STANDING = 16;

    /** A client whose only request has a method of its own, so that nothing is known of its kind. */
    private static Plan client(int number, Act act, int amount) {
        String method = "M" + (char) ('A' + number);
        return new Plan(
                List.of(new Task(0, method, 0, true, false, 200, false, false, List.of(new Step(act, amount)))),
                Plan.Fault.NONE,
                0);
    }

    /** Everybody runs, in order, until he waits; the machine is never away. */
    private static final class Plain implements Choices {
        @Override
        public int next(int ready) {
            return 0;
        }

        @Override
        public boolean stop(int ready) {
            return false;
        }

        @Override
        public boolean lapse() {
            return false;
        }
    }

    /** Runs a scenario, and looks at it whenever all rest. */
    private static LoopScenario run(List<Plan> plans, Consumer<LoopScenario> look) {
        SimulatedWorld world = new SimulatedWorld(new Plain(), new SplittableRandom(1));
        LoopScenario scenario = new LoopScenario(world, plans, new SplittableRandom(1));
        world.atRest(() -> {
            scenario.checkRest();
            look.accept(scenario);
        });
        world.run(scenario::begin, Scenario.MOST_NANOS);
        assertTrue(world.allEnded(), world::stacks);
        scenario.checkEnd();
        assertEquals(List.of(), world.violations());
        return scenario;
    }

    @Test
    void moreThanMayStandStill() {
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < MOST_STANDING + 8; i++) {
            plans.add(client(i, Act.BLOCK, 0));
        }
        List<Integer> standing = new ArrayList<>();
        LoopScenario scenario = run(plans, looked -> standing.add(looked.standing()));
        assertEquals(MOST_STANDING, Collections.max(standing));
        assertEquals(MOST_STANDING, scenario.handOvers());
    }

    /** One that computes for longer than it may is relieved as well, and one that does not is left alone. */
    @ParameterizedTest
    @CsvSource({"20000, 1", "500, 0"})
    void computing(int micros, long handOvers) {
        List<Plan> plans = List.of(client(0, Act.COMPUTE, micros));
        assertEquals(handOvers, run(plans, _ -> {}).handOvers());
    }
}
