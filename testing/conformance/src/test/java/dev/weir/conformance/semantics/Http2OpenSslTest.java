package dev.weir.conformance.semantics;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.ServerBuilder;

/** The same with OpenSSL's keys: nothing but the name of the provider is different. */
class Http2OpenSslTest extends Http2TlsTest {
    @Override
    ServerBuilder configure(ServerBuilder builder) {
        return builder.tls(Certificates.server("openssl").build());
    }
}
