package dev.weir.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The parts of a loop in all interleavings with few deviations: a step that ends as its loop is handed over, a socket that is
 * readable as its session asks for more, is waited for, is woken and closed, and the queue of those that are to be called.
 */
class HandOverTest {
    private static final long MOST_RUNS = 400_000;

    /** Explores what happens to a session, each on a thread of its own. */
    @SafeVarargs
    private static void explore(int deviations, boolean releases, boolean waits, Consumer<LoopSession>... others) {
        Explorer.Result result = new Explorer(deviations, MOST_RUNS).explore(choices -> {
            SimulatedWorld world = new SimulatedWorld(choices, new SplittableRandom(1));
            LoopSession session = new LoopSession(world, releases, waits);
            world.atRest(session::checkRest);
            world.run(
                    () -> {
                        session.begin();
                        for (Consumer<LoopSession> other : others) {
                            world.start("other", () -> other.accept(session));
                        }
                    },
                    Scenario.MOST_NANOS);
            session.checkEnd();
            return world.violations();
        });
        report(result);
    }

    private static void report(Explorer.Result result) {
        System.out.println(result.runs() + " runs");
        if (!result.violations().isEmpty()) {
            fail(String.join("\n", result.violations()));
        }
        assertTrue(result.complete(), "not all interleavings were seen in " + result.runs() + " runs");
    }

    /** The loop of a session that keeps its thread is handed over as steps begin and end. */
    @Test
    void handOverAndTheEndOfAStep() {
        explore(3, false, false, LoopSession::send, LoopSession::handOver);
    }

    /** The same of one that others go on with, and whose thread comes back. */
    @Test
    void releaseAndTheEndOfAStep() {
        explore(3, true, false, LoopSession::send, LoopSession::handOver);
    }

    /** Two hand-overs: each takes place for one step. */
    @Test
    void twoHandOvers() {
        explore(2, true, false, LoopSession::send, LoopSession::handOver, LoopSession::handOver);
    }

    /** A session is woken from elsewhere, as bytes come and it asks for more. */
    @Test
    void wakeAndReadable() {
        explore(2, false, false, LoopSession::send, LoopSession::wake);
    }

    /** A thread of the session's own waits for bytes and for room while its loop hears of both. */
    @Test
    void waitingForTheSocket() {
        explore(3, false, true, LoopSession::send, session -> {
            session.wire.toClient().clogged(true);
            Hook.point();
            session.wire.toClient().clogged(false);
        });
    }

    /** The same while the session is woken. */
    @Test
    void waitingForTheSocketAndWake() {
        explore(2, false, true, LoopSession::send, LoopSession::wake, LoopSession::handOver);
    }

    /** A loop is handed over as the session gets a thread of its own: that thread's step is none of the loop's. */
    @Test
    void handOverAndAThreadOfItsOwn() {
        explore(3, true, true, LoopSession::send, LoopSession::handOver);
    }

    /** The connection is cut as a loop calls its session. */
    @Test
    void cutAndReadable() {
        explore(2, false, false, LoopSession::send, LoopSession::cut);
    }

    /** The connection is cut as a thread waits for it. */
    @Test
    void cutAndWaiting() {
        explore(2, false, true, LoopSession::send, LoopSession::cut);
    }

    /** The connection is cut as its loop is handed over. */
    @Test
    void cutAndHandOver() {
        explore(2, true, false, LoopSession::send, LoopSession::cut, LoopSession::handOver);
    }

    /** A step is ended by one of those who would, and the leadership goes on from there. */
    @Test
    void aStepIsEndedOnce() {
        report(new Explorer(4, MOST_RUNS).explore(choices -> {
            SimulatedWorld world = new SimulatedWorld(choices, new SplittableRandom(1));
            Object leadership = Internals.make("loop.Leadership");
            List<String> claims = new ArrayList<>();
            world.run(
                    () -> {
                        long step = (long) Internals.call(leadership, "begin", 0L);
                        for (String who : List.of("leader", "watchdog", "other")) {
                            world.start(who, () -> {
                                if ((boolean) Internals.call(leadership, "claim", step)) {
                                    claims.add(who);
                                }
                            });
                        }
                    },
                    Scenario.MOST_NANOS);
            if (claims.size() != 1 || (long) Internals.call(leadership, "now") != 2) {
                world.violated("the step was ended by " + claims);
            }
            return world.violations();
        }));
    }

    /** Sockets are offered as the leader takes them and closes the queue: each is taken once, or was refused. */
    @Test
    void offersAndTheEndOfTheQueue() {
        report(new Explorer(4, MOST_RUNS).explore(choices -> {
            SimulatedWorld world = new SimulatedWorld(choices, new SplittableRandom(1));
            Object queue = Internals.make("loop.SocketQueue");
            List<Object> accepted = new ArrayList<>();
            List<Object> taken = new ArrayList<>();
            List<Object> sockets = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sockets.add(Internals.make("loop.LoopSocket", new SimChannel()));
            }
            world.run(
                    () -> {
                        world.start("two", () -> {
                            offer(queue, sockets.get(0), accepted);
                            offer(queue, sockets.get(1), accepted);
                        });
                        world.start("one", () -> offer(queue, sockets.get(2), accepted));
                        world.start("leader", () -> {
                            Internals.call(queue, "takeIn");
                            poll(queue, taken);
                            Internals.call(queue, "close");
                            while (poll(queue, taken)) {
                                // all that were accepted
                            }
                        });
                    },
                    Scenario.MOST_NANOS);
            if (taken.size() != accepted.size() || !taken.containsAll(accepted)) {
                world.violated(accepted.size() + " were accepted, and " + taken.size() + " taken");
            }
            if (taken.contains(sockets.get(0))
                    && taken.indexOf(sockets.get(0)) > taken.indexOf(sockets.get(1))
                    && taken.contains(sockets.get(1))) {
                world.violated("the second was taken before the first");
            }
            return world.violations();
        }));
    }

    private static void offer(Object queue, Object socket, List<Object> accepted) {
        if ((boolean) Internals.call(queue, "offer", socket)) {
            accepted.add(socket);
        }
    }

    private static boolean poll(Object queue, List<Object> taken) {
        Object socket = Internals.call(queue, "poll");
        if (socket != null) {
            assertEquals(-1, taken.indexOf(socket), "taken twice");
            taken.add(socket);
        }
        return socket != null;
    }
}
