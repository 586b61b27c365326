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

    /** Measures what has its turn, or leaves it out when there is no time for it. */
    void add(Lab lab, Step step, ServerPool pool) throws IOException, InterruptedException {
        over += step.seconds();
        measure(lab, step, pool);
        lab.log().doneUpTo(over);
    }

    private void measure(Lab lab, Step step, ServerPool pool) throws IOException, InterruptedException {
        PlannedWorkload plan = step.plan();
        Workload workload = plan.workload();
        List<BenchServer> peers = plan.peers(lab.options().peers(), rows);
        int able = (int)
                peers.stream().filter(peer -> peer.refusal(workload).isEmpty()).count();
        if (!lab.budget().allows(able)) {
            leftOut.add(workload.label() + (step.round() == 1 ? "" : " in pass " + step.round()));
            return;
        }
        double before = System.nanoTime() / 1e9;
        pool.begin(workload);
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
                try (Session session = new Session(lab, workload, peers, pool, step.round())) {
                    session.measure().forEach(this::add);
                }
                if (!lab.options().pace().inPasses()) {
                    pool.close();
                }
            }
        }
        lab.budget().learn(able, System.nanoTime() / 1e9 - before);
    }

    private void add(ReportRow row) {
        for (int i = 0; i < rows.size(); i++) {
            ReportRow one = rows.get(i);
            if (one.workload() == row.workload() && one.peer() == row.peer()) {
                rows.set(i, one.and(row));
                return;
            }
        }
        rows.add(row);
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
