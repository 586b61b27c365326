package dev.weir.conformance.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several servers behind one name: a session is resumed by the server that made it. To another its ticket is that of a stranger,
 * which costs a whole handshake and nothing else.
 */
@Timeout(60)
class TlsInstancesTest {
    /** What clients take for the port of all of them. */
    private static final int PORT = 443;

    private static Server instance(TestKeys keys, String provider) throws IOException {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .tls(TlsConfig.builder()
                        .certificate(keys.tls())
                        .provider(provider)
                        .build())
                .handler((w, r) -> w.write("here"))
                .build();
        server.start();
        return server;
    }

    /** Asks, and returns how many whole handshakes the client has seen since its first. */
    private static int ask(Server server, TlsPeer.Client client, String version) throws IOException {
        try (Socket plain = new Socket("127.0.0.1", server.port());
                SSLSocket socket =
                        (SSLSocket) client.context().getSocketFactory().createSocket(plain, "localhost", PORT, true)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.endsWith("here"), answer);
        }
        return client.shown.get();
    }

    @ParameterizedTest
    @CsvSource({
        "jsse, TLSv1.3, true",
        "jsse, TLSv1.2, true",
        "openssl, TLSv1.3, true",
        "openssl, TLSv1.2, true",
        "bouncycastle, TLSv1.3, false",
        "bouncycastle, TLSv1.2, true",
    })
    void aSessionIsItsServersOwn(String provider, String version, boolean resumes) throws Exception {
        TestKeys keys = TestKeys.of("EC", "localhost");
        try (Server one = instance(keys, provider);
                Server other = instance(keys, provider)) {
            TlsPeer.Client client = new TlsPeer.Client();
            assertEquals(1, ask(one, client, version));
            int again = ask(one, client, version);
            assertEquals(resumes ? 1 : 2, again, "at the server that made it");
            assertEquals(again + 1, ask(other, client, version), "at the other");
            assertEquals(0, other.stats().handshakesFailed() + one.stats().handshakesFailed());
        }
    }
}
