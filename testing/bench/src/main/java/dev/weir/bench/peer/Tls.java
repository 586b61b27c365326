package dev.weir.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * TLS as all servers under measurement have it, when the driver asks for it: one version and one cipher suite, as those
 * that they would prefer differ in cost.
 */
final class Tls {
    static final String VERSION = "TLSv1.3";

    static final String SUITE = "TLS_AES_128_GCM_SHA256";

    private static final String FILE = System.getProperty("weir.bench.keystore", "");

    private static final String ALIAS = "server";

    private Tls() {}

    static boolean wanted() {
        return !FILE.isEmpty();
    }

    static Path file() {
        return Path.of(FILE);
    }

    static char[] password() {
        return System.getProperty("weir.bench.password").toCharArray();
    }

    static PrivateKey key() throws GeneralSecurityException, IOException {
        return (PrivateKey) keyStore().getKey(ALIAS, password());
    }

    static X509Certificate certificate() throws GeneralSecurityException, IOException {
        return (X509Certificate) keyStore().getCertificate(ALIAS);
    }

    static KeyManagerFactory keyManagers() throws GeneralSecurityException, IOException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keyStore(), password());
        return factory;
    }

    static SSLContext context() throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance(VERSION);
        context.init(keyManagers().getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore keyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file())) {
            store.load(in, password());
        }
        return store;
    }
}
