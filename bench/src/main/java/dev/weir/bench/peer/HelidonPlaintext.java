package dev.weir.bench.peer;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** The plain-text answer from Helidon's server, which has a virtual thread for each connection. */
final class HelidonPlaintext {
    private HelidonPlaintext() {}

    public static void main(String[] args) throws Exception {
        byte[] content = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
        Header contentType = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain");
        var builder = WebServer.builder();
        if (Tls.wanted()) {
            PrivateKey key = Tls.key();
            X509Certificate certificate = Tls.certificate();
            builder.tls(tls -> tls.privateKey(key)
                    .addPrivateKeyCertChain(certificate)
                    .addEnabledProtocol(Tls.VERSION)
                    .addEnabledCipherSuite(Tls.SUITE));
        }
        WebServer server = builder
                .host("127.0.0.1")
                .port(Life.port(args))
                // Off by default, and then pipelined answers wait for the client's delayed acknowledgement.
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(routes -> routes.get(Life.PATH, (request, response) -> {
                    response.header(contentType);
                    response.send(content);
                }))
                .build()
                .start();
        Life.listening(server.port());
    }
}
