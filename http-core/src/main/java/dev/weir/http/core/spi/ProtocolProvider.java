package dev.weir.http.core.spi;

/**
 * Brings an application protocol to the server under its ALPN name; Go calls this {@code TLSNextProto}. Found by
 * {@code ServiceLoader}, so that adding a module is all a user does to get its protocol.
 *
 * <p>A connection is given to a protocol when the TLS handshake has negotiated its {@link #name}. Without TLS it is
 * given to the protocol whose {@link #preface} its first bytes are, else to the one that is the {@link #fallback}.
 *
 * <p><b>Threads.</b> Stateless and thread-safe.
 */
public interface ProtocolProvider {
    /**
     * The ALPN name (RFC 7301 section 6), such as {@code http/1.1}, {@code h2} or one of the user's own.
     *
     * @return 1 to 255 ASCII characters
     */
    String name();

    /**
     * Where the name stands in the list that the handshake prefers: a higher number first. HTTP/2 has 200, HTTP/1.1
     * has 100.
     *
     * @return the number; 0 unless overridden
     */
    default int priority() {
        return 0;
    }

    /**
     * The bytes by which a connection without TLS is recognised as of this protocol. A client of the protocol must send
     * them first.
     *
     * @return the bytes; empty, as it is unless overridden, when the protocol is for TLS alone
     */
    default byte[] preface() {
        return new byte[0];
    }

    /**
     * Whether this protocol takes the connections that no other claims: those without TLS and without a known preface,
     * and those over TLS whose client offered no ALPN at all. The only protocol of a server takes them in any case.
     *
     * @return true for at most one protocol of a server
     */
    default boolean fallback() {
        return false;
    }

    /**
     * Makes the protocol ready for a server. Called when the server starts: once, and once more for each listener that has
     * time-outs of its own, which are in the configuration then. The configuration is checked here.
     *
     * @param server the server and its settings
     * @return what serves its connections, those of the listener alone in the second case
     * @throws IllegalArgumentException where the settings are of no use to this protocol, saying what to change
     */
    Protocol open(ServerContext server);
}
