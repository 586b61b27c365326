package dev.weir.tls.spi;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A fixed list of certificates. Chooses the one that has the name the client requests: exactly, else by wildcard, else
 * the first; each time only among those whose key the client supports. Immutable.
 */
final class CertificateSet implements CertificateSource {
    private static final int DNS_NAME = 2;

    private final List<TlsCertificate> all;
    /** By name in lower case; wildcards with their asterisk. */
    private final Map<String, List<TlsCertificate>> byName = new HashMap<>();
    /** The first, and those of the same names with another type of key. */
    private final List<TlsCertificate> fallback = new ArrayList<>();

    CertificateSet(List<TlsCertificate> certificates) {
        all = List.copyOf(certificates);
        Set<String> first = names(all.get(0).chain().get(0));
        for (TlsCertificate certificate : all) {
            Set<String> names = names(certificate.chain().get(0));
            names.forEach(
                    name -> byName.computeIfAbsent(name, n -> new ArrayList<>()).add(certificate));
            if (names.equals(first)) {
                fallback.add(certificate);
            }
        }
    }

    @Override
    public List<TlsCertificate> certificates() {
        return all;
    }

    private static Set<String> names(X509Certificate certificate) {
        Set<String> found = new HashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS_NAME)) {
                        found.add(name(lower((String) alternative.get(1))));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Without names it can still be the default; a client that validates it reports the error.
            return Set.of();
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

    /** RFC 1034 section 3.1: a name is the same with and without the final dot of the root. */
    private static String name(String name) {
        return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    @Override
    public @Nullable TlsCertificate choose(ClientHello hello) {
        // When a certificate has the name, one with another name is wrong, even if the client supports only its key.
        List<TlsCertificate> candidates = null;
        if (hello.serverName().isPresent()) {
            String name = name(hello.serverName().get());
            candidates = byName.get(name);
            int dot = name.indexOf('.');
            if (candidates == null && dot > 0) {
                // RFC 6125 section 6.4.3: a wildcard stands for the first label alone
                candidates = byName.get("*" + name.substring(dot));
            }
        }
        for (TlsCertificate candidate : candidates == null ? fallback : candidates) {
            if (hello.accepts(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
