package dev.weir.tls.spi.handshake;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;

/**
 * The part of a client's offer that decides which certificates suit it: the server name, the signature schemes (RFC
 * 8446 section 4.2.3), the groups (RFC 8422 section 5.1.1) and the cipher suites. Immutable.
 */
public final class ClientOffer {
    /** An offer of which nothing is known; any certificate suits it. */
    public static final ClientOffer UNKNOWN = new ClientOffer(null, null, null, null, null, false);

    /** RFC 1035 section 2.3.4, plus a final dot. */
    private static final int MAX_NAME = 254;

    /** The server name as sent; null for none. */
    private final byte @Nullable [] name;
    /** Null for unknown. */
    private final int @Nullable [] schemes;
    /** Null for the same as schemes. */
    private final int @Nullable [] certificateSchemes;
    /** Null for none sent. */
    private final int @Nullable [] groups;
    /** Null for unknown. */
    private final int @Nullable [] suites;

    private final boolean tls13;

    /**
     * Creates an offer; the arrays are not copied.
     *
     * @param name the server name as sent; null for none
     * @param schemes the signature schemes; null for unknown
     * @param certificateSchemes the signature schemes within certificates; null for the same as schemes
     * @param groups the groups; null for none sent
     * @param suites the cipher suites; null for unknown
     * @param tls13 whether TLS 1.3 is among the versions
     */
    public ClientOffer(
            byte @Nullable [] name,
            int @Nullable [] schemes,
            int @Nullable [] certificateSchemes,
            int @Nullable [] groups,
            int @Nullable [] suites,
            boolean tls13) {
        this.name = name;
        this.schemes = schemes;
        this.certificateSchemes = certificateSchemes;
        this.groups = groups;
        this.suites = suites;
        this.tls13 = tls13;
    }

    /** Returns whether the client supports TLS 1.3. */
    public boolean hasTls13() {
        return tls13;
    }

    /**
     * Returns the requested server name, without a final dot (RFC 1034 section 3.1: both are the same name).
     *
     * @return the name; empty for none, and for one that no host can have, as with bytes outside of ASCII
     */
    public Optional<String> serverName() {
        if (name == null || name.length == 0 || name.length > MAX_NAME) {
            return Optional.empty();
        }
        for (byte b : name) {
            boolean usual = b >= 'a' && b <= 'z'
                    || b >= 'A' && b <= 'Z'
                    || b >= '0' && b <= '9'
                    || b == '-'
                    || b == '.'
                    || b == '_'
                    || b == ':';
            if (!usual) {
                return Optional.empty();
            }
        }
        int length = name.length > 1 && name[name.length - 1] == '.' ? name.length - 1 : name.length;
        return Optional.of(new String(name, 0, length, StandardCharsets.US_ASCII));
    }

    /** Returns the server name in lower case, for the lookup of certificates. */
    public Optional<String> lowerName() {
        // ASCII only, so that this is the lower case of DNS.
        return serverName().map(asked -> asked.toLowerCase(Locale.ROOT));
    }

    /** Returns whether the server name, if there is one, is valid for JSSE's {@link SNIHostName}. */
    public boolean hasStrictName() {
        try {
            return name == null || !new SNIHostName(name).getAsciiName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Returns the signature schemes (RFC 8446 section 4.2.3).
     *
     * @return the codes, not to be modified; null for unknown
     */
    public int @Nullable [] schemes() {
        return schemes;
    }

    /**
     * Returns the signature schemes for signatures within certificates.
     *
     * @return the codes, not to be modified; null for unknown
     */
    public int @Nullable [] certificateSchemes() {
        return certificateSchemes == null ? schemes : certificateSchemes;
    }

    /**
     * Returns the groups (RFC 8422 section 5.1.1).
     *
     * @return the codes, not to be modified; null for none sent
     */
    public int @Nullable [] groups() {
        return groups;
    }

    /**
     * Returns the cipher suites.
     *
     * @return the codes, not to be modified; null for unknown
     */
    public int @Nullable [] suites() {
        return suites;
    }

    /** Returns whether a code is one of some. */
    public static boolean contains(int[] codes, int code) {
        for (int one : codes) {
            if (one == code) {
                return true;
            }
        }
        return false;
    }

    /** Returns a text for logs: what a certificate must suit. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("the name ").append(serverName().orElse("none"));
        if (schemes != null) {
            text.append(", the signature schemes");
            for (int scheme : schemes) {
                text.append(' ').append(SignatureSchemes.name(scheme));
            }
        }
        if (groups != null) {
            text.append(", the groups");
            for (int group : groups) {
                text.append(' ').append(NamedGroups.of(group));
            }
        }
        return text.toString();
    }
}
