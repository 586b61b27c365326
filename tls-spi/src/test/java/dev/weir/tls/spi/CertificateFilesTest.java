package dev.weir.tls.spi;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Invalid configurations are refused when they are built, or when the server starts; other tests use valid ones.
 */
class CertificateFilesTest {
    @Test
    void wrongUseIsLoud() {
        assertThrows(
                IllegalStateException.class, () -> CertificateFiles.builder().build());
        assertThrows(IllegalStateException.class, () -> TlsConfig.builder().build());
        assertThrows(IllegalArgumentException.class, () -> TlsConfig.builder().versions());
        assertThrows(IllegalArgumentException.class, () -> TlsConfig.builder().versions("TLSv1.1"));
        assertThrows(IllegalArgumentException.class, () -> TlsConfig.builder().sessions(0, Duration.ofHours(1)));
        assertThrows(IllegalArgumentException.class, () -> TlsConfig.builder().sessions(1, Duration.ofDays(8)));
        assertThrows(IllegalArgumentException.class, () -> TlsConfig.builder().sessions(1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> TlsConfig.builder().reloadInterval(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> TlsConfig.builder().clientAuth(ClientAuth.NEED, List.of()));
        assertThrows(NullPointerException.class, () -> new TlsCertificate(List.of(), null));
    }

    @Test
    void missingFilesAreNamed() {
        Path no = Path.of("no-such-file.pem");
        for (TlsCall call : new TlsCall[] {
            () -> CertificateFiles.builder().pem(no, no).build(),
            () -> TlsConfig.fromPem(no, no),
            () -> TlsConfig.fromPkcs12(no, new char[0]),
            () -> TlsConfig.builder().clientAuth(ClientAuth.WANT, no),
        }) {
            TlsConfigException e = assertThrows(TlsConfigException.class, call::run);
            assertTrue(e.getMessage().contains("no-such-file.pem"), e.getMessage());
        }
    }

    private interface TlsCall {
        void run() throws TlsConfigException;
    }
}
