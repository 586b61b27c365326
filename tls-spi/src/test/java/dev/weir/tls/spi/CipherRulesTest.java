package dev.weir.tls.spi;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configured suites: none that HTTP/2 prohibits if it is served, and at least one for each version. */
class CipherRulesTest {
    @ParameterizedTest
    @CsvSource({
        "'', TLSv1.3 TLSv1.2, h2",
        "TLS_AES_128_GCM_SHA256, TLSv1.3, h2",
        "TLS_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLSv1.3 TLSv1.2, h2",
        "TLS_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TLSv1.3 TLSv1.2, h2 http/1.1",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CCM, TLSv1.2, h2",
        "TLS_RSA_WITH_AES_128_CBC_SHA, TLSv1.2, http/1.1",
        "TLS_RSA_WITH_AES_128_CBC_SHA, TLSv1.2, ''",
    })
    void fine(String suites, String versions, String alpn) {
        assertDoesNotThrow(() -> CipherRules.check(words(suites), words(versions), words(alpn)));
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_RSA_WITH_AES_128_GCM_SHA256, TLSv1.2, h2, HTTP/2",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, TLSv1.2, h2 http/1.1, HTTP/2",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TLSv1.2, h2, HTTP/2",
        "TLS_AES_128_GCM_SHA256, TLSv1.3 TLSv1.2, http/1.1, TLSv1.2",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLSv1.3 TLSv1.2, h2, TLSv1.3",
    })
    void refused(String suites, String versions, String alpn, String names) {
        TlsConfigException e = assertThrows(
                TlsConfigException.class, () -> CipherRules.check(words(suites), words(versions), words(alpn)));
        assertTrue(e.getMessage().contains(names), e.getMessage());
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
