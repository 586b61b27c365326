package dev.weir.tls.spi;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a handshake negotiated.
 *
 * @param protocol the version, such as {@code TLSv1.3}
 * @param cipher the cipher suite, by its IANA name
 * @param alpn the application protocol; empty when the client offered none
 * @param serverName the server name that the client requested (RFC 6066 section 3); empty for none
 * @param peerCertificates the client's certificate chain, its own first; empty when it was not requested or not sent
 * @param namedGroup the key exchange group; empty when the provider does not report it
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
