package dev.weir.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.HttpError;
import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.config.Http2Config;
import dev.weir.settings.Values.Found;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.testkit.TestKeys;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every setting of the builders has a name, and every name sets what it says. */
class EveryNameTest {
    @TempDir
    Path work;

    // ---- every setting has a name

    private static Set<String> settersOf(Class<?> builder, Set<String> code) {
        return Arrays.stream(builder.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName)
                .filter(name -> !code.contains(name))
                .map(EveryNameTest::kebab)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Set<String> namesIn(String prefix, Set<String> more) {
        Set<String> names = Settings.all().stream()
                .map(Setting::name)
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .filter(name -> name.indexOf('.') < 0)
                .collect(Collectors.toCollection(TreeSet::new));
        names.removeAll(more);
        return names;
    }

    @Test
    void ofTheServer() {
        Set<String> code = Set.of(
                "handler",
                "connState",
                "baseContext",
                "connContext",
                "protocol",
                "build",
                "onShutdown",
                "connectionListener",
                "requestListener",
                "settings",
                // Several settings each.
                "tls",
                "listener");
        assertEquals(settersOf(ServerBuilder.class, code), namesIn("", Set.of()));
    }

    @Test
    void ofHttp2() {
        assertEquals(settersOf(Http2Config.Builder.class, Set.of("abuse", "build")), namesIn("http2.", Set.of()));
    }

    @Test
    void ofTls() {
        Set<String> code = Set.of("build", "certificate", "certificates");
        Set<String> files = Set.of("certificate", "key", "pkcs12", "password", "trust", "session-lifetime");
        assertEquals(settersOf(TlsConfig.Builder.class, code), namesIn("tls.", files));
    }

    @Test
    void ofListeners() {
        Set<String> code = Set.of("build", "handler", "name", "tls");
        assertEquals(
                settersOf(ListenerConfig.Builder.class, code),
                namesIn("listener.NAME.", Set.of("address", "unix-group")));
        Set<String> own = namesIn("listener.NAME.tls.", Set.of());
        assertEquals(namesIn("tls.", Set.of()), own);
        assertEquals(namesIn("proxy.", Set.of()), namesIn("listener.NAME.proxy.", Set.of()));
    }

    // ---- every name sets what it says

    private static Map<String, String> shown(Settings settings) {
        return Server.builder().settings(settings).handler((w, r) -> {}).build().settings();
    }

    private static Settings of(String... namesAndValues) {
        Settings.Builder builder = Settings.builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.set(namesAndValues[i], namesAndValues[i + 1], "test");
        }
        return builder.build();
    }

    @ParameterizedTest
    @CsvSource({
        "address, 127.0.0.1:1, address, 127.0.0.1:1",
        "read-header-timeout, 3s, readHeaderTimeout, 3000 ms",
        "read-timeout, 3m, readTimeout, 180000 ms",
        "write-timeout, 1h, writeTimeout, 3600000 ms",
        "idle-timeout, 7ms, idleTimeout, 7 ms",
        "linger-timeout, none, lingerTimeout, none",
        "min-request-rate, 1k, minRequestRate, 1024",
        "min-request-rate, none, minRequestRate, none",
        "max-header-bytes, 32k, maxHeaderBytes, 32768",
        "max-header-count, 7, maxHeaderCount, 7",
        "max-target-bytes, 1k, maxTargetBytes, 1024",
        "max-connections, 9, maxConnections, 9",
        "max-buffered-bytes, 3g, maxBufferedBytes, 3221225472",
        "max-drain-bytes, 1m, maxDrainBytes, 1048576",
        "response-buffer-size, 8k, responseBufferSize, 8192",
        "drain-delay, 5s, drainDelay, 5000 ms",
        "max-connection-age, 1h, maxConnectionAge, 3600000 ms",
        "loops, 7, loops, 7",
        "handler-threads, virtual, handlerThreads, VIRTUAL",
        "max-handshakes, 77, maxHandshakes, 77",
        "backlog, 11, backlog, 11",
        "answer-options-asterisk, off, answerOptionsAsterisk, false",
        "send-date, false, sendDate, false",
        "cancel-on-half-close, on, cancelOnHalfClose, true",
        "trust-target-scheme, true, trustTargetScheme, true",
        "h2c, off, h2c, false",
    })
    void onTheServer(String name, String value, String shown, String as) {
        Map<String, String> changed = new TreeMap<>(shown(of(name, value)));
        Map<String, String> standard = shown(of());
        assertEquals(as, changed.get(shown));
        changed.entrySet().removeAll(standard.entrySet());
        // max-header-bytes bounds nothing else that is shown.
        assertEquals(Map.of(shown, as), changed);
    }

