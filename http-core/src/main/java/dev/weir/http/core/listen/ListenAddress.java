package dev.weir.http.core.listen;

import dev.weir.http.api.internal.Addresses;
import dev.weir.http.api.internal.Ascii;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;

/** Where a server listens, as users write it: {@code host:port}, {@code :port}, {@code [v6]:port}, {@code unix:/path}. */
public final class ListenAddress {
    private static final String UNIX = "unix:";

    private ListenAddress() {}

    public static SocketAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            String path = text.substring(UNIX.length());
            if (path.isEmpty()) {
                throw new IllegalArgumentException("there is no path in the address " + text);
            }
            if (path.startsWith("@")) {
                // As other programs write a name in Linux's abstract namespace, which Java cannot bind to.
                throw new IllegalArgumentException("the address " + text
                        + " is an abstract one, which is not supported: for a file of this name write unix:./" + path);
            }
            try {
                return UnixDomainSocketAddress.of(path);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("not a path in the address " + text + ": " + e.getReason(), e);
            }
        }
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        if (colon < 0
                || bracketed && (colon == 0 || text.charAt(colon - 1) != ']')
                || !bracketed && text.indexOf(':') != colon) {
            throw wrong(text);
        }
        int port = port(text, colon + 1);
        String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        if (host.isEmpty()) {
            return new InetSocketAddress(port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no such host in the address " + text, e);
        }
    }

    /** Returns an address as users write it, with the number of its host. */
    public static String text(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet
            when inet.getAddress() instanceof Inet6Address -> "[" + Addresses.text(inet) + "]:" + inet.getPort();
            case InetSocketAddress inet -> Addresses.text(inet) + ":" + inet.getPort();
            case UnixDomainSocketAddress file -> UNIX + file.getPath();
            default -> address.toString();
        };
    }

    private static int port(String text, int start) {
        long port = Ascii.decimal(text.substring(start));
        if (port < 0 || port > 65535) {
            throw wrong(text);
        }
        return (int) port;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("the address \"" + text
                + "\" is none of host:port, :port, [v6]:port and unix:/path, with a port from 0 to 65535");
    }
}
