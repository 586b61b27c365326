package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.channel.TlsChannel;
import dev.weir.tls.spi.jsse.JsseProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a failed read, later ones must not report an orderly end; and the server name decides, not the type of key. */
class TlsChannelFailureTest {
    private static final TestKeys RSA = TestKeys.of("RSA", "a.example");

    private static TlsChannel channel(TlsPeer peer) throws IOException {
        TlsConfig config = TlsConfig.builder().certificate(RSA.tls()).build();
        return new TlsChannel(
                peer.server,
                new JsseProvider().open(config, List.of("http/1.1")).newEngine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "damage"})
    void aFailureStaysAFailure(String how) throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer);
            Future<Void> server = peer.start(() -> {
                channel.handshake();
                assertEquals(1, channel.read(ByteBuffer.allocate(10)));
                assertThrows(IOException.class, () -> channel.read(ByteBuffer.allocate(10)));
                assertThrows(IOException.class, () -> channel.read(ByteBuffer.allocate(10)), "the second time");
                return null;
            });
            SSLSocket client = peer.tls(new TlsPeer.Client(), "a.example");
            client.getOutputStream().write(1);
            if (how.equals("damage")) {
                byte[] record = new byte[5 + 40];
                record[0] = 23;
                record[1] = 3;
                record[2] = 3;
                record[4] = 40;
                peer.raw.getOutputStream().write(record);
            }
            peer.raw.shutdownOutput();
            server.get();
        }
    }
}
