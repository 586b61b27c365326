package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.ClientAuth;
import dev.weir.tls.spi.ClientHello;
import dev.weir.tls.spi.TlsCapabilities;
import dev.weir.tls.spi.TlsCapabilities.Feature;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.channel.TlsChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract test of {@link TlsProvider}s, by real handshakes with the JDK as the client. To test a provider, extend
 * this class and return the provider.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class TlsProviderContract extends HandshakeContract {
    private static final TestKeys EC = TestKeys.of("EC", "b.example");
    private static final TestKeys WILD = TestKeys.of("RSA", "*.wild.example");

    /** For subclasses. */
    protected TlsProviderContract() {}

    /**
     * Returns the provider under test.
     *
     * @return a new provider, or the same each time
     */
    @Override
    protected abstract TlsProvider provider();

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void resumesASession(String version) throws Exception {
        resumesASession(version, "a.example");
    }

    /** Also with a certificate other than the default: JSSE checks whether it is still the same. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void resumesASessionOfAnotherName(String version) throws Exception {
        resumesASession(version, "b.example");
    }

    private void resumesASession(String version, String name) throws Exception {
        TlsServerContext context = provider()
                .open(
                        TlsConfig.builder()
                                .certificate(RSA.tls())
                                .certificate(EC.tls())
                                .build(),
                        ALPN);
        TlsPeer.Client client = new TlsPeer.Client();
        for (int i = 0; i < 2; i++) {
            try (TlsPeer peer = new TlsPeer()) {
                TlsChannel channel = new TlsChannel(peer.server, context.newEngine());
                Future<Void> server = peer.start(() -> {
                    channel.handshake();
                    channel.write(bytes("hello\n"));
                    channel.closeOutput();
                    return null;
                });
                SSLSocket socket = peer.tls(client, name);
                // No suites of TLS 1.2 beside those of 1.3, as some clients do.
                socket.setEnabledProtocols(new String[] {version});
                socket.setEnabledCipherSuites(Stream.of(socket.getSupportedCipherSuites())
                        .filter(suite -> suite.startsWith("TLS_AES_") == version.equals("TLSv1.3"))
                        .toArray(String[]::new));
                assertEquals(6, socket.getInputStream().readAllBytes().length);
                socket.close();
                server.get();
            }
        }
        Feature wanted = version.equals("TLSv1.3") ? Feature.SESSION_TICKETS : Feature.SESSION_CACHE;
        assertEquals(provider().capabilities().features().contains(wanted) ? 1 : 2, client.shown.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "WANT", "NEED"})
    void asksForClientCertificates(String mode) throws Exception {
        TestKeys own = TestKeys.of("EC", "client.example");
        TlsConfig config = TlsConfig.builder()
                .certificate(RSA.tls())
                .clientAuth(ClientAuth.valueOf(mode), List.of(own.certificate()))
                .build();
        for (TestKeys keys : new TestKeys[] {own, null}) {
            try (TlsPeer peer = new TlsPeer()) {
                Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
                SSLSocket client = client(peer, new TlsPeer.Client(keys), "TLSv1.2");
                if (keys == null && mode.equals("NEED")) {
                    assertThrows(IOException.class, client::startHandshake);
                    assertTrue(failure(server) instanceof TlsException);
                } else {
                    client.startHandshake();
                    assertEquals(
                            keys == null || mode.equals("NONE") ? List.of() : List.of(own.certificate()),
                            server.get().peerCertificates());
                }
            }
        }
    }

    @Test
    void showsTheCertificateOfTheName() throws Exception {
        TlsConfig config = TlsConfig.builder()
                .certificate(RSA.tls())
                .certificate(WILD.tls())
                .certificate(EC.tls())
                .build();
        assertEquals(RSA.certificate(), shown(config, "a.example"));
        assertEquals(WILD.certificate(), shown(config, "x.wild.example"));
        assertEquals(EC.certificate(), shown(config, "b.example"));
    }

    @Test
    void anUnknownNameGetsTheDefault() throws Exception {
        TlsConfig config = TlsConfig.builder()
                .certificate(RSA.tls())
                .certificate(WILD.tls())
                .build();
        assertEquals(RSA.certificate(), shown(config, "unknown.example"));
        assertEquals(RSA.certificate(), shown(config, "deep.x.wild.example"), "a wildcard stands for one label");
        assertEquals(RSA.certificate(), shown(config, "wild.example"));
    }

    /** With an ECDSA and an RSA certificate of the same name, each client gets the one that it can verify. */
    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"})
    void takesTheKindOfKeyThatTheClientKnows(String suite) throws Exception {
        TestKeys twin = TestKeys.of("EC", "a.example");
        TlsConfig config = TlsConfig.builder()
                .certificate(RSA.tls())
                .certificate(twin.tls())
                .build();
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            TlsPeer.Client client = new TlsPeer.Client();
            SSLSocket socket = client(peer, client, "TLSv1.2");
            socket.setEnabledCipherSuites(new String[] {suite});
            socket.startHandshake();
            assertEquals(suite, server.get().cipher());
            assertEquals(suite.contains("ECDSA") ? twin.certificate() : RSA.certificate(), client.last);
        }
    }

    @Test
    void asksACallbackEachTime() throws Exception {
        AtomicReference<TlsCertificate> current = new AtomicReference<>(RSA.tls());
        TlsConfig config = TlsConfig.builder()
                .certificates(hello -> {
                    assertEquals(Optional.of("a.example"), hello.serverName());
                    return hello.accepts(current.get()) ? current.get() : null;
                })
                .build();
        TlsServerContext context = provider().open(config, ALPN);
        for (TestKeys keys : List.of(RSA, EC, WILD, RSA)) {
            current.set(keys.tls());
            try (TlsPeer peer = new TlsPeer()) {
                Future<TlsSessionInfo> server = peer.start(new TlsChannel(peer.server, context.newEngine())::handshake);
                TlsPeer.Client client = new TlsPeer.Client();
                client(peer, client, "TLSv1.3").startHandshake();
                server.get();
                assertEquals(keys.certificate(), client.last);
            }
        }
    }

    /** The type of key changes with each snapshot; each handshake uses only one. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aChangeInTheMidstOfAHandshakeIsNotSeen(String version) throws Exception {
        List<TlsCertificate> kinds =
                List.of(RSA.tls(), TestKeys.of("EC", "a.example").tls());
        AtomicInteger asked = new AtomicInteger();
        CertificateSource restless = new CertificateSource() {
            @Override
            public @Nullable TlsCertificate choose(ClientHello hello) {
                return snapshot().choose(hello);
            }

            @Override
            public CertificateSource snapshot() {
                TlsCertificate now = kinds.get(asked.getAndIncrement() % 2);
                return hello -> hello.accepts(now) ? now : null;
            }
        };
        TlsServerContext context =
                provider().open(TlsConfig.builder().certificates(restless).build(), ALPN);
        for (int i = 0; i < 6; i++) {
            try (TlsPeer peer = new TlsPeer()) {
                Future<TlsSessionInfo> server = peer.start(new TlsChannel(peer.server, context.newEngine())::handshake);
                client(peer, new TlsPeer.Client(), version).startHandshake();
                server.get();
            }
        }
        assertEquals(6, asked.get(), "once for each handshake");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aCallbackWithoutAnAnswerEndsTheHandshake(String version) throws Exception {
        TlsConfig config = TlsConfig.builder().certificates(hello -> null).build();
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            SSLSocket client = client(peer, new TlsPeer.Client(), version);
            assertThrows(IOException.class, client::startHandshake);
            assertTrue(failure(server) instanceof TlsException);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, expired",
        "TLSv1.2, expired",
        "TLSv1.3, unknown",
        "TLSv1.2, unknown",
        "TLSv1.3, issued",
        "TLSv1.2, issued"
    })
    void judgesClientCertificates(String version, String kind) throws Exception {
        TestKeys trusted = kind.equals("issued")
                ? TestKeys.issued("EC", "client.example")
                : kind.equals("expired")
                        ? TestKeys.issuedAndExpired("EC", "client.example")
                        : TestKeys.of("EC", "x.example");
        TestKeys own = kind.equals("unknown") ? TestKeys.of("EC", "client.example") : trusted;
        TlsConfig config = TlsConfig.builder()
                .certificate(RSA.tls())
                .clientAuth(
                        ClientAuth.NEED,
                        List.of(trusted.tls().chain().get(trusted.tls().chain().size() - 1)))
                .build();
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            SSLSocket client = client(peer, new TlsPeer.Client(own), version);
            if (kind.equals("issued")) {
                client.startHandshake();
                assertEquals(own.certificate(), server.get().peerCertificates().get(0));
                return;
            }
            // In TLS 1.3 a client learns what came of its certificate only when it reads.
            assertThrows(IOException.class, () -> {
                client.startHandshake();
                client.getInputStream().read();
            });
            assertTrue(failure(server) instanceof TlsException);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void tellsTheGroup(String version) throws Exception {
        TlsConfig config = TlsConfig.builder()
                .certificate(RSA.tls())
                .namedGroups("secp384r1", "x25519")
                .build();
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            SSLSocket client = client(peer, new TlsPeer.Client(), version);
            SSLParameters parameters = client.getSSLParameters();
            parameters.setNamedGroups(new String[] {"secp384r1"});
            client.setSSLParameters(parameters);
            client.startHandshake();
            assertEquals(Optional.of("secp384r1"), server.get().namedGroup());
        }
    }

    @Test
    void updatesKeysWhereItCan() throws Exception {
        boolean can = provider().capabilities().features().contains(Feature.KEY_UPDATE);
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = channel(peer, config("TLSv1.3"));
            Future<String> server = peer.start(() -> {
                channel.handshake();
                channel.write(bytes("one\n"));
                if (can) {
                    channel.updateKeys();
                } else {
                    assertThrows(UnsupportedOperationException.class, channel::updateKeys);
                }
                channel.write(bytes("two\n"));
                return readLine(channel);
            });
            SSLSocket client = client(peer, new TlsPeer.Client(), "TLSv1.3");
            assertEquals("one\ntwo\n", new String(client.getInputStream().readNBytes(8), StandardCharsets.US_ASCII));
            client.getOutputStream().write("three\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("three", server.get());
        }
    }

    @Test
    void sessionsAreLimited() throws Exception {
        TlsConfig config = TlsConfig.builder()
                .certificate(RSA.tls())
                .sessions(1, Duration.ofMinutes(5))
                .build();
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            client(peer, new TlsPeer.Client(), "TLSv1.2").startHandshake();
            assertEquals("TLSv1.2", server.get().protocol());
        }
    }

    @Test
    void refusesSuitesThatItDoesNotHave() {
        TlsConfig config = TlsConfig.builder()
                .certificate(RSA.tls())
                .cipherSuites("TLS_NO_SUCH_SUITE")
                .build();
        TlsConfigException e =
                assertThrows(TlsConfigException.class, () -> provider().open(config, ALPN));
        assertTrue(e.getMessage().contains("TLS_NO_SUCH_SUITE"), e.getMessage());
    }

    /** Configurations open if and only if the capabilities contain what they require. */
    @Test
    void capabilitiesAreTrue() throws Exception {
        TlsCapabilities can = provider().capabilities();
        for (boolean tickets : new boolean[] {true, false}) {
            TlsConfig config = TlsConfig.builder()
                    .certificate(RSA.tls())
                    .provider(provider())
                    .sessionTickets(tickets)
                    .build();
            if (can.features().contains(tickets ? Feature.SESSION_TICKETS : Feature.TICKETS_OPTIONAL)) {
                config.open(ALPN);
            } else {
                assertThrows(TlsConfigException.class, () -> config.open(ALPN));
            }
        }
        for (String group : can.namedGroups()) {
            TlsConfig config = TlsConfig.builder()
                    .certificate(RSA.tls())
                    .provider(provider())
                    .namedGroups(group)
                    .build();
            config.open(ALPN).newEngine();
        }
        TlsConfig wrong = TlsConfig.builder()
                .certificate(RSA.tls())
                .provider(provider())
                .namedGroups("no-such-group")
                .build();
        assertThrows(TlsConfigException.class, () -> wrong.open(ALPN));
    }

    /**
     * Returns the certificate that a client gets for a server name.
     *
     * @param config the server's configuration
     * @param name the requested name
     * @return the certificate
     * @throws Exception when the handshake fails
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    protected final @Nullable Object shown(TlsConfig config, String name) throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            TlsPeer.Client client = new TlsPeer.Client();
            SSLSocket socket = peer.tls(client, "ignored.example");
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            server.get();
            return client.last;
        }
    }
}
