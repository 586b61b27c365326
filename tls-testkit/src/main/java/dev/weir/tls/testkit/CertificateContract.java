package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.CertificateFiles;
import dev.weir.tls.spi.ClientAuth;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.channel.TlsChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The part of the contract about certificates: the types of keys, and the choice of the certificate for a client.
 */
abstract class CertificateContract {
    private static final String NAME = "a.example";
    private static final TestKeys RSA = TestKeys.of("RSA", NAME);
    private static final TestKeys P256 = TestKeys.of("EC/secp256r1", NAME);
    private static final TestKeys P384 = TestKeys.of("EC/secp384r1", NAME);

    private static final int RSA_PKCS1_SHA1 = 0x0201;
    private static final int ECDSA_SHA1 = 0x0203;
    private static final int RSA_SHA224 = 0x0301;
    private static final int ECDSA_SHA224 = 0x0303;
    private static final int RSA_PKCS1_SHA256 = 0x0401;
    private static final int ECDSA_SHA256 = 0x0403;
    private static final int ECDSA_SHA384 = 0x0503;
    private static final int RSA_PSS_RSAE_SHA256 = 0x0804;
    private static final int X25519 = 29;
    private static final int SECP256R1 = 23;

    private static final int HANDSHAKE_FAILURE = 40;

    @TempDir
    Path folder;

    /**
     * Returns the provider under test.
     *
     * @return a provider
     */
    protected abstract TlsProvider provider();

    private TlsChannel channel(TlsPeer peer, TlsConfig config) throws Exception {
        return new TlsChannel(
                peer.server, config.open(List.of("h2", "http/1.1")).newEngine());
    }

    private TlsConfig.Builder config(TestKeys... all) {
        TlsConfig.Builder builder = TlsConfig.builder().provider(provider());
        for (TestKeys keys : all) {
            builder.certificate(keys.tls());
        }
        return builder;
    }

