package dev.weir.conformance.semantics;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;

/** The same with TLS by Bouncy Castle: nothing but its name is different. */
class Http2BouncyCastleTest extends Http2TlsTest {
    @Override
    Server.Builder configure(Server.Builder builder) {
        return builder.tls(Certificates.server("bouncycastle").build());
    }

    /** It answers a close_notify with its own, and then sends nothing more (docs/tls.md). */
    @Override
    boolean answersBehindAHalfClose() {
        return false;
    }
}
