package dev.weir.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line of the report: one server with one workload.
 *
 * @param runs the runs that count; empty when it could not be measured
 * @param note why it could not be measured, or what a reader should know; may be empty
 * @param failed whether something went wrong, and not only is not there or not possible
 */
record ReportRow(Workload workload, BenchServer peer, List<Run> runs, String note, boolean failed) {
    /** The note of one whose runs are those that would else be dropped. */
    static final String DISTURBED = "disturbed in all runs";

    /** This one with the runs of a later pass. */
    ReportRow and(ReportRow later) {
        if (measured() && later.note.equals(Lab.NO_TIME)) {
            return this;
        }
        boolean fails = failed || later.failed;
        if (measured() && later.measured() && poor() != later.poor()) {
            ReportRow better = poor() ? later : this;
            return new ReportRow(workload, peer, better.runs, better.note, fails);
        }
        String notes = Stream.of(note, later.note)
                .flatMap(one -> Arrays.stream(one.split("; ")))
                .filter(one -> !one.isEmpty() && !one.equals(Lab.NO_TIME))
                .distinct()
                .collect(Collectors.joining("; "));
        return new ReportRow(
                workload,
                peer,
                Stream.concat(runs.stream(), later.runs.stream()).toList(),
                notes,
                fails);
    }

    private boolean poor() {
        return note.contains(DISTURBED);
    }

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
        return median(Run::latency);
    }

    /** The times of the small answers in runs without sleepers. */
    Percentiles alone() {
        return median(run -> run.mixed().alone());
    }

    Percentiles sleepers() {
        return median(run -> run.mixed().sleepers());
    }

    /** By how much the 99th percentile of small answers is higher beside sleepers, in microseconds. */
    double aboveAlone() {
        return Stats.median(
                runs, run -> run.latency().p99() - run.mixed().alone().p99());
    }

    /** How many requests were not answered in all runs together. */
    long lost() {
        return runs.stream().mapToLong(Run::errors).sum();
    }

    private Percentiles median(Function<Run, Percentiles> times) {
        return new Percentiles(
                Stats.median(runs, run -> times.apply(run).p50()),
                Stats.median(runs, run -> times.apply(run).p99()),
                Stats.median(runs, run -> times.apply(run).p999()));
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
    double ratioTo(ReportRow other) {
        return Stats.ratio(byRound(), other.byRound());
    }

    /** The cost in each round. */
    Map<Integer, Double> byRound() {
        return runs.stream().collect(Collectors.toMap(Run::round, Run::micros));
    }

    /** Weir's row among those of this workload. */
    Optional<ReportRow> weir(List<ReportRow> all) {
        return rivals(all).stream()
                .filter(row -> row.peer() == BenchServer.WEIR)
                .findFirst();
    }

    /** The cheapest of the servers that are not Weir, with this workload. */
    Optional<ReportRow> best(List<ReportRow> all) {
        return rivals(all).stream().filter(row -> !row.peer().own()).min(Comparator.comparingDouble(ReportRow::micros));
    }

    private List<ReportRow> rivals(List<ReportRow> all) {
        return all.stream()
                .filter(row -> row.workload() == workload && row.measured())
                .toList();
    }
}
