package dev.weir.http.api;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the TLS handshake of a request's connection agreed on.
 *
 * @param protocol the version, such as {@code TLSv1.3}
 * @param cipher the cipher suite, by its IANA name
 * @param alpn the application protocol that was negotiated (RFC 7301), if the client offered any
 * @param serverName the server name that the client asked for (RFC 6066 section 3), if it did
 * @param peerCertificates the client's certificates, its own first; empty unless the server asked for them
 * @param namedGroup the key exchange group, such as {@code x25519}, where the provider reports it
 */
public record TlsInfo(
        String protocol,
        String cipher,
        Optional<String> alpn,
        Optional<String> serverName,
        List<X509Certificate> peerCertificates,
        Optional<String> namedGroup) {
    /** Checks that nothing is null and copies the list. */
    public TlsInfo {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(cipher, "cipher");
        Objects.requireNonNull(alpn, "alpn");
        Objects.requireNonNull(serverName, "serverName");
        Objects.requireNonNull(namedGroup, "namedGroup");
        peerCertificates = List.copyOf(peerCertificates);
    }
}
