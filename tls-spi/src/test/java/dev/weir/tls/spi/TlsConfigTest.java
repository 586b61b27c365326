package dev.weir.tls.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.jsse.JsseProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The builder's defaults, checks and copies. */
class TlsConfigTest {
    private static final CertificateSource NONE = hello -> null;
    private static final CertificateSource OTHER = hello -> null;

    @Test
    void defaults() {
        TlsConfig config = TlsConfig.builder().certificates(NONE).build();
        assertSame(NONE, config.certificates());
        assertEquals(Duration.ZERO, config.reloadInterval());
        assertEquals(List.of("TLSv1.3", "TLSv1.2"), config.versions());
        assertEquals(List.of(), config.cipherSuites());
        assertEquals(List.of(), config.namedGroups());
        assertEquals(ClientAuth.NONE, config.clientAuth());
        assertEquals(List.of(), config.trusted());
        assertEquals(Optional.empty(), config.sessions());
        assertEquals(Optional.empty(), config.sessionTickets());
    }

    @Test
    void aCopyHasAllSettings() throws Exception {
        JsseProvider provider = new JsseProvider();
        TlsConfig config = TlsConfig.builder()
                .certificates(NONE)
                .reloadInterval(Duration.ofHours(1))
                .versions("TLSv1.3")
                .cipherSuites("TLS_AES_128_GCM_SHA256")
                .namedGroups("x25519")
                .clientAuth(ClientAuth.WANT)
                .sessions(7, Duration.ofMinutes(2))
                .sessionTickets(true)
                .provider(provider)
                .build();
        TlsConfig copy = config.toBuilder().build();
        assertNotSame(config, copy);
        assertSame(NONE, copy.certificates());
        assertEquals(Duration.ofHours(1), copy.reloadInterval());
        assertEquals(List.of("TLSv1.3"), copy.versions());
        assertEquals(List.of("TLS_AES_128_GCM_SHA256"), copy.cipherSuites());
        assertEquals(List.of("x25519"), copy.namedGroups());
        assertEquals(ClientAuth.WANT, copy.clientAuth());
        assertEquals(config.trusted(), copy.trusted());
        assertEquals(Optional.of(new TlsSessions(7, Duration.ofMinutes(2))), copy.sessions());
        assertEquals(Optional.of(true), copy.sessionTickets());
        assertSame(provider, copy.provider());
        assertEquals(
                "jsse", config.toBuilder().provider("jsse").build().provider().name());
    }

    @Test
    void aCopyWithOtherCertificates() {
        TlsConfig config =
                TlsConfig.builder().certificates(NONE).versions("TLSv1.2").build();
        TlsConfig other = config.toBuilder().certificates(OTHER).build();
        assertSame(OTHER, other.certificates());
        assertEquals(List.of("TLSv1.2"), other.versions());
        assertSame(NONE, config.certificates(), "the first is unchanged");
    }

    @Test
    void withoutACertificateThereIsNone() {
        IllegalStateException e = assertThrows(IllegalStateException.class, TlsConfig.builder()::build);
        assertTrue(e.getMessage().contains("certificate(...)"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TLSv1.1", "TLSv1.3 SSLv3"})
    void versionsAreChecked(String names) {
        TlsConfig.Builder builder = TlsConfig.builder();
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.versions(names.isEmpty() ? new String[0] : names.split(" ")));
    }
}
