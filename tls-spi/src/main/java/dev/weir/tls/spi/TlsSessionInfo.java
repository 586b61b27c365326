package dev.weir.tls.spi;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a handshake has agreed on.
 *
 * @param protocol the version, such as {@code TLSv1.3}
 * @param cipher the cipher suite, by its IANA name
 * @param alpn the application protocol, if the client offered any
 * @param serverName the server name that the client asked for (RFC 6066 section 3), if it did
 * @param peerCertificates the client's certificates, its own first; empty unless it was asked for them and had some
 * @param namedGroup the key exchange group, where the provider tells it
 */
public record TlsSessionInfo(
        String protocol,
        String cipher,
        Optional<String> alpn,
        Optional<String> serverName,
        List<X509Certificate> peerCertificates,
        Optional<String> namedGroup) {
    /** Copies the list. */
    public TlsSessionInfo {
        peerCertificates = List.copyOf(peerCertificates);
    }
}
