package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.channel.TlsChannel;
import dev.weir.tls.spi.channel.TlsChannel.Progress;
import dev.weir.tls.spi.jsse.JsseProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which records share a write: the session ticket with the first answer, where its request has come already, and
 * {@code close_notify} with the last. The client is an engine in memory, so that what comes in one piece is the test's to say.
 */
@Timeout(60)
class TlsWritesTest {
    private static final TestKeys KEYS = TestKeys.of("EC", "a.example");
    private static final byte[] REQUEST = "request".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "answer".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    /** The server's end, which does not wait. */
    private static final class Pieces implements ByteChannel {
        private final ArrayDeque<byte[]> sent = new ArrayDeque<>();
        private final List<byte[]> writes = new ArrayList<>();

        @Override
        public int read(ByteBuffer dst) {
            byte[] piece = sent.poll();
            if (piece == null) {
                return 0;
            }
            int n = Math.min(piece.length, dst.remaining());
            dst.put(piece, 0, n);
            if (n < piece.length) {
                sent.addFirst(Arrays.copyOfRange(piece, n, piece.length));
            }
            return n;
        }

        @Override
        public int write(ByteBuffer src) {
            byte[] bytes = new byte[src.remaining()];
            src.get(bytes);
            writes.add(bytes);
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final Pieces wire = new Pieces();
    private final TlsChannel server;
    private final SSLEngine client;
    /** The writes that the client has had. */
    private int had;

    private final ByteArrayOutputStream clear = new ByteArrayOutputStream();
    private boolean ended;
    /** What the client wrapped while it took something. */
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();

    TlsWritesTest() throws Exception {
        TlsConfig config = TlsConfig.builder().certificate(KEYS.tls()).build();
        server = new TlsChannel(
                wire, new JsseProvider().open(config, List.of("http/1.1")).newEngine());
        client = new TlsPeer.Client().context().createSSLEngine("a.example", 443);
        client.setUseClientMode(true);
        use("TLSv1.3");
    }

    private void use(String version) {
        client.setEnabledProtocols(new String[] {version});
    }

    // ---- the client

    private byte[] wrap(byte[] data) throws SSLException {
        ByteBuffer src = ByteBuffer.wrap(data);
        ByteBuffer out = ByteBuffer.allocate(64 * 1024);
        boolean handshakes = client.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        while (src.hasRemaining() || handshakes) {
            if (client.wrap(src, out).getStatus() == SSLEngineResult.Status.CLOSED) {
                break;
            }
            handshakes = client.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Takes what the server has written. */
    private void take() throws SSLException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (; had < wire.writes.size(); had++) {
            all.writeBytes(wire.writes.get(had));
        }
        ByteBuffer in = ByteBuffer.wrap(all.toByteArray());
        ByteBuffer out = ByteBuffer.allocate(64 * 1024);
        while (in.hasRemaining() && !ended) {
            if (client.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                unsent.writeBytes(wrap(NOTHING));
            }
            int before = in.remaining();
            SSLEngineResult result = client.unwrap(in, out.clear());
            clear.write(out.array(), 0, out.position());
            ended = result.getStatus() == SSLEngineResult.Status.CLOSED;
            for (Runnable task = client.getDelegatedTask(); task != null; task = client.getDelegatedTask()) {
                task.run();
            }
            assertTrue(
                    in.remaining() < before || result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING,
                    () -> "no progress: " + result);
        }
    }

    // ---- both

    /** Lets the server go on, until it waits for the client or its handshake is over. */
    private Progress step() throws IOException {
        Progress now = server.advance();
        while (now == Progress.COMPUTE) {
            server.compute();
            now = server.advance();
        }
        return now;
    }

    /** Makes the handshake up to the client's last flight, which is returned and not sent. */
    private byte[] lastFlight() throws IOException {
        client.beginHandshake();
        wire.sent.add(wrap(NOTHING));
        assertEquals(Progress.INPUT, step());
        take();
        unsent.writeBytes(wrap(NOTHING));
        return unsent.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Completes the handshake with what comes in one piece; returns how often the server writes after its first flight. */
    private int complete(byte[]... piece) throws IOException {
        wire.sent.add(join(piece));
        int before = wire.writes.size();
        assertEquals(Progress.DONE, step());
        return wire.writes.size() - before;
    }

    private String read() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(100);
        int n = server.read(data);
        return n < 0 ? "end" : new String(data.array(), 0, n, StandardCharsets.US_ASCII);
    }

    private String received() throws SSLException {
        take();
        return clear.toString(StandardCharsets.US_ASCII);
    }

    // ---- the ticket

    @Test
    void theTicketTheAnswerAndTheEndAreOneWrite() throws Exception {
        assertEquals(0, complete(lastFlight(), wrap(REQUEST)));
        assertEquals("request", read());
        int before = wire.writes.size();
        server.writeLast(ByteBuffer.wrap(ANSWER));
        assertEquals(before + 1, wire.writes.size());
        // The other two records are 52 bytes.
        assertTrue(wire.writes.getLast().length > 100, "a ticket is in it");
        assertEquals("answer", received());
        assertTrue(ended);
    }

    @Test
    void aClientThatSendsNothingGetsItsTicketAtOnce() throws Exception {
        assertEquals(1, complete(lastFlight()));
        int before = wire.writes.size();
        assertEquals("", read());
        server.sendHeld();
        assertEquals(before, wire.writes.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20})
    void aPartOfARequestIsNone(int bytes) throws Exception {
        byte[] last = lastFlight();
        byte[] request = wrap(REQUEST);
        assertEquals(1, complete(last, Arrays.copyOf(request, bytes)));
        wire.sent.add(Arrays.copyOfRange(request, bytes, request.length));
        assertEquals("request", read());
    }

    @Test
    void aReadThatHasToReadOnSendsTheTicketFirst() throws Exception {
        assertEquals(0, complete(lastFlight(), wrap(REQUEST)));
        int before = wire.writes.size();
        assertEquals("request", read());
        assertEquals(before, wire.writes.size());
        assertEquals("", read());
        assertEquals(before + 1, wire.writes.size());
        server.write(ByteBuffer.wrap(ANSWER));
        assertEquals(before + 2, wire.writes.size());
        assertEquals("answer", received());
    }

    @Test
    void anOwnerThatWillNotReadHasItSent() throws Exception {
        assertEquals(0, complete(lastFlight(), wrap(REQUEST)));
        int before = wire.writes.size();
        server.sendHeld();
        server.sendHeld();
        assertEquals(before + 1, wire.writes.size());
    }

    @Test
    void whatIsHeldComesBeforeALongAnswer() throws Exception {
        assertEquals(0, complete(lastFlight(), wrap(REQUEST)));
        byte[] content = new byte[300_000];
        Arrays.fill(content, (byte) 'x');
        server.write(ByteBuffer.wrap(content));
        take();
        assertArrayEquals(content, clear.toByteArray());
    }

    @Test
    void whatIsHeldComesBeforeTheEnd() throws Exception {
        assertEquals(0, complete(lastFlight(), wrap(REQUEST)));
        int before = wire.writes.size();
        server.closeOutput();
        assertEquals(before + 1, wire.writes.size());
        assertEquals("", received());
        assertTrue(ended);
    }

    @Test
    void whatIsHeldComesBeforeAnAlert() throws Exception {
        byte[] last = lastFlight();
        byte[] request = wrap(REQUEST);
        request[request.length - 1] ^= 1;
        assertEquals(0, complete(last, request));
        assertThrows(TlsException.class, this::read);
        // The client could read neither if they came in another order.
        assertTrue(assertThrows(SSLException.class, this::take).getMessage().contains("bad_record_mac"));
    }

    /** With a session of TLS 1.2 the server's last flight is the handshake's: the client waits for it. */
    @Test
    void theHandshakeOfTls12IsNotHeld() throws Exception {
        use("TLSv1.2");
        byte[] flight = lastFlight();
        assertEquals(1, complete(flight));
        take();
        wire.sent.add(wrap(REQUEST));
        assertEquals("request", read());
    }

    // ---- the end

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theLastDataAndTheEndAreOneWrite(String version) throws Exception {
        use(version);
        complete(lastFlight());
        take();
        wire.sent.add(wrap(REQUEST));
        assertEquals("request", read());
        int before = wire.writes.size();
        server.writeLast(ByteBuffer.wrap(ANSWER));
        server.closeOutput();
        assertEquals(before + 1, wire.writes.size());
        assertEquals("answer", received());
        assertTrue(ended);
        assertFalse(server.canWrite());
        assertThrows(IOException.class, () -> server.write(ByteBuffer.wrap(ANSWER)));
    }

    @Test
    void readingGoesOnAfterTheLastData() throws Exception {
        complete(lastFlight());
        server.writeLast(ByteBuffer.wrap(ANSWER));
        assertEquals("answer", received());
        wire.sent.add(wrap(REQUEST));
        assertEquals("request", read());
        client.closeOutbound();
        wire.sent.add(wrap(NOTHING));
        assertEquals("end", read());
    }

    @Test
    void allOfLongLastDataComesBeforeTheEnd() throws Exception {
        complete(lastFlight());
        byte[] content = new byte[300_000];
        Arrays.fill(content, (byte) 'x');
        server.writeLast(ByteBuffer.wrap(content));
        take();
        assertArrayEquals(content, clear.toByteArray());
        assertTrue(ended);
    }
}
