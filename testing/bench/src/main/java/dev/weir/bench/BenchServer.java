package dev.weir.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A server that can be measured, and what it can do. How its process is started is for {@link Launcher} to say. */
enum BenchServer {
    /** On the module path, as it is meant to run. */
    WEIR(
            "weir",
            Maker.JVM,
            Can.HTTP1,
            Can.HTTP2,
            Can.TLS,
            Can.ECHO,
            Can.FILE,
            Can.SLEEP,
            Can.GZIP,
            Can.JSON,
            Can.SIDECAR,
            Can.WEBSOCKET,
            Can.DEFLATE,
            Can.ROUTES,
            Can.BYTES),
    /** The same with Bouncy Castle's TLS. Its jars are in a folder of their own, so that the other is what it was. */
    WEIR_BC("weir-bc", Maker.JVM, Can.HTTP1, Can.HTTP2, Can.TLS, Can.ECHO, Can.FILE, Can.SLEEP),
    /** The same with OpenSSL's keys in the JDK's TLS. */
    WEIR_OPENSSL("weir-openssl", Maker.JVM, Can.HTTP1, Can.HTTP2, Can.TLS, Can.ECHO, Can.FILE, Can.SLEEP),
    /** The same with a hook at the end of each request, as a log has one. */
    WEIR_END("weir-end", Maker.JVM, Can.HTTP1, Can.HTTP2),
    /** The same with an access log in a file, and metrics. */
    WEIR_OBSERVE("weir-observe", Maker.JVM, Can.HTTP1, Can.HTTP2),
    /** An earlier build of the same, with the classes and jars of that. */
    WEIR_BEFORE("weir-before", WEIR),
    /** The runtime image of the sample programs, for its start alone. */
    WEIR_IMAGE("weir-image", Maker.IMAGE, Can.HTTP1),
    HELIDON(
            "helidon",
            Maker.JVM,
            Can.HTTP1,
            Can.HTTP2,
            Can.TLS,
            Can.ECHO,
            Can.SLEEP,
            Can.GZIP,
            Can.JSON,
            Can.WEBSOCKET,
            Can.ROUTES),
    /** On Jetty, with what it adds to that alone. */
    JAVALIN("javalin", Maker.JVM, Can.HTTP1, Can.GZIP, Can.JSON, Can.SIDECAR, Can.ROUTES),
    NETTY(
            "netty",
            Maker.JVM,
            Can.HTTP1,
            Can.HTTP2,
            Can.TLS,
            Can.ECHO,
            Can.FILE,
            Can.SLEEP,
            Can.WEBSOCKET,
            Can.DEFLATE,
            Can.BYTES),
    VERTX("vertx", Maker.JVM, Can.HTTP1, Can.HTTP2, Can.TLS, Can.ECHO, Can.FILE, Can.SLEEP),
    JETTY("jetty", Maker.JVM, Can.HTTP1, Can.HTTP2, Can.TLS, Can.ECHO, Can.SLEEP, Can.WEBSOCKET, Can.DEFLATE),
    UNDERTOW(
            "undertow",
            Maker.JVM,
            Can.HTTP1,
            Can.HTTP2,
            Can.TLS,
            Can.ECHO,
            Can.SLEEP,
            Can.WEBSOCKET,
            Can.DEFLATE,
            Can.ROUTES),
    JDK("jdk", Maker.JVM, Can.HTTP1, Can.TLS, Can.ECHO, Can.SLEEP),
    NGINX("nginx", Maker.NGINX, Can.HTTP1, Can.HTTP2, Can.TLS, Can.FILE, Can.GZIP, Can.SIDECAR, Can.ROUTES, Can.BYTES),
    NGHTTPD("nghttpd", Maker.NGHTTPD, Can.HTTP2, Can.TLS, Can.ECHO, Can.BYTES),
    GO("go", Maker.GO, Can.HTTP1, Can.HTTP2, Can.TLS, Can.ECHO, Can.FILE, Can.SLEEP);

    /** What kind of program it is. */
    enum Maker {
        JVM,
        IMAGE,
        NGINX,
        NGHTTPD,
        GO
    }

