package dev.weir.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures servers with one workload. Each gets a new process and is warmed up; then come rounds, in each of which the
 * servers have their turn, so that what disturbs the machine for a while disturbs all of them.
 */
final class Session implements AutoCloseable {
    private static final double WARM = 0.05;
    /** With a rate, where the clock of processor time is coarse for the little that is used. */
    private static final double WARM_WITH_RATE = 0.1;

    /** With fewer requests than this, warm-ups agree by chance while the compiler is still at work. */
    private static final long ENOUGH = 20_000;
    /** A JVM compiles the last of a handshake after some 30,000 of them, until when each costs a fourth more. */
    private static final long ENOUGH_HANDSHAKES = 40_000;
    /** And the last of what sends files after some 35,000, until when half of the time is the compiler's. */
    private static final long ENOUGH_FILES = 40_000;
    /** A server that compiles nothing has its caches warm after so many. */
    private static final long FEW_HANDSHAKES = 3_000;
    /** So many warm-ups in a row agree with the one before when a handshake costs no less than before. */
    private static final int HANDSHAKES_AGREE = 3;
    /** With content that is longer than this, fewer are enough, as they take long: at 1 MiB half of it. */
    private static final long MANY_BYTES = 1 << 19;

    /** With a rate as many requests as come in so many seconds have to be seen. */
    private static final long WARM_UP_SECONDS = 4;

    /** A run in which others had more than this part of the server's cores is dropped, and repeated. */
    private static final double DISTURBED = 0.15;

    private final Lab lab;
    private final Pace pace;
    private final Workload workload;
    private final List<BenchServer> peers;
    private final LoadGenerator load;
    private final Cores cores;
    private final ServerPool pool;
    private final int firstRound;

    private final Map<BenchServer, MeasuredServer> servers = new EnumMap<>(BenchServer.class);
    private final Map<BenchServer, List<Run>> runs = new EnumMap<>(BenchServer.class);
    /** The least disturbed of the runs that were dropped, which is better than nothing. */
    private final Map<BenchServer, Run> disturbed = new EnumMap<>(BenchServer.class);
    /** How many rounds had no run that counts. */
    private final Map<BenchServer, Integer> dropped = new EnumMap<>(BenchServer.class);

    private final ServerNotes notes = new ServerNotes();

    /**
     * Begins one.
     *
     * @param firstRound the number of its first round
     */
    Session(Lab lab, Workload workload, List<BenchServer> peers, ServerPool pool, int firstRound) throws IOException {
        this.pool = pool;
        this.firstRound = firstRound;
        this.lab = lab;
        this.pace = lab.options().pace();
        this.workload = workload;
        this.peers = peers;
        this.cores = new Cores(lab.options(), workload, lab.ticksPerSecond());
        Placement placement = lab.options().loadPlacement(workload);
        this.load = switch (workload.kind()) {
            case HTTP1, HTTP1_CLOSE, TLS_HTTP1 -> new Wrk(placement, workload, lab.target());
            case HTTP2, TLS_HTTP2 ->
                new H2load(placement, workload, lab.scratch().posted(workload.target()));
            case TLS_FULL, TLS_RESUMED -> new Handshakes(placement, workload, lab.target());
            case RATE_HTTP1, RATE_HTTP2 -> new RateLoad(placement, workload, lab.target());
            case LOOP_HTTP1, WEBSOCKET -> new LoopLoad(placement, workload, lab.target());
            case IDLE, START -> throw new IllegalArgumentException(workload + " is no matter of requests");
        };
    }

