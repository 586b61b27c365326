package dev.weir.bench.peer;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** The answers from Helidon's server, which has a virtual thread for each connection. */
final class HelidonPlaintext {
    private static final Header CONTENT_TYPE = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain");

    private HelidonPlaintext() {}

    public static void main(String[] args) throws Exception {
        byte[] content = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
        byte[] body = Life.body();
        var builder = WebServer.builder();
        if (Tls.wanted()) {
            PrivateKey key = Tls.key();
            X509Certificate certificate = Tls.certificate();
            builder.tls(tls -> tls.privateKey(key)
                    .addPrivateKeyCertChain(certificate)
                    .addEnabledProtocol(Tls.VERSION)
                    .addEnabledCipherSuite(Tls.SUITE));
        }
        WebServer server = builder.host("127.0.0.1")
                .port(Life.port(args))
                // Off by default, and then pipelined answers wait for the client's delayed acknowledgement.
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(routes -> routes.get(
                                Life.PATH,
                                (request, response) ->
                                        response.header(CONTENT_TYPE).send(content))
                        .get(Life.SLEEP_PATH, (request, response) -> {
                            Thread.sleep(Life.SLEEP_MILLIS);
                            response.header(CONTENT_TYPE).send(content);
                        })
                        .get(
                                Life.BODY_PATH,
                                (request, response) ->
                                        response.header(CONTENT_TYPE).send(body))
                        .post(Life.ECHO_PATH, HelidonPlaintext::echo))
                .build()
                .start();
        Life.listening(server.port());
    }

    private static void echo(ServerRequest request, ServerResponse response) throws IOException {
        response.header(CONTENT_TYPE);
        request.headers().contentLength().ifPresent(length -> response.contentLength(length));
        try (InputStream in = request.content().inputStream();
                OutputStream out = response.outputStream()) {
            in.transferTo(out);
        }
    }
}
