package dev.weir.soak;

import dev.weir.attack.Footprint;
import dev.weir.attack.GoodClient;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * The phases of a soak:
 *
 * <ol>
 * <li>a warm-up with all traffic, so that what is made once is made, and pools are filled;
 * <li>rest, and what the server holds: the start;
 * <li>good traffic alone: what is quiet;
 * <li>good and bad traffic, for as long as was asked for;
 * <li>rest, until the server holds at most what it did at the start.
 * </ol>
 */
final class SoakRun {
    /** Deadlines of the server that are short, so that those who wait for them come to their end again and again. */
    private static final String[] OPTIONS = {"--read-header-timeout", "5s", "--idle-timeout", "5s", "--grace", "30s"};
    /**
     * What pools of buffers may come to hold beyond a short warm-up: the smaller ones in both servers of the demo, 4
     * MiB each, and that of TLS records, which the process has once, 4 MiB.
     */
    static final long HEAP_SLACK = 12 << 20;
    /** How long the server may take to free everything: its deadlines, and some for a busy machine. */
    private static final Duration REST = Duration.ofSeconds(40);

    private static final Duration USUAL_REST = Duration.ofSeconds(20);

    private static final int WEIGH_MILLIS = 1000;
    /** About how often the process is looked at for the timeline. */
    private static final int LOOKS = 300;
    /** With more virtual threads than this a client is still served. */
    private static final int FEW = 10;

    /**
     * How long the phases are.
     *
     * @param warmUp with all traffic
     * @param quiet good traffic alone
     * @param soak good and bad traffic
     */
    record Plan(Duration warmUp, Duration quiet, Duration soak) {
        /** About how long all takes: rest is mostly short. */
        Duration total() {
            return warmUp.plus(quiet).plus(soak).plus(USUAL_REST);
        }

        /** The usual one for a soak of some length. */
        static Plan of(Duration soak) {
            long part = Math.clamp(soak.toMillis() / 20, 5_000, 60_000);
            return new Plan(Duration.ofMillis(part), Duration.ofMillis(part), soak);
        }
    }

    private SoakRun() {}

    /**
     * Runs them.
     *
     * @param progress gets a line for each phase that begins
     * @param timeline gets what is seen meanwhile
     */
    static SoakReport run(Plan plan, Consumer<String> progress, Timeline timeline)
            throws IOException, InterruptedException {
        Consumer<String> phase = progress.andThen(timeline::phase);
        try (ServerProcess server = ServerProcess.demo(OPTIONS);
                GoodClient machine = GoodClient.machine()) {
            Thread watch =
                    timeline.watch(server, Math.max(WEIGH_MILLIS, plan.total().toMillis() / LOOKS));
            GoodTraffic.greet(server);
            fail(server);
            phase.accept("warm-up, " + plan.warmUp.toSeconds() + " s");
            Crowd.comeAndGo(server);
            traffic(server, plan.warmUp, machine, true, timeline);
            Footprint before = settled(server);
            phase.accept("good traffic alone, " + plan.quiet.toSeconds() + " s");
            List<GoodTraffic.Row> quiet =
                    traffic(server, plan.quiet, machine, false, timeline).good();
            int logged = server.log().entries();
            phase.accept("good and bad traffic, " + plan.soak.toSeconds() + " s");
            Traffic soak = traffic(server, plan.soak, machine, true, timeline);
            logged = server.log().entries() - logged;
            phase.accept("rest");
            Footprint after = back(server, before);
            watch.interrupt();
            boolean alive = server.isAlive();
            server.terminate();
            int exit = server.awaitEnd();
            return new SoakReport(
                    quiet,
                    soak.good(),
                    soak.bad(),
                    before,
                    after,
                    logged,
                    server.log().causes(),
                    alive,
                    exit,
                    server.log().toString());
        }
    }

    /** Has a handler fail, which the log must show: else its silence would prove nothing. */
    private static void fail(ServerProcess server) throws IOException {
        try (Wire wire = new Wire(Route.H1.dial(server).connect())) {
            wire.send("GET /panic HTTP/1.1\r\nHost: localhost\r\n\r\n").answer(false);
        }
        Servers.await(() -> server.log().entries() == 1, () -> "one entry in the log, not: " + server.log());
    }

    /** The results of some traffic. */
    private record Traffic(List<GoodTraffic.Row> good, List<Mob.Row> bad) {}

    private static Traffic traffic(
            ServerProcess server, Duration time, GoodClient machine, boolean attacked, Timeline timeline)
            throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        FutureTask<List<Mob.Row>> bad = new FutureTask<>(() -> attacked ? Mob.play(server, end) : List.of());
        Thread.ofPlatform().daemon().name("mob").start(bad);
        List<GoodTraffic.Row> good = GoodTraffic.send(server, time, machine, timeline);
        try {
            return new Traffic(good, bad.get());
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Returns what the server holds at rest, which is reached when it does not become less. */
    private static Footprint settled(ServerProcess server) throws IOException, InterruptedException {
        long end = System.nanoTime() + REST.toNanos();
        Footprint before = server.footprint();
        while (System.nanoTime() < end) {
            Thread.sleep(WEIGH_MILLIS);
            Footprint now = server.footprint();
            boolean less = now.threads() < before.threads()
                    || now.virtualThreads() < before.virtualThreads()
                    || now.descriptors() < before.descriptors();
            if (!less && now.virtualThreads() <= FEW) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** What it holds when it is back at the start, or at the end of its time. */
    private static Footprint back(ServerProcess server, Footprint before) throws IOException, InterruptedException {
        long end = System.nanoTime() + REST.toNanos();
        Footprint now = server.footprint();
        while (!now.moreThan(before, HEAP_SLACK).isEmpty() && System.nanoTime() < end) {
            Thread.sleep(WEIGH_MILLIS);
            now = server.footprint();
        }
        return now;
    }
}
