package dev.weir.bench;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

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
    /** HTTP/2 without TLS: one connection with one stream after another. */
    H2C_1X1("h2c-1x1", Kind.HTTP2, 1, 1),
    /** One connection with a hundred streams at once. */
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
    /** A small file, with as many connections as other small answers. */
    FILE_4K_H1("file-4k-h1", Kind.HTTP1, 64, 1, RequestTarget.FILE_4K),
    /** One of 64 KiB. */
    FILE_64K_H1("file-64k-h1", Kind.HTTP1, 16, 1, RequestTarget.FILE_64K),
    /** The three over TLS, where no system sends a file by itself. */
    FILE_TLS("file-tls", Kind.TLS_HTTP1, 8, 1, RequestTarget.FILE),
    FILE_4K_TLS("file-4k-tls", Kind.TLS_HTTP1, 64, 1, RequestTarget.FILE_4K),
    FILE_64K_TLS("file-64k-tls", Kind.TLS_HTTP1, 16, 1, RequestTarget.FILE_64K),
    /** The three over HTTP/2, where its frames lie between the pieces. */
    FILE_H2C("file-h2c", Kind.HTTP2, 4, 2, RequestTarget.FILE),
    FILE_4K_H2C("file-4k-h2c", Kind.HTTP2, 8, 8, RequestTarget.FILE_4K),
    FILE_64K_H2C("file-64k-h2c", Kind.HTTP2, 4, 4, RequestTarget.FILE_64K),
    /** 64 KiB there and back. */
    ECHO_H1("echo-h1", Kind.HTTP1, 16, 1, RequestTarget.ECHO),
    /** The same over HTTP/2, four at once on each connection. */
    ECHO_H2C("echo-h2c", Kind.HTTP2, 4, 4, RequestTarget.ECHO),
    /** A connection for each request, and a full handshake for each connection. */
    TLS_FULL("tls-full", Kind.TLS_FULL, 16, 1),
    /** The same with handshakes that resume a session. */
    TLS_RESUMED("tls-resumed", Kind.TLS_RESUMED, 16, 1),
    /** Both with a key of RSA, 2,048 bits long. */
    TLS_FULL_RSA("tls-full-rsa", TLS_FULL, Extra.RSA),
    TLS_RESUMED_RSA("tls-resumed-rsa", TLS_RESUMED, Extra.RSA),
    /** Requests at a rate that every server bears, whether those before are answered or not. */
    RATE_5000_H1("rate-5000-h1", Kind.RATE_HTTP1, 64, 1, 5_000),
    /** The same over HTTP/2. */
    RATE_5000_H2C("rate-5000-h2c", Kind.RATE_HTTP2, 32, 100, 5_000),
    /** Four times as many, which is still below what most can do. */
    RATE_20000_H1("rate-20000-h1", Kind.RATE_HTTP1, 64, 1, 20_000),
    /** The same over HTTP/2. */
    RATE_20000_H2C("rate-20000-h2c", Kind.RATE_HTTP2, 32, 100, 20_000),
    /** As many small answers as such that sleep, which have connections of their own. */
    MIXED_H1("mixed-h1", Kind.RATE_HTTP1, 256, 1, 5_000, Extra.SLEEPERS),
    /** The same over HTTP/2, where they share connections. */
    MIXED_H2C("mixed-h2c", Kind.RATE_HTTP2, 32, 100, 5_000, Extra.SLEEPERS),
    /** Text of 16 KiB, which the server compresses for each request. */
    GZIP_16K("gzip-16k", Kind.HTTP1, 16, 1, RequestTarget.TEXT),
    /** An answer of 1 KiB in JSON, written from an object. */
    JSON_WRITE("json-write", Kind.HTTP1, 64, 1, RequestTarget.ORDER),
    /** A request of 1 KiB in JSON, read into an object. */
    JSON_READ("json-read", Kind.HTTP1, 64, 1, RequestTarget.ORDERS),
    /** A file that has others beside it with its content compressed. */
    SIDECAR_H1("sidecar-h1", Kind.HTTP1, 64, 1, RequestTarget.PROSE),
    /** What connections cost that have had their request and stay. */
    IDLE("idle", Kind.IDLE, 5000, 1),
    /** Messages of 64 bytes on WebSockets, which come back. */
    WS_ECHO_64("ws-echo-64", Kind.WEBSOCKET, 64, 1, RequestTarget.MESSAGE_64),
    /** The same with 16 KiB. */
    WS_ECHO_16K("ws-echo-16k", Kind.WEBSOCKET, 64, 1, RequestTarget.MESSAGE_16K),
    /** The same, compressed both ways. */
    WS_ECHO_64_DEFLATE("ws-echo-64-deflate", WS_ECHO_64, Extra.DEFLATE),
    WS_ECHO_16K_DEFLATE("ws-echo-16k-deflate", WS_ECHO_16K, Extra.DEFLATE),
    /** A message to a thousand WebSockets, the next one when all have it. */
    WS_BROADCAST("ws-broadcast", Kind.WEBSOCKET, 1000, 1, RequestTarget.BROADCAST),
    /** What WebSockets cost that have had a message and stay. */
    WS_IDLE("ws-idle", Kind.IDLE, 5000, 1, RequestTarget.MESSAGE_64),
    /** How cost grows with connections, of which each has one request at a time. */
    SCALE_H1_64("scale-h1-64", Kind.LOOP_HTTP1, 64, 1),
    SCALE_H1_512("scale-h1-512", Kind.LOOP_HTTP1, 512, 1),
    SCALE_H1_2000("scale-h1-2000", Kind.LOOP_HTTP1, 2000, 1),
    SCALE_H1_10000("scale-h1-10000", Kind.LOOP_HTTP1, 10_000, 1),
    /** How it grows with the streams of eight connections. */
    SCALE_H2C_1("scale-h2c-1", Kind.HTTP2, 8, 1),
    SCALE_H2C_10("scale-h2c-10", Kind.HTTP2, 8, 10),
    SCALE_H2C_50("scale-h2c-50", Kind.HTTP2, 8, 50),
    SCALE_H2C_250("scale-h2c-250", Kind.HTTP2, 8, 250),
    /** How it grows with the routes of a router, which are asked for in turn. */
    SCALE_ROUTES_10("scale-routes-10", Kind.HTTP1, 64, Growth.ROUTES, 10),
    SCALE_ROUTES_100("scale-routes-100", Kind.HTTP1, 64, Growth.ROUTES, 100),
    SCALE_ROUTES_1000("scale-routes-1000", Kind.HTTP1, 64, Growth.ROUTES, 1_000),
    SCALE_ROUTES_10000("scale-routes-10000", Kind.HTTP1, 64, Growth.ROUTES, 10_000),
    SCALE_ROUTES_100000("scale-routes-100000", Kind.HTTP1, 64, Growth.ROUTES, 100_000),
    /** How it grows with the fields of a request. */
    SCALE_FIELDS_H1_0("scale-fields-h1-0", Kind.HTTP1, 64, Growth.FIELDS, 0),
    SCALE_FIELDS_H1_10("scale-fields-h1-10", Kind.HTTP1, 64, Growth.FIELDS, 10),
    SCALE_FIELDS_H1_30("scale-fields-h1-30", Kind.HTTP1, 64, Growth.FIELDS, 30),
    SCALE_FIELDS_H1_90("scale-fields-h1-90", Kind.HTTP1, 64, Growth.FIELDS, 90),
    /** The same over HTTP/2. */
    SCALE_FIELDS_H2C_0("scale-fields-h2c-0", Kind.HTTP2, 8, Growth.FIELDS, 0),
    SCALE_FIELDS_H2C_10("scale-fields-h2c-10", Kind.HTTP2, 8, Growth.FIELDS, 10),
    SCALE_FIELDS_H2C_30("scale-fields-h2c-30", Kind.HTTP2, 8, Growth.FIELDS, 30),
    SCALE_FIELDS_H2C_90("scale-fields-h2c-90", Kind.HTTP2, 8, Growth.FIELDS, 90),
    /** How it grows with the length of the answer. Few at once, as those count that are not done when a run ends. */
    SCALE_BYTES_H1_1K("scale-bytes-h1-1024", Kind.HTTP1, 4, 1, RequestTarget.BYTES_1K),
    SCALE_BYTES_H1_16K("scale-bytes-h1-16384", Kind.HTTP1, 4, 1, RequestTarget.BYTES_16K),
    SCALE_BYTES_H1_128K("scale-bytes-h1-131072", Kind.HTTP1, 4, 1, RequestTarget.BYTES_128K),
    SCALE_BYTES_H1_1M("scale-bytes-h1-1048576", Kind.HTTP1, 4, 1, RequestTarget.BYTES_1M),
    SCALE_BYTES_H1_16M("scale-bytes-h1-16777216", Kind.HTTP1, 4, 1, RequestTarget.BYTES_16M),
    /** The same over HTTP/2. */
    SCALE_BYTES_H2C_1K("scale-bytes-h2c-1024", Kind.HTTP2, 2, 2, RequestTarget.BYTES_1K),
    SCALE_BYTES_H2C_16K("scale-bytes-h2c-16384", Kind.HTTP2, 2, 2, RequestTarget.BYTES_16K),
    SCALE_BYTES_H2C_128K("scale-bytes-h2c-131072", Kind.HTTP2, 2, 2, RequestTarget.BYTES_128K),
    SCALE_BYTES_H2C_1M("scale-bytes-h2c-1048576", Kind.HTTP2, 2, 2, RequestTarget.BYTES_1M),
    SCALE_BYTES_H2C_16M("scale-bytes-h2c-16777216", Kind.HTTP2, 2, 2, RequestTarget.BYTES_16M),
    /** How it grows with the length of the request, which comes back. */
    SCALE_ECHO_H1_1K("scale-echo-h1-1024", Kind.HTTP1, 4, 1, RequestTarget.ECHO_1K),
    SCALE_ECHO_H1_16K("scale-echo-h1-16384", Kind.HTTP1, 4, 1, RequestTarget.ECHO_16K),
    SCALE_ECHO_H1_128K("scale-echo-h1-131072", Kind.HTTP1, 4, 1, RequestTarget.ECHO_128K),
    SCALE_ECHO_H1_1M("scale-echo-h1-1048576", Kind.HTTP1, 4, 1, RequestTarget.ECHO_1M),
    SCALE_ECHO_H1_16M("scale-echo-h1-16777216", Kind.HTTP1, 4, 1, RequestTarget.ECHO_16M),
    /** The same over HTTP/2. */
    SCALE_ECHO_H2C_1K("scale-echo-h2c-1024", Kind.HTTP2, 2, 2, RequestTarget.ECHO_1K),
    SCALE_ECHO_H2C_16K("scale-echo-h2c-16384", Kind.HTTP2, 2, 2, RequestTarget.ECHO_16K),
    SCALE_ECHO_H2C_128K("scale-echo-h2c-131072", Kind.HTTP2, 2, 2, RequestTarget.ECHO_128K),
    SCALE_ECHO_H2C_1M("scale-echo-h2c-1048576", Kind.HTTP2, 2, 2, RequestTarget.ECHO_1M),
    SCALE_ECHO_H2C_16M("scale-echo-h2c-16777216", Kind.HTTP2, 2, 2, RequestTarget.ECHO_16M),
    /** How long it takes from nothing to an answer. */
    START("start", Kind.START, 1, 1),
    /** Server and load on all cores, so that there are some that are idle for moments. */
    H1_64_TWO_CORES("h1-64-two-cores", H1_64, Extra.ALL_CORES),
    H2C_32X10_TWO_CORES("h2c-32x10-two-cores", H2C_32X10, Extra.ALL_CORES),
    TLS_H1_TWO_CORES("tls-h1-two-cores", TLS_H1, Extra.ALL_CORES),
    RATE_5000_H1_TWO_CORES("rate-5000-h1-two-cores", RATE_5000_H1, Extra.ALL_CORES),
    RATE_5000_H2C_TWO_CORES("rate-5000-h2c-two-cores", RATE_5000_H2C, Extra.ALL_CORES),
    RATE_20000_H1_TWO_CORES("rate-20000-h1-two-cores", RATE_20000_H1, Extra.ALL_CORES),
    RATE_20000_H2C_TWO_CORES("rate-20000-h2c-two-cores", RATE_20000_H2C, Extra.ALL_CORES),
    /** The same with processes beside that want all of the cores for themselves. */
    H1_64_NEIGHBOURS("h1-64-two-cores-neighbours", H1_64, Extra.ALL_CORES, Extra.NEIGHBOURS),
    RATE_20000_H1_NEIGHBOURS("rate-20000-h1-two-cores-neighbours", RATE_20000_H1, Extra.ALL_CORES, Extra.NEIGHBOURS);

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
        LOOP_HTTP1,
        WEBSOCKET,
        IDLE,
        START
    }

    /** What may be added to a workload. */
    private enum Extra {
        /** Server and load run on all cores, and are not pinned to one each. */
        ALL_CORES,
        /** {@link Neighbours} compute beside the measured runs. */
        NEIGHBOURS,
        /** The certificate has a key of RSA. */
        RSA,
        /** Messages are compressed, by the client and by the server. */
        DEFLATE,
        /** Every second request is for an answer that sleeps. */
        SLEEPERS
    }

    /** Of what there is more from row to row, where connections, streams and targets do not say it. */
    private enum Growth {
        NONE,
        ROUTES,
        FIELDS
    }

    /** What is measured unless the user says otherwise. */
    static final List<Workload> USUAL = List.of(H1_64, H1_512, H1_PIPELINED);

    private final String label;
    private final Kind kind;
    private final int connections;
    private final int depth;
    private final RequestTarget target;
    private final int rate;
    private final Growth growth;
    /** How many routes or fields there are. */
    private final int number;

    private final Set<Extra> extras;

    Workload(String label, Kind kind, int connections, int depth) {
        this(label, kind, connections, depth, RequestTarget.PLAINTEXT);
    }

    Workload(String label, Kind kind, int connections, int depth, RequestTarget target) {
        this(label, kind, connections, depth, target, 0);
    }

    Workload(String label, Kind kind, int connections, int depth, int rate, Extra... extras) {
        this(label, kind, connections, depth, RequestTarget.PLAINTEXT, rate, extras);
    }

    /** A workload that is another one but for what is added. */
    Workload(String label, Workload other, Extra... extras) {
        this(label, other.kind, other.connections, other.depth, other.target, other.rate, extras);
    }

    /** One for the small answer, with a number of something; over HTTP/2 with ten streams at once. */
    Workload(String label, Kind kind, int connections, Growth growth, int number) {
        this(
                label,
                kind,
                connections,
                kind == Kind.HTTP2 ? 10 : 1,
                growth == Growth.ROUTES ? RequestTarget.ROUTE : RequestTarget.PLAINTEXT,
                0,
                growth,
                number);
    }

    Workload(String label, Kind kind, int connections, int depth, RequestTarget target, int rate, Extra... extras) {
        this(label, kind, connections, depth, target, rate, Growth.NONE, 0, extras);
    }

    Workload(
            String label,
            Kind kind,
            int connections,
            int depth,
            RequestTarget target,
            int rate,
            Growth growth,
            int number,
            Extra... extras) {
        this.label = label;
        this.kind = kind;
        this.connections = connections;
        this.depth = depth;
        this.target = target;
        this.rate = rate;
        this.growth = growth;
        this.number = number;
        this.extras = Set.of(extras);
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
            case HTTP1, HTTP1_CLOSE, HTTP2, RATE_HTTP1, RATE_HTTP2, LOOP_HTTP1, WEBSOCKET, IDLE, START -> false;
            case TLS_HTTP1, TLS_HTTP2, TLS_FULL, TLS_RESUMED -> true;
        };
    }

    /** Whether handshakes are what it measures: each request has a connection of its own, over TLS. */
    boolean handshakes() {
        return kind == Kind.TLS_FULL || kind == Kind.TLS_RESUMED;
    }

    /** Whether the certificate has a key of RSA, and not one on P-256. */
    boolean rsa() {
        return extras.contains(Extra.RSA);
    }

    /** Whether the requests come at a rate and not as fast as they are answered. */
    boolean rated() {
        return kind == Kind.RATE_HTTP1 || kind == Kind.RATE_HTTP2;
    }

    /** Whether it is measured by what requests cost; else it has a table of its own. */
    boolean requests() {
        return kind != Kind.IDLE && kind != Kind.START;
    }

    /** Whether {@link LoopClient} is the load. */
    boolean loops() {
        return kind == Kind.LOOP_HTTP1 || kind == Kind.WEBSOCKET;
    }

    /** How many routes the server's router has; 0 where there is no router. */
    int routes() {
        return growth == Growth.ROUTES ? number : 0;
    }

    /** The fields that a request has beside those that it needs, as {@code name: value}; each has forty bytes. */
    List<String> fields() {
        int count = growth == Growth.FIELDS ? number : 0;
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> Report.format("x-field-%02d: a value of some length: %02d", i, i))
                .toList();
    }

    /** Requests a second; 0 for as many as are answered. */
    int rate() {
        return rate;
    }

    /** Whether server and load run on all cores, and are not pinned to one each. */
    boolean allCores() {
        return extras.contains(Extra.ALL_CORES);
    }

    /** How many processes compute beside the measured runs. */
    int neighbours() {
        return extras.contains(Extra.NEIGHBOURS) ? Neighbours.NUMBER : 0;
    }

    /** Whether every second request is for an answer that sleeps, {@link RequestTarget#SLEEP}. */
    boolean mixed() {
        return extras.contains(Extra.SLEEPERS);
    }

    /** Whether it measures what a server brings for its handlers, {@link RequestTarget#toolbox}. */
    boolean toolbox() {
        return target.toolbox();
    }

    /** Whether it is for a file that the system cannot send by itself. */
    boolean copiesFiles() {
        return target.file() && (tls() || http2());
    }

    /** Whether messages are compressed. */
    boolean deflate() {
        return extras.contains(Extra.DEFLATE);
    }

    /**
     * Whether a server that was started for another workload can be asked for this one. Handshakes have one of their own,
     * as what is compiled for them is not what requests need.
     */
    boolean sharesServers(Workload other) {
        return handshakes() == other.handshakes()
                && rsa() == other.rsa()
                && tls() == other.tls()
                && http2() == other.http2()
                && allCores() == other.allCores()
                && deflate() == other.deflate()
                && toolbox() == other.toolbox()
                && target.message() == other.target.message()
                && routes() == other.routes();
    }

    /** All that is asked for. */
    List<RequestTarget> targets() {
        return mixed() ? List.of(target, RequestTarget.SLEEP) : List.of(target);
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
