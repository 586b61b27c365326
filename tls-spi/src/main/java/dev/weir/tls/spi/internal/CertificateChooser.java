package dev.weir.tls.spi.internal;

import dev.weir.tls.spi.TlsCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses a certificate by the name that the client asks for: exactly, then by wildcard, then the first; each time among
 * those whose key the client can use. An alias is the position in the list.
 */
final class CertificateChooser extends X509ExtendedKeyManager {
    private static final int DNS_NAME = 2;

    private final List<TlsCertificate> certificates;
    /** The DNS names of each certificate, in lower case. */
    private final List<List<String>> names = new ArrayList<>();

    CertificateChooser(List<TlsCertificate> certificates) {
        this.certificates = certificates;
        for (TlsCertificate certificate : certificates) {
            names.add(names(certificate.chain().get(0)));
        }
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> found = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS_NAME)) {
                        found.add(lower((String) alternative.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Without names it can still be the default; whoever checks it will say what is wrong.
            return List.of();
        }
        return found;
    }

    private static String lower(String name) {
        StringBuilder lower = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return lower.toString();
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        // The JDK asks for one kind of key after another. Where a certificate has the name, one of another name is no
        // answer, even when its key would do.
        String asked = asked(engine);
        List<Integer> best = named(asked);
        if (best.isEmpty() && asked != null) {
            best = named(wildcard(asked));
        }
        for (int i = 0; i < certificates.size(); i++) {
            // The default is the first, or its twin of the same names with another kind of key.
            boolean fits = best.isEmpty() ? i == 0 || names.get(i).equals(names.get(0)) : best.contains(i);
            if (fits && certificates.get(i).key().getAlgorithm().equals(keyType)) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    private List<Integer> named(String name) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; name != null && i < names.size(); i++) {
            if (names.get(i).contains(name)) {
                found.add(i);
            }
        }
        return found;
    }

    private static String asked(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return lower(host.getAsciiName());
                }
            }
        }
        return null;
    }

    /** RFC 6125 section 6.4.3: a wildcard stands for the first label alone. */
    private static String wildcard(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : "*" + name.substring(dot);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return certificates.get(index(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return certificates.get(index(alias)).key();
    }

    private static int index(String alias) {
        int index = 0;
        for (int i = 0; i < alias.length(); i++) {
            index = index * 10 + alias.charAt(i) - '0';
        }
        return index;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        List<String> aliases = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            if (certificates.get(i).key().getAlgorithm().equals(keyType)) {
                aliases.add(Integer.toString(i));
            }
        }
        return aliases.isEmpty() ? null : aliases.toArray(String[]::new);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
