package dev.weir.tls.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handshakes in which libcrypto really computes: a fall-back to the JDK's algorithms would not be noticed otherwise. */
class HandshakeTest {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, EC/secp256r1, x25519,    1",
        "TLSv1.3, RSA,          secp256r1, 1",
        "TLSv1.3, Ed25519,      secp384r1, 0",
        "TLSv1.2, EC/secp384r1, x25519,    1",
        "TLSv1.2, RSA,          secp256r1, 1"
    })
    void keysAreOfTheLibrary(String version, String keyType, String group, int made) throws Exception {
        TlsServerContext context = TlsConfig.builder()
                .certificate(TestKeys.of(keyType, "a.example").tls())
                .provider(new OpenSslTlsProvider())
                .build()
                .open(List.of());
        SSLEngine client = new TlsPeer.Client().context().createSSLEngine("a.example", 443);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setNamedGroups(
                keyType.startsWith("EC") ? new String[] {group, "secp256r1", "secp384r1"} : new String[] {group});
        client.setSSLParameters(parameters);
        long before = KeyHandle.made();
        shake(client, new HandshakeSide(context.newEngine()));
        assertEquals(version, client.getSession().getProtocol());
        assertEquals(before + made, KeyHandle.made());
    }

    /** The server's end of a connection in memory. */
    private record HandshakeSide(TlsEngine engine) {
        void step(ByteBuffer in, ByteBuffer out) throws Exception {
            switch (engine.needs()) {
                case NEED_TASK -> engine.runTasks();
                case NEED_WRAP -> engine.wrap(NOTHING, 0, 1, out);
                default -> {
                    if (in.hasRemaining()) {
                        engine.unwrap(in, ByteBuffer.allocate(40_000));
                    }
                }
            }
        }
    }

    private static void shake(SSLEngine client, HandshakeSide server) throws Exception {
        ByteBuffer toServer = ByteBuffer.allocate(80_000);
        ByteBuffer toClient = ByteBuffer.allocate(80_000);
        client.beginHandshake();
        for (int i = 0; i < 200 && client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING; i++) {
            switch (client.getHandshakeStatus()) {
                case NEED_TASK -> client.getDelegatedTask().run();
                case NEED_WRAP -> client.wrap(NOTHING[0], toServer);
                default -> {
                    toClient.flip();
                    if (toClient.hasRemaining()) {
                        client.unwrap(toClient, ByteBuffer.allocate(40_000));
                    }
                    toClient.compact();
                }
            }
            toServer.flip();
            server.step(toServer, toClient);
            toServer.compact();
        }
    }
}
