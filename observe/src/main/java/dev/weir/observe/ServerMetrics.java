package dev.weir.observe;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.observe.internal.Names;
import dev.weir.observe.internal.ServerMeasure;
import dev.weir.observe.internal.StreamMeasure;
import dev.weir.observe.live.Garbage;
import dev.weir.observe.live.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes what servers count themselves, and what the JDK tells of the process without a further module. */
final class ServerMetrics {
    private static final long NANOS_A_MILLI = 1_000_000;

    private ServerMetrics() {}

    static void write(List<Server> servers, Exposition out) throws IOException {
        if (servers.isEmpty()) {
            return;
        }
        ServerStats sum = ServerMeasure.sum(servers);
        for (ServerMeasure measure : ServerMeasure.values()) {
            String name = measure.text().replace('.', '_');
            String type = measure.counter() ? "counter" : "gauge";
            long value = measure.of(sum);
            switch (measure.unit()) {
                case SECONDS -> {
                    out.family(name + "_seconds", type, measure.help());
                    out.seconds("", value);
                }
                case BYTES -> {
                    out.family(name + "_bytes", type, measure.help());
                    out.sample("", value);
                }
                default -> {
                    out.family(name, type, measure.help());
                    out.sample("", value);
                }
            }
        }
        StreamMeasure.Seen seen = StreamMeasure.look(servers);
        for (StreamMeasure measure : StreamMeasure.values()) {
            gauge(out, measure.text().replace('.', '_'), measure.help(), measure.of(seen));
        }
        out.family("weir_abuse", "counter", "What clients made the server do that was of no use to themselves.");
        for (Map.Entry<String, Long> e : sum.abuse().entrySet()) {
            out.sample(Exposition.label("kind", Names.word(e.getKey())), e.getValue());
        }
    }

    static void process(Exposition out) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        String heap = Exposition.label("jvm_memory_type", "heap");
        long committed = runtime.totalMemory();
        out.family("jvm_memory_used_bytes", "gauge", "Memory in use.");
        out.sample(heap, committed - runtime.freeMemory());
        out.family("jvm_memory_committed_bytes", "gauge", "Memory that is committed.");
        out.sample(heap, committed);
        out.family("jvm_memory_limit_bytes", "gauge", "The most memory.");
        out.sample(heap, runtime.maxMemory());
        gauge(out, "jvm_threads_current", "Platform threads, about.", Snapshot.platformThreads());
        gauge(out, "jvm_processors", "Processors that the JVM may use.", runtime.availableProcessors());
        out.family("jvm_gc_duration_seconds", "summary", "Time that collections of garbage have taken.");
        for (Garbage.Collector collector : Garbage.collectors()) {
            out.times(
                    Exposition.label("jvm_gc_name", collector.name()),
                    collector.millis() * NANOS_A_MILLI,
                    collector.collections());
        }
        ProcessHandle.Info info = ProcessHandle.current().info();
        if (info.totalCpuDuration().isPresent()) {
            out.family("process_cpu_seconds", "counter", "Time of processors that the process has used.");
            out.seconds("", info.totalCpuDuration().get().toNanos());
        }
        if (info.startInstant().isPresent()) {
            out.family("process_start_time_seconds", "gauge", "When the process has begun, since 1970.");
            out.seconds("", info.startInstant().get().toEpochMilli() * NANOS_A_MILLI);
        }
    }

    private static void gauge(Exposition out, String name, String help, long value) throws IOException {
        out.family(name, "gauge", help);
        out.sample("", value);
    }
}
