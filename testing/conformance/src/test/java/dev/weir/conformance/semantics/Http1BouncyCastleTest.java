package dev.weir.conformance.semantics;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.ServerBuilder;

/** The same with TLS by Bouncy Castle: nothing but its name is different. */
class Http1BouncyCastleTest extends Http1TlsTest {
    @Override
    ServerBuilder configure(ServerBuilder builder) {
        return builder.tls(Certificates.server("bouncycastle").build());
    }

    @Override
    boolean givesTickets() {
        return false;
    }

    /** It answers a close_notify with its own, and then sends nothing more (docs/tls.md). */
    @Override
    boolean answersBehindAHalfClose() {
        return false;
    }
}