    List<ReportRow> measure() throws InterruptedException {
        for (BenchServer peer : peers) {
            String refusal = peer.refusal(workload);
            if (!refusal.isEmpty()) {
                notes.cannot(peer, refusal);
            } else if (lab.budget().left() < roundsSeconds(servers.size() + 1)) {
                notes.cannot(peer, Lab.NO_TIME);
            } else {
                lab.log().now(workload.label() + "  " + peer.label() + "  warm-up");
                double seconds = startSeconds(pace, workload, peer, pool.readiness(peer));
                attempt(peer, () -> start(peer));
                lab.log().done(seconds);
            }
        }
        for (int round = firstRound; round < firstRound + pace.roundsAtOnce(); round++) {
            // Who is first may have it better or worse than who comes after: each second time the others are.
            for (BenchServer peer : round % 2 == 0 ? peers.reversed() : peers) {
                int number = round;
                if (servers.containsKey(peer) && !lab.budget().over()) {
                    lab.log().now(workload.label() + "  " + peer.label() + "  round " + round + " of " + pace.rounds());
                    attempt(peer, () -> measure(servers.get(peer), number));
                    lab.log().done(roundsSeconds(1) / pace.roundsAtOnce());
                }
            }
        }
        return peers.stream().map(this::row).toList();
    }

    /** The least that the rounds of so many servers take: who is warm is to be measured too. */
    private double roundsSeconds(int number) {
        return number * roundsSeconds(pace, workload);
    }

    private static double roundsSeconds(Pace pace, Workload workload) {
        int runsOfRound = workload.mixed() ? 2 : 1;
        return pace.roundsAtOnce() * (runsOfRound * pace.seconds(workload) + pace.calmMillis() / 1000.0);
    }

    private static double startSeconds(Pace pace, Workload workload, BenchServer peer, Readiness readiness) {
        return pace.inPasses() ? pace.startSeconds(workload, peer.jvm(), readiness) : pace.startSeconds();
    }

    /** About how long it takes to measure a server, in seconds. */
    static double expectedSeconds(Pace pace, Workload workload, BenchServer peer, Readiness readiness) {
        return startSeconds(pace, workload, peer, readiness) + roundsSeconds(pace, workload);
    }

    private ReportRow row(BenchServer peer) {
        List<Run> counted = runs.getOrDefault(peer, List.of());
        Run last = disturbed.get(peer);
        if (counted.isEmpty() && last != null) {
            notes.add(peer, ReportRow.DISTURBED);
            counted = List.of(last);
        } else if (dropped.containsKey(peer)) {
            notes.add(peer, dropped.get(peer) + " of " + pace.roundsAtOnce() + " rounds dropped");
        }
        if (counted.isEmpty() && servers.containsKey(peer)) {
            notes.add(peer, Lab.NO_TIME);
        }
        return new ReportRow(workload, peer, counted, notes.of(peer), notes.failed(peer));
    }

    private void attempt(BenchServer peer, ServerNotes.Step step) throws InterruptedException {
        if (!notes.attempt(lab.log(), workload, peer, step)) {
            runs.remove(peer);
            disturbed.remove(peer);
            servers.remove(peer);
            pool.drop(peer);
        }
    }

    private void start(BenchServer peer) throws IOException, InterruptedException {
        Readiness readiness = pool.readiness(peer);
        MeasuredServer server = pool.get(peer);
        servers.put(peer, server);
        runs.put(peer, new ArrayList<>());
        if (readiness == Readiness.WARM || pace.inPasses() && !peer.jvm()) {
            // What is no JVM has nothing to compile.
            return;
        }
        boolean stays = readiness == Readiness.RUNNING;
        // What is warm from the workload before has to see this one for a moment.
        long needed = stays && !workload.target().file() ? enough(peer) / 4 : enough(peer);
        double last = 0;
        long requests = 0;
        int most = workload.handshakes() ? pace.handshakeWarmUps() : pace.maxWarmUps();
        int agreed = 0;
        for (int i = 1; i <= most && lab.budget().left() > roundsSeconds(servers.size()); i++) {
            Run run = run(server, load, 0, "warm-up " + i, pace.warmUpSeconds());
            if (run.requests() == 0) {
                // A cold server may need all of a short one for the handshakes.
                continue;
            }
            requests += run.requests();
            double tolerance = workload.rated() ? WARM_WITH_RATE : WARM;
            boolean agree = last != 0 && Stats.agree(last, run.micros(), tolerance);
            agreed = agree ? agreed + 1 : 0;
            if (requests >= needed && (agreed >= (workload.handshakes() ? HANDSHAKES_AGREE : 1) || stays)) {
                server.nowWarm(workload);
                return;
            }
            last = run.micros();
        }
        notes.add(peer, "never warm");
    }

