package dev.weir.observe;

import dev.weir.http.api.internal.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/**
 * Leaves the first bits of clients' addresses.
 *
 * @param bits4 of IPv4
 * @param bits6 of IPv6
 */
record AddressMask(int bits4, int bits6) {
    static final int MOST_4 = 32;
    static final int MOST_6 = 128;
    static final AddressMask NONE = new AddressMask(MOST_4, MOST_6);

    /** ::ffff:0:0/96 holds IPv4. */
    private static final int MAPPED_PREFIX = 96;

    AddressMask {
        if (bits4 < 0 || bits4 > MOST_4 || bits6 < 0 || bits6 > MOST_6) {
            throw new IllegalArgumentException(
                    "maskClient keeps 0 to 32 bits of IPv4 and 0 to 128 of IPv6, not " + bits4 + " and " + bits6);
        }
    }

    /** Returns an address as the log has it; a name that was not looked up is masked altogether. */
    String text(SocketAddress address) {
        if (bits4 == MOST_4 && bits6 == MOST_6 || address instanceof UnixDomainSocketAddress) {
            return Addresses.text(address);
        }
        if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return "-";
        }
        byte[] bytes = inet.getAddress().getAddress();
        int keep = bytes.length == 4 ? bits4 : isMapped(bytes) ? MAPPED_PREFIX + bits4 : bits6;
        for (int i = 0; i < bytes.length; i++) {
            int left = Math.clamp(keep - 8L * i, 0, 8);
            bytes[i] &= (byte) (0xff00 >> left);
        }
        try {
            return Addresses.text(new InetSocketAddress(InetAddress.getByAddress(bytes), 0));
        } catch (UnknownHostException e) {
            throw new AssertionError("four or sixteen bytes", e);
        }
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }
}
