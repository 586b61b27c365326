package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.ClientHello;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.jsse.JsseProvider;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A fixed list of certificates, without a handshake: its known certificates, and its choice for a name. */
class CertificateSourceTest {
    private static final TlsCertificate FIRST = TestKeys.of("RSA", "a.example").tls();
    private static final TlsCertificate SECOND = TestKeys.of("RSA", "b.example").tls();
    private static final TlsCertificate WILD =
            TestKeys.of("RSA", "*.wild.example").tls();
    private static final TlsCertificate EC =
            TestKeys.of("EC/secp256r1", "a.example").tls();

    private record Hello(Optional<String> serverName) implements ClientHello {
        @Override
        public boolean accepts(TlsCertificate certificate) {
            return true;
        }
    }

    /** RFC 1034 section 3.1: a final dot changes nothing. */
    @Test
    void aFinalDotIsTheSameName() {
        CertificateSource source = TlsConfig.builder()
                .certificate(FIRST)
                .certificate(SECOND)
                .certificate(WILD)
                .build()
                .certificates();
        assertEquals(SECOND, source.choose(new Hello(Optional.of("b.example."))));
        assertEquals(WILD, source.choose(new Hello(Optional.of("x.wild.example."))));
        assertEquals(FIRST, source.choose(new Hello(Optional.of("c.example."))));
        assertEquals(FIRST, source.choose(new Hello(Optional.of("."))));
    }

    @Test
    void whatIsKnownBeforehand() {
        TlsConfig.Builder two = TlsConfig.builder().certificate(FIRST).certificate(SECOND);
        assertEquals(List.of(FIRST, SECOND), two.build().certificates().certificates());
        CertificateSource callback = hello -> FIRST;
        assertEquals(List.of(), callback.certificates());
    }

    /** RFC 8422 section 5.1: in TLS 1.2 the groups restrict the curves of keys. */
    @Test
    void groupsWithoutTheOnlyCurveAreRefused() throws Exception {
        TlsConfig.Builder ec =
                TlsConfig.builder().certificate(EC).namedGroups("x25519").provider(new JsseProvider());
        TlsConfigException e =
                assertThrows(TlsConfigException.class, () -> ec.build().open(List.of()));
        assertTrue(e.getMessage().contains("secp256r1") && e.getMessage().contains("TLS 1.2"), e.getMessage());
        ec.build();
        ec.versions("TLSv1.3").build().open(List.of());
        TlsConfig.builder()
                .certificate(EC)
                .certificate(FIRST)
                .namedGroups("x25519")
                .provider(new JsseProvider())
                .build()
                .open(List.of());
    }
}
