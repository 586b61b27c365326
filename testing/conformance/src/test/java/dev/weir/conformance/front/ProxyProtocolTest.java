package dev.weir.conformance.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.ConnState;
import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.ProxyProtocol;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.ProxyInfo;
import dev.weir.middleware.RateLimit;
import dev.weir.observe.AccessLog;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.LogTap;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server makes of the PROXY protocol: whom it believes, what it says to whom, and who the client is then. */
@Timeout(120)
class ProxyProtocolTest {
    private static final String LOG = "dev.weir.frontdoor";
    /** The log may write the last part of its name alone. */
    private static final String SHORT = "frontdoor";

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String LINE = "PROXY TCP4 192.0.2.1 198.51.100.7 40000 443\r\n";
    /** Version 2 with the same addresses. */
    private static final String BLOCK = "\r\n\r\n"
            + "\0\r\n"
            + "QUIT\n"
            + "\u0021\u0011\0\u000c\u00c0\0\u0002\u0001\u00c6\u0033\u0064\u0007\u009c\u0040\u0001\u00bb";

    private static final String LOCAL = "\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0";

    @BeforeAll
    static void logIsOn() {
        System.setProperty("org.slf4j.simpleLogger.log." + LOG, "debug");
    }

    private static Server start(UnaryOperator<ListenerConfig.Builder> listener, String from) throws Exception {
        Server server = Server.builder()
                .handler((w, r) -> w.write(r.remoteAddress() + " at " + r.localAddress() + " by "
                        + r.attribute(ProxyInfo.KEY).map(ProxyInfo::version).orElse(0)))
                .listener(listener.apply(
                                ListenerConfig.on("127.0.0.1:0").name("front").proxyProtocol(ProxyProtocol.from(from)))
                        .build())
                .errorLog(LOG)
                .build();
        server.start();
        return server;
    }

