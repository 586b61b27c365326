package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.tls.spi.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route of the demo, and the echo program, by what comes back on a socket. */
@Timeout(60)
class DemoTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final String SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    static Path cache;

    private static Server demo;
    private static Server echo;

    @BeforeAll
    static void start() throws IOException {
        // Handlers that fail on purpose are no news.
        System.setProperty("org.slf4j.simpleLogger.log.expected", "off");
        AtomicReference<Server> served = new AtomicReference<>();
        demo = Server.builder()
                .address("127.0.0.1:0")
                .errorLog("expected")
                .handler(DemoHandlers.of(() -> served.get().stats()))
                .build();
        served.set(demo);
        demo.start();
        echo = Server.builder()
                .address("127.0.0.1:0")
                .handler(EchoProgram.handler())
                .build();
        echo.start();
    }

    @AfterAll
    static void stop() {
        assertTrue(demo.shutdown(Duration.ofSeconds(10)), "every connection of the tests has ended");
        assertTrue(echo.shutdown(Duration.ofSeconds(10)), "every connection of the tests has ended");
    }

    /** Sends a request and reads what comes until the end. */
    private static String ask(Server server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String request(String line, String... more) {
        return line + " HTTP/1.1\r\nHost: test:1\r\nConnection: close\r\n"
                + (more.length == 0 ? "\r\n" : String.join("\r\n", more));
    }

    private static void assertLike(String pattern, String actual) {
        assertTrue(
                Pattern.compile(pattern, Pattern.DOTALL).matcher(actual).matches(),
                () -> "wanted: " + pattern + "\nbut was:\n" + actual);
    }

    /** Request line and rest of the request; pattern of the whole response. */
    static String[][] answers() {
        return new String[][] {
            {"GET /", "", "HTTP/1.1 200 OK\r\nContent-Type: text/plain.*\r\n\r\nWeir.*\n"},
            {"HEAD /", "", "HTTP/1.1 200 OK\r\nContent-Type: text/plain.*\r\n\r\n"},
            {"GET /text", "", "HTTP/1.1 200 OK\r\n.*\r\n\r\nTextHandler !"},
            {
                "GET /plaintext",
                "",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain.*Content-Length: 13\r\n.*\r\n\r\n" + "Hello, World!"
            },
            {
                "GET /json",
                "",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n.*\r\n\r\n" + "\\{\"message\":\"Hello, World!\"}"
            },
            {"POST /text", "", "HTTP/1.1 405 .*\r\nAllow: GET, HEAD, OPTIONS\r\n.*"},
            {"OPTIONS /text", "", "HTTP/1.1 204 .*Allow: GET, HEAD, OPTIONS\r\n(?!.*Content-).*\r\n\r\n"},
            {"GET /nothing", "", "HTTP/1.1 404 .*"},
            {"GET /bytes/0", "", "HTTP/1.1 200 .*Content-Length: 0\r\n.*\r\n\r\n"},
            {"GET /bytes/12", "", "HTTP/1.1 200 .*Content-Length: 12\r\n.*\r\n\r\n0123456789ab"},
            {"HEAD /bytes/9223372036854775807", "", "HTTP/1.1 200 .*Content-Length: 9223372036854775807\r\n.*\r\n\r\n"},
            {"GET /bytes/9223372036854775808", "", "HTTP/1.1 400 .*n must be a number from 0 to 9223372036854775807\n"},
            {"GET /bytes/-1", "", "HTTP/1.1 400 .*"},
            {"GET /bytes/%D9%A1", "", "HTTP/1.1 400 .*"},
            {"HEAD /big", "", "HTTP/1.1 200 .*Content-Length: 1048576\r\n.*\r\n\r\n"},
            {"GET /users/ann/posts/7%2F8", "", "HTTP/1.1 200 .*\r\n\r\nann 7/8"},
            {"GET /status/200", "", "HTTP/1.1 200 OK\r\n.*"},
            {"GET /status/204", "", "HTTP/1.1 204 No Content\r\n.*\r\n\r\n"},
            {"GET /status/205", "", "HTTP/1.1 205 .*\r\n\r\n"},
            {"GET /status/304", "", "HTTP/1.1 304 .*\r\n\r\n"},
            {"GET /status/401", "", "HTTP/1.1 401 .*WWW-Authenticate: .*"},
            {"GET /status/404", "", "HTTP/1.1 404 Not Found\r\n.*404 Not Found\n"},
            {"GET /status/405", "", "HTTP/1.1 405 .*Allow: .*"},
            {"GET /status/407", "", "HTTP/1.1 407 .*Proxy-Authenticate: .*"},
            {"GET /status/599", "", "HTTP/1.1 599 .*"},
            {"GET /status/100", "", "HTTP/1.1 400 .*"},
            {"GET /status/600", "", "HTTP/1.1 400 .*"},
            {
                "POST /echo",
                "Content-Length: 3\r\nContent-Type: a/b\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\n(?=.*Content-Type: a/b\r\n)(?=.*Content-Length: 3\r\n).*\r\n\r\nabc"
            },
            {"PUT /echo", "Content-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\n(?!.*Content-Type).*\r\n\r\nabc"},
            {"POST /echo", "", "HTTP/1.1 200 OK\r\n.*Content-Length: 0\r\n.*\r\n\r\n"},
            {
                "POST /echo",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\n.*Transfer-Encoding: chunked\r\n.*abc.*de.*\r\n0\r\n"
                        + "X-Sum: 1\r\nX-More: 2\r\n\r\n"
            },
            {"GET /echo", "", "HTTP/1.1 405 .*Allow: OPTIONS, POST, PUT\r\n.*"},
            {
                "PATCH /request?a=%20b",
                "Content-Length: 3\r\nX-A: 1\r\nx-a: \"2\"\r\n\r\nabc",
                ".*\r\n\r\n\\{\"method\":\"PATCH\",\"target\":\"/request\\?a=%20b\",\"path\":\"/request\","
                        + "\"query\":\"a=%20b\",\"protocol\":\"HTTP/1.1\",\"host\":\"test:1\","
                        + "\"fields\":\\[\\[\"Host\",\"test:1\"],\\[\"Connection\",\"close\"],"
                        + "\\[\"Content-Length\",\"3\"],\\[\"X-A\",\"1\"],\\[\"x-a\",\"\\\\\"2\\\\\"\"]],"
                        + "\"remoteAddress\":\"127.0.0.1:\\d+\",\"tls\":null,\"contentLength\":3,\"contentRead\":3,"
                        + "\"contentSha256\":\"" + SHA_OF_ABC + "\",\"trailers\":\\[]}"
            },
            {
                "DELETE /request",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n",
                ".*\"contentLength\":-1,\"contentRead\":3,\"contentSha256\":\"" + SHA_OF_ABC
                        + "\",\"trailers\":\\[\\[\"X-Sum\",\"1\"]]}"
            },
            {"GET /delay/30", "", "HTTP/1.1 200 .*after 30 ms\n"},
            {"GET /delay/soon", "", "HTTP/1.1 400 .*"},
            {"GET /stream/2", "", "HTTP/1.1 200 .*chunked\r\n.*\r\n\r\n7\r\nline 1\n\r\n7\r\nline 2\n\r\n0\r\n\r\n"},
            {"GET /stream/0", "", "HTTP/1.1 200 .*\r\n\r\n0\r\n\r\n"},
            {
                "GET /events/2",
                "",
                "HTTP/1.1 200 .*Content-Type: text/event-stream\r\n.*"
                        + "\r\nid: 1\ndata: event 1\n\n\r\n.*\r\nid: 2\ndata: event 2\n\n\r\n0\r\n\r\n"
            },
            {
                "GET /trailers",
                "",
                "HTTP/1.1 200 .*\r\nTrailer: X-Declared\r\n.*\r\n0\r\n"
                        + "X-Declared: announced before the content\r\nX-Late: not announced\r\n\r\n"
            },
            {"GET /early-hints", "", "HTTP/1.1 103 Early Hints\r\nLink: .*\r\n\r\nHTTP/1.1 200 OK\r\n.*hinted\n"},
            {"GET /panic", "", "HTTP/1.1 500 .*\r\n\r\nInternal Server Error\n"},
            {"GET /upgrade", "", "HTTP/1.1 426 .*\r\nUpgrade: echo\r\n.*"},
            {"GET /files/", "", "HTTP/1.1 200 .*Content-Type: text/html.*<h1>Weir</h1>.*"},
            {"GET /files/hello.txt", "", "HTTP/1.1 200 .*Content-Type: text/plain.*\r\n\r\nHello from a file.\n"},
            {"HEAD /files/hello.txt", "", "HTTP/1.1 200 .*Content-Length: 19\r\n.*\r\n\r\n"},
            {"GET /files/hello.txt", "Range: bytes=0-4\r\n\r\n", "HTTP/1.1 206 .*\r\n\r\nHello"},
            {"GET /files/docs/", "", "HTTP/1.1 200 .*<h1>A folder</h1>.*"},
            {"GET /files/docs", "", "HTTP/1.1 30[178] .*Location: .*docs/\r\n.*"},
            {"GET /files/data.json", "", "HTTP/1.1 200 .*Content-Type: application/json.*"},
            {"GET /files/none", "", "HTTP/1.1 404 .*"},
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void answers(String line, String more, String pattern) throws IOException {
        assertLike(pattern, ask(demo, more.isEmpty() ? request(line) : request(line, more)));
    }

    static String[][] echoes() {
        return new String[][] {
            {"GET /", "", "HTTP/1.1 200 OK\r\n.*Content-Length: 0\r\n.*\r\n\r\n"},
            {"DELETE /a/b?c", "Content-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\n.*\r\n\r\nabc"},
            {"BREW //x/../y", "Content-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\n.*\r\n\r\nabc"},
            {"HEAD /", "Content-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\n.*\r\n\r\n"},
            {"POST /early-404", "Content-Length: 3\r\n\r\nabc", "HTTP/1.1 404 .*\r\n\r\nnot read\n"},
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("echoes")
    void echoProgram(String line, String more, String pattern) throws IOException {
        assertLike(pattern, ask(echo, more.isEmpty() ? request(line) : request(line, more)));
    }

    /**
     * The development certificate is good for a client that trusts it and checks the name. The JDK's client offers no
     * ALPN here, and sends no server name without a dot.
     */
    @Test
    void requestOverTls() throws Exception {
        Path store = DevCertificate.in(cache);
        char[] password = DevCertificate.PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("weir"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (Server secure = Server.builder()
                .address("localhost:0")
                .tls(TlsConfig.fromPkcs12(store, password))
                .handler(DemoHandlers.of(demo::stats))
                .build()) {
            secure.start();
            URL url = URI.create("https://localhost:" + secure.port() + "/request")
                    .toURL();
            HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
            connection.setSSLSocketFactory(context.getSocketFactory());
            try (InputStream in = connection.getInputStream()) {
                assertLike(
                        ".*\"tls\":\\{\"protocol\":\"TLSv1.3\",\"cipher\":\"TLS_\\w+\",\"alpn\":null,\"group\":\"x25519\","
                            + "\"sni\":null,\"peer\":null},.*",
                        new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void bigIsAMebibyte() throws IOException {
        String response = ask(demo, request("GET /big"));
        String content = response.substring(response.indexOf("\r\n\r\n") + 4);
        assertEquals(MEBIBYTE, content.length());
        assertEquals(content.substring(0, 64).repeat(MEBIBYTE / 64), content);
    }

    @Test
    void echoSendsBackWhatHasComeWithoutWaitingForMore() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), demo.port())) {
            socket.getOutputStream()
                    .write(request("POST /echo", "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            StringBuilder got = new StringBuilder();
            while (got.indexOf("first") < 0) {
                got.append((char) in.read());
            }
            socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            got.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            assertLike("HTTP/1.1 200 .*\r\n5\r\nfirst\r\n0\r\n\r\n", got.toString());
        }
    }

    @Test
    void panicLateBreaksOffWithoutAnEnd() throws IOException {
        String response = ask(demo, request("GET /panic-late"));
        assertLike("HTTP/1.1 200 .*this much and no more\n.*", response);
        assertTrue(!response.endsWith("0\r\n\r\n"), response);
    }

    @Test
    void upgradeEchoesRawBytesUntilTheClientCloses() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), demo.port())) {
            socket.getOutputStream()
                    .write(("GET /upgrade HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n"
                                    + "Upgrade: echo\r\n\r\nearly")
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            StringBuilder got = new StringBuilder();
            while (got.indexOf("early") < 0) {
                got.append((char) in.read());
            }
            assertLike("HTTP/1.1 101 .*\r\nUpgrade: echo\r\n.*\r\n\r\nearly", got.toString());
            socket.getOutputStream().write(new byte[] {0, -1, '\r', '\n'});
            socket.shutdownOutput();
            assertEquals("\0\u00ff\r\n", new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void aClientThatLeavesIsCounted() throws Exception {
        ServerStats before = demo.stats();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), demo.port())) {
            socket.getOutputStream().write(request("GET /delay/60000").getBytes(StandardCharsets.ISO_8859_1));
            while (demo.stats().runningHandlers() == before.runningHandlers()) {
                Thread.sleep(10);
            }
            // A reset: an end in order would say no more than that nothing else is asked.
            socket.setSoLinger(true, 0);
        }
        while (demo.stats().handlersCancelled() == before.handlersCancelled()) {
            Thread.sleep(10);
        }
        assertLike(
                ".*\r\n\r\n"
                    + "\\{\"openConnections\":\\d+,\"runningHandlers\":\\d+,\"requestsServed\":\\d+,"
                    + "\"handlersCancelled\":1,\"handlersFailed\":\\d+,\"handshakes\":\\d+,\"handshakesFailed\":\\d+,"
                    + "\"bufferedBytes\":\\d+,\"memoryRefusals\":\\d+,\"abuse\":\\{.*}}",
                ask(demo, request("GET /stats")));
    }
}
