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
 * A list of certificates, chosen from by the name that the client asks for: exactly, then by wildcard, then the first;
 * each time among those whose key the client can use. Immutable.
 */
final class CertificateSet implements CertificateSource {
    private static final int DNS_NAME = 2;

    private final List<TlsCertificate> all;
    /** For each name, wildcards with their asterisk among them, in lower case. */
    private final Map<String, List<TlsCertificate>> byName = new HashMap<>();
    /** The first, and those of just the same names, which are its twins with another kind of key. */
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
            // Without names it can still be the default; whoever checks it will say what is wrong.
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

    /** RFC 1034 section 3.1: a name means the same with the root's dot at its end, and without. */
    private static String name(String name) {
        return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    @Override
    public @Nullable TlsCertificate choose(ClientHello hello) {
        // Where a certificate has the name, one of another name is no answer, even when its key would do.
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