    @ParameterizedTest
    @ValueSource(strings = {LINE, BLOCK})
    void theClientIsWhomTheProxyNames(String header) throws Exception {
        try (Server server = start(b -> b, "127.0.0.0/8");
                Wire wire = Wire.to(server.port())) {
            wire.send(header + GET);
            String by = header.equals(LINE) ? "1" : "2";
            assertEquals(
                    "/192.0.2.1:40000 at /198.51.100.7:443 by " + by,
                    wire.answer(false).body());
            wire.send(GET);
            assertEquals(
                    "/192.0.2.1:40000 at /198.51.100.7:443 by " + by,
                    wire.answer(false).body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LINE, BLOCK})
    void byteByByte(String header) throws Exception {
        try (Server server = start(b -> b, "127.0.0.0/8");
                Wire wire = Wire.to(server.port())) {
            for (char c : (header + GET).toCharArray()) {
                wire.send("" + c);
            }
            assertTrue(wire.answer(false).body().startsWith("/192.0.2.1:40000 "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LOCAL, "PROXY UNKNOWN\r\n"})
    void aProxyThatSpeaksForItselfIsTheClient(String header) throws Exception {
        try (Server server = start(b -> b, "127.0.0.1");
                Wire wire = Wire.to(server.port())) {
            wire.send(header + GET);
            assertEquals(
                    "/127.0.0.1:" + wire.socket().getLocalPort() + " at /127.0.0.1:" + server.port() + " by "
                            + (header.equals(LOCAL) ? 2 : 1),
                    wire.answer(false).body());
        }
    }

    /** A client, of which there may be a line as soon as it is there. */
    private static Wire connect(Server server, LogTap log) throws IOException {
        log.begin();
        return Wire.to(server.port());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n | the connection does not begin with a header",
                "PROXY TCP4 192.0.2.1\\r\\n | the line has not 6 fields",
                "PROXY TCP4 192.0.2.1 198.51.100.7 1 99999\\r"
                        + "\\n"
                        + "GET / HTTP/1.1\\r"
                        + "\\n"
                        + "\\r"
                        + "\\n"
                        + " | a port is not from 0 to 65535",
                "\\r\\n\\r\\n\\0\\r\\nQUIT\\n\\61\\21\\0\\14 | the version is not 2",
            },
            delimiter = '|')
    void whatIsNoHeaderGetsALineInTheLogAndNoByte(String sent, String reason) throws Exception {
        try (LogTap log = LogTap.on(SHORT);
                Server server = start(b -> b, "127.0.0.0/8");
                Wire wire = connect(server, log)) {
            wire.send(sent.translateEscapes());
            assertEquals("", wire.restOrReset().replace("[reset]", ""));
            Servers.awaitNoConnections(server);
            assertEquals(1, log.loud(), () -> "" + log.lines());
            assertTrue(
                    log.has(line ->
                            line.contains("no PROXY protocol at front from /127.0.0.1:") && line.endsWith(reason)),
                    () -> "" + log.lines());
            assertEquals(1, server.stats().abuse().get("PROXY_REFUSED"));
        }
    }

    @Test
    void strangersAreRefusedWhateverTheySend() throws Exception {
        try (LogTap log = LogTap.on(SHORT);
                Server server = start(b -> b, "10.0.0.0/8");
                Wire wire = connect(server, log)) {
            wire.send(LINE + GET);
            assertEquals("", wire.restOrReset().replace("[reset]", ""));
            Servers.awaitNoConnections(server);
            assertTrue(log.has(line -> line.endsWith("it is not from one of the proxies' networks")));
            assertEquals(1, log.loud());
        }
    }

    @Test
    void withoutTheProtocolAHeaderIsABadRequest() throws Exception {
        try (Server server = Servers.start(b -> b, (w, r) -> w.write("" + r.remoteAddress()));
                Wire wire = Wire.to(server.port())) {
            wire.send(LINE + GET);
            assertEquals(400, wire.answer(false).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PROXY TCP4 192.0"})
    void aHeaderHasItsOwnTime(String sent) throws Exception {
        try (LogTap log = LogTap.on(SHORT);
                Server server = start(
                        b -> b.proxyProtocol(ProxyProtocol.from("127.0.0.1").withTimeout(Duration.ofMillis(50))),
                        "127.0.0.1");
                Wire wire = connect(server, log)) {
            wire.send(sent);
            assertEquals("", wire.restOrReset().replace("[reset]", ""));
            Servers.await(() -> log.has(line -> line.endsWith("in time")), () -> "" + log.lines());
        }
    }

    @Test
    void aLookWhetherThePortIsOpenIsNotLogged() throws Exception {
        try (LogTap log = LogTap.on(SHORT);
                Server server = start(b -> b, "127.0.0.1")) {
            log.begin();
            new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
            Servers.awaitNoConnections(server);
            assertEquals(0, log.loud(), () -> "" + log.lines());
            assertFalse(server.stats().abuse().containsKey("PROXY_REFUSED"));
        }
    }

    @Test
    void tlsComesBehindTheHeader() throws Exception {
        try (Server server = start(b -> b.tls(Certificates.server()), "127.0.0.1");
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            plain.getOutputStream().write(BLOCK.getBytes(StandardCharsets.ISO_8859_1));
            SSLSocket tls = (SSLSocket)
                    Certificates.client().getSocketFactory().createSocket(plain, "localhost", server.port(), true);
            tls.startHandshake();
            try (Wire wire = new Wire(tls)) {
                wire.send(GET);
                assertEquals(
                        "/192.0.2.1:40000 at /198.51.100.7:443 by 2",
                        wire.answer(false).body());
            }
            assertEquals(1, server.stats().handshakes());
        }
    }

    @Test
    void overTlsAHandshakeWithoutAHeaderGetsNoByte() throws Exception {
        try (Server server = start(b -> b.tls(Certificates.server()), "127.0.0.1");
                Wire wire = Wire.to(server.port())) {
            wire.send("\26\3\1\0\5hello");
            assertEquals("", wire.restOrReset().replace("[reset]", ""));
            assertEquals(0, server.stats().handshakesFailed());
        }
    }

    @Test
    void http2ComesBehindTheHeader() throws Exception {
        try (Server server = start(b -> b, "127.0.0.1");
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(Wire.SAFETY_MILLIS);
            OutputStream out = socket.getOutputStream();
            String settings = "\0\0\0\4\0\0\0\0\0";
            out.write((BLOCK + "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings).getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            byte[] head = in.readNBytes(9);
            assertEquals(4, head[3], "the server's SETTINGS");
        }
    }

    /** All that looks at the client looks at the true one. */
    @Test
    void logLimitAndStatesHaveTheClient() throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Queue<String> states = new ConcurrentLinkedQueue<>();
        AccessLog log = AccessLog.builder()
                .format(AccessLog.Format.COMMON)
                .output(written)
                .build();
        try (Server server = Server.builder()
                .handler(RateLimit.of(2, Duration.ofHours(1)).wrap((w, _) -> w.write("ok")))
                .requestListener(log)
                .connState((_, remote, state) -> states.add(remote + " " + state))
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .proxyProtocol(ProxyProtocol.from("127.0.0.1"))
                        .build())
                .errorLog(Servers.LOG)
                .build()) {
            server.start();
            for (String client : List.of("192.0.2.1", "192.0.2.2")) {
                for (int status : new int[] {200, 200, 429}) {
                    try (Wire wire = Wire.to(server.port())) {
                        wire.send(LINE.replace("192.0.2.1", client) + GET);
                        Answer answer = wire.answer(false);
                        assertEquals(status, answer.status());
                    }
                }
            }
            Servers.awaitNoConnections(server);
            log.close();
            List<String> lines =
                    written.toString(StandardCharsets.US_ASCII).lines().toList();
            assertEquals(6, lines.size(), () -> "" + lines);
            assertEquals(
                    3,
                    lines.stream().filter(line -> line.startsWith("192.0.2.1 ")).count(),
                    () -> "" + lines);
            assertEquals(
                    3,
                    lines.stream().filter(line -> line.startsWith("192.0.2.2 ")).count(),
                    () -> "" + lines);
            assertTrue(states.contains("/192.0.2.1:40000 " + ConnState.NEW), states::toString);
            assertTrue(states.stream().noneMatch(line -> line.startsWith("/127.0.0.1")), states::toString);
        }
    }
}
