package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handler semantics over HTTP/1.1 with TLS, and what TLS adds. */
class Http1TlsTest extends Http1Semantics {
    @Override
    ServerBuilder configure(ServerBuilder builder) {
        return builder.tls(Certificates.server());
    }

    @Override
    Socket socket(Server server) throws IOException {
        return Certificates.connect(server.port(), "http/1.1");
    }

    @Override
    boolean secure() {
        return true;
    }

    @Test
    void whatTheHandshakeAgreedOn() throws Exception {
        try (Fixture f = serving((w, r) -> {
            var tls = r.tls().orElseThrow();
            w.write(tls.alpn() + " " + tls.serverName() + " " + tls.peerCertificates());
        })) {
            assertEquals(Optional.of("http/1.1") + " " + Optional.of("localhost") + " []", f.get("/"));
        }
    }

    @Test
    void aClientWithoutAlpnGetsHttp11() throws Exception {
        try (Fixture f = serving((w, r) ->
                        w.write(r.protocol() + " " + r.tls().orElseThrow().alpn()));
                Wire wire = new Wire(Certificates.connect(f.server.port()))) {
            wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertEquals("HTTP/1.1 Optional.empty", wire.answer(false).body());
        }
    }

    @Test
    void closingIsTold() throws Exception {
        try (Fixture f = serving((w, r) -> w.write("x"));
                Wire wire = new Wire(socket(f.server))) {
            wire.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertEquals("x", wire.answer(false).body());
            // Without a close_notify this would be an exception.
            assertEquals("", wire.rest(), wire::transcript);
        }
    }

    /** It may be one that says nothing before it has what it may resume by. */
    @Test
    void aClientThatSendsNothingGetsItsTicketAtOnce() throws Exception {
        try (Fixture f = serving((w, r) -> w.write("x"));
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), f.server.port());
                SSLSocket socket = secured(plain, "TLSv1.3")) {
            if (givesTickets()) {
                int applicationData = 23;
                assertEquals(applicationData, plain.getInputStream().read());
            }
            assertTrue(socket.isConnected());
        }
    }

    boolean givesTickets() {
        return true;
    }

    private static SSLSocket secured(Socket plain, String version) throws IOException {
        plain.setSoTimeout(Wire.SAFETY_MILLIS);
        SSLSocket socket = (SSLSocket)
                Certificates.client().getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        return socket;
    }

    /** RFC 8446 section 6.1 against RFC 5246 section 7.2.1, by which nothing may be sent after it. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, false", "TLSv1.2, true"})
    void aCloseNotifyEndsWhatItsVersionSays(String version, boolean both) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
                    r.onCancel(() -> ends.add("cancelled"));
                    assertTrue(closed.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
                    Thread.sleep(1000);
                    ends.add("answered");
                    w.write("answer");
                });
                Wire wire = new Wire(secured(new Socket(InetAddress.getLoopbackAddress(), f.server.port()), version))) {
            wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            wire.halfClose();
            closed.countDown();
            boolean gone = both || !answersBehindAHalfClose();
            assertEquals(gone ? "cancelled" : "answered", ends.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
            if (!gone) {
                assertEquals("answer", wire.answer(false).body(), wire::transcript);
            }
            assertEquals("", wire.rest(), wire::transcript);
            Servers.awaitNoConnections(f.server);
        }
    }

    /** The end of TCP alone proves nothing: it may be an attacker's. */
    @Test
    void anEndWithoutACloseNotifyIsAClientThatHasGone() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Fixture f = serving((w, r) -> {
                    r.onCancel(cancelled::countDown);
                    running.countDown();
                    Thread.sleep(Duration.ofHours(1));
                });
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), f.server.port())) {
            secured(plain, "TLSv1.3")
                    .getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(running.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "the handler does not run");
            plain.shutdownOutput();
            assertTrue(cancelled.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "onCancel did not run");
            Servers.awaitNoConnections(f.server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "POST /x HTTP/1.0\r\n\r\n", "HEAD / HTTP/1.1\r\n\r\n"})
    void plainHttpOnATlsPort(String request) throws Exception {
        try (Fixture f = serving((w, r) -> w.write("x"));
                Wire wire = Wire.to(f.server.port())) {
            wire.send(request);
            String came = wire.rest();
            assertTrue(came.startsWith("HTTP/1.0 400 Bad Request\r\n"), wire::transcript);
            assertEquals(1, came.substring(came.indexOf("\r\n\r\n") + 4).lines().count(), wire::transcript);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016", "\u0016\u0003\u0001", "\u0016\u0003\u0001\u0002\u0000\u0001", "garbage"})
    void aHandshakeThatIsNotFinished(String start) throws Exception {
        try (Fixture f = new Fixture(b -> b.readHeaderTimeout(SHORT), (w, r) -> w.write("x"))) {
            try (Wire wire = Wire.to(f.server.port())) {
                wire.send(start);
                wire.restOrReset();
            }
            assertEquals("x", f.get("/"));
            Servers.awaitNoConnections(f.server);
            assertTrue(f.server.shutdown(Duration.ofSeconds(10)));
        }
    }
}
