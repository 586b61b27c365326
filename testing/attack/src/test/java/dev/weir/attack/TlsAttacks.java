package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.HijackedConnection;
import dev.weir.http.api.Hijacker;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.ServerStats;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS that is never finished, cut into crumbs, cut off, too old, or no TLS at all. */
abstract class TlsAttacks extends Http1Family {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final String GET = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n";
    /** RFC 8446 section 6: an alert record, its level, its description. */
    private static final int ALERT = 21;

    private static final int PROTOCOL_VERSION = 70;
    /** What the log may say of handshakes that fail: ten at once, then one a second. */
    private static final int LOG_BURST = 10;

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    private final TlsServer tls;

    TlsAttacks(String provider) {
        tls = new TlsServer(provider);
    }

    /** What the log has of a client that wants to renegotiate: the server refuses, or the client takes its no badly. */
    abstract String refusedRenegotiation();

    @Override
    void configure(ServerBuilder builder) {
        tls.configure(builder);
        builder.readHeaderTimeout(DEADLINE);
    }

    @Override
    Dial dialTo(Server running) {
        return tls.dial(running.port(), "http/1.1");
    }

    @Override
    GoodClient http2Client() throws IOException {
        return GoodClient.http2(tls.dial(server().port(), "h2"));
    }

    private Socket plain() throws IOException {
        return TlsServer.plain(server().port());
    }

    @Override
    void routes(ServeMux mux) {
        super.routes(mux);
        mux.handle("POST /content", (w, r) -> {
            try {
                r.content().readAllBytes();
                ends.add("the end");
            } catch (ContentException e) {
                ends.add(e.reason().toString());
                throw e;
            }
        });
        mux.handle("GET /taken", (w, _) -> {
            try (HijackedConnection taken = w.as(Hijacker.class).orElseThrow().hijack()) {
                String came = new String(taken.input().readAllBytes(), StandardCharsets.US_ASCII);
                ends.add("the end of " + came);
            } catch (IOException e) {
                ends.add("an error");
            }
        });
    }

