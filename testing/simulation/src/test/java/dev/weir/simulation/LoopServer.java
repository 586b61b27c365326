package dev.weir.simulation;

import dev.weir.http.core.spi.ProtocolProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What a server of {@code http-core} consists of but for its listener: loops with selectors of the world's, watchdog, connections
 * and their sweeper, protocols. All are the server's own, so they are reached by reflection.
 */
final class LoopServer {
    /** Between two looks of the watchdog when it sleeps, and some of its ticks; far more than it needs. */
    private static final long STUCK_NANOS = 100_000_000L;
    /** So many threads may stand still for each loop, and the one that leads it. */
    private static final int MOST_STANDING = 17;

    private final World world;
    private final Object protocols;
    private final Object registry;
    private final Object loops;
    private final Object runner;
    /** Who leads each loop. */
    private final List<Object> leaderships = new ArrayList<>();

    /** What step each loop was in when all were at rest, and since when; zero for none. */
    private final long[] seen;

    private final long[] since;
    private long ids;

    LoopServer(
            World world,
            SimServer context,
            int count,
            boolean virtual,
            List<ProtocolProvider> providers,
            SplittableRandom random) {
        this.world = world;
        this.seen = new long[count];
        this.since = new long[count];
        this.protocols = Internals.call(
                Internals.type("connection.ProtocolTable"),
                "open",
                context,
                providers,
                Map.of(),
                List.of(),
                java.util.Set.of(),
                true);
        this.registry = Internals.make("connection.ConnectionRegistry", context, null, 0);
        this.loops = Internals.make(
                "loop.Loops",
                context,
                (BiConsumer<String, Throwable>) (what, why) -> world.violated("the loops log: " + what + ": " + why),
                "sim",
                count,
                virtual,
                Internals.proxy("loop.Loops$Selectors", (_, _, _) -> new LoopSelector(world, random.split())));
        for (Object loop : (Object[]) Internals.field(loops, "loops")) {
            leaderships.add(Internals.field(loop, "leadership"));
        }
        Function<Object, Object> attributes = _ -> Map.of();
        Object reports = Internals.make("connection.ConnectionReports", context, List.of());
        Object entrance = Internals.make("connection.ConnectionRunner$Entrance", "sim", null, null, attributes);
        this.runner = Internals.make("connection.ConnectionRunner", context, protocols, loops, reports, entrance);
    }

    /** Has a thread lead the first loop, for a test that does without watchdog and sweeper. */
    void lead() {
        Internals.call(Internals.field(loops, "threads"), "lead", loop(), 0L);
    }

    /** The first loop. */
    Object loop() {
        return ((Object[]) Internals.field(loops, "loops"))[0];
    }

    void start() {
        Internals.call(registry, "start", "sim");
        Internals.call(loops, "start", "sim");
    }

    /** Serves a connection, as the accept loop has it done; returns it. */
    Object accept(LoopChannel channel) {
        Object connection = Internals.make("connection.ServerConnection", ++ids, registry, channel);
        Internals.call(registry, "opened", connection);
        Internals.call(runner, "start", connection, false);
        return connection;
    }

    /** Ends what a server ends last. */
    void stop() {
        Internals.call(registry, "stop");
        Internals.call(loops, "stop");
        Internals.call(protocols, "close");
    }

    int open() {
        return (int) Internals.call(registry, "size");
    }

    long handOvers() {
        return (long) Internals.call(loops, "handOvers");
    }

    long elsewhere() {
        return (long) Internals.call(loops, "handlersElsewhere");
    }

    int standing() {
        return (int) Internals.call(loops, "standing");
    }

    /**
     * All are at rest: whether a leader stands still in a step, so that its loop's sockets wait for a while; a loop is to be handed
     * over then.
     */
    boolean stepsUnderWay() {
        boolean any = false;
        for (int i = 0; i < seen.length; i++) {
            long term = (long) Internals.field(leaderships.get(i), "term");
            boolean inStep = (term & 1) == 1;
            any |= inStep;
            if (!inStep || seen[i] != term) {
                seen[i] = term;
                since[i] = world.nanoTime();
            } else if (world.nanoTime() - since[i] > STUCK_NANOS) {
                world.violated("a leader stands still, and its loop is not handed over");
                since[i] = world.nanoTime();
            }
        }
        if (standing() > MOST_STANDING * seen.length) {
            world.violated(standing() + " threads stand still");
        }
        return any;
    }
}