    private long enough(BenchServer peer) {
        if (workload.handshakes()) {
            return peer.jvm() ? ENOUGH_HANDSHAKES : FEW_HANDSHAKES;
        }
        if (workload.rated()) {
            return Math.max(ENOUGH, WARM_UP_SECONDS * workload.rate());
        }
        if (workload.target().file() && peer.jvm()) {
            return ENOUGH_FILES;
        }
        int bytes = workload.target().bytes();
        if (bytes > MANY_BYTES) {
            return ENOUGH * MANY_BYTES / bytes;
        }
        return workload.target() == RequestTarget.TEXT ? 5_000 : ENOUGH;
    }

    /** A run that counts, if one of a few is not disturbed. */
    private void measure(MeasuredServer server, int round) throws IOException, InterruptedException {
        BenchServer peer = server.peer();
        for (int i = 1; i <= pace.attempts(); i++) {
            if (i > 1 && lab.budget().over()) {
                break;
            }
            cores.awaitCalm(pace.calmTries());
            Run run = measure(server, round, round + (i == 1 ? "" : " again"));
            if (pace.keepsDisturbed() || run.foreign() <= DISTURBED) {
                runs.get(peer).add(run);
                return;
            }
            disturbed.merge(peer, run, (a, b) -> a.foreign() <= b.foreign() ? a : b);
        }
        dropped.merge(peer, 1, Integer::sum);
    }

    /** A run, with all that the workload has beside it, and before it what it is compared with. */
    private Run measure(MeasuredServer server, int round, String name) throws IOException, InterruptedException {
        Optional<LoadGenerator> withoutSleepers = load.withoutSleepers();
        Run alone = null;
        if (withoutSleepers.isPresent()) {
            alone = run(server, withoutSleepers.get(), round, "alone " + name, pace.seconds(workload));
        }
        // After the wait for idle cores, which would never be so with them.
        try (Neighbours _ = new Neighbours(workload.neighbours(), pace.seconds(workload), lab.target())) {
            Run run = run(server, load, round, "run " + name, pace.seconds(workload));
            return alone == null ? run : run.beside(alone);
        }
    }

    private Run run(MeasuredServer server, LoadGenerator generator, int round, String kind, int seconds)
            throws IOException, InterruptedException {
        generator.prepare(server.port());
        // What is asked of the JVM is asked outside of what is measured.
        long allocated = server.allocatedBytes();
        Occupancy before = cores.look(server);
        long ticks = server.ticks();
        LoadResult result = generator.run(server.port(), seconds);
        long usedTicks = server.ticks() - ticks;
        double others = cores.look(server).othersSince(before, lab.ticksPerSecond());
        long allocatedBytes = server.allocatedBytes() - allocated;
        if (result.requests() == 0 && round > 0) {
            throw new IOException("no request was answered");
        }
        if (result.badStatus() != 0) {
            throw new IOException(result.badStatus() + " answers with another status");
        }
        Run run = Run.of(round, result, usedTicks, others, lab.ticksPerSecond(), allocatedBytes);
        // A rate, or ten thousand at once, may be too much for a server that is not warm.
        if (run.errors() != 0 && !(round == 0 && (workload.rated() || workload.loops()))) {
            notes.add(
                    server.peer(),
                    run.errors() + (workload.rated() ? " requests lost in " : " socket errors in ") + kind);
        }
        lab.results().addRun(workload, server.peer(), kind, run);
        lab.log().println(Report.line(workload, server.peer(), kind, run));
        return run;
    }

    @Override
    public void close() {
        load.close();
    }
}