    /** Returns the message of the server's failure for a raw client, whose handshake fails or remains incomplete. */
    private String ask(TlsConfig config, RawClient client, RawClient.Answer[] answer) throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            answer[0] = client.ask(peer.raw);
            peer.raw.shutdownOutput();
            Throwable failure =
                    assertThrows(ExecutionException.class, server::get).getCause();
            assertTrue(failure instanceof TlsException, failure::toString);
            return failure.getMessage();
        }
    }

    private RawClient.Answer ask(TlsConfig config, RawClient client) throws Exception {
        RawClient.Answer[] answer = new RawClient.Answer[1];
        ask(config, client, answer);
        return answer[0];
    }

    // ---- types of keys

    static Stream<Arguments> table() {
        List<Arguments> table = new ArrayList<>();
        for (String kind : new String[] {"RSA", "RSASSA-PSS", "EC/secp256r1", "EC/secp384r1", "Ed25519"}) {
            for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
                for (String form : new String[] {"PEM", "PKCS#12", "callback"}) {
                    table.add(Arguments.of(kind, version, form));
                }
            }
        }
        for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
            table.add(Arguments.of("EC/secp521r1", version, "PEM"));
            table.add(Arguments.of("Ed448", version, "PEM"));
        }
        return table.stream();
    }

    /** A type that the capabilities contain is served; any other is refused when the server starts. */
    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("table")
    void servesEachKindOfKey(String kind, String version, String form) throws Exception {
        TestKeys keys = TestKeys.of(kind, NAME);
        TlsConfig.Builder builder = TlsConfig.builder().provider(provider());
        switch (form) {
            case "PEM" ->
                builder.certificates(CertificateFiles.builder()
                        .pem(
                                Files.writeString(folder.resolve("c.pem"), keys.certificatePem()),
                                Files.writeString(folder.resolve("k.pem"), keys.keyPem()))
                        .build());
            case "PKCS#12" ->
                builder.certificates(CertificateFiles.builder()
                        .pkcs12(Files.write(folder.resolve("c.p12"), keys.pkcs12()), TestKeys.PASSWORD)
                        .build());
            default -> {
                TlsCertificate one = keys.tls();
                builder.certificates(hello -> hello.accepts(one) ? one : null);
            }
        }
        TlsConfig config = builder.build();
        if (!provider().capabilities().keyTypes().contains(keys.tls().keyType())) {
            TlsConfigException e = assertThrows(TlsConfigException.class, () -> config.open(List.of()));
            assertTrue(e.getMessage().contains(keys.tls().keyType()), e.getMessage());
            return;
        }
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            TlsPeer.Client client = new TlsPeer.Client();
            SSLSocket socket = peer.tls(client, NAME);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertEquals(version, server.get().protocol());
            assertEquals(keys.certificate(), client.last);
        }
    }

    /** The same types, as client certificates. */
    @ParameterizedTest
    @CsvSource({
        "RSA, TLSv1.3",
        "RSA, TLSv1.2",
        "RSASSA-PSS, TLSv1.3",
        "RSASSA-PSS, TLSv1.2",
        "EC/secp384r1, TLSv1.3",
        "EC/secp384r1, TLSv1.2",
        "Ed25519, TLSv1.3",
        "Ed25519, TLSv1.2"
    })
    void takesEachKindOfKeyFromClients(String kind, String version) throws Exception {
        TestKeys own = TestKeys.of(kind, "client.example");
        TlsConfig config = config(RSA)
                .clientAuth(ClientAuth.NEED, List.of(own.certificate()))
                .build();
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            SSLSocket socket = peer.tls(new TlsPeer.Client(own), NAME);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertEquals(List.of(own.certificate()), server.get().peerCertificates());
        }
    }

    @Test
    void aKeyThatIsOfNoUseIsRefusedAtStart() throws Exception {
        KeyPair dsa = KeyPairGenerator.getInstance("DSA").generateKeyPair();
        TestKeys keys = TestKeys.of("DSA", NAME);
        TlsConfig config = config(RSA)
                .certificate(new TlsCertificate(keys.tls().chain(), dsa.getPrivate()))
                .build();
        TlsConfigException e = assertThrows(TlsConfigException.class, () -> config.open(List.of()));
        assertTrue(e.getMessage().contains("CN=a.example") && e.getMessage().contains("DSA"), e.getMessage());
    }

    /** An exception of the source fails the handshake with its message. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aCallbackThatThrowsEndsTheHandshake(String version) throws Exception {
        TlsConfig config = TlsConfig.builder()
                .certificates(hello -> {
                    if (hello.serverName().isPresent()) {
                        throw new IllegalStateException("the callback's own message");
                    }
                    return null;
                })
                .provider(provider())
                .build();
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            SSLSocket socket = peer.tls(new TlsPeer.Client(), NAME);
            socket.setEnabledProtocols(new String[] {version});
            assertThrows(Exception.class, socket::startHandshake);
            Throwable failure =
                    assertThrows(ExecutionException.class, server::get).getCause();
            assertTrue(failure instanceof TlsException, failure::toString);
            assertTrue(failure.getMessage().contains("the callback's own message"), failure::toString);
        }
    }

    // ---- names

    /**
     * A server name that is not a valid host name gets the default certificate, or is refused with an alert and a
     * message that contains it.
     */
    @ParameterizedTest
    @CsvSource({
        "a_b.example, false",
        "a_b.example, true",
        "a.example., false",
        "a.example., true",
        "::1, false",
        "::1, true",
        "127.0.0.1, false",
        "127.0.0.1, true",
        "-a.example, true",
        "x..example, true",
        "*.example, true",
        "..., true"
    })
    void namesThatAreNone(String name, boolean tls13) throws Exception {
        RawClient client = new RawClient().name(name).schemes(ECDSA_SHA256, RSA_PSS_RSAE_SHA256, RSA_PKCS1_SHA256);
        RawClient.Answer[] answer = new RawClient.Answer[1];
        String reason = ask(config(RSA).build(), tls13 ? client.tls13() : client, answer);
        if (answer[0].hello) {
            assertEquals(tls13 ? null : RSA.certificate(), answer[0].shown);
        } else {
            assertNotEquals(-1, answer[0].alert, "refused without an alert: " + reason);
            assertTrue(reason.contains(name), reason);
        }
    }

    /** A name with its final dot is the same name (RFC 1034 section 3.1). */
    @Test
    void aFinalDotFindsTheCertificateWhereItIsTaken() throws Exception {
        TestKeys other = TestKeys.of("RSA", "b.example");
        RawClient client = new RawClient().name("b.example.").schemes(RSA_PSS_RSAE_SHA256);
        RawClient.Answer answer = ask(config(RSA, other).build(), client);
        assertTrue(!answer.hello || other.certificate().equals(answer.shown), answer::toString);
    }

    // ---- what a client can verify

    private Object shown(TlsConfig config, String version, String... schemes) throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            TlsPeer.Client client = new TlsPeer.Client();
            SSLSocket socket = peer.tls(client, NAME);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setSignatureSchemes(schemes);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertEquals(Optional.of(NAME), server.get().serverName());
            return client.last;
        }
    }

    /** RFC 8446 section 4.2.3: in TLS 1.3 a scheme of ECDSA implies a curve. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, ecdsa_secp384r1_sha384 rsa_pss_rsae_sha384, RSA",
        "TLSv1.3, ecdsa_secp256r1_sha256, P256",
        "TLSv1.3, rsa_pss_rsae_sha256 ecdsa_secp256r1_sha256, either",
        "TLSv1.2, rsa_pss_rsae_sha256, RSA",
        "TLSv1.2, ecdsa_secp384r1_sha384 rsa_pss_rsae_sha384, RSA"
    })
    void ofTwoKindsTheOneThatTheClientCanCheck(String version, String schemes, String expected) throws Exception {
        for (TestKeys[] order : new TestKeys[][] {{P256, RSA}, {RSA, P256}}) {
            Object shown = shown(config(order).build(), version, schemes.split(" "));
            assertTrue(
                    expected.equals("either")
                            || shown.equals(expected.equals("RSA") ? RSA.certificate() : P256.certificate()),
                    () -> version + " " + schemes + ": " + shown);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ecdsa_secp384r1_sha384, true",
        "ecdsa_secp256r1_sha256, false",
        "ecdsa_secp384r1_sha384 rsa_pss_rsae_sha256, true"
    })
    void ofTwoCurvesTheOneThatTheClientCanCheck(String schemes, boolean larger) throws Exception {
        for (TestKeys[] order : new TestKeys[][] {{P256, P384}, {P384, P256}}) {
            assertEquals(
                    larger ? P384.certificate() : P256.certificate(),
                    shown(config(order).build(), "TLSv1.3", schemes.split(" ")));
        }
    }

    /** Without a certificate that the client can verify: an alert, and a message with the client's offer. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingThatTheClientCanCheck(boolean tls13) throws Exception {
        RawClient client = new RawClient().name(NAME).schemes(tls13 ? ECDSA_SHA384 : RSA_PKCS1_SHA256);
        RawClient.Answer[] answer = new RawClient.Answer[1];
        String reason = ask(config(P256).build(), tls13 ? client.tls13() : client, answer);
        // In TLS 1.3 the alert may be encrypted.
        assertTrue(answer[0].alert == HANDSHAKE_FAILURE || tls13 && answer[0].hello, reason);
        assertTrue(
                reason.contains(NAME) && reason.contains(tls13 ? "ecdsa_secp384r1_sha384" : "rsa_pkcs1_sha256"),
                reason);
    }

    /** RFC 8446 section 4.4.2.2: a chain with signatures that the client can verify, if there is one. */
    @Test
    void ofTwoChainsTheOneThatTheClientCanCheck() throws Exception {
        TestKeys strong = TestKeys.signed("EC/secp256r1", NAME, "SHA512withECDSA");
        TestKeys usual = TestKeys.signed("EC/secp256r1", NAME, "SHA256withECDSA");
        for (TestKeys[] order : new TestKeys[][] {{strong, usual}, {usual, strong}}) {
            RawClient client = new RawClient()
                    .name(NAME)
                    .schemes(ECDSA_SHA256, ECDSA_SHA384)
                    .certificateSchemes(ECDSA_SHA256);
            assertEquals(usual.certificate(), ask(config(order).build(), client).shown);
        }
        RawClient client = new RawClient().name(NAME).schemes(ECDSA_SHA256).certificateSchemes(ECDSA_SHA256);
        assertEquals(strong.certificate(), ask(config(strong).build(), client).shown, "there is no other");
    }

    // ---- weak signatures (RFC 9155)

    @ParameterizedTest
    @ValueSource(ints = {RSA_PKCS1_SHA1, ECDSA_SHA1, RSA_SHA224, ECDSA_SHA224, 0x0202, 0x0302, 0x0402, 0x0101})
    void weakSchemesAreNotUsed(int scheme) throws Exception {
        RawClient.Answer answer =
                ask(config(RSA, P256).build(), new RawClient().name(NAME).schemes(scheme));
        assertFalse(answer.hello, answer::toString);
        assertEquals(HANDSHAKE_FAILURE, answer.alert, answer::toString);
        RawClient two = new RawClient().name(NAME).schemes(scheme, RSA_PKCS1_SHA256);
        RawClient.Answer better = ask(config(RSA, P256).build(), two);
        assertEquals(RSA_PKCS1_SHA256, better.scheme, better::toString);
    }

    /** RFC 5246 section 7.4.1.4.1: no signature schemes would mean SHA-1. */
    @Test
    void withoutSchemesThereIsNoHandshake() throws Exception {
        RawClient.Answer answer = ask(config(RSA, P256).build(), new RawClient().name(NAME));
        assertFalse(answer.hello, answer::toString);
    }

    /** Client certificates with signatures by SHA-1 or SHA-224 are refused. */
    @ParameterizedTest
    @CsvSource({
        "SHA1withRSA, TLSv1.3, false",
        "SHA1withRSA, TLSv1.2, false",
        "SHA224withRSA, TLSv1.2, false",
        "SHA256withRSA, TLSv1.3, true",
        "SHA256withRSA, TLSv1.2, true"
    })
    void clientCertificatesWithWeakSignatures(String signature, String version, boolean good) throws Exception {
        TestKeys own = TestKeys.signed("RSA", "client.example", signature);
        TlsConfig config = config(RSA)
                .clientAuth(ClientAuth.NEED, List.of(own.chain.getLast()))
                .build();
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.start(channel(peer, config)::handshake);
            SSLSocket socket = peer.tls(new TlsPeer.Client(own), NAME);
            socket.setEnabledProtocols(new String[] {version});
            if (good) {
                socket.startHandshake();
                assertEquals(own.certificate(), server.get().peerCertificates().getFirst());
            } else {
                assertThrows(Exception.class, () -> {
                    socket.startHandshake();
                    socket.getInputStream().read();
                });
                assertTrue(assertThrows(ExecutionException.class, server::get).getCause() instanceof TlsException);
            }
        }
    }

    // ---- groups of TLS 1.2

    /** RFC 8422 section 5.1: the groups restrict the curves of certificates as well as those of the key exchange. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCurveThatTheClientHasNotNamedIsNotUsed(boolean rsaFirst) throws Exception {
        TestKeys[] order = rsaFirst ? new TestKeys[] {RSA, P256} : new TestKeys[] {P256, RSA};
        RawClient client = new RawClient().name(NAME).schemes(ECDSA_SHA256, RSA_PSS_RSAE_SHA256);
        RawClient.Answer answer = ask(config(order).build(), client.groups(X25519));
        assertEquals(RSA.certificate(), answer.shown, answer::toString);
        assertEquals(X25519, answer.group, answer::toString);
        RawClient.Answer both = ask(config(order).build(), client.groups(SECP256R1));
        assertEquals(SECP256R1, both.group, both::toString);
        RawClient.Answer none = ask(config(P384, P256).build(), client.groups(X25519, SECP256R1));
        assertEquals(P256.certificate(), none.shown, none::toString);
    }
}
