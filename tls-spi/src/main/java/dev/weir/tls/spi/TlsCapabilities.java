package dev.weir.tls.spi;

import java.util.Set;

/**
 * What a provider of TLS can do. A configuration that asks for more is refused when the server starts.
 *
 * @param versions the protocol versions, {@code TLSv1.3} or {@code TLSv1.2}
 * @param features the rest
 * @param namedGroups the key exchange groups, by their IANA names, such as {@code x25519}; those it has by default, and
 *     others that it has when asked
 * @param keyTypes the keys that it can sign with, in the words of {@link TlsCertificate#keyType}
 */
public record TlsCapabilities(
        Set<String> versions, Set<Feature> features, Set<String> namedGroups, Set<String> keyTypes) {
    /** What not every provider can do. */
    public enum Feature {
        /** Agreeing on an application protocol (RFC 7301). */
        ALPN,
        /** Telling the server name that a client asks for (RFC 6066 section 3). */
        SERVER_NAME,
        /** Asking clients for certificates. */
        CLIENT_CERTIFICATES,
        /** Resuming sessions that the server remembers (RFC 5246 section 7.3, RFC 8446 section 2.2). */
        SESSION_CACHE,
        /** Resuming sessions that clients bring back in tickets (RFC 5077, RFC 8446 section 4.6.1). */
        SESSION_TICKETS,
        /** Leaving tickets out when that is asked for. */
        TICKETS_OPTIONAL,
        /** Changing the keys of a connection when asked to (RFC 8446 section 4.6.3). */
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
