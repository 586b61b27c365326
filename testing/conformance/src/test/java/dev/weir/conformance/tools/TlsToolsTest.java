package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.Server;
import dev.weir.tls.spi.ClientAuth;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that others have written, against each provider: OpenSSL, sslscan, and a browser. */
class TlsToolsTest {
    private static final TestKeys RSA = TestKeys.of("RSA", "a.example");
    private static final TestKeys EC = TestKeys.of("EC", "b.example");
    private static final TestKeys P256 = TestKeys.of("EC/secp256r1", "a.example");
    private static final TestKeys ALICE = TestKeys.issued("EC", "alice.example");
    private static final int RESOURCES = 50;

    @TempDir
    Path folder;

    /** What requests have come with: protocol, group, and the connection's other end. */
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    private Server server;

    private void start(String provider, ClientAuth clientAuth) throws IOException {
        start(provider, clientAuth, RSA, EC);
    }

    private void start(String provider, ClientAuth clientAuth, TestKeys... certificates) throws IOException {
        TlsConfig.Builder tls = TlsConfig.builder().provider(provider);
        for (TestKeys one : certificates) {
            tls.certificate(one.tls());
        }
        if (clientAuth != ClientAuth.NONE) {
            tls.clientAuth(clientAuth, List.of(ALICE.tls().chain().getLast()));
        }
        server = Server.builder()
                .address("127.0.0.1:0")
                .handler(this::serve)
                .errorLog(Servers.LOG)
                .tls(tls.build())
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void serve(ResponseWriter w, Request r) throws IOException {
        TlsInfo tls = r.tls().orElseThrow();
        seen.add(r.protocol() + " " + tls.namedGroup().orElse("none") + " " + r.remoteAddress());
        if (r.path().startsWith("/resource/")) {
            w.header("Content-Type", "text/javascript");
            w.write("loaded()");
        } else if (r.path().equals("/page")) {
            w.header("Content-Type", "text/html");
            w.write("<!DOCTYPE html><title>page</title><b id=count>0</b>"
                    + "<script>let n = 0; function loaded() { count.textContent = ++n }</script>");
            for (int i = 0; i < RESOURCES; i++) {
                w.write("<script src='/resource/" + i + "'></script>");
            }
        } else {
            w.write("peer "
                    + tls.peerCertificates().stream()
                            .findFirst()
                            .map(c -> c.getSubjectX500Principal().getName())
                            .orElse("nobody"));
        }
    }

    /** What a program says, on both of its outputs; its exit code is often of no use. */
    private static String run(String input, List<String> command) throws Exception {
        Tool.Said said = Tool.run(input, command);
        return said.text() + said.err();
    }

    private String client(String... more) throws Exception {
        return ask("", more);
    }

    private String ask(String request, String... more) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + server.port()));
        if (!request.isEmpty()) {
            command.add("-ign_eof");
        }
        command.addAll(List.of(more));
        return run(request, command);
    }

    private static void says(String said, String... words) {
        for (String word : words) {
            assertTrue(said.contains(word), () -> "no \"" + word + "\" in:\n" + said);
        }
    }

    // ---- OpenSSL

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void versionsAlpnAndNames(String provider) throws Exception {
        start(provider, ClientAuth.NONE);
        says(client("-tls1_3", "-alpn", "http/1.1,h2"), "New, TLSv1.3", "ALPN protocol: h2");
        says(client("-tls1_2", "-alpn", "http/1.1"), "New, TLSv1.2", "ALPN protocol: http/1.1");
        says(client("-tls1_2"), "No ALPN negotiated");
        says(client("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"), "alert protocol version");
        says(client("-tls1_3", "-alpn", "spdy/1"), "alert no application protocol");
        says(client("-tls1_3", "-servername", "b.example"), "CN = b.example");
        says(client("-tls1_2", "-servername", "a.example"), "CN = a.example");
        says(client("-tls1_3", "-servername", "unknown.example"), "CN = a.example");
        says(client("-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384:AES128-SHA"), "handshake failure");
        says(client("-tls1_3", "-groups", "P-384"), "New, TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void sessionsAreResumed(String provider) throws Exception {
        start(provider, ClientAuth.NONE);
        String said = client("-tls1_2", "-reconnect");
        assertEquals(
                5,
                said.lines().filter(line -> line.startsWith("Reused, TLSv1.2")).count(),
                said);
        says(client("-tls1_2", "-reconnect", "-no_ticket"), "Reused, TLSv1.2");
        if (!provider.equals("bouncycastle")) {
            Path session = folder.resolve("session");
            // The ticket comes after the handshake, so something has to be read.
            String get = "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";
            says(ask(get, "-tls1_3", "-sess_out", session.toString()), "New, TLSv1.3", "peer nobody");
            says(ask(get, "-tls1_3", "-sess_in", session.toString()), "Reused, TLSv1.3", "peer nobody");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void clientsShowTheirCertificate(String provider) throws Exception {
        start(provider, ClientAuth.NEED);
        StringBuilder chain = new StringBuilder();
        for (var certificate : ALICE.tls().chain()) {
            chain.append(TestKeys.pem("CERTIFICATE", certificate.getEncoded()));
        }
        String chainFile = Files.writeString(folder.resolve("chain.pem"), chain).toString();
        String key =
                Files.writeString(folder.resolve("key.pem"), ALICE.keyPem()).toString();
        String get = "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";
        for (String version : new String[] {"-tls1_2", "-tls1_3"}) {
            says(ask(get, version, "-cert", chainFile, "-cert_chain", chainFile, "-key", key), "peer CN=alice.example");
            String without = ask(get, version);
            says(without, "alert");
            assertFalse(without.contains("peer nobody"), without);
        }
    }

    /** The curve of a key, and the schemes and the groups that the client has named, decide which certificate is shown. */
    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void showsWhatTheClientCanCheck(String provider) throws Exception {
        start(provider, ClientAuth.NONE, P256, RSA);
        says(
                client("-tls1_3", "-sigalgs", "ECDSA+SHA384:RSA-PSS+SHA384"),
                "New, TLSv1.3",
                "Peer signature type: RSA-PSS");
        says(client("-tls1_3", "-sigalgs", "ECDSA+SHA256"), "New, TLSv1.3", "Peer signature type: ECDSA");
        says(client("-tls1_3", "-sigalgs", "ECDSA+SHA384"), "alert handshake failure");
        says(
                client("-tls1_2", "-curves", "X25519"),
                "New, TLSv1.2",
                "Peer signature type: RSA",
                "Server Temp Key: X25519");
        says(client("-tls1_2", "-curves", "P-256"), "New, TLSv1.2", "Server Temp Key: ECDH, prime256v1");
        server.close();
        start(provider, ClientAuth.NONE, P256, TestKeys.of("EC/secp384r1", "a.example"));
        says(client("-tls1_3", "-sigalgs", "ECDSA+SHA384"), "New, TLSv1.3", "Peer signing digest: SHA384");
        says(client("-tls1_3", "-sigalgs", "ECDSA+SHA256"), "New, TLSv1.3", "Peer signing digest: SHA256");
    }

    /** RFC 9155: no SHA-1, and neither SHA-224 nor DSA; from clients' certificates neither. */
    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void weakSignaturesAreNeitherMadeNorTaken(String provider) throws Exception {
        start(provider, ClientAuth.WANT, P256, RSA);
        for (String weak :
                new String[] {"RSA+SHA1", "ECDSA+SHA1", "RSA+SHA224", "ECDSA+SHA224", "DSA+SHA256", "DSA+SHA1"}) {
            says(client("-tls1_2", "-cipher", "ALL:@SECLEVEL=0", "-sigalgs", weak), "alert handshake failure");
            says(
                    client("-tls1_2", "-cipher", "ALL:@SECLEVEL=0", "-sigalgs", weak + ":RSA+SHA256:ECDSA+SHA256"),
                    "New, TLSv1.2",
                    "Peer signing digest: SHA256");
        }
        for (String version : new String[] {"-tls1_2", "-tls1_3"}) {
            String asked = client(version)
                    .lines()
                    .filter(line -> line.startsWith("Requested Signature Algorithms:"))
                    .findFirst()
                    .orElseThrow();
            says(asked, "ECDSA+SHA256");
            for (String weak : new String[] {"SHA1", "SHA224", "DSA+SHA2", "MD5"}) {
                assertFalse(asked.replace("ECDSA", "EC").contains(weak), asked);
            }
        }
    }

    /** Names that are no host names: the default, or an alert where the JDK takes no such name. */
    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void namesThatAreNone(String provider) throws Exception {
        start(provider, ClientAuth.NONE);
        for (String version : new String[] {"-tls1_2", "-tls1_3"}) {
            for (String name : new String[] {"a_b.example", "x.example.", "::1"}) {
                says(
                        client(version, "-servername", name),
                        provider.equals("bouncycastle") ? "CN = a.example" : "alert illegal parameter");
            }
            says(client(version, "-servername", "127.0.0.1"), "CN = a.example");
            says(client(version, "-noservername"), "CN = a.example");
        }
        if (provider.equals("bouncycastle")) {
            says(client("-tls1_3", "-servername", "b.example."), "CN = b.example");
        }
    }

    // ---- sslscan

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void aScanFindsNothingWeak(String provider) throws Exception {
        start(provider, ClientAuth.NONE);
        String said = run("", List.of("sslscan", "--no-colour", "127.0.0.1:" + server.port()));
        Set<String> enabled = new TreeSet<>();
        for (String line : said.lines().toList()) {
            String[] words = line.strip().split(" +");
            if (words.length == 2 && words[1].equals("enabled")) {
                enabled.add(words[0]);
            }
            if (words[0].equals("Accepted") || words[0].equals("Preferred")) {
                String suite = words[4];
                boolean modern = words[1].equals("TLSv1.3") || suite.startsWith("ECDHE-");
                assertTrue(modern && (suite.contains("GCM") || suite.contains("CHACHA20")), () -> suite + "\n" + said);
                enabled.add("suites of " + words[1]);
            }
        }
        assertEquals(Set.of("TLSv1.2", "TLSv1.3", "suites of TLSv1.2", "suites of TLSv1.3"), enabled, said);
        says(said, "Session renegotiation not supported", "TLSv1.2 not vulnerable to heartbleed");
        assertFalse(said.contains("ffdhe"), said);
    }

    // ---- a browser

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void aBrowserLoadsAPage(String provider) throws Exception {
        start(provider, ClientAuth.NONE);
        String said = run(
                "",
                List.of(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--ignore-certificate-errors",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--user-data-dir=" + folder.resolve("browser"),
                        "--dump-dom",
                        "https://localhost:" + server.port() + "/page"));
        says(said, "<b id=\"count\">" + RESOURCES + "</b>");
        String group = provider.equals("bouncycastle") ? "X25519MLKEM768" : "x25519";
        assertTrue(seen.stream().allMatch(one -> one.startsWith("HTTP/2 " + group + " ")), seen::toString);
        assertEquals(1, seen.size(), () -> "all over one connection: " + seen);
    }
}
