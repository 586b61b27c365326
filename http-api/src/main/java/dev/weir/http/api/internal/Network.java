package dev.weir.http.api.internal;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A network of IPv4 or IPv6 addresses (RFC 4632). Nothing here asks the DNS. */
public final class Network {
    private final byte[] address;
    private final int prefix;

    private Network(byte[] address, int prefix) {
        this.address = address;
        this.prefix = prefix;
    }

    /**
     * Reads a network.
     *
     * @param text an address, or an address and the length of a prefix: {@code 10.0.0.0/8}
     * @return the network
     * @throws IllegalArgumentException where it is none, or the address has bits behind the prefix
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress literal = literal(slash < 0 ? text : text.substring(0, slash));
        if (literal == null) {
            throw new IllegalArgumentException("a network is an IP address, or one with a prefix as in 10.0.0.0/8 or"
                    + " 2001:db8::/32, not " + text + "; names are not looked up");
        }
        byte[] bytes = literal.getAddress();
        int bits = bytes.length * 8;
        int prefix = slash < 0 ? bits : (int) Math.min(Ascii.decimal(text.substring(slash + 1)), 1000);
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("the prefix of " + text + " is from 0 to " + bits);
        }
        for (int i = prefix; i < bits; i++) {
            if (bit(bytes, i) != 0) {
                throw new IllegalArgumentException(
                        text + " has bits behind its prefix: is one address meant, or a longer prefix?");
            }
        }
        return new Network(bytes, prefix);
    }

    /**
     * Returns whether an address is in this network.
     *
     * @param other the address
     * @return false also for an address of the other family
     */
    public boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        int whole = prefix >> 3;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != address[i]) {
                return false;
            }
        }
        for (int i = whole << 3; i < prefix; i++) {
            if (bit(bytes, i) != bit(address, i)) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] bytes, int index) {
        return bytes[index >> 3] >> (7 - (index & 7)) & 1;
    }

    /**
     * Reads an address in its usual form: four decimal parts without leading zeros, or IPv6 without a zone. What
     * {@link InetAddress#ofLiteral} takes beyond that, such as {@code 127.1}, some readers take for another address.
     *
     * @param text the address, without brackets and port
     * @return the address, an IPv4 address also where it came in IPv6's form; null where it is none
     */
    public static @Nullable InetAddress literal(String text) {
        boolean six = text.indexOf(':') >= 0;
        if (text.length() > 45 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0 || !six && !isDotted(text)) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean isDotted(String text) {
        int parts = 0;
        for (int start = 0; start <= text.length(); parts++) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            String part = text.substring(start, end);
            long value = Ascii.decimal(part);
            if (value < 0 || value > 255 || part.length() > 1 && part.charAt(0) == '0') {
                return false;
            }
            start = end + 1;
        }
        return parts == 4;
    }
}
