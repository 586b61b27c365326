package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures all servers with one workload. Each gets a new process and is warmed up; then come rounds, in each of
 * which the servers have their turn, so that what disturbs the machine for a while disturbs all of them.
 */
final class Session implements AutoCloseable {
    private static final int MAX_WARM_UPS = 8;
    /** Handshakes are slow: it takes long until the compiler has seen enough of them. */
    private static final int MAX_WARM_UPS_OF_HANDSHAKES = 16;

    private static final double WARM = 0.05;
    /** With fewer requests than this, warm-ups agree by chance while the compiler is still at work. */
    private static final long WARM_REQUESTS = 20_000;

    /** A run in which others had more than this part of the server's core is repeated, as often as a round allows. */
    private static final double DISTURBED = 0.15;

    private static final int ATTEMPTS = 2;
    /** Before a run that counts the cores should be idle; how long that is waited for. */
    private static final int CALM_TRIES = 20;

    private static final long CALM_MILLIS = 500;
    private static final double CALM = 0.1;

    private final Options options;
    private final Workload workload;
    private final Path target;
    private final KeyStoreFile keyStore;
    private final Results results;
    private final PrintStream log;
    private final LoadGenerator load;
    private final int ticksPerSecond;

    private final Map<Peer, ServerProcess> servers = new EnumMap<>(Peer.class);
    private final Map<Peer, List<Run>> runs = new EnumMap<>(Peer.class);
    private final Map<Peer, String> notes = new EnumMap<>(Peer.class);

    Session(Options options, Workload workload, Path target, KeyStoreFile keyStore, Results results,
            PrintStream log)
            throws IOException, InterruptedException {
        this.options = options;
        this.workload = workload;
        this.target = target;
        this.keyStore = keyStore;
        this.results = results;
        this.log = log;
        this.load = switch (workload.kind()) {
            case HTTP1, HTTP1_CLOSE, TLS_HTTP1 -> new Wrk(options.loadCore(), workload, target);
            case HTTP2, TLS_HTTP2 -> new H2load(options.loadCore(), workload);
            case TLS_FULL, TLS_RESUMED -> new Handshakes(options.loadCore(), workload, target);
        };
        this.ticksPerSecond = Machine.ticksPerSecond();
    }

    List<Row> measure() throws InterruptedException {
        for (Peer peer : options.peers()) {
            String refusal = peer.refusal(workload);
            if (refusal.isEmpty()) {
                attempt(peer, () -> start(peer));
            } else {
                notes.put(peer, refusal);
            }
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (Peer peer : options.peers()) {
                if (servers.containsKey(peer)) {
                    String kind = "run " + round;
                    attempt(peer, () -> runs.get(peer).add(measured(servers.get(peer), kind)));
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        for (Peer peer : options.peers()) {
            rows.add(new Row(workload, peer, runs.getOrDefault(peer, List.of()), notes.getOrDefault(peer, "")));
        }
        return rows;
    }

    /** What may fail for one server and leave the others to be measured. */
    private interface Step {
        void take() throws IOException, InterruptedException;
    }

    private void attempt(Peer peer, Step step) throws InterruptedException {
        try {
            step.take();
        } catch (IOException e) {
            log.println(workload.label() + "  " + peer.label() + "  failed: " + e.getMessage());
            notes.put(peer, e.getMessage());
            runs.remove(peer);
            ServerProcess server = servers.remove(peer);
            if (server != null) {
                server.close();
            }
        }
    }

    private void start(Peer peer) throws IOException, InterruptedException {
        ServerProcess server = new ServerProcess(peer, workload, options.serverCore(), target, keyStore);
        servers.put(peer, server);
        runs.put(peer, new ArrayList<>());
        double last = 0;
        long requests = 0;
        int most = workload.handshakes() ? MAX_WARM_UPS_OF_HANDSHAKES : MAX_WARM_UPS;
        for (int i = 1; i <= most; i++) {
            Run run = run(server, "warm-up " + i, options.warmUpSeconds());
            requests += run.requests();
            if (last != 0 && requests >= WARM_REQUESTS && Stats.agree(last, run.micros(), WARM)) {
                return;
            }
            last = run.micros();
        }
        notes.put(peer, "never warm: no two warm-ups agreed");
    }

    /** A run that counts: the least disturbed one of a few. */
    private Run measured(ServerProcess server, String kind) throws IOException, InterruptedException {
        awaitCalm();
        Run best = run(server, kind, options.seconds());
        for (int i = 1; i < ATTEMPTS && best.foreign() > DISTURBED; i++) {
            awaitCalm();
            Run again = run(server, kind + " again", options.seconds());
            best = again.foreign() < best.foreign() ? again : best;
        }
        return best;
    }

    /** Waits for others to be done with the machine, for a while: who compiles all day is measured beside. */
    private void awaitCalm() throws IOException, InterruptedException {
        for (int i = 0; i < CALM_TRIES; i++) {
            long before = busyTicks();
            Thread.sleep(CALM_MILLIS);
            double seconds = (busyTicks() - before) / (double) ticksPerSecond;
            if (seconds <= CALM * CALM_MILLIS / 1000) {
                return;
            }
        }
    }

    private long busyTicks() throws IOException {
        return Machine.coreBusyTicks(options.serverCore()) + Machine.coreBusyTicks(options.loadCore());
    }

    private Run run(ServerProcess server, String kind, int seconds) throws IOException, InterruptedException {
        long core = Machine.coreBusyTicks(options.serverCore());
        long ticks = server.ticks();
        WrkResult result = load.run(server.port(), seconds);
        long usedTicks = server.ticks() - ticks;
        long coreTicks = Machine.coreBusyTicks(options.serverCore()) - core;
        if (result.requests() == 0) {
            throw new IOException("no request was answered");
        }
        if (result.badStatus() != 0) {
            throw new IOException(result.badStatus() + " answers with another status");
        }
        Run run = Run.of(result, usedTicks, coreTicks, ticksPerSecond);
        if (run.errors() != 0) {
            notes.put(server.peer(), run.errors() + " socket errors");
        }
        results.addRun(workload, server.peer(), kind, run);
        log.println(Report.line(workload, server.peer(), kind, run));
        return run;
    }

    @Override
    public void close() {
        servers.values().forEach(ServerProcess::close);
        load.close();
    }
}
