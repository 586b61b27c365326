package dev.weir.tls.spi.internal;

import dev.weir.tls.spi.ClientAuth;
import dev.weir.tls.spi.TlsCapabilities;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsServerContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS by the JDK (JSSE). Always there; the default unless a provider of a higher priority is. */
public final class JsseProvider implements TlsProvider {
    /** For {@code ServiceLoader}. */
    public JsseProvider() {}

    @Override
    public String name() {
        return "jsse";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public TlsCapabilities capabilities() {
        return new TlsCapabilities(Set.of("TLSv1.3", "TLSv1.2"), true, true, true);
    }

    @Override
    public TlsServerContext open(TlsConfig config, List<String> alpn) throws TlsConfigException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new CertificateChooser(config.certificates())},
                    // Never the JDK's own roots, which would be loaded for nothing.
                    config.clientAuth() == ClientAuth.NONE ? new TrustManager[0] : trust(config.trusted()),
                    null);
            String[] suites = suites(config.cipherSuites(), context.getSupportedSSLParameters().getCipherSuites());
            return new JsseContext(context, config, List.copyOf(alpn), suites);
        } catch (GeneralSecurityException | IOException e) {
            if (e instanceof TlsConfigException wrong) {
                throw wrong;
            }
            throw new TlsConfigException("the JDK's TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(List<X509Certificate> roots) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root-" + i, roots.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** The suites asked for, or else those that are forward-secret and AEAD, which RFC 9113 section 9.2.2 wants too. */
    private static String[] suites(List<String> asked, String[] supported) throws TlsConfigException {
        List<String> there = List.of(supported);
        if (!asked.isEmpty()) {
            for (String suite : asked) {
                if (!there.contains(suite)) {
                    throw new TlsConfigException("the provider jsse has no cipher suite " + suite + "; it has " + there);
                }
            }
            return asked.toArray(String[]::new);
        }
        List<String> good = new ArrayList<>();
        for (String suite : there) {
            boolean modern = suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
            boolean forwardSecret = suite.startsWith("TLS_ECDHE_ECDSA_") || suite.startsWith("TLS_ECDHE_RSA_");
            boolean aead = suite.contains("_GCM_") || suite.contains("_CHACHA20_POLY1305_");
            if (modern || forwardSecret && aead) {
                good.add(suite);
            }
        }
        return good.toArray(String[]::new);
    }
}
