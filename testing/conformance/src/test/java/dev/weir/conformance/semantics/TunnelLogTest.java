package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Servers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a log says of a tunnel: once, when its handler has returned, with no bytes and no hooks before it. */
class TunnelLogTest {
    private final Ends ends = new Ends();
    private final List<String> commits = new CopyOnWriteArrayList<>();

    private Server start(TunnelWay way, Handler handler) throws Exception {
        ServerBuilder builder = Server.builder()
                .address("127.0.0.1:0")
                .protocol(new Http2Provider(
                        Http2Config.builder().extendedConnect(true).build()))
                .handler(ends.wrap((w, r) -> {
                    w.onCommit(c -> commits.add("" + c.status()));
                    handler.serve(w, r);
                }))
                .requestListener(ends)
                .errorLog(Servers.LOG);
        Server server = (way.secure() ? builder.tls(Certificates.server()) : builder).build();
        server.start();
        return server;
    }

    private static String text(RequestEnd end) {
        return end.outcome() + " " + end.status() + " " + end.contentBytes() + " stream " + end.stream()
                + end.failure().map(e -> " ! " + e.getMessage()).orElse("");
    }

    private static String expected(TunnelWay way) {
        return switch (way) {
            case HTTP1, HTTP1_TLS -> "TUNNEL 101 0 stream 0";
            case HTTP1_CONNECT -> "TUNNEL 200 0 stream 0";
            case HTTP2, HTTP2_TLS, HTTP2_CONNECT -> "TUNNEL 200 0 stream 1";
        };
    }

    @ParameterizedTest
    @EnumSource
    void thatEndsInOrder(TunnelWay way) throws Exception {
        try (Server server = start(way, (w, _) -> {
                    try (Tunnel tunnel = w.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                        tunnel.output().write(tunnel.input().readNBytes(4));
                        tunnel.output().flush();
                    }
                });
                TunnelWay.End client = way.open(server.port())) {
            client.send("ping");
            client.expect("ping");
            client.end();
            client.expectEnd();
            assertEquals(expected(way), text(ends.next()));
        }
        ends.assertNoMore();
        assertEquals(List.of(), commits);
    }

    @ParameterizedTest
    @EnumSource
    void whoseHandlerFails(TunnelWay way) throws Exception {
        try (Server server = start(way, (w, _) -> {
                    Tunnel tunnel = w.as(TunnelRequest.class).orElseThrow().accept("echo");
                    tunnel.input().readNBytes(4);
                    throw new IllegalStateException("on purpose");
                });
                TunnelWay.End client = way.open(server.port())) {
            client.send("ping");
            client.expectBroken();
            assertEquals(expected(way) + " ! on purpose", text(ends.next()));
        }
        ends.assertNoMore();
    }
}
