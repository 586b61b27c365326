package dev.weir.conformance.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.tls.spi.CertificateFiles;
import dev.weir.tls.spi.ClientAuth;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.jsse.SslContextBridge;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server makes of its TLS configuration: certificates that change, clients that are asked for theirs, failures. */
class TlsServingTest {
    private static final TestKeys FIRST = TestKeys.of("EC", "localhost");
    private static final TestKeys SECOND = TestKeys.of("RSA", "localhost");
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path folder;

    private Server start(TlsConfig tls, Handler handler) throws IOException {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .tls(tls)
                .maxHandshakes(1)
                .build();
        server.start();
        return server;
    }

    private void put(TestKeys keys) throws IOException {
        put(keys.certificatePem(), keys.keyPem());
    }

    /** As those do who renew certificates: each file is swapped at once, the two one after the other. */
    private void put(String chain, String key) throws IOException {
        for (String[] file : new String[][] {{"chain.pem", chain}, {"key.pem", key}}) {
            Path fresh = Files.writeString(folder.resolve(file[0] + ".new"), file[1]);
            Files.move(
                    fresh,
                    folder.resolve(file[0]),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private TlsConfig.Builder files(String provider) throws TlsConfigException {
        return TlsConfig.builder()
                .certificates(CertificateFiles.builder()
                        .pem(folder.resolve("chain.pem"), folder.resolve("key.pem"))
                        .build())
                .provider(provider);
    }

    private static Wire connect(Server server, TlsPeer.Client client) throws IOException {
        Socket plain = new Socket("127.0.0.1", server.port());
        plain.setSoTimeout(Wire.SAFETY_MILLIS);
        SSLSocket socket =
                (SSLSocket) client.context().getSocketFactory().createSocket(plain, "localhost", server.port(), true);
        socket.startHandshake();
        return new Wire(socket);
    }

    private static String ask(Wire wire) throws IOException {
        wire.send(GET);
        return wire.answer(false).body();
    }

    private static X509Certificate shown(Server server) throws Exception {
        TlsPeer.Client client = new TlsPeer.Client();
        try (Wire wire = connect(server, client)) {
            assertEquals("x", ask(wire));
        }
        return client.last;
    }

    // ---- certificates that change

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void newCertificatesByACall(String provider) throws Exception {
        put(FIRST);
        try (Server server = start(files(provider).reloadInterval(Duration.ZERO).build(), (w, r) -> w.write("x"));
                Wire before = connect(server, new TlsPeer.Client())) {
            assertEquals("x", ask(before));
            assertFalse(server.reloadCertificates(), "nothing has changed");
            put(SECOND);
            assertEquals(FIRST.certificate(), shown(server), "the new one has not been asked for");
            assertTrue(server.reloadCertificates());
            assertEquals(SECOND.certificate(), shown(server));
            assertEquals("x", ask(before), "connections keep what they have");

            for (String[] bad : new String[][] {
                {"garbage", FIRST.keyPem(), "chain.pem"},
                {FIRST.certificatePem(), SECOND.keyPem(), "key.pem"},
                {
                    TestKeys.expired("EC", "localhost").certificatePem(),
                    TestKeys.expired("EC", "localhost").keyPem(),
                    "expired"
                },
            }) {
                put(bad[0], bad[1]);
                TlsConfigException e = assertThrows(TlsConfigException.class, server::reloadCertificates);
                assertTrue(e.getMessage().contains(bad[2]), e.getMessage());
                assertEquals(SECOND.certificate(), shown(server), "the old one stays");
            }
            put(FIRST);
            assertTrue(server.reloadCertificates());
            assertEquals(FIRST.certificate(), shown(server));
        }
    }

    @Test
    void newCertificatesByThemselves() throws Exception {
        put(FIRST);
        try (Server server =
                start(files("jsse").reloadInterval(Duration.ofMillis(5)).build(), (w, r) -> w.write("x"))) {
            for (TestKeys keys : List.of(SECOND, FIRST, SECOND)) {
                put(keys);
                Servers.await(
                        () -> {
                            try {
                                return keys.certificate().equals(shown(server));
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        },
                        () -> "the new certificate is not shown");
            }
            put("garbage", "garbage");
            assertEquals(SECOND.certificate(), shown(server));
        }
    }

    @Test
    void withoutTlsThereIsNothingToReload() throws Exception {
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> w.write("x"))
                .build()) {
            assertThrows(IllegalStateException.class, server::reloadCertificates);
        }
    }

    // ---- clients that are asked for theirs

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void clientsShowThemselves(String provider) throws Exception {
        TestKeys alice = TestKeys.issued("EC", "alice.example");
        X509Certificate root = alice.tls().chain().getLast();
        TlsConfig tls = Certificates.server(provider)
                .clientAuth(ClientAuth.NEED, List.of(root))
                .build();
        try (Server server = start(
                tls,
                (w, r) -> w.write(r.tls()
                        .orElseThrow()
                        .peerCertificates()
                        .getFirst()
                        .getSubjectX500Principal()
                        .getName()))) {
            try (Wire wire = connect(server, new TlsPeer.Client(alice))) {
                assertEquals("CN=alice.example", ask(wire));
            }
            for (TestKeys other : new TestKeys[] {
                null, TestKeys.of("EC", "alice.example"), TestKeys.issuedAndExpired("EC", "alice.example")
            }) {
                long before = server.stats().handshakesFailed();
                assertThrows(IOException.class, () -> {
                    try (Wire wire = connect(server, new TlsPeer.Client(other))) {
                        ask(wire);
                    }
                });
                Servers.await(
                        () -> server.stats().handshakesFailed() == before + 1,
                        () -> server.stats().toString());
            }
            assertEquals(1, server.stats().handshakes());
        }
    }

    // ---- handshakes in a crowd, and those that fail

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void oneHandshakeAtATimeServesACrowd(String provider) throws Exception {
        try (Server server = start(Certificates.server(provider).build(), (w, r) -> w.write("x"));
                // Clients that begin a handshake and fall silent do not delay it.
                Socket stuck = new Socket("127.0.0.1", server.port());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            stuck.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
            List<Future<X509Certificate>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit(() -> shown(server)));
            }
            for (Future<X509Certificate> one : all) {
                assertEquals(Certificates.own().chain().getFirst(), one.get());
            }
            assertEquals(50, server.stats().handshakes());
            assertEquals(0, server.stats().handshakesFailed());
        }
    }

