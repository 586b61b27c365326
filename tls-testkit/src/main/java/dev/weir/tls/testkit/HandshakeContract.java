package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.TlsTruncatedException;
import dev.weir.tls.spi.channel.TlsChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of the contract about handshakes, records and the end of connections. */
abstract class HandshakeContract extends CertificateContract {
    static final List<String> ALPN = List.of("h2", "http/1.1");
    static final TestKeys RSA = TestKeys.of("RSA", "a.example");

    final TlsChannel channel(TlsPeer peer, TlsConfig config) throws IOException {
        return new TlsChannel(peer.server, provider().open(config, ALPN).newEngine());
    }

    static TlsConfig config(String... versions) {
        TlsConfig.Builder builder = TlsConfig.builder().certificate(RSA.tls());
        return (versions.length == 0 ? builder : builder.versions(versions)).build();
    }

    static SSLSocket client(TlsPeer peer, TlsPeer.Client client, String version, String... alpn) throws IOException {
        SSLSocket socket = peer.tls(client, "a.example");
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(alpn);
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Returns the cause of a server's failure. */
    static @Nullable Throwable failure(Future<?> server) {
        return assertThrows(ExecutionException.class, server::get).getCause();
    }

    static @Nullable String readLine(TlsChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        while (buffer.position() == 0 || buffer.get(buffer.position() - 1) != '\n') {
            if (channel.read(buffer) < 0) {
                return null;
            }
        }
        return new String(buffer.array(), 0, buffer.position() - 1, StandardCharsets.US_ASCII);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void agreesAndClosesOrderly(String version) throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer, config());
            Future<String> server = peer.start(() -> {
                TlsSessionInfo session = channel.handshake();
                assertEquals(version, session.protocol());
                assertEquals(session, channel.session());
                String line = readLine(channel);
                channel.write(bytes("world\n"));
                channel.closeOutput();
                assertEquals(-1, channel.read(ByteBuffer.allocate(10)));
                assertEquals(-1, channel.read(ByteBuffer.allocate(10)));
                assertTrue(session.cipher().contains("GCM") || session.cipher().contains("POLY1305"), session.cipher());
                return line;
            });
            SSLSocket client = client(peer, new TlsPeer.Client(), version, "http/1.1");
            client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("world\n", new String(client.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
            assertEquals(-1, client.getInputStream().read());
            client.close();
            assertEquals("hello", server.get());
        }
    }

    @Test
    void takesOurFirstProtocolAndSeesTheName() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config())::handshake);
            SSLSocket client = client(peer, new TlsPeer.Client(), "TLSv1.3", "http/1.1", "h2");
            client.startHandshake();
            assertEquals("h2", client.getApplicationProtocol());
            assertEquals(Optional.of("h2"), server.get().alpn());
            assertEquals(Optional.of("a.example"), server.get().serverName());
        }
    }

    @Test
    void withoutAlpnThereIsNone() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config())::handshake);
            client(peer, new TlsPeer.Client(), "TLSv1.3").startHandshake();
            assertEquals(Optional.empty(), server.get().alpn());
        }
    }

    @Test
    void refusesAlpnWithoutOverlap() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config())::handshake);
            SSLSocket client = client(peer, new TlsPeer.Client(), "TLSv1.3", "foo");
            IOException alert = assertThrows(IOException.class, client::startHandshake);
            assertTrue(alert.getMessage().contains("no_application_protocol"), alert.getMessage());
            assertTrue(failure(server) instanceof TlsException);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void takesAByteAtATime(String version) throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            peer.server.byteByByte = true;
            TlsChannel channel = channel(peer, config());
            Future<String> server = peer.start(() -> {
                channel.handshake();
                return readLine(channel);
            });
            SSLSocket client = client(peer, new TlsPeer.Client(), version);
            client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("hello", server.get());
        }
    }

    /** RFC 8446 section 5.1: handshake messages may be split over records, and nothing says how small these are. */
    @Test
    void takesAHelloInRecordsOfOneByte() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config())::handshake);
            byte[] hello = TlsPeer.hello();
            for (int i = 5; i < hello.length; i++) {
                peer.raw.getOutputStream().write(new byte[] {22, 3, 1, 0, 1, hello[i]});
            }
            byte[] answer = peer.raw.getInputStream().readNBytes(6);
            assertEquals(22, answer[0], "a record of the handshake");
            assertEquals(2, answer[5], "a ServerHello");
            peer.raw.shutdownOutput();
            assertTrue(failure(server) instanceof TlsException);
        }
    }

    /** A truncated ClientHello fails with a TLS exception. */
    @Test
    void aHelloThatIsCutOffFails() throws Exception {
        byte[] hello = TlsPeer.hello();
        for (int length : new int[] {1, 5, 6, 50, hello.length - 1}) {
            try (TlsPeer peer = new TlsPeer()) {
                Future<TlsSessionInfo> server = peer.start(channel(peer, config())::handshake);
                peer.raw.getOutputStream().write(hello, 0, length);
                peer.raw.shutdownOutput();
                assertTrue(failure(server) instanceof TlsException);
            }
        }
    }

    /**
     * A ClientHello with random changes leads to an alert, or to a handshake that continues; never to another
     * exception.
     */
    @Test
    void damagedHellosDoNoHarm() throws Exception {
        TlsServerContext context = provider().open(config(), ALPN);
        byte[] hello = TlsPeer.hello();
        Random random = new Random(5246);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = hello.clone();
            for (int i = random.nextInt(5); i >= 0; i--) {
                bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
            }
            try (TlsPeer peer = new TlsPeer()) {
                Future<TlsSessionInfo> server = peer.start(new TlsChannel(peer.server, context.newEngine())::handshake);
                peer.raw.getOutputStream().write(bytes);
                peer.raw.shutdownOutput();
                Throwable failure = failure(server);
                assertTrue(failure instanceof TlsException, () -> HexFormat.of().formatHex(bytes) + " " + failure);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void echoesMuchBothWaysAtOnce(String version) throws Exception {
        byte[] sent = new byte[5 << 20];
        new Random(1).nextBytes(sent);
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer, config());
            Future<byte[]> server = peer.start(() -> {
                channel.handshake();
                Future<Void> writer = peer.start(() -> {
                    ByteBuffer all = ByteBuffer.wrap(sent);
                    channel.write(new ByteBuffer[] {all.slice(0, 1), all.slice(1, sent.length - 1)});
                    return null;
                });
                ByteBuffer got = ByteBuffer.allocate(sent.length);
                while (got.hasRemaining() && channel.read(got) >= 0) {
                    // until all is there
                }
                writer.get();
                return got.array();
            });
            SSLSocket client = client(peer, new TlsPeer.Client(), version);
            client.startHandshake();
            Future<Void> writer = peer.start(() -> {
                client.getOutputStream().write(sent);
                return null;
            });
            byte[] got = client.getInputStream().readNBytes(sent.length);
            assertArrayEquals(sent, server.get());
            assertArrayEquals(sent, got);
            writer.get();
        }
    }

    @Test
    void plainHttpIsHandedBack() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config())::handshake);
            byte[] request = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            peer.raw.getOutputStream().write(request);
            NotTlsException e = (NotTlsException) failure(server);
            String got = new String(e.firstBytes(), StandardCharsets.US_ASCII);
            assertTrue(new String(request, StandardCharsets.US_ASCII).startsWith(got) && !got.isEmpty(), got);
            assertEquals(0, peer.server.written.get());
        }
    }

    @Test
    void garbageAfterAHeaderIsRefused() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config())::handshake);
            peer.raw.getOutputStream().write(new byte[] {22, 3, 1, 0, 5, 9, 9, 9, 9, 9});
            assertTrue(failure(server) instanceof TlsException);
            byte[] alert = peer.raw.getInputStream().readNBytes(7);
            assertEquals(21, alert[0], "an alert, in clear");
            assertEquals(2, alert[5], "fatal");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aCutIsNoEnd(String version) throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer, config());
            Future<String> server = peer.start(() -> {
                channel.handshake();
                assertEquals("hello", readLine(channel));
                return readLine(channel);
            });
            SSLSocket client = client(peer, new TlsPeer.Client(), version);
            client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            peer.raw.shutdownOutput();
            assertTrue(failure(server) instanceof TlsTruncatedException);
        }
    }

    @Test
    void refusesRenegotiation() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer, config("TLSv1.2"));
            Future<String> server = peer.start(() -> {
                channel.handshake();
                readLine(channel);
                return readLine(channel);
            });
            SSLSocket client = client(peer, new TlsPeer.Client(), "TLSv1.2");
            client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            IOException end = assertThrows(IOException.class, () -> {
                client.startHandshake();
                client.getInputStream().read();
            });
            // An alert, or the end of the connection; not close_notify, which signals an orderly end.
            assertFalse(end.getMessage().contains("close_notify"), end.getMessage());
            assertTrue(failure(server) instanceof TlsException);
        }
    }

    @Test
    void answersAKeyUpdate() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer, config("TLSv1.3"));
            Future<String> server = peer.start(() -> {
                channel.handshake();
                assertEquals("one", readLine(channel));
                assertEquals("two", readLine(channel));
                channel.write(bytes("three\n"));
                return null;
            });
            SSLSocket client = client(peer, new TlsPeer.Client(), "TLSv1.3");
            client.getOutputStream().write("one\n".getBytes(StandardCharsets.US_ASCII));
            client.startHandshake();
            client.getOutputStream().write("two\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("three\n", new String(client.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
            server.get();
        }
    }

    @Test
    void endsAFloodOfKeyUpdates() throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer, config("TLSv1.3"));
            Future<String> server = peer.start(() -> {
                channel.handshake();
                return readLine(channel);
            });
            SSLSocket client = client(peer, new TlsPeer.Client(), "TLSv1.3");
            client.startHandshake();
            try {
                for (int i = 0; i < 300; i++) {
                    client.startHandshake();
                }
            } catch (IOException e) {
                // The server may have closed already.
            }
            assertTrue(failure(server) instanceof TlsException);
        }
    }
}
