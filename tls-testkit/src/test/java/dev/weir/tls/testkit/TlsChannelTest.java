package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.channel.TlsChannel;
import dev.weir.tls.spi.jsse.JsseProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour of the channel itself: its buffers, its limits, and repeated failures. */
class TlsChannelTest {
    private static final TestKeys RSA = TestKeys.of("RSA", "a.example");
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private static TlsChannel channel(TlsPeer peer) throws IOException {
        TlsConfig config = TlsConfig.builder().certificate(RSA.tls()).build();
        return new TlsChannel(
                peer.server,
                new JsseProvider().open(config, List.of("http/1.1")).newEngine());
    }

    private static SSLSocket client(TlsPeer peer, String version) throws Exception {
        SSLSocket client = peer.tls(new TlsPeer.Client(), "a.example");
        client.setEnabledProtocols(new String[] {version});
        return client;
    }

    @Test
    void writesManySmallBuffersInOneWrite() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer);
            Future<Integer> server = peer.start(() -> {
                channel.handshake();
                int before = peer.server.writes.get();
                ByteBuffer[] parts = new ByteBuffer[20];
                for (int i = 0; i < parts.length; i++) {
                    parts[i] = ByteBuffer.wrap(HELLO);
                }
                channel.write(parts);
                return peer.server.writes.get() - before;
            });
            assertEquals(100, client(peer, "TLSv1.3").getInputStream().readNBytes(100).length);
            assertEquals(1, server.get());
        }
    }

    /** Behind the small records of a burst: what the JDK puts into a record, four to a write, and nothing is left over. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void fullRecordsGoInOneWrite(String version) throws Exception {
        ByteBuffer burst = ByteBuffer.allocate(16 * 1_369);
        ByteBuffer full = ByteBuffer.allocate(4 * 16_367);
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer);
            Future<Integer> server = peer.start(() -> {
                channel.handshake();
                channel.write(burst);
                int before = peer.server.writes.get();
                channel.write(full);
                return peer.server.writes.get() - before;
            });
            int all = burst.capacity() + full.capacity();
            assertEquals(all, client(peer, version).getInputStream().readNBytes(all).length);
            assertEquals(1, server.get());
        }
    }

    @Test
    void hasNoSessionBeforeTheHandshake() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            assertThrows(IllegalStateException.class, channel(peer)::session);
        }
    }

    @Test
    void aHandshakeThatNeverEndsIsEnded() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer)::handshake);
            // The first fragment of a message of 16 MiB, then more of it in records of 16 KiB.
            byte[] record = new byte[5 + 16_384];
            record[0] = 22;
            record[1] = 3;
            record[2] = 3;
            record[3] = 0x40;
            record[5] = 1;
            record[6] = (byte) 0xff;
            try {
                for (int i = 0; i < 100; i++) {
                    peer.raw.getOutputStream().write(record);
                }
            } catch (IOException e) {
                // The server may have closed the connection.
            }
            assertTrue(assertThrows(ExecutionException.class, server::get).getCause() instanceof TlsException);
        }
    }

    @Test
    void readingGoesOnAfterOurEnd() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer);
            Future<Integer> server = peer.start(() -> {
                channel.handshake();
                channel.closeOutput();
                channel.closeOutput();
                assertThrows(IOException.class, () -> channel.write(ByteBuffer.wrap(HELLO)));
                int n = channel.read(ByteBuffer.allocate(100));
                assertEquals(-1, channel.read(ByteBuffer.allocate(100)));
                return n;
            });
            SSLSocket client = client(peer, "TLSv1.3");
            assertEquals(-1, client.getInputStream().read());
            client.getOutputStream().write(HELLO);
            client.shutdownOutput();
            assertEquals(HELLO.length, server.get());
        }
    }
}
