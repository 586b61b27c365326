package dev.weir.tls.spi;

import java.util.Set;

/**
 * What a provider of TLS can do.
 *
 * @param versions the protocol versions, such as {@code TLSv1.3}
 * @param alpn whether it can agree on an application protocol (RFC 7301)
 * @param clientCertificates whether it can ask for client certificates
 * @param resumption whether sessions can be resumed
 */
public record TlsCapabilities(Set<String> versions, boolean alpn, boolean clientCertificates, boolean resumption) {
    /** Copies the set. */
    public TlsCapabilities {
        versions = Set.copyOf(versions);
    }
}
