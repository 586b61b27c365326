package dev.weir.bench.peer;

import dev.weir.http.core.Server;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import java.nio.charset.StandardCharsets;

/** The plain-text answer from Weir: one bare handler and no router, as it is with Netty. */
final class WeirPlaintext {
    private WeirPlaintext() {}

    public static void main(String[] args) throws Exception {
        byte[] content = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
        Server.Builder builder = Server.builder();
        if (Tls.wanted()) {
            builder.tls(TlsConfig.builder()
                    .certificate(TlsCertificate.fromPkcs12(Tls.file(), Tls.password()))
                    .versions(Tls.VERSION)
                    .cipherSuites(Tls.SUITE)
                    // Named, as the one of the highest priority would be taken.
                    .provider(System.getProperty("weir.bench.provider", "jsse"))
                    .build());
        }
        Server server = builder
                .address("127.0.0.1:" + Life.port(args))
                .handler((w, r) -> {
                    if (!r.path().equals(Life.PATH)) {
                        w.status(404);
                        return;
                    }
                    w.header("Content-Type", "text/plain");
                    w.write(content);
                })
                .build();
        server.start();
        Life.listening(server.port());
    }
}
