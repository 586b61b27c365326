package dev.weir.bench;

import java.util.List;

/** What the load generator does, always with GET /plaintext. */
enum Workload {
    /** Keep-alive, each connection with one request at a time. */
    H1_64("h1-64", Kind.HTTP1, 64, 1),
    /** The same with more connections than fit into a batch of ready ones. */
    H1_512("h1-512", Kind.HTTP1, 512, 1),
    /** Sixteen requests sent at once, the next sixteen when all are answered. */
    H1_PIPELINED("h1-pipelined", Kind.HTTP1, 64, 16),
    /** A connection for each request. */
    H1_CLOSE("h1-close", Kind.HTTP1_CLOSE, 64, 1),
    /** HTTP/2 without TLS: one connection with a hundred streams at once. */
    H2C_1X100("h2c-1x100", Kind.HTTP2, 1, 100),
    /** The same with eight connections. */
    H2C_8X100("h2c-8x100", Kind.HTTP2, 8, 100),
    /** Many connections with few streams each. */
    H2C_32X10("h2c-32x10", Kind.HTTP2, 32, 10),
    /** As h1-64, over TLS. */
    TLS_H1("tls-h1", Kind.TLS_HTTP1, 64, 1),
    /** As h2c-32x10, over TLS. */
    TLS_H2("tls-h2", Kind.TLS_HTTP2, 32, 10),
    /** A connection for each request, and a full handshake for each connection. */
    TLS_FULL("tls-full", Kind.TLS_FULL, 16, 1),
    /** The same with handshakes that resume a session. */
    TLS_RESUMED("tls-resumed", Kind.TLS_RESUMED, 16, 1);

    /** What is spoken, which says which load generator can do it. */
    enum Kind {
        HTTP1,
        HTTP1_CLOSE,
        HTTP2,
        TLS_HTTP1,
        TLS_HTTP2,
        TLS_FULL,
        TLS_RESUMED
    }

    /** What is measured unless the user says otherwise. */
    static final List<Workload> USUAL = List.of(H1_64, H1_512, H1_PIPELINED);

    private final String label;
    private final Kind kind;
    private final int connections;
    private final int depth;

    Workload(String label, Kind kind, int connections, int depth) {
        this.label = label;
        this.kind = kind;
        this.connections = connections;
        this.depth = depth;
    }

    Kind kind() {
        return kind;
    }

    /** Whether it is HTTP/2, and {@link #depth} the number of streams. */
    boolean http2() {
        return kind == Kind.HTTP2 || kind == Kind.TLS_HTTP2;
    }

    boolean tls() {
        return switch (kind) {
            case HTTP1, HTTP1_CLOSE, HTTP2 -> false;
            case TLS_HTTP1, TLS_HTTP2, TLS_FULL, TLS_RESUMED -> true;
        };
    }

    /** Whether handshakes are what it measures: each request has a connection of its own, over TLS. */
    boolean handshakes() {
        return kind == Kind.TLS_FULL || kind == Kind.TLS_RESUMED;
    }

    /** Where a server on a port of this machine is asked. */
    String uri(int port) {
        return (tls() ? "https" : "http") + "://127.0.0.1:" + port + "/plaintext";
    }

    String label() {
        return label;
    }

    /** How many connections there are at once. */
    int connections() {
        return connections;
    }

    /** How many requests a connection sends at once. */
    int depth() {
        return depth;
    }

    /** Whether each request has a connection of its own. */
    boolean close() {
        return kind == Kind.HTTP1_CLOSE || handshakes();
    }
}
