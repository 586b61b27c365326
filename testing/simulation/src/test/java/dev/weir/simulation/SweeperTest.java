package dev.weir.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.http.core.ConnState;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The sweeper's deadlines against all that ends a connection, in every interleaving with few deviations: it is closed
 * once, reported once, its place is free once, and its protocol hears of a cut once when it was cut, and not else.
 */
class SweeperTest {
    private static final int DEVIATIONS = 3;
    private static final long MOST_RUNS = 200_000;

    /** What the connection's own thread does meanwhile; the second may be notified of an abort. */
    private interface Ending {
        void end(ServersConnection connection);
    }

    private static void explore(Consumer<ServersConnection> sweeper, Ending ending, boolean alwaysEnds) {
        Explorer.Result result = new Explorer(DEVIATIONS, MOST_RUNS).explore(choices -> {
            SimulatedWorld world = new SimulatedWorld(choices, new SplittableRandom(1));
            SimServer server = new SimServer(
                    world,
                    (_, _) -> world.violated("an unexpected request"),
                    new Plan(List.of(), Plan.Fault.NONE, 0).config);
            ServersConnection[] made = new ServersConnection[1];
            AtomicInteger cuts = new AtomicInteger();
            world.run(
                    () -> {
                        made[0] = new ServersConnection(server);
                        world.start("sweeper", () -> sweeper.accept(made[0]));
                        world.start("connection", () -> {
                            made[0].connection.onCut(cuts::incrementAndGet);
                            ending.end(made[0]);
                            if (alwaysEnds) {
                                made[0].call("leave");
                            }
                        });
                        world.start("shutdown", () -> made[0].call("drain"));
                    },
                    Scenario.MOST_NANOS);
            check(world, made[0], cuts.get());
            return world.violations();
        });
        System.out.println(result.runs() + " runs");
        if (!result.violations().isEmpty()) {
            fail(String.join("\n", result.violations()));
        }
        assertTrue(result.complete(), "not all interleavings were seen in " + result.runs() + " runs");
    }

    private static void check(SimulatedWorld world, ServersConnection connection, int cuts) {
        if (!world.allEnded()) {
            world.violated("these never end: " + world.stacks());
        }
        long last = connection.states.stream()
                .filter(state -> state == ConnState.CLOSED || state == ConnState.HIJACKED)
                .count();
        if (last != 1 || connection.states.getLast().compareTo(ConnState.HIJACKED) < 0) {
            world.violated("the listener got " + connection.states);
        }
        if (connection.channel.closes.get() != 1 || connection.channel.isOpen()) {
            world.violated("the channel is closed " + connection.channel.closes + " times");
        }
        if (cuts > 1) {
            world.violated("the protocol hears of the cut " + cuts + " times");
        }
        if (connection.open() != 0 || !connection.placeIsFree()) {
            world.violated("the book has lost its place, or has it twice");
        }
    }

    /** The write deadline passes as the protocol ends. */
    @Test
    void writeDeadlineAndClose() {
        explore(
                made -> {
                    made.connection.writeDeadline(1);
                    made.call("sweep", 2L);
                    made.call("sweep", 3L);
                },
                made -> made.connection.active(),
                true);
    }

    /** The read deadline passes as the protocol aborts. */
    @Test
    void readDeadlineAndAbort() {
        explore(
                made -> {
                    made.connection.readDeadline(1);
                    made.call("sweep", 2L);
                    made.call("sweep", 3L);
                },
                made -> made.connection.abort(),
                true);
    }

    /** A server that closes cuts, as the write deadline passes. */
    @Test
    void cutAndWriteDeadline() {
        explore(
                made -> {
                    made.connection.writeDeadline(1);
                    made.call("sweep", 2L);
                },
                made -> made.call("cut"),
                true);
    }

    /** The server closes, as a handler takes the connection over and its thread ends; nobody holds it then. */
    @Test
    void cutAndHijack() {
        explore(
                made -> made.call("cut"),
                made -> {
                    made.connection.active();
                    made.connection.hijacked();
                },
                true);
    }

    /** Whoever holds the connection that a handler has taken over closes it, as its thread ends. */
    @Test
    void holderAndThread() {
        explore(made -> made.connection.close(), made -> made.connection.hijacked(), true);
    }

    /** A connection that is idle, and then is not, while a shutdown looks for idle ones. */
    @Test
    void idlenessAndShutdown() {
        explore(
                made -> made.call("sweep", 2L),
                made -> {
                    made.connection.idle();
                    made.connection.active();
                },
                true);
    }
}
