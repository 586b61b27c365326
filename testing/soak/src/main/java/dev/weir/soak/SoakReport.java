package dev.weir.soak;

import dev.weir.attack.Footprint;
import dev.weir.attack.GoodClient.Latency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a soak, and which promises it has broken.
 *
 * @param quiet good traffic without attacks; the last row is the machine itself
 * @param good good traffic beside attacks, the same kinds
 * @param bad the attacks
 * @param before what the server held at the start
 * @param after what it held at the end
 * @param logged entries of the log while it was attacked
 * @param causes all entries by cause
 * @param alive whether the server was still there at the end
 * @param exit its exit code
 * @param log the first lines of its log
 */
record SoakReport(
        List<GoodTraffic.Row> quiet,
        List<GoodTraffic.Row> good,
        List<Mob.Row> bad,
        Footprint before,
        Footprint after,
        int logged,
        Map<String, Integer> causes,
        boolean alive,
        int exit,
        String log) {
    /** Below this a p99 is none of the server's doing: all of it shares a few processors with whatever else runs. */
    private static final long FLOOR_MICROS = 250_000;
    /** With fewer answers a p99 is nothing but the slowest of them. */
    private static final int FEW = 100;

    private static final long FLOOR_OF_FEW_MICROS = 1_000_000;
    /** The exit code of a JVM that SIGTERM has ended in order. */
    private static final int TERMINATED = 128 + 15;

    private static final int CAUSE_WIDTH = 100;
    private static final int SHOWN = 10;

    /** The promises that are broken, a line each; none when all is well. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        harmed(broken);
        bad.forEach(row -> row.failures().stream()
                .limit(SHOWN)
                .forEach(failure -> broken.add("the server has not ended \"" + row.name() + "\": " + failure)));
        bad.stream()
                .filter(row -> row.played() == 0)
                .forEach(row -> broken.add("there was no time for \"" + row.name() + "\""));
        String more = after.moreThan(before, SoakRun.HEAP_SLACK);
        if (!more.isEmpty()) {
            broken.add("the server is not back at the start: " + more);
        }
        int connections = bad.stream().mapToInt(Mob.Row::played).sum();
        if (logged > connections) {
            broken.add("more than a line in the log for each bad connection: " + logged + " for " + connections);
        }
        if (!alive || exit != TERMINATED) {
            broken.add((alive ? "the server ended with " : "the server had gone, with ") + exit + ":\n" + log);
        }
        return broken;
    }

    private void harmed(List<String> broken) {
        Map<String, Latency> calm = new HashMap<>();
        quiet.forEach(row -> {
            calm.put(row.kind(), row.latency());
            row.failures().stream()
                    .limit(SHOWN)
                    .forEach(failure -> broken.add(row.kind() + " failed without attacks: " + failure));
        });
        Latency machine = good.getLast().latency();
        for (GoodTraffic.Row row : good) {
            row.failures().stream().limit(SHOWN).forEach(failure -> broken.add(row.kind() + " failed: " + failure));
            // The slowest of few is held against the slowest of the machine: it may have stood still just then.
            boolean few = row.latency().answers() < FEW;
            long floor = few ? FLOOR_OF_FEW_MICROS : FLOOR_MICROS;
            long standstill = few ? machine.most() : machine.p99();
            long most = Math.max(floor, 3 * Math.max(calm.get(row.kind()).p99(), standstill));
            if (row.latency().answers() == 0) {
                broken.add(row.kind() + " was never answered");
            } else if (row.latency().p99() > most) {
                broken.add(row.kind() + " was slowed down: " + row.latency() + "; without attacks "
                        + calm.get(row.kind()));
            }
        }
    }

    /** All of it as tables. */
    String tables() {
        StringBuilder text = new StringBuilder();
        text.append(line("good clients (us)", "requests", "failed", "p50", "p99", "max", "quiet p99"));
        for (int i = 0; i < good.size(); i++) {
            GoodTraffic.Row row = good.get(i);
            Latency latency = row.latency();
            text.append(line(
                    row.kind(),
                    latency.answers() + row.failures().size(),
                    row.failures().size(),
                    latency.p50(),
                    latency.p99(),
                    latency.most(),
                    quiet.get(i).latency().p99()));
        }
        text.append("\nattacks: times played, and how the server ended them\n");
        bad.forEach(row -> text.append(padded(Integer.toString(row.played()), 7))
                .append("  ")
                .append(row.name())
                .append(": ")
                .append(row.failures().isEmpty() ? "" : row.failures().size() + " FAILED; ")
                .append(row.ending())
                .append('\n'));
        text.append('\n').append(line("the server holds", "before", "after"));
        text.append(line("heap, KiB", before.heap() / 1024, after.heap() / 1024));
        text.append(line("threads", before.threads(), after.threads()));
        text.append(line("virtual threads", before.virtualThreads(), after.virtualThreads()));
        text.append(line("descriptors", before.descriptors(), after.descriptors()));
        text.append("\nlog entries by cause\n");
        text.append(padded(Integer.toString(logged), 7)).append("  in all while the server was attacked\n");
        causes.forEach((cause, count) -> text.append(padded(count.toString(), 7))
                .append("  ")
                .append(cause, 0, Math.min(cause.length(), CAUSE_WIDTH))
                .append('\n'));
        return text.toString();
    }

    private static String line(String first, Object... others) {
        StringBuilder line = new StringBuilder(first).repeat(' ', Math.max(0, 20 - first.length()));
        for (Object other : others) {
            line.append(padded(other.toString(), 11));
        }
        return line.append('\n').toString();
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
