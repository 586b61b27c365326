package dev.weir.bench;

import java.util.List;

/**
 * A line of the report: one server with one workload.
 *
 * @param runs the measured runs; empty when it could not be measured
 * @param note why it could not be measured, or what a reader should know; may be empty
 */
record Row(Workload workload, Peer peer, List<Run> runs, String note) {
    boolean measured() {
        return !runs.isEmpty();
    }

    double micros() {
        return Stats.median(runs, Run::micros);
    }

    double perSecond() {
        return Stats.median(runs, Run::perSecond);
    }

    double p99Micros() {
        return Stats.median(runs, Run::p99Micros);
    }

    double foreign() {
        return Stats.median(runs, Run::foreign);
    }

    double spread() {
        return Stats.spread(runs.stream().mapToDouble(Run::micros).toArray());
    }
}
