package dev.weir.conformance.loops;

import dev.weir.conformance.client.Certificates;
import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Http1Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.http.core.HandlerThreads;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How a server runs its handlers, and how its clients reach it. */
record Setup(Over over, int loops, HandlerThreads threads) {
    private static final boolean LONG = Boolean.getBoolean("weir.attack.long");

    /** What clients speak. */
    enum Over {
        HTTP1,
        HTTP1_TLS,
        H2C,
        H2_TLS;

        boolean http2() {
            return this == H2C || this == H2_TLS;
        }

        boolean secure() {
            return this == HTTP1_TLS || this == H2_TLS;
        }
    }

    /** All that there are; in the short form ten of the sixteen, with each protocol, over TLS and not, on both kinds of threads. */
    static Stream<Setup> all() {
        List<Setup> all = new ArrayList<>();
        for (Over over : Over.values()) {
            for (HandlerThreads threads : HandlerThreads.values()) {
                all.add(new Setup(over, 1, threads));
                all.add(new Setup(over, 2, threads));
            }
        }
        return all.stream().filter(setup -> LONG || setup.isShort());
    }

    /** Two loops that run no handler are as one; with TLS each protocol has one number of loops that do. */
    private boolean isShort() {
        return threads == HandlerThreads.VIRTUAL ? loops == 1 : !over.secure() || over.http2() == (loops == 2);
    }

    /** Those whose handlers run on loops. */
    static Stream<Setup> elastic() {
        return all().filter(setup -> setup.threads == HandlerThreads.ELASTIC);
    }

    /** Those of them whose connections need no handshake. */
    static Stream<Setup> elasticPlain() {
        return elastic().filter(setup -> !setup.over.secure());
    }

    /** Those with one loop, for what takes its time. */
    static Stream<Setup> oneLoop() {
        return all().filter(setup -> setup.loops == 1);
    }

    static Stream<Setup> http1OneLoop() {
        return oneLoop().filter(setup -> !setup.over.http2());
    }

    static Stream<Setup> http2OneLoop() {
        return oneLoop().filter(setup -> setup.over.http2());
    }

    /** Those with HTTP/1. */
    static Stream<Setup> http1() {
        return all().filter(setup -> !setup.over.http2());
    }

    /** Those with HTTP/2. */
    static Stream<Setup> http2() {
        return all().filter(setup -> setup.over.http2());
    }

    ServerBuilder configure(ServerBuilder builder) {
        builder.loops(loops)
                .handlerThreads(threads)
                .protocol(new Http2Provider(
                        Http2Config.builder().extendedConnect(true).build()));
        return over.secure() ? builder.tls(Certificates.server()) : builder;
    }

    Socket socket(int port) throws IOException {
        return over.secure()
                ? Certificates.connect(port, over.http2() ? "h2" : "http/1.1")
                : new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** A client: each call has a connection of its own over HTTP/1; all have one over HTTP/2. */
    Client connect(int port) throws IOException {
        String authority = "localhost:" + port;
        return over.http2()
                ? new Http2Client(socket(port), over.secure(), authority)
                : new Http1Client(() -> socket(port), authority);
    }

    /** How many threads may stand still that have led a loop, with those that begin to at the same moment. */
    int mostDetached() {
        return 16 * loops + loops;
    }

    @Override
    public String toString() {
        return over + ", loops(" + loops + "), " + threads;
    }
}
