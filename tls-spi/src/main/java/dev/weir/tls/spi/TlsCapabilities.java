package dev.weir.tls.spi;

import java.util.Set;

/**
 * What a TLS provider supports. A server does not start with a configuration that requires more.
 *
 * @param versions the protocol versions, {@code TLSv1.3} or {@code TLSv1.2}
 * @param features the optional features
 * @param namedGroups the key exchange groups, by their IANA names, such as {@code x25519}; those used by default and
 *     those used only when configured
 * @param keyTypes the types of keys that it can sign with, as {@link TlsCertificate#keyType} returns them
 */
public record TlsCapabilities(
        Set<String> versions, Set<Feature> features, Set<String> namedGroups, Set<String> keyTypes) {
    /** A feature that not every provider supports. */
    public enum Feature {
        /** Negotiation of an application protocol (RFC 7301). */
        ALPN,
        /** The server name that a client requests (RFC 6066 section 3). */
        SERVER_NAME,
        /** Certificates of clients. */
        CLIENT_CERTIFICATES,
        /** Resumption of sessions from a cache of the server (RFC 5246 section 7.3, RFC 8446 section 2.2). */
        SESSION_CACHE,
        /** Resumption of sessions from tickets (RFC 5077, RFC 8446 section 4.6.1). */
        SESSION_TICKETS,
        /** Session tickets can be disabled. */
        TICKETS_OPTIONAL,
        /** {@link TlsEngine#updateKeys} (RFC 8446 section 4.6.3). */
        KEY_UPDATE,
    }

    /** Copies the sets. */
    public TlsCapabilities {
        versions = Set.copyOf(versions);
        features = Set.copyOf(features);
        namedGroups = Set.copyOf(namedGroups);
        keyTypes = Set.copyOf(keyTypes);
    }
}
