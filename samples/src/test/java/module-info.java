/** The programs with their tests. */
@SuppressWarnings("requires-automatic") // PostgreSQL's driver has a name, and no descriptor
open module dev.weir.samples {
    requires transitive dev.weir;
    requires dev.weir.websocket;
    requires static org.jspecify;
    // Where br is on the path, the demo's compression takes it.
    requires com.aayushatharva.brotli4j.linux.x86_64;
    // For the pieces of Java on the pages.
    requires dev.weir.compress.brotli;
    requires dev.weir.compress.zstd;
    requires dev.weir.http.testkit.junit;
    requires dev.weir.json.jackson;
    requires dev.weir.observe;
    requires dev.weir.observe.micrometer;
    requires dev.weir.observe.opentelemetry;
    requires dev.weir.observe.jfr;
    requires dev.weir.sessions.jdbc;
    requires dev.weir.systemd;
    // For the cookbook's page of databases.
    requires com.zaxxer.hikari;
    requires org.postgresql.jdbc;
    requires java.net.http;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    exports dev.weir.samples;
}
