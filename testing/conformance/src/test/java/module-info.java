/** Tests over the wire, of all modules together as a program uses them. */
@SuppressWarnings({"module", "requires-automatic"}) // gRPC's modules and OpenTelemetry's have a name, and no descriptor
open module dev.weir.conformance {
    requires com.aayushatharva.brotli4j.linux.x86_64;
    requires dev.weir;
    requires dev.weir.compress.brotli;
    requires dev.weir.compress.zstd;
    requires dev.weir.hpack;
    requires dev.weir.http.testkit.junit;
    requires dev.weir.json.jackson;
    requires dev.weir.middleware;
    requires dev.weir.observe;
    requires dev.weir.observe.micrometer;
    requires dev.weir.observe.opentelemetry;
    requires dev.weir.observe.jfr;
    requires dev.weir.samples;
    requires dev.weir.sessions.jdbc;
    requires dev.weir.systemd;
    requires dev.weir.tls.bouncycastle;
    requires dev.weir.tls.openssl;
    requires dev.weir.tls.testkit;
    requires dev.weir.websocket;
    requires dev.weir.wire.testkit;
    requires io.grpc;
    requires io.grpc.netty.shaded;
    requires io.grpc.stub;
    requires io.opentelemetry.sdk;
    requires io.opentelemetry.sdk.common;
    requires io.opentelemetry.sdk.metrics;
    requires io.opentelemetry.sdk.testing;
    requires io.opentelemetry.sdk.trace;
    requires java.logging;
    requires java.net.http;
    requires java.xml;
    requires jdk.management;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    uses dev.weir.http.core.spi.ProtocolProvider;
    uses dev.weir.middleware.spi.ContentCoding;
}
