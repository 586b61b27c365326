import dev.weir.http.core.spi.ProtocolProvider;

/**
 * Tests of handlers without a network: {@link dev.weir.http.testkit.MemoryRequest} is what a handler is asked, and
 * {@link dev.weir.http.testkit.ResponseRecorder} what the client would get of a server. Tests of a server, in memory or on a
 * port: {@link dev.weir.http.testkit.TestServer} and {@link dev.weir.http.testkit.TestClient}.
 */
module dev.weir.http.testkit {
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires static org.jspecify;

    exports dev.weir.http.testkit;

    uses ProtocolProvider;
}
