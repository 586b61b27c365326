package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server still reads of a client that it has said its last word to: for a while, and not without bound. */
class LingeringTest {
    /** Far more than is read and than the system holds between the two, far less than fits into the time. */
    private static final int MUCH = 48 << 20;

    private static final Duration LONG = Duration.ofSeconds(8);

    private interface Dial {
        Socket to(int port) throws IOException;
    }

    private record Case(String name, boolean tls, Dial dial, byte[] first, String answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    static Stream<Case> cases() {
        Dial plain = port -> new Socket(InetAddress.getLoopbackAddress(), port);
        String bad = "POST / HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n";
        String early = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n";
        // A PING on stream 1 ends the connection (RFC 9113 section 6.7).
        byte[] error = concat(
                Http2Wire.PREFACE,
                concat(Http2Wire.bytes(Http2Wire.SETTINGS, 0, 0), Http2Wire.bytes(Http2Wire.PING, 0, 1, new byte[8])));
        return Stream.of(
                new Case("a bad request", false, plain, bytes(bad), "HTTP/1.1 400 "),
                new Case("an early answer", false, plain, bytes(early), "HTTP/1.1 200 "),
                new Case(
                        "an early answer over TLS",
                        true,
                        port -> Certificates.connect(port, "http/1.1"),
                        bytes(early),
                        "HTTP/1.1 200 "),
                new Case("HTTP without TLS on the port of TLS", true, plain, bytes(early), "HTTP/1.0 400 "),
                new Case("a handshake that fails", true, plain, new byte[] {22, 3, 1, 0, 4, 1, 0, 0, 0}, ""),
                new Case("an error of HTTP/2", false, plain, error, ""));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void itIsBoundedInBytes(Case c) throws Exception {
        ServerBuilder builder = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .lingerTimeout(LONG)
                .handler((w, r) -> w.write("early"));
        if (c.tls()) {
            builder.tls(Certificates.server());
        }
        try (Server server = builder.build()) {
            server.start();
            long sent = 0;
            try (Socket socket = c.dial().to(server.port())) {
                socket.setSoTimeout(Wire.SAFETY_MILLIS);
                OutputStream out = socket.getOutputStream();
                out.write(c.first());
                // The answer is there before the server begins to drop what comes.
                assertEquals(
                        c.answer(),
                        new String(
                                socket.getInputStream().readNBytes(c.answer().length()), StandardCharsets.ISO_8859_1));
                byte[] piece = new byte[64 * 1024];
                try {
                    while (sent < MUCH) {
                        out.write(piece);
                        sent += piece.length;
                    }
                } catch (IOException e) {
                    // It was enough.
                    assertTrue(sent < MUCH);
                }
            }
            assertTrue(sent < MUCH, "all that was sent was read: " + sent);
            Servers.awaitNoConnections(server);
        }
    }

    /** A client that reads only once all is sent, which is more than is dropped, has the rest of the time to look. */
    @Test
    void theAnswerIsThereThoughMoreIsSentThanIsRead() throws Exception {
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .handler((w, r) -> w.write("early"))
                .build()) {
            server.start();
            for (int i = 0; i < 10; i++) {
                try (Wire wire = Wire.to(server.port())) {
                    wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n")
                            .send("x".repeat(20_000_000));
                    assertEquals("early", wire.answer(false).body(), wire::transcript);
                }
            }
        }
    }

    /** A shutdown that cuts does not wait for who lingers without reading. */
    @Test
    void aCutEndsIt() throws Exception {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .lingerTimeout(Duration.ofMinutes(5))
                .handler((w, r) -> w.write("early"))
                .build();
        server.start();
        try (Wire wire = Wire.to(server.port())) {
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n")
                    .send("x".repeat(20_000_000));
            assertEquals("early", wire.answer(false).body(), wire::transcript);
            server.close();
            Servers.awaitNoConnections(server);
        }
    }
}
