import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the time of requests went, by route, from a flight recording with the events of {@code dev.weir.observe.jfr}.
 *
 * <p>{@code java RequestTimes.java server.jfr}
 */
void main(String[] args) throws Exception {
    var routes = new TreeMap<String, List<RecordedEvent>>();
    try (var recording = new RecordingFile(Path.of(args[0]))) {
        while (recording.hasMoreEvents()) {
            RecordedEvent event = recording.readEvent();
            if (event.getEventType().getName().equals("weir.Request")) {
                String route = event.getString("method") + " " + event.getString("route");
                routes.computeIfAbsent(route, _ -> new ArrayList<>()).add(event);
            }
        }
    }
    String row = "%-24s %8s %6s %10s %10s %10s %10s %12s%n";
    System.out.printf(row, "route", "requests", "failed", "median ms", "99 % ms", "waiting ms", "stalled ms", "bytes out");
    routes.forEach((route, all) -> System.out.printf(
            row,
            route,
            all.size(),
            all.stream().filter(e -> !e.getString("outcome").equals("COMPLETE") || e.getInt("status") >= 500).count(),
            millis(at(all, 0.50, e -> e.getDuration().toNanos())),
            millis(at(all, 0.99, e -> e.getDuration().toNanos())),
            millis(at(all, 0.99, e -> e.getDuration("waiting").toNanos())),
            millis(at(all, 0.99, e -> e.getDuration("stalled").toNanos())),
            all.stream().mapToLong(e -> e.getLong("responseBytes")).sum()));
}

/** The value that a part of the events does not exceed. */
long at(List<RecordedEvent> events, double part, ToLongFunction<RecordedEvent> value) {
    long[] sorted = events.stream().mapToLong(value).sorted().toArray();
    return sorted[(int) Math.ceil(part * sorted.length) - 1];
}

String millis(long nanos) {
    return "%.2f".formatted(nanos / 1e6);
}
