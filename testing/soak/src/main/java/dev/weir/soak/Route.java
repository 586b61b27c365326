package dev.weir.soak;

import dev.weir.wire.testkit.Dial;

/** How a client comes to the server: one of the four protocols that the demo speaks. */
public enum Route {
    /** HTTP/1.1 without TLS. */
    H1("h1", false, false),
    /** HTTP/2 without TLS. */
    H2C("h2c", false, true),
    /** HTTP/1.1 over TLS. */
    H1_TLS("h1 TLS", true, false),
    /** HTTP/2 over TLS. */
    H2("h2", true, true);

    private final String label;
    private final boolean tls;
    private final boolean http2;

    Route(String label, boolean tls, boolean http2) {
        this.label = label;
        this.tls = tls;
        this.http2 = http2;
    }

    /** Whether it goes over TLS. */
    public boolean tls() {
        return tls;
    }

    /** Whether it speaks HTTP/2. */
    public boolean http2() {
        return http2;
    }

    /** The port of a server that it goes to. */
    public int port(ServerProcess server) {
        return tls ? server.tlsPort() : server.port();
    }

    /** Connections of this kind to a server. */
    public Dial dial(ServerProcess server) {
        int port = port(server);
        return tls ? TrustingTls.dial(port, http2 ? "h2" : "http/1.1") : Dial.plain(port);
    }

    @Override
    public String toString() {
        return label;
    }
}
