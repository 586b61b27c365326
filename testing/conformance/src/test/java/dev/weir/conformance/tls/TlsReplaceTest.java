package dev.weir.conformance.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.tools.DemoProcess;
import dev.weir.http.core.Server;
import dev.weir.tls.spi.CertificateFiles;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import dev.weir.wire.testkit.LogTap;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates are replaced as people do it, while clients come all the time: none of them fails. */
@ResourceLock(Resources.SYSTEM_ERR)
@Timeout(120)
class TlsReplaceTest {
    private static final String LOG = "dev.weir.tlsreplace";
    private static final int TIMES = 4;
    private static final String[] ALGORITHMS = {"EC", "RSA"};

    @TempDir
    Path folder;

    private volatile boolean over;
    private final AtomicReference<X509Certificate> seen = new AtomicReference<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void showFaults() {
        System.setProperty("org.slf4j.simpleLogger.log." + LOG, "error");
    }

    @AfterEach
    void end() {
        over = true;
    }

    // ---- ways of replacing

    /** Puts a pair where the server looks for it. */
    @FunctionalInterface
    private interface Way {
        void put(Path folder, int number, String chain, String key) throws IOException;
    }

    /** As certbot's and other hooks do: each file is written beside, and moved over the old one. */
    private static void rename(Path folder, int number, String chain, String key) throws IOException {
        for (String[] file : new String[][] {{"tls.crt", chain}, {"tls.key", key}}) {
            Path made = Files.writeString(folder.resolve(file[0] + ".new"), file[1]);
            Files.move(made, folder.resolve(file[0]), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** As Kubernetes does: the files are links by way of a folder that is a link, which is put in the old one's place. */
    private static void link(Path folder, int number, String chain, String key) throws IOException {
        Path made = Files.createDirectory(folder.resolve("..2026_" + number));
        Files.writeString(made.resolve("tls.crt"), chain);
        Files.writeString(made.resolve("tls.key"), key);
        Path data = Files.createSymbolicLink(folder.resolve("..data_tmp"), made.getFileName());
        Path old = Files.exists(folder.resolve("..data"))
                ? folder.resolve("..data").toRealPath()
                : null;
        Files.move(data, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String name : List.of("tls.crt", "tls.key")) {
            if (old == null) {
                Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
            } else {
                Files.delete(old.resolve(name));
            }
        }
    }

    private static Way way(String name) {
        return name.equals("rename") ? TlsReplaceTest::rename : TlsReplaceTest::link;
    }

    private static TestKeys keys(int number) throws GeneralSecurityException {
        return TestKeys.of(ALGORITHMS[number % ALGORITHMS.length], "localhost");
    }

    private void put(Way way, int number) throws Exception {
        way.put(folder, number, keys(number).certificatePem(), keys(number).keyPem());
    }

    // ---- clients

    /** Comes again and again, each time by a handshake of its own. */
    private Thread comeAndGo(int port) {
        return Thread.ofVirtual().start(() -> {
            while (!over) {
                try {
                    TlsPeer.Client client = new TlsPeer.Client();
                    try (Socket plain = new Socket("127.0.0.1", port);
                            SSLSocket socket = (SSLSocket)
                                    client.context().getSocketFactory().createSocket(plain, "localhost", port, true)) {
                        socket.getOutputStream()
                                .write("GET /text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                        if (!answer.startsWith("HTTP/1.1 200 ")) {
                            faults.add(answer);
                        }
                        seen.set(client.last);
                    }
                } catch (IOException | GeneralSecurityException e) {
                    faults.add(e.toString());
                }
            }
        });
    }

    private void awaitKeys(int number) throws Exception {
        X509Certificate wanted = certificate(number);
        Servers.await(() -> wanted.equals(seen.get()) || !faults.isEmpty(), () -> "no client sees the new certificate");
        assertEquals(List.of(), List.copyOf(faults));
    }

    private static X509Certificate certificate(int number) throws Exception {
        return keys(number).tls().chain().getFirst();
    }

    // ---- tests

    @ParameterizedTest
    @CsvSource({"rename, jsse", "link, jsse", "link, bouncycastle"})
    void asFilesAreReplaced(String name, String provider) throws Exception {
        Way way = way(name);
        put(way, 0);
        try (LogTap log = LogTap.on("tlsreplace");
                Server server = Server.builder()
                        .address("127.0.0.1:0")
                        .errorLog(LOG)
                        .tls(TlsConfig.builder()
                                .certificates(CertificateFiles.builder()
                                        .pem(folder.resolve("tls.crt"), folder.resolve("tls.key"))
                                        .build())
                                .reloadInterval(Duration.ofMillis(20))
                                .provider(provider)
                                .build())
                        .handler((w, r) -> w.write("here"))
                        .build()) {
            server.start();
            Thread client = comeAndGo(server.port());
            for (int i = 1; i <= TIMES; i++) {
                put(way, i);
                awaitKeys(i);
            }
            // A pair that does not fit: one line says so, however often it is looked at, and the old one stays.
            log.begin();
            way.put(
                    folder,
                    TIMES + 1,
                    keys(TIMES).certificatePem(),
                    keys(TIMES + 1).keyPem());
            Servers.await(() -> log.loud() > 0, () -> "nothing is said of the fault");
            long shaken = server.stats().handshakes();
            Servers.await(() -> server.stats().handshakes() > shaken + 20, () -> "no client comes");
            awaitKeys(TIMES);
            assertEquals(1, log.loud(), () -> log.lines().toString());
            assertTrue(
                    log.lines().getFirst().contains("the new certificates are refused, the old ones stay: "),
                    () -> log.lines().toString());
            put(way, TIMES + 3);
            awaitKeys(TIMES + 3);
            over = true;
            client.join();
            assertEquals(0, server.stats().handshakesFailed());
        }
        assertEquals(List.of(), List.copyOf(faults));
    }

    /** The demo reads its files when it is told to, and never by itself here. */
    @Test
    void onSighup() throws Exception {
        Way way = way("rename");
        put(way, 0);
        try (DemoProcess demo = DemoProcess.start(
                folder,
                "--tls-port",
                "0",
                "--host",
                "127.0.0.1",
                "--cert",
                folder.resolve("tls.crt").toString(),
                "--key",
                folder.resolve("tls.key").toString(),
                "--tls-reload-interval",
                "none")) {
            Thread client = comeAndGo(demo.port());
            awaitKeys(0);
            for (int i = 1; i <= 2; i++) {
                put(way, i);
                demo.signal("HUP");
                awaitKeys(i);
            }
            way.put(folder, 3, keys(2).certificatePem(), keys(3).keyPem());
            demo.signal("HUP");
            Servers.await(() -> demo.log().contains("the old ones stay"), demo::log);
            awaitKeys(2);
            over = true;
            client.join();
            demo.signal("TERM");
            assertEquals(143, demo.awaitEnd());
        }
        assertEquals(List.of(), List.copyOf(faults));
    }
}