    /** What not all can. */
    private enum Can {
        HTTP1("does not speak HTTP/1"),
        HTTP2("does not speak HTTP/2"),
        TLS("has no TLS here"),
        ECHO("sends no request's content back"),
        FILE("serves no file here"),
        SLEEP("has no handler that could sleep"),
        GZIP("compresses nothing here"),
        JSON("has no JSON here"),
        SIDECAR("has no compressed files beside others here"),
        WEBSOCKET("has no WebSocket here"),
        DEFLATE("compresses no messages"),
        ROUTES("has no router here"),
        BYTES("has the large answer in one length alone here");

        private final String refusal;

        Can(String refusal) {
            this.refusal = refusal;
        }
    }

    /** What grows with the square of the routes takes too long with more. */
    private static final int MANY_ROUTES = 10_000;

    private final String label;
    private final Maker maker;
    private final Set<Can> abilities = EnumSet.noneOf(Can.class);

    BenchServer(String label, Maker maker, Can... abilities) {
        this.label = label;
        this.maker = maker;
        this.abilities.addAll(List.of(abilities));
    }

    /** One that can do what another one can. */
    BenchServer(String label, BenchServer like) {
        this.label = label;
        this.maker = like.maker;
        this.abilities.addAll(like.abilities);
    }

    String label() {
        return label;
    }

    Maker maker() {
        return maker;
    }

    /** Whether it is Weir itself, in whichever dress, and not one of those that it is compared with. */
    boolean own() {
        return this == WEIR
                || otherTls()
                || this == WEIR_END
                || this == WEIR_OBSERVE
                || this == WEIR_BEFORE
                || this == WEIR_IMAGE;
    }

    /** Whether it is Weir with another TLS. */
    private boolean otherTls() {
        return this == WEIR_BC || this == WEIR_OPENSSL;
    }

    boolean jvm() {
        return maker == Maker.JVM;
    }

    /** Whether it must be asked over HTTP/2 where a workload leaves the choice. */
    boolean http2Alone() {
        return !abilities.contains(Can.HTTP1);
    }

    /** Why it is not measured with a workload; empty when it is. */
    String refusal(Workload workload) {
        if (otherTls() && !workload.tls()) {
            return "is weir where there is no TLS";
        }
        if ((this == WEIR_END || this == WEIR_OBSERVE)
                && workload != Workload.H1_64
                && workload != Workload.H2C_8X100) {
            return "is weir but for a small cost of each request";
        }
        if (this == WEIR_IMAGE && workload != Workload.START) {
            return "is weir once it has started";
        }
        if (this == JAVALIN && !workload.toolbox() && workload.routes() == 0) {
            return "is Jetty where its toolbox is not used";
        }
        if ((this == JAVALIN || this == UNDERTOW) && workload.routes() > MANY_ROUTES) {
            return "takes more than a minute to register so many routes";
        }
        if (this == NETTY && workload.copiesFiles()) {
            return "has files sent by the system alone here";
        }
        Set<Can> needs = EnumSet.noneOf(Can.class);
        if (workload.http2()) {
            needs.add(Can.HTTP2);
        } else if (workload != Workload.START) {
            needs.add(Can.HTTP1);
        }
        if (workload.tls()) {
            needs.add(Can.TLS);
        }
        switch (workload.target()) {
            case ECHO, ECHO_1K, ECHO_16K, ECHO_128K, ECHO_1M, ECHO_16M -> needs.add(Can.ECHO);
            case ROUTE -> needs.add(Can.ROUTES);
            case BYTES_1K, BYTES_16K, BYTES_128K, BYTES_1M, BYTES_16M -> needs.add(Can.BYTES);
            case FILE, FILE_4K, FILE_64K -> needs.add(Can.FILE);
            case TEXT -> needs.add(Can.GZIP);
            case ORDER, ORDERS -> needs.add(Can.JSON);
            case PROSE -> needs.add(Can.SIDECAR);
            case MESSAGE_64, MESSAGE_16K, BROADCAST -> needs.add(Can.WEBSOCKET);
            case PLAINTEXT, BODY, SLEEP -> {}
        }
        if (workload.deflate()) {
            needs.add(Can.DEFLATE);
        }
        if (workload.mixed()) {
            needs.add(Can.SLEEP);
        }
        return Arrays.stream(Can.values())
                .filter(need -> needs.contains(need) && !abilities.contains(need))
                .findFirst()
                .map(need -> need.refusal)
                .orElse("");
    }
}
