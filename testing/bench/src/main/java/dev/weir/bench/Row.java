package dev.weir.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A line of the report: one server with one workload.
 *
 * @param runs the runs that count; empty when it could not be measured
 * @param note why it could not be measured, or what a reader should know; may be empty
 * @param failed whether something went wrong, and not only is not there or not possible
 */
record Row(Workload workload, Peer peer, List<Run> runs, String note, boolean failed) {
    boolean measured() {
        return !runs.isEmpty();
    }

    double micros() {
        return Stats.median(runs, Run::micros);
    }

    double perSecond() {
        return Stats.median(runs, Run::perSecond);
    }

    Percentiles latency() {
        return new Percentiles(
                Stats.median(runs, run -> run.latency().p50()),
                Stats.median(runs, run -> run.latency().p99()),
                Stats.median(runs, run -> run.latency().p999()));
    }

    double foreign() {
        return Stats.median(runs, Run::foreign);
    }

    double allocated() {
        return Stats.median(runs, Run::allocated);
    }

    double spread() {
        return Stats.spread(runs.stream().mapToDouble(Run::micros).toArray());
    }

    /** What this server costs as a part of what another one does; NaN when they cannot be compared. */
    double ratioTo(Row other) {
        return Stats.ratio(byRound(), other.byRound());
    }

    private Map<Integer, Double> byRound() {
        return runs.stream().collect(Collectors.toMap(Run::round, Run::micros));
    }

    /** Weir's row among those of this workload. */
    Optional<Row> weir(List<Row> all) {
        return rivals(all).stream().filter(row -> row.peer() == Peer.WEIR).findFirst();
    }

    /** The cheapest of the servers that are not Weir, with this workload. */
    Optional<Row> best(List<Row> all) {
        return rivals(all).stream().filter(row -> !row.peer().own()).min(Comparator.comparingDouble(Row::micros));
    }

    private List<Row> rivals(List<Row> all) {
        return all.stream()
                .filter(row -> row.workload() == workload && row.measured())
                .toList();
    }
}
