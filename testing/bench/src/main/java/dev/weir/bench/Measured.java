package dev.weir.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All that was measured in a run of the program, workload by workload. */
final class Measured {
    private final List<ReportRow> rows = new ArrayList<>();
    private final List<IdleRow> idle = new ArrayList<>();
    private final List<StartRow> starts = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    /** How much of what was planned the parts take that are over, in seconds. */
    private double over;

    /** About how long a part of the plan takes, in seconds, going by which servers could have it. */
    static double expectedSeconds(BenchOptions options, PlannedWorkload plan) {
        Workload workload = plan.workload();
        long able = options.peers().stream()
                .filter(peer -> peer.refusal(workload).isEmpty())
                .count();
        return plan.servers((int) able)
                * switch (workload.kind()) {
                    case IDLE -> IdleSession.EXPECTED_SECONDS;
                    case START -> StartSession.EXPECTED_SECONDS;
                    default -> Session.expectedSeconds(options.pace(), workload);
                };
    }

    /** Measures a part of the plan, or leaves it out when there is no time for it. */
    void add(Lab lab, PlannedWorkload plan) throws IOException, InterruptedException {
        over += expectedSeconds(lab.options(), plan);
        measure(lab, plan);
        lab.log().doneUpTo(over);
    }

    private void measure(Lab lab, PlannedWorkload plan) throws IOException, InterruptedException {
        Workload workload = plan.workload();
        List<BenchServer> peers = plan.peers(lab.options().peers(), rows);
        int able = (int)
                peers.stream().filter(peer -> peer.refusal(workload).isEmpty()).count();
        if (!lab.budget().allows(able)) {
            leftOut.add(workload.label());
            return;
        }
        double before = System.nanoTime() / 1e9;
        switch (workload.kind()) {
            case IDLE -> idle.addAll(new IdleSession(lab, workload).measure(peers));
            case START -> starts.addAll(new StartSession(lab).measure(peers));
            case HTTP1,
                    HTTP1_CLOSE,
                    HTTP2,
                    TLS_HTTP1,
                    TLS_HTTP2,
                    TLS_FULL,
                    TLS_RESUMED,
                    RATE_HTTP1,
                    RATE_HTTP2,
                    LOOP_HTTP1,
                    WEBSOCKET -> {
                try (Session session = new Session(lab, workload, peers)) {
                    rows.addAll(session.measure());
                }
            }
        }
        lab.budget().learn(able, System.nanoTime() / 1e9 - before);
    }

    List<ReportRow> rows() {
        return rows;
    }

    List<IdleRow> idle() {
        return idle;
    }

    List<StartRow> starts() {
        return starts;
    }

    boolean failed() {
        return rows.stream().anyMatch(ReportRow::failed)
                || idle.stream().anyMatch(IdleRow::failed)
                || starts.stream().anyMatch(StartRow::failed);
    }

    /** The tables, and what there was no time for. */
    String render() {
        StringBuilder text = new StringBuilder();
        if (!rows.isEmpty()) {
            text.append(Report.render(rows));
        }
        List<ReportRow> mixed = MixedTable.of(rows);
        if (!mixed.isEmpty()) {
            text.append('\n').append(MixedTable.render(mixed));
        }
        if (!idle.isEmpty()) {
            text.append('\n').append(IdleRow.render(idle));
        }
        if (!starts.isEmpty()) {
            text.append('\n').append(StartRow.render(starts));
        }
        if (!leftOut.isEmpty()) {
            text.append("\nLeft out, as the time was over: ")
                    .append(String.join(", ", leftOut))
                    .append('\n');
        }
        return text.toString();
    }
}
