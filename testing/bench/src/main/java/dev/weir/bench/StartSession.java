package dev.weir.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time from nothing to an answer. The servers are not pinned, as they are not in production, and are asked
 * again and again from the moment that their process begins.
 */
final class StartSession {
    private static final int STARTS = 5;
    /** About how long a server takes. */
    static final double EXPECTED_SECONDS = STARTS;

    private static final int LIMIT_SECONDS = 30;
    private static final int POLL_MILLIS = 1;

    private final Lab lab;
    private final ServerNotes notes = new ServerNotes();
    private final Map<BenchServer, List<StartRow.Start>> starts = new EnumMap<>(BenchServer.class);

    StartSession(Lab lab) {
        this.lab = lab;
    }

    List<StartRow> measure(List<BenchServer> peers) throws InterruptedException {
        for (BenchServer peer : peers) {
            String refusal = peer.refusal(Workload.START);
            if (refusal.isEmpty()) {
                starts.put(peer, new ArrayList<>());
            } else {
                notes.cannot(peer, refusal);
            }
        }
        for (int i = 0; i < STARTS; i++) {
            lab.log().now(Workload.START.label() + "  " + (i + 1) + " of " + STARTS);
            for (BenchServer peer : peers) {
                if (starts.containsKey(peer)
                        && !lab.budget().over()
                        && !notes.attempt(
                                lab.log(),
                                Workload.START,
                                peer,
                                () -> starts.get(peer).add(start(peer)))) {
                    starts.remove(peer);
                }
            }
        }
        return peers.stream().map(this::row).toList();
    }

    private StartRow row(BenchServer peer) {
        List<StartRow.Start> measured = starts.getOrDefault(peer, List.of());
        if (measured.isEmpty() && starts.containsKey(peer)) {
            notes.add(peer, Lab.NO_TIME);
        }
        return new StartRow(peer, measured, notes.of(peer), notes.failed(peer));
    }

    private StartRow.Start start(BenchServer peer) throws IOException, InterruptedException {
        Launch launch = lab.launcher().launch(peer, Workload.START, Launcher.freePort());
        SingleRequest question = new SingleRequest(peer.http2Alone(), false, RequestTarget.PLAINTEXT, launch.port());
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(launch.command())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        ProcessTree tree = new ProcessTree(process);
        try (EndHook _ = new EndHook(tree::end)) {
            awaitAnswer(peer, process, question);
            double millis = (System.nanoTime() - begin) / 1e6;
            StartRow.Start start = new StartRow.Start(millis, tree.ticks() * 1e3 / lab.ticksPerSecond());
            lab.log()
                    .println(Report.format(
                            "%-34s  %-11s  first answer after %.0f ms  CPU %.0f ms",
                            Workload.START.label(), peer.label(), start.millis(), start.cpuMillis()));
            return start;
        }
    }

    private static void awaitAnswer(BenchServer peer, Process process, SingleRequest question)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                String problem = question.problem();
                if (problem != null) {
                    throw new IOException(peer.label() + ": " + problem);
                }
                return;
            } catch (ConnectException e) {
                // It does not listen yet.
                Thread.sleep(POLL_MILLIS);
            }
        }
        throw new IOException(peer.label() + " did not start");
    }
}
