package dev.weir.simulation;

import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import java.time.Duration;
import java.util.SplittableRandom;

/** What a plan has more of over HTTP/2: both sides' settings, and what a client does with its streams. */
final class Http2Plan {
    private static final int[] WINDOWS = {0, 1, 50, 1000, 16_384, 65_535, 65_535, 1 << 20};
    private static final String[] SCHEDULERS = {"rfc9218", "round-robin", "random", "priority"};

    private final Http2Config config;

    /** The client's settings, and what it changes the window to in the midst of things; negative for no change. */
    final int window;

    final int changedWindow;
    final int frameSize;
    final int tableSize;
    /** Streams that the client resets, and after how much content: a task's number; negative for none. */
    final int resets;

    final int resetsBehind;
    /** How much more the client's connection lets through than it did at first. */
    final int connectionCredit;
    /** Credit goes back when so much was read. */
    final int batch;
    /** One of so many frames has a ping with it; zero for none. */
    final int pings;

    final int most;
    /** Whether some content has padding, and whether some comes after the client's own reset. */
    final boolean pads;

    final boolean sendsBehindReset;

    Http2Plan(Plan plan, SplittableRandom random) {
        this(plan, random, plan.tasks.stream().anyMatch(task -> task.tunnel), null);
    }

    /**
     * Makes one.
     *
     * @param tunnels whether the server is asked for some
     * @param first another of the same server, whose settings are this one's; null for none
     */
    Http2Plan(Plan plan, SplittableRandom random, boolean tunnels, Http2Plan first) {
        int drawn = new int[] {1, 2, 100, 250}[random.nextInt(4)];
        this.most = first == null ? drawn : first.most;
        int connection = random.nextBoolean() ? 65_535 : 100_000;
        Http2Config own = Http2Config.builder()
                .maxConcurrentStreams(most)
                .headerTableSize(new int[] {0, 100, 4096}[random.nextInt(3)])
                .encoderTableSize(new int[] {0, 100, 4096}[random.nextInt(3)])
                .streamWindow(new int[] {1000, 20_000, 65_535, 1 << 20}[random.nextInt(4)])
                .connectionWindow(connection)
                .maxWindow(random.nextBoolean() ? 8 << 20 : 0)
                .extendedConnect(tunnels)
                .scheduler(SCHEDULERS[random.nextInt(SCHEDULERS.length)])
                .pingInterval(random.nextInt(4) == 0 ? Duration.ofMillis(150) : Duration.ZERO)
                .build();
        this.config = first == null ? own : first.config;
        this.window = WINDOWS[random.nextInt(WINDOWS.length)];
        this.changedWindow = random.nextInt(4) == 0 || window == 0 ? 1 + WINDOWS[random.nextInt(WINDOWS.length)] : -1;
        this.frameSize = random.nextInt(4) == 0 ? 40_000 : 16_384;
        this.tableSize = new int[] {0, 100, 4096, 10_000}[random.nextInt(4)];
        this.resets = random.nextInt(4) == 0 ? random.nextInt(plan.tasks.size()) : -1;
        this.resetsBehind = random.nextBoolean() ? 0 : random.nextInt(5000);
        this.connectionCredit = random.nextBoolean() ? 0 : random.nextInt(1 << 20);
        this.batch = random.nextBoolean() ? 1 : 1 + random.nextInt(1000);
        this.pings = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 0;
        this.pads = random.nextInt(4) == 0;
        this.sendsBehindReset = random.nextBoolean();
    }

    /** The server's side. */
    Protocol open(SimServer server) {
        return provider().open(server);
    }

    ProtocolProvider provider() {
        return new Http2Provider(config);
    }

    /** The window of the connection that the server gives. */
    int connectionWindow() {
        return config.connectionWindow();
    }

    /** Whether it keeps that size, however fast the link is. */
    boolean windowStays() {
        return config.maxWindow() == 0;
    }

    @Override
    public String toString() {
        return "client: window " + window + " then " + changedWindow + ", frames " + frameSize + ", table " + tableSize
                + ", resets " + resets + " after " + resetsBehind + ", credit " + connectionCredit + " by " + batch
                + ", pings " + pings + (pads ? ", pads" : "") + (sendsBehindReset ? ", sends after a reset" : "")
                + "; server: " + config;
    }
}
