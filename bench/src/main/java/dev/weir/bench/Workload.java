package dev.weir.bench;

import java.util.List;

/** What the load generator does, always with GET /plaintext. */
enum Workload {
    /** Keep-alive, each connection with one request at a time. */
    H1_64("h1-64", 64, 1, false),
    /** The same with more connections than fit into a batch of ready ones. */
    H1_512("h1-512", 512, 1, false),
    /** Sixteen requests sent at once, the next sixteen when all are answered. */
    H1_PIPELINED("h1-pipelined", 64, 16, false),
    /** A connection for each request. */
    H1_CLOSE("h1-close", 64, 1, true),
    /** HTTP/2 without TLS: one connection with a hundred streams at once. */
    H2C_1X100("h2c-1x100", 1, 100),
    /** The same with eight connections. */
    H2C_8X100("h2c-8x100", 8, 100),
    /** Many connections with few streams each. */
    H2C_32X10("h2c-32x10", 32, 10);

    /** What is measured unless the user says otherwise. */
    static final List<Workload> USUAL = List.of(H1_64, H1_512, H1_PIPELINED);

    private final String label;
    private final int connections;
    private final int depth;
    private final boolean close;
    private final boolean http2;

    Workload(String label, int connections, int depth, boolean close) {
        this(label, connections, depth, close, false);
    }

    Workload(String label, int connections, int streams) {
        this(label, connections, streams, false, true);
    }

    Workload(String label, int connections, int depth, boolean close, boolean http2) {
        this.label = label;
        this.connections = connections;
        this.depth = depth;
        this.close = close;
        this.http2 = http2;
    }

    /** Whether it is HTTP/2, and {@link #depth} the number of streams. */
    boolean http2() {
        return http2;
    }

    String label() {
        return label;
    }

    int connections() {
        return connections;
    }

    /** How many requests a connection sends at once. */
    int depth() {
        return depth;
    }

    /** Whether each request has a connection of its own. */
    boolean close() {
        return close;
    }
}
