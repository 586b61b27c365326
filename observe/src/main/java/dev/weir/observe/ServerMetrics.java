package dev.weir.observe;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.observe.live.Garbage;
import dev.weir.observe.live.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what servers count themselves, and what the JDK tells of the process without a further module. */
final class ServerMetrics {
    private static final long NANOS_A_MILLI = 1_000_000;

    private ServerMetrics() {}

    static void write(List<Server> servers, Exposition out) throws IOException {
        if (servers.isEmpty()) {
            return;
        }
        ServerStats sum = ServerStats.NONE;
        for (Server server : servers) {
            sum = sum.plus(server.stats());
        }
        gauge(out, "http_server_active_requests", "Requests whose handler runs.", sum.runningHandlers());
        gauge(
                out,
                "weir_sockets_open",
                "Connections that are open, those in a handshake among them.",
                sum.openConnections());
        counter(out, "weir_requests_served", "Requests whose handler has ended.", sum.requestsServed());
        counter(
                out,
                "weir_requests_cancelled",
                "Requests that were cancelled while their handler ran, as the client went away.",
                sum.handlersCancelled());
        counter(out, "weir_handlers_failed", "Handlers that threw what is no answer.", sum.handlersFailed());
        gauge(out, "weir_buffered_bytes", "Memory that is held for clients as they decide on it.", sum.bufferedBytes());
        counter(
                out,
                "weir_memory_refusals",
                "Refusals to clients as no memory of that kind was left.",
                sum.memoryRefusals());
        counter(
                out,
                "weir_loop_hand_overs",
                "Loops given to another thread, as a handler stood still.",
                sum.handOvers());
        gauge(out, "weir_detached_threads", "Threads that have led a loop and stand still.", sum.detachedThreads());
        counter(
                out,
                "weir_handlers_on_virtual_threads",
                "Handlers that were given virtual threads in place of a loop.",
                sum.handlersOnVirtualThreads());
        out.family("weir_longest_stay_seconds", "gauge", "The longest that anything stayed on a loop.");
        out.seconds("", sum.longestStay().toNanos());
        out.family("weir_abuse", "counter", "What clients made the server do that was of no use to themselves.");
        for (Map.Entry<String, Long> e : sum.abuse().entrySet()) {
            out.sample(Exposition.label("kind", word(e.getKey())), e.getValue());
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

    private static void counter(Exposition out, String name, String help, long value) throws IOException {
        out.family(name, "counter", help);
        out.sample("", value);
    }

    /** A constant's name as a label has it. */
    static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT);
    }
}
