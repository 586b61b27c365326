package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The turn of a workload in a run of the program.
 *
 * @param plan the workload, and with which servers
 * @param round the number of the first round that is measured then
 * @param seconds about how long it takes
 */
record Step(PlannedWorkload plan, int round, double seconds) {
    /** All, in their order: in passes everything once, then once more. */
    static List<Step> of(BenchOptions options) {
        Pace pace = options.pace();
        List<Step> all = new ArrayList<>();
        for (int pass = 1; pass <= pace.passes(); pass++) {
            Workload before = null;
            for (PlannedWorkload plan : options.plan()) {
                Workload workload = plan.workload();
                // Those have their repetitions within.
                if (pass > 1 && !workload.requests()) {
                    continue;
                }
                boolean stays = pace.inPasses() && before != null && workload.sharesServers(before);
                Readiness readiness = pass > 1 ? Readiness.WARM : stays ? Readiness.RUNNING : Readiness.NEW;
                all.add(new Step(plan, pass, plan.expectedSeconds(options, readiness)));
                before = workload.requests() ? workload : null;
            }
        }
        return all;
    }

    /** What a run is about to do, in one line. */
    static String summary(BenchOptions options, List<Step> all) {
        double seconds = all.stream().mapToDouble(Step::seconds).sum();
        long rows = options.plan().stream()
                .mapToLong(plan -> plan.servers(plan.able(options.peers()).size()))
                .sum();
        String often = options.pace().inPasses()
                ? options.pace().passes() + " passes"
                : options.pace().rounds() + " rounds";
        return Report.format(
                "%d workloads, %d with their servers, %s: about %.0f min",
                options.plan().size(), rows, often, Math.ceil(seconds / 60));
    }
}
