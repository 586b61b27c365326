package dev.weir.tls.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.jsse.JsseProvider;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What library is taken, and what a server says that has none. */
class CryptoLibraryTest {
    @Test
    void saysItsVersion() throws Exception {
        CryptoLibrary library = CryptoLibrary.loaded();
        assertTrue(library.version().matches("OpenSSL ([3-9]|\\d\\d)\\.\\d+\\.\\d+.*"), library.version());
        assertTrue(library.file().contains("libcrypto"), library.file());
    }

    @Test
    void theFirstThatIsThereIsTaken() throws Exception {
        String known = CryptoLibrary.loaded().file();
        assertEquals(
                known,
                CryptoLibrary.find(List.of("libno-such.so.9", known, "libc.so.6"))
                        .file());
    }

    @Test
    void noneIsRefused() {
        TlsConfigException e = assertThrows(
                TlsConfigException.class, () -> CryptoLibrary.find(List.of("libno-such.so.9", "libnor-this.so.1")));
        assertEquals(
                "the TLS provider openssl needs OpenSSL 3.0 or newer: none of [libno-such.so.9, libnor-this.so.1] was"
                    + " found; install it (Debian: libssl3), name its folder in LD_LIBRARY_PATH, or use the provider"
                    + " jsse",
                e.getMessage());
    }

    /** Any library without the functions that have been there since 1.1 counts as too old. */
    @Test
    void whatIsTooOldIsRefusedByName() {
        TlsConfigException e = assertThrows(TlsConfigException.class, () -> CryptoLibrary.find(List.of("libc.so.6")));
        assertTrue(
                e.getMessage().contains("needs OpenSSL 3.0 or newer: libc.so.6 is of an unknown version;"),
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Linux", "Mac OS X", "Windows 11"})
    void theNewestNameComesFirst(String system) {
        List<String> names = CryptoLibrary.names(system);
        assertTrue(names.getFirst().contains("4"), names::toString);
        assertTrue(names.getLast().contains("1"), names::toString);
        assertFalse(names.contains("libcrypto.dylib"), "macOS ends a process that loads this");
    }

    /** A module that nobody has named in the option: one of the JDK, and one without a name. */
    @Test
    void theOptionThatIsMissingIsNamed() {
        Module named = ModuleLayer.boot().findModule("java.logging").orElseThrow();
        TlsConfigException e = assertThrows(TlsConfigException.class, () -> OpenSslTlsProvider.checkAccess(named));
        assertEquals(
                "the TLS provider openssl calls libcrypto, which the JVM must be told: start it with"
                        + " --enable-native-access=dev.weir.tls.openssl, or use the provider jsse",
                e.getMessage());
        Module unnamed = new ClassLoader() {}.getUnnamedModule();
        if (!unnamed.isNativeAccessEnabled()) {
            e = assertThrows(TlsConfigException.class, () -> OpenSslTlsProvider.checkAccess(unnamed));
            assertTrue(e.getMessage().contains("--enable-native-access=ALL-UNNAMED,"), e.getMessage());
        }
    }

    @Test
    void isChosenOnlyByName() throws Exception {
        List<TlsProvider> both = List.of(new OpenSslTlsProvider(), new JsseProvider());
        assertEquals("jsse", TlsProvider.select(Optional.empty(), both).name());
        assertEquals("openssl", TlsProvider.select(Optional.of("openssl")).name(), "found as a service");
    }
}
