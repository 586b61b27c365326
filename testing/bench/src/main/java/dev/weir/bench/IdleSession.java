package dev.weir.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what a connection costs in memory that has had one request and stays. A server's memory is looked at before
 * and after many connections are made; in a JVM after collections, so that it is what they hold and no garbage.
 */
final class IdleSession {
    /**
     * Crowds of connections that come and go first, so that what a server makes once is made before, and the code at the
     * bottom of a connection's stack is compiled, as it is in a server that has been at work: a thread that waits holds
     * more before. Crowds far smaller than the one that is weighed, as what a server keeps of them counts as its own.
     */
    private static final int CROWDS = 8;

    private static final int CROWD = 1_000;

    /** What each of them asks. */
    private static final int ASKED_FIRST = 10;
    /** Servers may give buffers back some time after the last request. */
    private static final long SETTLE_MILLIS = 2_000;

    /** About how long a server takes. */
    static final double EXPECTED_SECONDS = 12;

    private final Lab lab;
    private final ServerNotes notes = new ServerNotes();

    private final Workload workload;
    private final LoopPlan plan;

    IdleSession(Lab lab, Workload workload) {
        this.lab = lab;
        this.workload = workload;
        this.plan = LoopPlan.of(workload);
    }

    List<IdleRow> measure(List<BenchServer> peers) throws InterruptedException {
        List<IdleRow> rows = new ArrayList<>();
        for (BenchServer peer : peers) {
            String refusal = lab.budget().over() ? Lab.NO_TIME : peer.refusal(workload);
            lab.log().now(workload.label() + "  " + peer.label());
            if (!refusal.isEmpty()) {
                notes.cannot(peer, refusal);
            }
            if (!refusal.isEmpty() || !notes.attempt(lab.log(), workload, peer, () -> rows.add(measure(peer)))) {
                rows.add(new IdleRow(workload, peer, 0, 0, notes.of(peer), notes.failed(peer)));
            }
            if (refusal.isEmpty()) {
                lab.log().done(EXPECTED_SECONDS);
            }
        }
        return rows;
    }

    private IdleRow measure(BenchServer peer) throws IOException, InterruptedException {
        try (MeasuredServer server = lab.start(peer, workload)) {
            for (int i = 0; i < CROWDS; i++) {
                close(open(server.port(), CROWD, ASKED_FIRST));
            }
            Thread.sleep(SETTLE_MILLIS);
            long heap = server.heapBytes();
            long resident = server.residentBytes();
            int number = workload.connections();
            List<LoopConnection> all = open(server.port(), number, 1);
            try {
                Thread.sleep(SETTLE_MILLIS);
                double heapEach = (server.heapBytes() - heap) / (double) number;
                double residentEach = (server.residentBytes() - resident) / (double) number;
                // Only now is it sure that the server has not closed them.
                all.getFirst().ask();
                all.getLast().ask();
                lab.log()
                        .println(Report.format(
                                "%-34s  %-11s  heap %.0f  resident %.0f bytes a connection",
                                workload.label(), peer.label(), heapEach, residentEach));
                return new IdleRow(workload, peer, heapEach, residentEach, "", false);
            } finally {
                close(all);
            }
        }
    }

    private List<LoopConnection> open(int port, int number, int questions) throws IOException {
        List<LoopConnection> all = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++) {
                LoopConnection one = plan.connect(port);
                all.add(one);
                for (int asked = 0; asked < questions; asked++) {
                    one.ask();
                }
            }
            return all;
        } catch (IOException e) {
            close(all);
            throw new IOException("connection " + all.size() + ": " + e.getMessage(), e);
        }
    }

    private static void close(List<LoopConnection> all) throws IOException {
        for (LoopConnection one : all) {
            one.close();
        }
    }
}
