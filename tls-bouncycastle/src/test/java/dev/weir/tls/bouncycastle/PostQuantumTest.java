package dev.weir.tls.bouncycastle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.TlsCapabilities.Feature;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hybrid groups, with Bouncy Castle as the client, on its own algorithms only. */
class PostQuantumTest {
    private static final TestKeys KEYS = TestKeys.of("EC", "a.example");

    private static TlsConfig.Builder config() {
        return TlsConfig.builder().certificate(KEYS.tls()).provider(new BouncyCastleTlsProvider());
    }

    private static SSLContext client() throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS", new BouncyCastleJsseProvider(new BouncyCastleProvider()));
        context.init(null, new TrustManager[] {TlsPeer.trustAll()}, new SecureRandom());
        return context;
    }

    private static TlsSessionInfo handshake(TlsConfig config, SSLContext client, String... groups) throws Exception {
        try (TlsPeer peer = new TlsPeer()) {
            Future<TlsSessionInfo> server = peer.echo(config.open(List.of("h2")).newEngine());
            SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(peer.raw, "a.example", 443, false);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setNamedGroups(groups);
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write(77);
            assertEquals(77, socket.getInputStream().read());
            return server.get();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X25519MLKEM768, X25519MLKEM768 x25519 secp384r1",
        "X25519MLKEM768, x25519 X25519MLKEM768 secp384r1",
        "x25519, x25519 secp384r1",
        "secp384r1, secp384r1",
    })
    void theHybridGroupIsPreferredAndOthersAreThere(String agreed, String offered) throws Exception {
        TlsSessionInfo session = handshake(config().build(), client(), offered.split(" "));
        assertEquals(Optional.of(agreed), session.namedGroup());
        assertEquals("TLSv1.3", session.protocol());
    }

    @ParameterizedTest
    @CsvSource({"SecP256r1MLKEM768", "SecP384r1MLKEM1024"})
    void otherHybridGroupsAreThereWhenAsked(String group) throws Exception {
        TlsConfig config = config().namedGroups(group, "x25519", "secp384r1").build();
        assertEquals(
                Optional.of(group),
                handshake(config, client(), group, "x25519", "secp384r1").namedGroup());
    }

    @Test
    void theJdkAsTheClientHasNone() throws Exception {
        TlsSessionInfo session = handshake(config().build(), new TlsPeer.Client().context(), "x25519", "secp384r1");
        assertEquals(Optional.of("x25519"), session.namedGroup());
    }

    @Test
    void isFoundAndPreferred() throws Exception {
        assertEquals("bouncycastle", TlsProvider.select(Optional.empty()).name());
        assertEquals(
                "bouncycastle", TlsProvider.select(Optional.of("bouncycastle")).name());
        assertEquals("jsse", TlsProvider.select(Optional.of("jsse")).name());
    }

    @Test
    void whatItCannotDoIsRefused() {
        TlsConfigException e = assertThrows(
                TlsConfigException.class,
                () -> config().sessionTickets(true).build().open(List.of()));
        assertTrue(e.getMessage().contains("bouncycastle") && e.getMessage().contains("tickets"), e.getMessage());
        assertFalse(new BouncyCastleTlsProvider().capabilities().features().contains(Feature.KEY_UPDATE));
    }

    @Test
    void groupsWithoutTheCertificatesCurveAreRefused() {
        TlsConfigException e = assertThrows(
                TlsConfigException.class,
                () -> config().namedGroups("X25519MLKEM768", "x25519").build().open(List.of()));
        assertTrue(e.getMessage().contains("secp384r1"), e.getMessage());
    }

    /** Bouncy Castle would log a line for each connection. */
    @Test
    void itsLoggersAreSilent() throws IOException {
        config().build().open(List.of());
        assertFalse(
                Logger.getLogger("org.bouncycastle.jsse.provider.ProvTlsServer").isLoggable(Level.SEVERE));
    }
}
