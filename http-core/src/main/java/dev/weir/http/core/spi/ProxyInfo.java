package dev.weir.http.core.spi;

import dev.weir.http.api.AttributeKey;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;

/**
 * What a proxy has said of a connection with the PROXY protocol (<a
 * href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">its specification</a>), by version 1 or 2. A handler finds it
 * with {@code r.attribute(ProxyInfo.KEY)}.
 *
 * <p>Source and destination are {@link ConnectionInfo#remoteAddress} and {@link ConnectionInfo#localAddress} of the
 * connection already. All else is from version 2, whose proxy may leave it out.
 *
 * @param version 1 or 2
 * @param proxy the address of the proxy itself
 * @param source the client's address; nothing where the proxy speaks for itself, as for a check of health, or does not know
 * @param destination the address that the client has connected to; there together with the source
 * @param alpn the protocol that the proxy's TLS has agreed on
 * @param authority the name that the client has asked for, as in TLS's SNI
 * @param uniqueId what identifies the connection at the proxy, each byte a character
 * @param tls what the proxy says of the client's TLS; nothing where it says nothing
 * @param extensions values of all types that are not known here, such as those of a cloud's balancer (0xE0 to 0xEF), each byte a
 *     character
 */
public record ProxyInfo(
        int version,
        SocketAddress proxy,
        Optional<SocketAddress> source,
        Optional<SocketAddress> destination,
        Optional<String> alpn,
        Optional<String> authority,
        Optional<String> uniqueId,
        Optional<Tls> tls,
        Map<Integer, String> extensions) {
    /** The attribute of requests that came through a proxy that speaks the protocol. */
    public static final AttributeKey<ProxyInfo> KEY = AttributeKey.of("dev.weir.http.core.proxy");

    /** Copies the extensions. */
    public ProxyInfo {
        extensions = Map.copyOf(extensions);
    }

    /**
     * TLS between client and proxy.
     *
     * @param used whether the client has come over TLS
     * @param certificate whether the client has shown a certificate, in this connection or in the session that it resumes
     * @param verified whether that was verified
     * @param version the version, such as {@code TLSv1.3}; may be missing
     * @param cipher the cipher's name; may be missing
     * @param commonName the common name of the client's certificate; may be missing
     */
    public record Tls(
            boolean used,
            boolean certificate,
            boolean verified,
            Optional<String> version,
            Optional<String> cipher,
            Optional<String> commonName) {}
}
