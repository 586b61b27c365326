package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.internal.Network;
import dev.weir.http.api.internal.Networks;
import dev.weir.middleware.internal.ForwardedFields;
import dev.weir.middleware.internal.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Behind proxies: handlers, and logs within, see the client's address, scheme and authority as the proxy has got
 * them. Nobody but the networks that are named is believed.
 *
 * <pre>{@code
 * TrustedProxies proxies = TrustedProxies.of("10.0.0.0/8", "2001:db8::/32");
 * Handler all = proxies.then(log).wrap(mux);
 * }</pre>
 *
 * <p>Either {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port} are read, or {@code Forwarded}
 * (RFC 7239), never both: a proxy that writes one passes the other on as the client has sent it. Each proxy adds at
 * the right end who came to it, so the fields are read from there, as long as who said it is trusted: the first
 * address that is not is the client's, and what stands left of it is the client's own word. Scheme and authority of
 * each step are taken along with its address; where a list of them is shorter, what was last read stays.
 *
 * <p>An entry that is malformed, unknown or obfuscated ends this: the address is then the last that was found, at
 * worst that of the direct peer. It is no error. Names are never looked up. A {@code Host} or scheme that is not
 * valid is left out.
 *
 * <p><b>The fields are taken out</b>, all five, whoever has sent them, so that nothing within believes them by
 * mistake. What the proxy has to do: set {@code X-Forwarded-Proto}, {@code -Host} and {@code -Port}, or take them
 * out, as what a client puts into them would pass through it.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class TrustedProxies implements Middleware {
    private final Networks networks;
    private final boolean standard;

    private TrustedProxies(boolean standard, String... proxies) {
        this.networks = Networks.of(proxies);
        this.standard = standard;
    }

    /**
     * Returns a middleware that reads {@code X-Forwarded-*}.
     *
     * @param proxies each an IPv4 or IPv6 address, a network such as {@code 10.0.0.0/8}, or {@code unix} for whoever
     *     connects to a Unix socket
     * @return the middleware
     * @throws IllegalArgumentException where one is none of these, as a name, which is not looked up; or there is none
     */
    public static TrustedProxies of(String... proxies) {
        return new TrustedProxies(false, proxies);
    }

    /**
     * Returns a middleware that reads {@code Forwarded} (RFC 7239) in place of {@code X-Forwarded-*}.
     *
     * @param proxies as for {@link #of}
     * @return the middleware
     * @throws IllegalArgumentException as for {@link #of}
     */
    public static TrustedProxies forwarded(String... proxies) {
        return new TrustedProxies(true, proxies);
    }

    /**
     * Returns whether a peer is one of the proxies, for those who stand outside of this middleware.
     *
     * @param peer the address
     * @return true where it is in one of the networks
     */
    public boolean trusts(SocketAddress peer) {
        return networks.contains(peer);
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> next.serve(w, seen(r));
    }

    private Request seen(Request r) {
        Headers stripped = ForwardedFields.strip(r.headers());
        if (stripped == r.headers()) {
            return r;
        }
        Request seen = r.withHeaders(stripped);
        SocketAddress client = r.remoteAddress();
        if (!trusts(client)) {
            return seen;
        }
        ForwardedFields fields = new ForwardedFields(r.headers(), standard);
        String scheme = r.scheme();
        String host = null;
        int port = -1;
        SocketAddress from = client;
        while (from != null && trusts(from)) {
            client = from;
            fields.previous();
            scheme = scheme(fields.proto(), scheme);
            host = Origin.of(scheme, fields.host()) != null ? fields.host() : host;
            int named = Origin.port(fields.port(), 0);
            port = named > 0 ? named : port;
            from = address(fields.node());
        }
        String authority = authority(host != null ? host : r.authority(), host != null, port, scheme);
        seen = scheme.equals(r.scheme()) ? seen : seen.withScheme(scheme);
        seen = authority.equals(r.authority()) ? seen : seen.withAuthority(authority);
        client = from != null ? from : client;
        return client.equals(r.remoteAddress()) ? seen : seen.withRemoteAddress(client);
    }

    /** The scheme that a proxy names, also by that of a WebSocket; the other where it names none. */
    private static String scheme(String proto, String otherwise) {
        return switch (proto.toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> "https";
            case "http", "ws" -> "http";
            default -> otherwise;
        };
    }

    /**
     * The authority with the port that a proxy names: it takes the place of that in Host, which may be the proxy's own.
     */
    private static String authority(String named, boolean byProxy, int port, String scheme) {
        int end = Origin.hostEnd(named);
        if (port < 0 || end <= 0 || byProxy && end < named.length()) {
            return named;
        }
        String host = named.substring(0, end);
        return port == Origin.standardPort(scheme) ? host : host + ":" + port;
    }

    /** An address with or without a port (RFC 7239 section 6), IPv6 also without brackets; null for anything else. */
    private static @Nullable SocketAddress address(String node) {
        int last = node.lastIndexOf(':');
        int end = node.length();
        if (last > 0 && (node.charAt(last - 1) == ']' || node.indexOf(':') == last)) {
            end = last;
        }
        boolean brackets = node.startsWith("[");
        if (brackets && (end < 2 || node.charAt(end - 1) != ']')) {
            return null;
        }
        String literal = brackets ? node.substring(1, end - 1) : node.substring(0, end);
        InetAddress address = brackets && literal.indexOf(':') < 0 ? null : Network.literal(literal);
        int port = end == node.length() || node.startsWith("_", end + 1) ? 0 : Origin.port(node, end + 1);
        return address == null || port < 0 ? null : new InetSocketAddress(address, port);
    }
}
