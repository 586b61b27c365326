package dev.weir.middleware.internal;

import dev.weir.http.api.internal.Network;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Origins (RFC 6454): scheme, host and port, compared as wholes in a normal form: {@code scheme://host:port} in lower
 * case, with the port that the scheme means where none was named. The serialized form has no user information and no
 * path, so a text with either is no origin; a lenient parser would take {@code http://evil@victim.example} for the
 * victim's.
 */
public final class Origin {
    private static final int LARGEST_PORT = 65_535;
    private static final int MALFORMED = -2;

    private Origin() {}

    /**
     * Reads a serialized origin.
     *
     * @param text {@code scheme://host[:port]}
     * @return its normal form; null where it is none, as with {@code null}
     */
    public static @Nullable String parse(String text) {
        int colon = text.indexOf("://");
        if (colon <= 0) {
            return null;
        }
        for (int i = 0; i < colon; i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && (i == 0 || !isDigit(c) && c != '+' && c != '-' && c != '.')) {
                return null;
            }
        }
        return of(text.substring(0, colon), text.substring(colon + 3));
    }

    /**
     * Reads an authority.
     *
     * @param scheme says which port is meant where none is named
     * @param authority {@code host[:port]}
     * @return the normal form; null where the authority is none
     */
    public static @Nullable String of(String scheme, String authority) {
        int end = hostEnd(authority);
        if (end <= 0) {
            return null;
        }
        String lower = scheme.toLowerCase(Locale.ROOT);
        int port = end == authority.length() ? standardPort(lower) : port(authority, end + 1);
        return port == MALFORMED
                ? null
                : lower + "://" + authority.substring(0, end).toLowerCase(Locale.ROOT) + ":" + port;
    }

    /**
     * Reads an origin that a program is configured with.
     *
     * @param text {@code scheme://host[:port]}
     * @return its normal form
     * @throws IllegalArgumentException where it is none
     */
    public static String configured(String text) {
        String origin = parse(text);
        if (origin == null) {
            throw new IllegalArgumentException(
                    "an origin is scheme://host[:port] without a path, as in" + " https://app.example, not " + text);
        }
        return origin;
    }

    /**
     * Returns the port that a scheme means where none is named.
     *
     * @param scheme in lower case
     * @return the port; -1 where the scheme has none
     */
    public static int standardPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
        };
    }

    /**
     * Returns where the host of an authority ends.
     *
     * @param authority {@code host[:port]}
     * @return the index of the colon before the port, or the length; -1 where it does not begin with a host: a name,
     *     an IPv4 address, or an IPv6 address in brackets
     */
    public static int hostEnd(String authority) {
        boolean literal = authority.startsWith("[");
        int end = literal ? authority.indexOf(']') + 1 : authority.indexOf(':');
        if (end < 0) {
            end = authority.length();
        }
        if (end == 0 || end < authority.length() && authority.charAt(end) != ':') {
            return -1;
        }
        if (literal) {
            String address = authority.substring(1, end - 1);
            return address.indexOf(':') >= 0 && Network.literal(address) != null ? end : -1;
        }
        for (int i = 0; i < end; i++) {
            char c = authority.charAt(i);
            if (!isLetter(c) && !isDigit(c) && c != '-' && c != '.' && c != '_') {
                return -1;
            }
        }
        return end;
    }

    /**
     * Reads a port.
     *
     * @param text holds it
     * @param from where it begins; it ends with the text
     * @return from 0 to 65535, or a negative number where it is none
     */
    public static int port(String text, int from) {
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return MALFORMED;
            }
            port = port * 10 + text.charAt(i) - '0';
            if (port > LARGEST_PORT) {
                return MALFORMED;
            }
        }
        return from < text.length() ? port : MALFORMED;
    }

    private static boolean isLetter(char c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