    @Test
    void failuresAreCounted() throws Exception {
        try (Server server = start(Certificates.server(), (w, r) -> w.write("x"))) {
            for (String start :
                    new String[] {GET, "garbage", "\u0016\u0003\u0001\u0000\u0005\u0009\u0009\u0009\u0009\u0009"}) {
                long before = server.stats().handshakesFailed();
                try (Wire wire = Wire.to(server.port())) {
                    wire.send(start);
                    wire.restOrReset();
                }
                Servers.await(
                        () -> server.stats().handshakesFailed() == before + 1,
                        () -> server.stats().toString());
            }
            assertThrows(IOException.class, () -> Certificates.connect(server.port(), "no-such-protocol"));
            Servers.await(
                    () -> server.stats().handshakesFailed() == 4,
                    () -> server.stats().toString());
            new Socket("127.0.0.1", server.port()).close();
            Servers.awaitNoConnections(server);
            assertEquals(4, server.stats().handshakesFailed(), "who only looks in does no wrong");
        }
    }

    // ---- configurations

    @Test
    void badConfigurationsFailAtStart() throws Exception {
        for (TlsConfig tls : new TlsConfig[] {
            Certificates.server("no-such-provider").build(),
            Certificates.server("jsse").namedGroups("X25519MLKEM768").build(),
            Certificates.server("jsse")
                    .cipherSuites("TLS_NO_SUCH_SUITE", "TLS_AES_128_GCM_SHA256")
                    .versions("TLSv1.3")
                    .build(),
            Certificates.server("jsse")
                    .cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256")
                    .versions("TLSv1.2")
                    .build(),
            Certificates.server("bouncycastle").sessionTickets(true).build(),
            Certificates.server("jsse").clientAuth(ClientAuth.NEED).build(),
        }) {
            Server server = Server.builder()
                    .address("127.0.0.1:0")
                    .handler((w, r) -> w.write("x"))
                    .tls(tls)
                    .build();
            TlsConfigException e = assertThrows(TlsConfigException.class, server::start);
            assertTrue(e.getMessage().contains("provider") || e.getMessage().contains("HTTP/2"), e.getMessage());
        }
    }

    @Test
    void aContextOfTheUsersOwn() throws Exception {
        TlsPeer.Client own = new TlsPeer.Client(FIRST);
        try (Server server = start(SslContextBridge.config(own.context()).build(), (w, r) -> w.write("x"))) {
            assertEquals(FIRST.certificate(), shown(server));
        }
        TlsPeer.Client asking = new TlsPeer.Client(FIRST);
        try (Server server = start(
                SslContextBridge.config(asking.context())
                        .clientAuth(ClientAuth.NEED)
                        .build(),
                (w, r) -> w.write("x"))) {
            try (Wire wire = connect(server, new TlsPeer.Client(SECOND))) {
                assertEquals("x", ask(wire));
            }
        }
    }
}