    @Override
    int logLines() {
        return LOG_BURST + size(20, 120);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    private String awaitEnd() throws InterruptedException {
        return ends.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What comes until the end of the connection, be it orderly or not. */
    private static byte[] rest(Socket socket) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (IOException e) {
            // A reset or an alert is an end like any other here; a timeout is none.
            assertFalse(e instanceof SocketTimeoutException, e::toString);
        }
        return bytes.toByteArray();
    }

    // ---- handshakes

    @Test
    void handshakeNeverFinished() throws Exception {
        byte[] hello = tls.hello();
        int each = size(20, 100);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int length : new int[] {0, 1, 5, 100, hello.length - 1, hello.length}) {
                for (int i = 0; i < each; i++) {
                    Socket socket = plain();
                    sockets.add(socket);
                    socket.getOutputStream().write(hello, 0, length);
                }
            }
            for (Socket socket : sockets) {
                byte[] last = rest(socket);
                assertTrue(last.length == 0 || last[0] == ALERT || last[0] == 22, () -> Arrays.toString(last));
            }
            Servers.await(() -> server().stats().openConnections() == 2, () -> "" + server().stats());
            Servers.await(() -> since(ServerStats::handshakesFailed) >= each * 5L, () -> "" + server().stats());
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** A whole ClientHello, each byte in a record of its own: it is one handshake message all the same, or refused. */
    @Test
    void oneByteARecord() throws Exception {
        byte[] hello = tls.hello();
        attack(() -> {
            try (Socket socket = plain()) {
                socket.setTcpNoDelay(true);
                OutputStream out = socket.getOutputStream();
                try {
                    for (int i = 5; i < hello.length; i++) {
                        out.write(new byte[] {22, 3, 1, 0, 1, hello[i]});
                    }
                } catch (IOException e) {
                    // Refused before all was sent.
                    assertTrue(e instanceof SocketException, e::toString);
                }
                int first = socket.getInputStream().read();
                assertTrue(first == 22 || first == ALERT, () -> "neither a ServerHello nor an alert: " + first);
            }
            return null;
        });
    }

    /** The same in segments of a byte: slow, and nothing else. */
    @Test
    void oneByteASegment() throws Exception {
        byte[] hello = tls.hello();
        try (Socket socket = plain()) {
            socket.setTcpNoDelay(true);
            for (byte b : hello) {
                socket.getOutputStream().write(b);
            }
            assertEquals(22, socket.getInputStream().read(), "a ServerHello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0000\u0005\u0009\u0009\u0009\u0009\u0009",
                "\u0016\u0003\u0001\u00ff\u00ff\u0001",
                "\u0017\u0003\u0003\u0000\u0001x",
                "\u0015\u0003\u0001\u0000\u0002\u0002\u0028",
                "\u0014\u0003\u0003\u0000\u0001\u0001",
                "\u0080\u002e\u0001\u0000\u0002",
                "\u0000\u0000\u0000\u0000\u0000\u0000"
            })
    void garbage(String bytes) throws IOException {
        long before = server().stats().handshakesFailed();
        try (Socket socket = plain()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = rest(socket);
            assertTrue(answer.length == 0 || answer[0] == ALERT, () -> Arrays.toString(answer));
        }
        Servers.await(() -> server().stats().handshakesFailed() == before + 1, () -> "" + server().stats());
    }

    /** A message may have 2^24 bytes; the server waits for no such ClientHello. */
    @Test
    void helloWithoutEnd() {
        byte[] record = new byte[5 + 16_384];
        System.arraycopy(new byte[] {22, 3, 1, 64, 0, 1, -1, -1, -1}, 0, record, 0, 9);
        byte[] next = record.clone();
        System.arraycopy(new byte[4], 0, next, 5, 4);
        attack(() -> {
            try (Socket socket = plain()) {
                socket.getOutputStream().write(record);
                for (int i = 0; i < 10; i++) {
                    socket.getOutputStream().write(next);
                }
                byte[] answer = rest(socket);
                assertTrue(answer.length == 0 || answer[0] == ALERT, () -> Arrays.toString(answer));
            }
            return null;
        });
        Servers.await(() -> since(ServerStats::handshakesFailed) >= 1, () -> "" + server().stats());
    }

    /** Downgrade to SSL 3.0 (POODLE, CVE-2014-3566), TLS 1.0 and 1.1. */
    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void downgradeCve20143566(int minor) {
        attack(() -> {
            byte[] body = new byte[2 + 32 + 1 + 2 + 4 + 2];
            body[0] = 3;
            body[1] = (byte) minor;
            // two cipher suites, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA and TLS_RSA_WITH_AES_128_CBC_SHA; no compression
            System.arraycopy(new byte[] {0, 4, (byte) 0xc0, 9, 0, 0x2f, 1, 0}, 0, body, 35, 8);
            try (Socket socket = plain()) {
                OutputStream out = socket.getOutputStream();
                out.write(new byte[] {22, 3, (byte) minor, 0, (byte) (body.length + 4), 1, 0, 0, (byte) body.length});
                out.write(body);
                byte[] alert = rest(socket);
                assertEquals(7, alert.length, () -> Arrays.toString(alert));
                assertEquals(ALERT, alert[0]);
                assertEquals(2, alert[5], "fatal");
                assertEquals(PROTOCOL_VERSION, alert[6]);
            }
            return null;
        });
    }

    @Test
    void alpnWithoutOverlap() {
        attack(() -> {
            SSLException e = assertThrows(
                    SSLHandshakeException.class, () -> tls.connect(server().port(), "localhost", "no-such-protocol"));
            assertTrue(e.getMessage().contains("no_application_protocol"), e::toString);
            return null;
        });
    }

    /** One line for each failed handshake, which names the cause. */
    @ParameterizedTest
    @CsvSource({
        "no-such-protocol, ecdsa_secp384r1_sha384, no_application_protocol",
        "http/1.1, rsa_pss_rsae_sha256, no certificate was found for the name localhost"
    })
    void aFailedHandshakeIsOneLine(String alpn, String scheme, String cause) throws Exception {
        long before = server().stats().handshakesFailed();
        try (SSLSocket socket = tls.over(plain(), "localhost", alpn)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setSignatureSchemes(new String[] {scheme});
            socket.setSSLParameters(parameters);
            assertThrows(IOException.class, socket::startHandshake);
        }
        Servers.await(() -> server().stats().handshakesFailed() == before + 1, () -> "" + server().stats());
        awaitLogged(cause);
        assertEquals(1, logged("failed TLS handshake").size(), () -> "" + logged(""));
    }

    /** An unknown server name: the default certificate, and the same server. */
    @Test
    void unknownSni() {
        attack(() -> {
            try (Wire wire = new Wire(tls.connect(server().port(), "unknown.example", "http/1.1"))) {
                assertEquals("Hello, World!", wire.send(GET).answer(false).body(), wire::transcript);
            }
            return null;
        });
    }

    /** A client that wants to renegotiate (CVE-2009-3555, CVE-2011-1473), before, within and after a request. */
    @ParameterizedTest
    @ValueSource(strings = {"", "GET /plain", GET})
    void renegotiationCve20093555AndCve20111473(String sent) {
        attack(() -> {
            try (SSLSocket socket = tls.over(plain(), "localhost", "http/1.1")) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.startHandshake();
                socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
                // Begins another handshake; what comes of it shows as one reads on.
                socket.startHandshake();
                byte[] answer = rest(socket);
                assertEquals(sent.equals(GET), new String(answer, StandardCharsets.US_ASCII).endsWith("Hello, World!"));
            }
            return null;
        });
        awaitLogged(refusedRenegotiation());
    }

    // ---- truncation

    /** The connection ends without close_notify in the midst of content: that is no end of the content. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void truncationInContent(boolean chunked) throws Exception {
        try (Socket plain = plain();
                SSLSocket socket = tls.over(plain, "localhost", "http/1.1")) {
            socket.startHandshake();
            socket.getOutputStream()
                    .write(("POST /content HTTP/1.1\r\nHost: localhost\r\n"
                                    + (chunked
                                            ? "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
                                            : "Content-Length: 100\r\n\r\nhalf"))
                            .getBytes(StandardCharsets.US_ASCII));
            plain.shutdownOutput();
            assertEquals("INCOMPLETE", awaitEnd());
        }
    }

    /** A body that ends by close, as a handler reads it who has taken the connection over. */
    @ParameterizedTest
    @CsvSource({"false, an error", "true, the end of all of it"})
    void truncationInABodyThatEndsByClose(boolean closeNotify, String expected) throws Exception {
        try (Socket plain = plain();
                SSLSocket socket = tls.over(plain, "localhost", "http/1.1")) {
            socket.startHandshake();
            socket.getOutputStream()
                    .write("GET /taken HTTP/1.1\r\nHost: localhost\r\n\r\nall of it"
                            .getBytes(StandardCharsets.US_ASCII));
            if (closeNotify) {
                socket.shutdownOutput();
            } else {
                plain.shutdownOutput();
            }
            assertEquals(expected, awaitEnd());
        }
    }

    // ---- no TLS

    @Test
    void plainHttpOnTheTlsPort() throws IOException {
        try (Wire wire = new Wire(plain())) {
            wire.send(GET);
            Answer answer = wire.answer(false);
            assertEquals(400, answer.status(), wire::transcript);
            assertEquals("1.0", answer.version().substring(5), wire::transcript);
            assertEquals("Client sent an HTTP request to an HTTPS server.\n", answer.body(), wire::transcript);
        }
        awaitLogged("HTTP without TLS on the port for TLS");
    }

    /** Records that are whole and right, each with a byte of a request: slow, and nothing else. */
    @Test
    void requestOfOneByteRecords() throws IOException {
        try (Wire wire = wire()) {
            for (char c : GET.toCharArray()) {
                wire.send("" + c);
            }
            assertEquals("Hello, World!", wire.answer(false).body(), wire::transcript);
        }
    }

    /** Records without content (RFC 8446 section 5.1), and a record that was tampered with. */
    @Test
    void recordThatWasTamperedWith() throws IOException {
        try (Socket plain = plain();
                SSLSocket socket = tls.over(plain, "localhost", "http/1.1")) {
            socket.startHandshake();
            byte[] record = new byte[5 + 64];
            record[0] = 23;
            record[1] = 3;
            record[2] = 3;
            record[4] = 64;
            plain.getOutputStream().write(record);
            InputStream in = socket.getInputStream();
            assertThrows(IOException.class, () -> in.skipNBytes(1));
        }
    }
}
