package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.samples.support.CacheFolder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevCertificateTest {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    @TempDir
    Path home;

    private Path cache() throws Exception {
        return CacheFolder.open(Map.of(), home.toString());
    }

    @Test
    void isForLocalhostAndNobodyElsesToRead() throws Exception {
        Path store = DevCertificate.in(cache());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, DevCertificate.PASSWORD.toCharArray());
        }
        X509Certificate certificate = (X509Certificate) keys.getCertificate("weir");
        assertEquals("EC", certificate.getPublicKey().getAlgorithm());
        Set<String> names = certificate.getSubjectAlternativeNames().stream()
                .map(name -> name.get(0) + " " + name.get(1))
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(DNS_NAME + " localhost", IP_ADDRESS + " 127.0.0.1", IP_ADDRESS + " 0:0:0:0:0:0:0:1"), names);
        if (Files.getFileStore(store).supportsFileAttributeView("posix")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(store)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(store.getParent())));
        }
        try (Stream<Path> files = Files.list(store.getParent())) {
            assertEquals(List.of(store), files.toList(), "nothing is left behind");
        }
    }

    @Test
    void isMadeOnce() throws Exception {
        byte[] first = Files.readAllBytes(DevCertificate.in(cache()));
        assertArrayEquals(first, Files.readAllBytes(DevCertificate.in(cache())));
    }

    @Test
    void isValidForAYear() throws Exception {
        Path store = DevCertificate.in(cache());
        assertTrue(DevCertificate.isValid(store, Instant.now()));
        assertTrue(DevCertificate.isValid(store, Instant.now().plus(Duration.ofDays(360))));
        assertFalse(DevCertificate.isValid(store, Instant.now().plus(Duration.ofDays(366))));
    }

    @Test
    void isMadeAnewWhenItIsOfNoUse() throws Exception {
        Path store = Files.writeString(cache().resolve("localhost.p12"), "broken");
        assertFalse(DevCertificate.isValid(store, Instant.now()));
        assertTrue(DevCertificate.isValid(DevCertificate.in(cache()), Instant.now()));
    }

    @Test
    void twoMayMakeItAtOnce() throws Exception {
        Path cache = cache();
        Callable<Boolean> make = () -> DevCertificate.isValid(DevCertificate.in(cache), Instant.now());
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<Boolean> made : threads.invokeAll(List.of(make, make))) {
                assertTrue(made.get());
            }
        }
    }

    @Test
    void theCacheIsWhereTheEnvironmentSays() throws Exception {
        Path elsewhere = home.resolve("elsewhere");
        assertEquals(
                elsewhere.resolve("weir"),
                CacheFolder.open(Map.of("XDG_CACHE_HOME", elsewhere.toString()), home.toString()));
        for (String useless : List.of("", "no/root")) {
            assertEquals(
                    home.resolve(".cache/weir"), CacheFolder.open(Map.of("XDG_CACHE_HOME", useless), home.toString()));
        }
    }
}
