package dev.weir.tls.spi.handshake;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SNIHostName;

/**
 * What a client has said that decides which certificate it can be shown: the name, the signature schemes (RFC 8446
 * section 4.2.3) and the groups (RFC 8422 section 5.1.1). Immutable.
 */
public final class ClientOffer {
    /** Nothing is known, so nothing is refused. */
    public static final ClientOffer UNKNOWN = new ClientOffer(null, null, null, null, null, false);

    /** RFC 1035 section 2.3.4, with a dot at the end. */
    private static final int LONGEST_NAME = 254;

    /** As it was sent; null for none. */
    private final byte[] name;
    /** Null for unknown. */
    private final int[] schemes;
    /** Those for the signatures within certificates; null where they are the others. */
    private final int[] certificateSchemes;
    /** Null where the client has named none. */
    private final int[] groups;
    /** Cipher suites; null for unknown. */
    private final int[] suites;
    /** Whether TLS 1.3 is among the versions. */
    private final boolean tls13;

    public ClientOffer(
            byte[] name, int[] schemes, int[] certificateSchemes, int[] groups, int[] suites, boolean tls13) {
        this.name = name;
        this.schemes = schemes;
        this.certificateSchemes = certificateSchemes;
        this.groups = groups;
        this.suites = suites;
        this.tls13 = tls13;
    }

    /** Whether the client can do TLS 1.3. */
    public boolean hasTls13() {
        return tls13;
    }

    /**
     * The name asked for, without the dot that may end it (RFC 1034 section 3.1: both are the same name). Empty for
     * what can be no name at all, such as octets outside of ASCII, which gets the default.
     */
    public Optional<String> serverName() {
        if (name == null || name.length == 0 || name.length > LONGEST_NAME) {
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

    /** The name in lower case: the form in which certificates are looked for. */
    public Optional<String> lowerName() {
        // ASCII, so no other rule of lower case comes in
        return serverName().map(asked -> asked.toLowerCase(Locale.ROOT));
    }

    /** Whether the name, if there is one, is one by the strict rule that JSSE's own type checks. */
    public boolean hasStrictName() {
        try {
            return name == null || !new SNIHostName(name).getAsciiName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The signature schemes (RFC 8446 section 4.2.3).
     *
     * @return their codes; null for unknown; not to be changed
     */
    public int[] schemes() {
        return schemes;
    }

    /**
     * The signature schemes for the signatures within certificates.
     *
     * @return their codes; null for unknown; not to be changed
     */
    public int[] certificateSchemes() {
        return certificateSchemes == null ? schemes : certificateSchemes;
    }

    /**
     * The groups (RFC 8422 section 5.1.1).
     *
     * @return their codes; null where the client has named none; not to be changed
     */
    public int[] groups() {
        return groups;
    }

    /**
     * The cipher suites.
     *
     * @return their codes; null for unknown; not to be changed
     */
    public int[] suites() {
        return suites;
    }

    public static boolean contains(int[] codes, int code) {
        for (int one : codes) {
            if (one == code) {
                return true;
            }
        }
        return false;
    }

    /** For a log's line: what a certificate would have to suit. */
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