    /** What a server does not show is seen in what it does. */
    @Test
    void theRestOfTheServer() throws IOException {
        Settings settings =
                of("errors", "json", "address", "127.0.0.1:0", "error-log", "expected", "without-protocol", "h2");
        try (Server server = Server.builder()
                .settings(settings)
                .handler((w, r) -> {
                    throw new HttpError(410, "gone");
                })
                .build()) {
            server.start();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertTrue(answer.contains("application/problem+json"), answer);
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertTrue(answer.startsWith("HTTP/1.1 505 "), answer);
            }
        }
        Server none = Server.builder()
                .settings(of("protocols", "spdy/3,h2", "address", "127.0.0.1:0"))
                .handler((w, r) -> {})
                .build();
        IllegalStateException e = assertThrows(IllegalStateException.class, none::start);
        assertTrue(String.valueOf(e.getMessage()).contains("spdy/3"), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource({
        "scheduler, random, random",
        "max-concurrent-streams, 7, 7",
        "max-frame-size, 32k, 32768",
        "header-table-size, 8k, 8192",
        "encoder-table-size, 2k, 2048",
        "stream-window, 1m, 1048576",
        "connection-window, 2m, 2097152",
        "max-window, 16m, 16777216",
        "extended-connect, off, Optional[false]",
        "preface-timeout, 3s, PT3S",
        "settings-timeout, 4s, PT4S",
        "ping-interval, 5s, PT5S",
        "ping-timeout, 6s, PT6S",
    })
    void onHttp2(String name, String value, String as) throws Exception {
        Http2Config config = Http2Entries.config(new Values(Map.of("http2." + name, new Found(value, "test"))));
        assertEquals(as, getters(Http2Config.class, config).get(name));
        assertNotEquals(as, getters(Http2Config.class, Http2Config.DEFAULT).get(name));
        of("http2." + name, value);
    }

    private static Map<String, String> getters(Class<?> type, Object of) throws Exception {
        Map<String, String> values = new HashMap<>();
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getParameterCount() == 0
                    && !method.getName().startsWith("toBuilder")) {
                values.put(kebab(method.getName()), String.valueOf(method.invoke(of)));
            }
        }
        return values;
    }

    @Test
    void onTls() throws Exception {
        TestKeys ec = TestKeys.of("EC", "localhost");
        TestKeys rsa = TestKeys.of("RSA", "other.example");
        Map<String, Found> found = new HashMap<>();
        Map<String, String> values = Map.ofEntries(
                Map.entry(
                        "tls.certificate",
                        Files.writeString(work.resolve("ec.pem"), ec.certificatePem()) + ","
                                + Files.writeString(work.resolve("rsa.pem"), rsa.certificatePem())),
                Map.entry(
                        "tls.key",
                        Files.writeString(work.resolve("ec.key"), ec.keyPem()) + ", "
                                + Files.writeString(work.resolve("rsa.key"), rsa.keyPem())),
                Map.entry("tls.reload-interval", "3s"),
                Map.entry("tls.provider", "jsse"),
                Map.entry("tls.client-auth", "need"),
                Map.entry("tls.trust", work.resolve("ec.pem").toString()),
                Map.entry("tls.versions", "TLSv1.3"),
                Map.entry("tls.cipher-suites", "TLS_AES_128_GCM_SHA256"),
                Map.entry("tls.named-groups", "x25519,secp256r1"),
                Map.entry("tls.sessions", "5"),
                Map.entry("tls.session-lifetime", "1h"),
                Map.entry("tls.session-tickets", "off"));
        values.forEach((name, value) -> found.put("listener.a." + name, new Found(value, "test")));
        values.forEach((name, value) -> found.put(name, new Found(value, "test")));
        for (String prefix : List.of("", "listener.a.")) {
            Values read = new Values(found);
            TlsDraft draft = TlsDraft.of(read, prefix);
            assert draft != null;
            TlsConfig tls = draft.build(read, prefix);
            assertEquals(2, tls.certificates().certificates().size());
            assertEquals(Duration.ofSeconds(3), tls.reloadInterval());
            assertEquals("jsse", tls.provider().name());
            assertEquals("NEED", tls.clientAuth().toString());
            assertEquals(1, tls.trusted().size());
            assertEquals(List.of("TLSv1.3"), tls.versions());
            assertEquals(List.of("TLS_AES_128_GCM_SHA256"), tls.cipherSuites());
            assertEquals(List.of("x25519", "secp256r1"), tls.namedGroups());
            assertEquals(5, tls.sessions().orElseThrow().max());
            assertEquals(Optional.of(false), tls.sessionTickets());
        }
        Set<String> others = Settings.all().stream()
                .map(Setting::name)
                .filter(name -> name.startsWith("tls."))
                .collect(Collectors.toCollection(TreeSet::new));
        others.removeAll(values.keySet());
        assertEquals(Set.of("tls.pkcs12", "tls.password"), others);
    }

    @Test
    void onListeners() throws Exception {
        TestKeys keys = TestKeys.of("EC", "localhost");
        Settings settings = of(
                "address",
                "127.0.0.1:0",
                "proxy-protocol",
                "on",
                "proxy.from",
                "127.0.0.0/8, unix",
                "proxy.timeout",
                "2s",
                "proxy.max-bytes",
                "8k",
                "listener.admin.address",
                "unix:" + work.resolve("admin.sock"),
                "listener.admin.unix-mode",
                "660",
                "listener.admin.proxy-protocol",
                "on",
                "listener.admin.proxy.from",
                "unix",
                "listener.plain.address",
                "127.0.0.1:0",
                "listener.plain.backlog",
                "7",
                "listener.plain.max-connections",
                "8",
                "listener.plain.read-header-timeout",
                "1s",
                "listener.plain.read-timeout",
                "2s",
                "listener.plain.write-timeout",
                "3s",
                "listener.plain.idle-timeout",
                "4s",
                "listener.plain.reuse-port",
                "on",
                "listener.plain.redirect-to-https",
                "443",
                "listener.secure.address",
                "127.0.0.1:0",
                "listener.secure.tls.certificate",
                Files.writeString(work.resolve("ec.pem"), keys.certificatePem()).toString(),
                "listener.secure.tls.key",
                Files.writeString(work.resolve("ec.key"), keys.keyPem()).toString());
        Map<String, String> shown = shown(settings);
        assertEquals("on", shown.get("127.0.0.1:0.proxyProtocol"), shown::toString);
        assertEquals("on", shown.get("admin.proxyProtocol"));
        assertEquals("off", shown.get("plain.tls"));
        assertEquals("8", shown.get("plain.maxConnections"));
        assertEquals("1000 ms", shown.get("plain.readHeaderTimeout"));
        assertEquals("2000 ms", shown.get("plain.readTimeout"));
        assertEquals("3000 ms", shown.get("plain.writeTimeout"));
        assertEquals("4000 ms", shown.get("plain.idleTimeout"));
        assertEquals("120000 ms", shown.get("idleTimeout"));
        assertEquals("[TLSv1.3, TLSv1.2]", shown.get("secure.tls"));
        try (Server server =
                Server.builder().settings(settings).handler((w, r) -> {}).build()) {
            server.start();
            assertEquals(
                    Set.of("127.0.0.1:0", "admin", "plain", "secure"),
                    server.localAddresses().keySet());
            assertEquals(
                    "[OWNER_READ, OWNER_WRITE, GROUP_READ, GROUP_WRITE]",
                    Files.getPosixFilePermissions(work.resolve("admin.sock")).stream()
                            .sorted()
                            .toList()
                            .toString());
        }
    }
}
