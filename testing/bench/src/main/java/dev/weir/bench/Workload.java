package dev.weir.bench;

import java.util.List;

/** What is done to the servers. */
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
    /** Many connections with few streams each. */
    H2C_32X10("h2c-32x10", Kind.HTTP2, 32, 10),
    /** Eight connections with a hundred streams each. */
    H2C_8X100("h2c-8x100", Kind.HTTP2, 8, 100),
    /** HTTP/2 over TLS. */
    TLS_H2("tls-h2", Kind.TLS_HTTP2, 8, 32),
    /** As h1-64, over TLS. */
    TLS_H1("tls-h1", Kind.TLS_HTTP1, 64, 1),
    /** Answers of 1 MiB. */
    BODY_H1("body-h1", Kind.HTTP1, 8, 1, RequestTarget.BODY),
    /** The same over HTTP/2, two at once on each connection. */
    BODY_H2C("body-h2c", Kind.HTTP2, 4, 2, RequestTarget.BODY),
    /** The same from a file, by the server's own way to serve such. */
    FILE_H1("file-h1", Kind.HTTP1, 8, 1, RequestTarget.FILE),
    /** 64 KiB there and back. */
    ECHO_H1("echo-h1", Kind.HTTP1, 16, 1, RequestTarget.ECHO),
    /** The same over HTTP/2, four at once on each connection. */
    ECHO_H2C("echo-h2c", Kind.HTTP2, 4, 4, RequestTarget.ECHO),
    /** A connection for each request, and a full handshake for each connection. */
    TLS_FULL("tls-full", Kind.TLS_FULL, 16, 1),
    /** The same with handshakes that resume a session. */
    TLS_RESUMED("tls-resumed", Kind.TLS_RESUMED, 16, 1),
    /** Requests at a rate that every server bears, whether those before are answered or not. */
    LATENCY_H1("latency-h1", Kind.RATE_HTTP1, 64, 1),
    /** The same over HTTP/2. */
    LATENCY_H2C("latency-h2c", Kind.RATE_HTTP2, 8, 100),
    /** What connections cost that have had their request and stay. */
    IDLE("idle", Kind.IDLE, 5000, 1),
    /** How long it takes from nothing to an answer. */
    START("start", Kind.START, 1, 1);

    /** What is spoken, which says which load generator can do it; the last two need none. */
    enum Kind {
        HTTP1,
        HTTP1_CLOSE,
        HTTP2,
        TLS_HTTP1,
        TLS_HTTP2,
        TLS_FULL,
        TLS_RESUMED,
        RATE_HTTP1,
        RATE_HTTP2,
        IDLE,
        START
    }

    /** What is measured unless the user says otherwise. */
    static final List<Workload> USUAL = List.of(H1_64, H1_512, H1_PIPELINED);

    /** The requests a second of the workloads that have a rate: a fraction of what the slowest server does. */
    static final int RATE = 5_000;

    private final String label;
    private final Kind kind;
    private final int connections;
    private final int depth;
    private final RequestTarget target;

    Workload(String label, Kind kind, int connections, int depth) {
        this(label, kind, connections, depth, RequestTarget.PLAINTEXT);
    }

    Workload(String label, Kind kind, int connections, int depth, RequestTarget target) {
        this.label = label;
        this.kind = kind;
        this.connections = connections;
        this.depth = depth;
        this.target = target;
    }

    Kind kind() {
        return kind;
    }

    RequestTarget target() {
        return target;
    }

    /** Whether it is HTTP/2, and {@link #depth} the number of streams. */
    boolean http2() {
        return kind == Kind.HTTP2 || kind == Kind.TLS_HTTP2 || kind == Kind.RATE_HTTP2;
    }

    boolean tls() {
        return switch (kind) {
            case HTTP1, HTTP1_CLOSE, HTTP2, RATE_HTTP1, RATE_HTTP2, IDLE, START -> false;
            case TLS_HTTP1, TLS_HTTP2, TLS_FULL, TLS_RESUMED -> true;
        };
    }

    /** Whether handshakes are what it measures: each request has a connection of its own, over TLS. */
    boolean handshakes() {
        return kind == Kind.TLS_FULL || kind == Kind.TLS_RESUMED;
    }

    /** Whether the requests come at {@link #RATE} and not as fast as they are answered. */
    boolean rated() {
        return kind == Kind.RATE_HTTP1 || kind == Kind.RATE_HTTP2;
    }

    /** Where a server on a port of this machine is asked. */
    String uri(int port) {
        return (tls() ? "https" : "http") + "://127.0.0.1:" + port + target.path();
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
