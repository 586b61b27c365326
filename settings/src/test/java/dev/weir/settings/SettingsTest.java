package dev.weir.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where settings are read from, which of them wins, and what is said of mistakes. */
class SettingsTest {
    @TempDir
    Path work;

    private Path file(String... lines) throws IOException {
        return Files.write(work.resolve("weir.conf"), List.of(lines));
    }

    private static Properties properties(String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }

    private static String complaint(String name, String value) {
        return String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> Settings.builder().set(name, value, "test").build())
                .getMessage());
    }

    // ---- where from

    @Test
    void aFile() throws IOException {
        Settings settings = Settings.builder()
                .file(file(
                        "\ufeff# A comment.",
                        "weir.idle-timeout=30s",
                        "   weir.max-header-bytes   =  32k  ",
                        "",
                        "app.name = weir.address",
                        "# weir.nonsense = 1",
                        "weir.error-log = a=b # \\ c"))
                .build();
        assertEquals(Optional.of("30s"), settings.value("idle-timeout"));
        assertEquals(Optional.of("32k"), settings.value("max-header-bytes"));
        assertEquals(Optional.of("a=b # \\ c"), settings.value("error-log"));
        assertEquals(Optional.empty(), settings.value("address"));
    }

    @Test
    void theEnvironment() {
        Settings settings = Settings.builder()
                .environment(Map.of(
                        "WEIR_IDLE_TIMEOUT", "30s",
                        "WEIR_READ_TIMEOUT", "",
                        "WEIR_HTTP2_MAX_FRAME_SIZE", "32k",
                        "WEIR_LISTENER_THE_ADMIN_ADDRESS", ":0",
                        "WEIR_LISTENER_THE_ADMIN_PROXY_PROTOCOL", "on",
                        "WEIR_LISTENER_THE_ADMIN_PROXY_FROM", "10.0.0.0/8",
                        "WEIR_JAVA_OPTS", "-Xmx1g",
                        "WEIR_SERVICE_HOST", "10.0.0.1"))
                .build();
        assertEquals(Optional.of("30s"), settings.value("idle-timeout"));
        assertEquals(Optional.empty(), settings.value("read-timeout"));
        assertEquals(Optional.of("32k"), settings.value("http2.max-frame-size"));
        assertEquals(Optional.of(":0"), settings.value("listener.the-admin.address"));
        assertEquals(Optional.of("on"), settings.value("listener.the-admin.proxy-protocol"));
    }

    /** What Kubernetes tells its containers of a service that is named weir. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEIR_PORT",
                "WEIR_SERVICE_PORT",
                "WEIR_SERVICE_PORT_HTTP",
                "WEIR_PORT_80_TCP_ADDR",
                "WEIR_PORT_80_TCP_PROTO",
                "WEIR_LISTENER_PORT",
                "WEIR_LISTENER_SERVICE_HOST",
                "WEIR_SETTINGS",
                "WEIRD"
            })
    void otherVariablesAreLeftAlone(String variable) {
        Settings.builder().environment(Map.of(variable, "tcp://10.0.0.1:80")).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"weir.root", "weir.images", "weir.settings", "weir.api.write", "weird", "app.idle-timeout"})
    void otherPropertiesAreLeftAlone(String property) {
        Settings.builder().properties(properties(property, "x")).build();
    }

    @Test
    void noVariableStandsForTwoSettings() {
        Set<String> variables = new HashSet<>();
        for (Setting setting : Settings.all()) {
            assertTrue(variables.add(setting.variable()), setting::variable);
        }
    }

    @Test
    void thisProcess() throws IOException {
        // Neither a property nor a variable names a file here.
        assertFalse(Settings.load().hasAny("tls."));
    }

    @Test
    void whatIsAddedLaterWins() throws IOException {
        Settings.Builder builder = Settings.builder()
                .file(file("weir.loops = 1", "weir.backlog = 1", "weir.max-connections = 1", "weir.max-handshakes = 1"))
                .environment(Map.of("WEIR_BACKLOG", "2", "WEIR_MAX_CONNECTIONS", "2", "WEIR_MAX_HANDSHAKES", "2"))
                .properties(properties("weir.max-connections", "3", "weir.max-handshakes", "3"))
                .set("max-handshakes", "4", "option --max-handshakes");
        Server server = Server.builder()
                .idleTimeout(Duration.ofSeconds(1))
                .loops(9)
                .settings(builder.build())
                .backlog(9)
                .handler((w, r) -> {})
                .build();
        Map<String, String> shown = server.settings();
        assertEquals("1", shown.get("loops"), "the file stands over what the code has set before");
        assertEquals("9", shown.get("backlog"), "what the code sets afterwards stands over all");
        assertEquals("3", shown.get("maxConnections"));
        assertEquals("4", shown.get("maxHandshakes"));
        assertEquals("1000 ms", shown.get("idleTimeout"), "what is not set outside stays");
    }

    // ---- mistakes

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "idle-timeout | 5 | wanted is a time such as 500ms, 5s, 2m, 1h or none",
                "idle-timeout | 5S | wanted is a time such as 500ms, 5s, 2m, 1h or none",
                "idle-timeout | 1d | wanted is a time such as 500ms, 5s, 2m, 1h or none",
                "idle-timeout | -5s | wanted is a time such as 500ms, 5s, 2m, 1h or none",
                "idle-timeout | 1.5s | wanted is a time such as 500ms, 5s, 2m, 1h or none",
                "idle-timeout | 9999999999s | wanted is a time such as 500ms, 5s, 2m, 1h or none",
                "idle-timeout | '' | wanted is a time such as 500ms, 5s, 2m, 1h or none",
                "idle-timeout | \u0665s | wanted is a time such as 500ms, 5s, 2m, 1h or none",
                "max-header-bytes | 64K | wanted is a number of bytes such as 4096, 64k, 1m or 2g, up to 2147483647",
                "max-header-bytes | 64kb | wanted is a number of bytes such as 4096, 64k, 1m or 2g, up to 2147483647",
                "max-header-bytes | 2g | wanted is a number of bytes such as 4096, 64k, 1m or 2g, up to 2147483647",
                "max-header-bytes | none | wanted is a number of bytes such as 4096, 64k, 1m or 2g, up to 2147483647",
                "max-header-bytes | 5 | maxHeaderBytes must be 1024 or more, not 5",
                "max-header-count | many | wanted is a number",
                "max-header-count | 2147483648 | wanted is a number",
                "max-connections | -1 | wanted is a number",
                "loops | 5000 | loops is 5000, at most 1024",
                "h2c | yes | wanted is on or off",
                "errors | xml | wanted is text, json, html or accept",
                "handler-threads | green | wanted is elastic or virtual",
                "protocols | h2, | wanted is a list with commas between its parts",
                "address | 8080 | 'the address \"8080\" is none of host:port, :port, [v6]:port and unix:/path,"
                        + " with a port from 0 to 65535'",
                "http2.max-frame-size | 1k | *",
                "http2.scheduler | '' | wanted is a name",
                "proxy-protocol | on | proxy-protocol on and proxy.from go together",
                "proxy.from | 10.0.0.0/8 | proxy-protocol on and proxy.from go together",
                "tls.certificate | a.pem | tls.certificate and tls.key go together, as many of one as of the other",
                "tls.key | a.pem | tls.certificate and tls.key go together, as many of one as of the other",
                "tls.provider | jsse | TLS wants either tls.certificate and tls.key or tls.pkcs12",
                "tls.pkcs12 | a.p12 | tls.password goes with it",
                "tls.client-auth | maybe | wanted is none, want or need",
                "listener.a.backlog | 5 | a listener wants weir.listener.a.address",
                "listener.a.address | 5 | *",
            })
    void badValues(String name, String value, String reason) {
        String said = complaint(name, value);
        String start = "weir." + name + " is \"" + value + "\" (test): ";
        assertTrue(said.startsWith(start), said);
        if (!reason.equals("*")) {
            assertEquals(start + reason, said);
        }
        assertEquals(1, said.lines().count());
    }

    @Test
    void theSourceIsNamed() throws IOException {
        Path file = file("# first", "weir.loops = none");
        assertEquals(
                "weir.loops is \"none\" (file " + file + ", line 2): wanted is a number",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Settings.builder().file(file).build())
                        .getMessage());
        assertEquals(
                "weir.loops is \"x\" (environment variable WEIR_LOOPS): wanted is a number",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Settings.builder()
                                        .environment(Map.of("WEIR_LOOPS", "x"))
                                        .build())
                        .getMessage());
        assertEquals(
                "weir.loops is \"x\" (system property): wanted is a number",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Settings.builder()
                                        .properties(properties("weir.loops", "x"))
                                        .build())
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "idleTimeout, idle-timeout",
        "idle_timeout, idle-timeout",
        "idle-timout, idle-timeout",
        "maxHeaderSize, max-header-bytes",
        "http2.max-concurrent, http2.max-concurrent-streams",
        "max-concurrent-streams, http2.max-concurrent-streams",
        "tls.cert, tls.key",
        "listener.admin.adress, listener.admin.address",
        "listener.admin.tls.certificates, listener.admin.tls.certificate",
    })
    void unknownNamesInAFileAreRefusedWithTheNearest(String name, String nearest) throws IOException {
        Path file = file("weir." + name + " = 1");
        assertEquals(
                "weir." + name + " (file " + file + ", line 1) is no setting: weir." + nearest + " is one",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Settings.builder().file(file))
                        .getMessage());
    }

    @Test
    void aNameThatIsLikeNoOther() throws IOException {
        Path file = file("weir.x = 1");
        assertEquals(
                "weir.x (file " + file + ", line 1) is no setting",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Settings.builder().file(file))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"WEIR_IDLE_TIMOUT", "WEIR_IDLETIMEOUT", "WEIR_ADRESS", "WEIR_TLS_CERTIFICATES"})
    void slipsInTheEnvironment(String variable) {
        String said = String.valueOf(assertThrows(
                        IllegalArgumentException.class, () -> Settings.builder().environment(Map.of(variable, "x")))
                .getMessage());
        assertTrue(said.startsWith("environment variable " + variable + " is no setting: WEIR_"), said);
    }

    @Test
    void slipsInProperties() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Settings.builder().properties(properties("weir.idleTimeout", "5s")));
    }

    @Test
    void linesThatAreNone() throws IOException {
        Path noValue = file("weir.address");
        assertEquals(
                "file " + noValue + ", line 1: wanted is weir.name = value",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Settings.builder().file(noValue))
                        .getMessage());
        Path twice = file("weir.loops = 1", "", "weir.loops = 2");
        assertEquals(
                "weir.loops (file " + twice + ", line 3) is set before: file " + twice + ", line 1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Settings.builder().file(twice))
                        .getMessage());
    }

    @Test
    void filesThatAreNone() throws IOException {
        Path none = work.resolve("none.conf");
        assertEquals(
                "there is no file of settings " + none,
                assertThrows(IOException.class, () -> Settings.builder().file(none))
                        .getMessage());
        Path binary = Files.write(work.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertEquals(
                "the file of settings " + binary + " is not UTF-8",
                assertThrows(IOException.class, () -> Settings.builder().file(binary))
                        .getMessage());
    }

    @Test
    void certificatesAreReadWhenAServerIsGivenThem() throws IOException {
        Path missing = work.resolve("none.pem");
        Settings settings = Settings.builder()
                .set("tls.certificate", missing.toString(), "test")
                .set("tls.key", missing.toString(), "test")
                .build();
        String said = String.valueOf(assertThrows(
                        IllegalArgumentException.class, () -> Server.builder().settings(settings))
                .getMessage());
        assertTrue(said.startsWith("weir.tls.certificate is \"" + missing + "\" (test): "), said);
    }

    // ---- secrets, and what is shown

    @Test
    void secretsAreNotShown() throws IOException {
        Path store = Files.writeString(work.resolve("a.p12"), "nothing");
        Settings settings = Settings.builder()
                .set("tls.pkcs12", store.toString(), "test")
                .set("tls.password", "hunter2", "test")
                .set("listener.a.address", ":0", "test")
                .set("listener.a.tls.pkcs12", store.toString(), "test")
                .set("listener.a.tls.password", "hunter2", "test")
                .build();
        assertFalse(settings.table().contains("hunter2"), settings.table());
        assertTrue(settings.table().contains("weir.tls.password"), settings.table());
        String said = String.valueOf(assertThrows(
                        IllegalArgumentException.class, () -> Server.builder().settings(settings))
                .getMessage());
        assertFalse(said.contains("hunter2"), said);
        assertFalse(complaint("tls.password", "hunter2").contains("hunter2"));
        assertFalse(settings.toString().contains("hunter2"));
    }

    @Test
    void theTableHasNameValueAndSource() throws IOException {
        Path file = file("weir.idle-timeout = 30s", "weir.listener.admin.address = unix:/run/a.sock");
        String table = Settings.builder()
                .file(file)
                .environment(Map.of("WEIR_LOOPS", "3"))
                .build()
                .table();
        assertTrue(table.lines().anyMatch(line -> line.matches("weir\\.idle-timeout +30s +file .*, line 1")), table);
        assertTrue(
                table.lines().anyMatch(line -> line.matches("weir\\.loops +3 +environment variable WEIR_LOOPS")),
                table);
        assertTrue(table.lines().anyMatch(line -> line.matches("weir\\.read-timeout +none +default")), table);
        assertTrue(
                table.lines()
                        .anyMatch(line -> line.matches("weir\\.listener\\.admin\\.address +unix:/run/a.sock +file .*")),
                table);
        assertTrue(table.lines().anyMatch(line -> line.matches("weir\\.tls\\.certificate +- +default")), table);
        assertFalse(table.contains("NAME"), table);
    }

    @Test
    void without() {
        Settings settings = Settings.builder()
                .set("tls.certificate", "a", "test")
                .set("tls.key", "b", "test")
                .set("loops", "3", "test")
                .build()
                .without("tls.");
        assertFalse(settings.hasAny("tls."));
        assertTrue(settings.hasAny("loops"));
    }

    /** For what a program reads itself; the forms are those of the settings, above. */
    @Test
    void aTimeOfTheProgramsOwn() {
        assertEquals(Duration.ofMillis(500), Settings.time("500ms"));
        assertEquals(Duration.ofHours(1), Settings.time("1h"));
        assertEquals(Duration.ZERO, Settings.time("none"));
        String message = assertThrows(IllegalArgumentException.class, () -> Settings.time("PT1S"))
                .getMessage();
        assertEquals("wanted is a time such as 500ms, 5s, 2m, 1h or none", message);
    }
}
