package dev.weir.samples;

import dev.weir.samples.support.CacheFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * A self-signed certificate for {@code localhost}, so that HTTPS can be tried without one. It is made by the JDK's own
 * {@code keytool}, kept in the cache folder, and renewed when it expires.
 */
final class DevCertificate {
    /** No secret: what guards the key are the permissions of its file. PKCS#12 wants some password. */
    static final String PASSWORD = "development";

    private static final String ALIAS = "weir";
    private static final Duration MARGIN = Duration.ofDays(1);

    private DevCertificate() {}

    /**
     * Returns the certificate with its key, made when there is none that is valid. Two processes may do this at once: each puts
     * a whole file in place, and either is good.
     *
     * @param cache the cache folder
     * @return a PKCS#12 file
     */
    static Path in(Path cache) throws IOException, InterruptedException {
        Path store = cache.resolve("localhost.p12");
        if (Files.exists(store) && isValid(store, Instant.now().plus(MARGIN))) {
            return store;
        }
        Path work = Files.createTempDirectory(cache, "certificate");
        Path made = work.resolve("made.p12");
        try {
            make(made);
            CacheFolder.restrict(made, "rw-------");
            CacheFolder.put(made, store);
        } finally {
            Files.deleteIfExists(made);
            Files.delete(work);
        }
        return store;
    }

    /** Returns whether a file holds a certificate of ours that is valid at a time. A file that cannot be read holds none. */
    static boolean isValid(Path store, Instant time) {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            if (!(keys.getCertificate(ALIAS) instanceof X509Certificate certificate)) {
                return false;
            }
            certificate.checkValidity(Date.from(time));
            return true;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    private static void make(Path store) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1,ip:::1",
                        "-startdate",
                        "-1H",
                        "-validity",
                        "365",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        keytool.getOutputStream().close();
        String said = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset()).strip();
        int code = keytool.waitFor();
        if (code != 0) {
            throw new IOException("keytool made no certificate (exit code " + code + "): " + said);
        }
    }
}
