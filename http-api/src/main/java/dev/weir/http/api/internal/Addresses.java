package dev.weir.http.api.internal;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Addresses as text for logs. */
public final class Addresses {
    private static final int GROUPS = 8;

    private Addresses() {}

    /** Returns the address without port, zone, host name or slash; a name that was not looked up stands for itself. */
    public static String text(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address six -> shortForm(six);
            case InetSocketAddress inet
            when inet.getAddress() != null -> inet.getAddress().getHostAddress();
            case InetSocketAddress inet -> inet.getHostString();
            case UnixDomainSocketAddress _ -> "unix";
            default -> address.toString();
        };
    }

    /** RFC 5952 section 5: an IPv4 address in IPv6's clothes shows its dots. */
    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < GROUPS - 3; i++) {
            if (group(bytes, i) != 0) {
                return false;
            }
        }
        return group(bytes, GROUPS - 3) == 0xffff;
    }

    /** RFC 5952 section 4: no leading zeros, and two colons for the first of the longest runs of at least two zero groups. */
    private static String shortForm(Inet6Address address) {
        byte[] bytes = address.getAddress();
        if (isMapped(bytes)) {
            return "::ffff:" + (bytes[12] & 0xff) + '.' + (bytes[13] & 0xff) + '.' + (bytes[14] & 0xff) + '.'
                    + (bytes[15] & 0xff);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = i;
            while (run < GROUPS && group(bytes, run) == 0) {
                run++;
            }
            if (run - i > length) {
                start = i;
                length = run - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(group(bytes, i)));
            }
        }
        return text.toString();
    }

    private static int group(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
    }
}
