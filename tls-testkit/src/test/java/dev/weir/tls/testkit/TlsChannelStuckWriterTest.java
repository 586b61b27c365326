package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.channel.TlsChannel;
import dev.weir.tls.spi.jsse.JsseProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** A peer sends a key update and reads only after the server has read: the reader must not wait for the writer. */
class TlsChannelStuckWriterTest {
    /** A channel whose writes block until released. */
    private record Gate(ByteChannel below, CountDownLatch reached, CountDownLatch open, boolean[] shut)
            implements ByteChannel {
        @Override
        public int read(ByteBuffer dst) throws IOException {
            return below.read(dst);
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            if (shut[0]) {
                reached.countDown();
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return below.write(src);
        }

        @Override
        public boolean isOpen() {
            return below.isOpen();
        }

        @Override
        public void close() throws IOException {
            below.close();
        }
    }

    @Test
    void readingGoesOnWhileAWriteIsStuck() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Gate gate = new Gate(peer.server, new CountDownLatch(1), new CountDownLatch(1), new boolean[1]);
            TlsConfig config = TlsConfig.builder()
                    .certificate(TestKeys.of("RSA", "a.example").tls())
                    .build();
            TlsChannel channel = new TlsChannel(
                    gate, new JsseProvider().open(config, List.of()).newEngine());
            Future<TlsSessionInfo> handshake = peer.start(channel::handshake);
            SSLSocket client = peer.tls(new TlsPeer.Client(), "a.example");
            client.startHandshake();
            handshake.get();
            gate.shut[0] = true;
            Future<Void> writer = peer.start(() -> {
                channel.write(ByteBuffer.wrap(new byte[] {9}));
                return null;
            });
            gate.reached.await();
            client.startHandshake();
            client.getOutputStream().write(7);
            ByteBuffer got = ByteBuffer.allocate(1);
            assertEquals(1, channel.read(got));
            assertEquals(7, got.get(0));
            gate.open.countDown();
            writer.get();
            assertEquals(9, client.getInputStream().read());
        }
    }
}
