package dev.weir.soak;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is seen of a soak while it goes on, each with the second at which it was seen, for the charts.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class Timeline {
    static final String HEADER = "second\twhat\tvalue\n";

    private static final double NANOS_A_SECOND = 1e9;
    private static final double KIB_A_MIB = 1024;

    private final LongSupplier clock;
    private final long start;
    /** Guarded by this. */
    private final StringBuilder lines = new StringBuilder(HEADER);

    Timeline(LongSupplier nanoClock) {
        clock = nanoClock;
        start = nanoClock.getAsLong();
    }

    /** A phase begins. */
    void phase(String name) {
        add("phase", name);
    }

    /** In the window that ends now nine of a thousand answers and more took as long as this. */
    void p99(String kind, long micros) {
        add("p99 " + kind, String.format(Locale.ROOT, "%.3f", micros / 1e3));
    }

    /** What the system says of the server's process. */
    void process(Map<String, Long> status) {
        Long resident = status.get("VmRSS");
        Long threads = status.get("Threads");
        if (resident != null && threads != null) {
            add("resident", String.format(Locale.ROOT, "%.1f", resident / KIB_A_MIB));
            add("threads", threads.toString());
        }
    }

    private synchronized void add(String what, String value) {
        double second = (clock.getAsLong() - start) / NANOS_A_SECOND;
        lines.append(String.format(Locale.ROOT, "%.1f", second))
                .append('\t')
                .append(what)
                .append('\t')
                .append(value)
                .append('\n');
    }

    /** All of it, a line each, with tabs between its parts. */
    synchronized String tsv() {
        return lines.toString();
    }

    /**
     * Looks at the server again and again.
     *
     * @return a thread that is to be interrupted at the end
     */
    Thread watch(ServerProcess server, long millis) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (server.isAlive()) {
                    process(server.status());
                    TimeUnit.MILLISECONDS.sleep(millis);
                }
            } catch (InterruptedException | IOException e) {
                // It is over: with the traffic, or with the process.
            }
        });
    }
}
