package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsCertificate;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SNIHostName;

/**
 * What a client has said that decides which certificate it can be shown: the name, the signature schemes (RFC 8446 section
 * 4.2.3) and the groups (RFC 8422 section 5.1.1). Immutable.
 */
final class Offer {
    /** Nothing is known, so nothing is refused. */
    static final Offer UNKNOWN = new Offer(null, null, null, null, null, false);

    /** For a certificate of which the client can check just the key's signature. */
    static final int LEAST_FIT = 1;
    /** For one of which it can check everything. */
    static final int MOST_FIT = 3;

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

    Offer(byte[] name, int[] schemes, int[] certificateSchemes, int[] groups, int[] suites, boolean tls13) {
        this.name = name;
        this.schemes = schemes;
        this.certificateSchemes = certificateSchemes;
        this.groups = groups;
        this.suites = suites;
        this.tls13 = tls13;
    }

    /** Whether the client can do TLS 1.3. */
    boolean hasTls13() {
        return tls13;
    }

    /**
     * The name asked for, without the dot that may end it (RFC 1034 section 3.1: both are the same name). Empty for what can
     * be no name at all, such as octets outside of ASCII, which gets the default.
     */
    Optional<String> serverName() {
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
    Optional<String> lowerName() {
        // ASCII, so no other rule of lower case comes in
        return serverName().map(asked -> asked.toLowerCase(Locale.ROOT));
    }

    /** Whether the name, if there is one, is one by the strict rule that JSSE's own type checks. */
    boolean hasStrictName() {
        try {
            return name == null || !new SNIHostName(name).getAsciiName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * How well a certificate suits the client.
     *
     * @return 0 when the client cannot check what its key signs; else the more the better
     */
    int fit(TlsCertificate certificate, boolean tls13) {
        if (schemes == null) {
            return MOST_FIT;
        }
        // RFC 8446 section 4.2.3: a scheme of ECDSA is for one curve in TLS 1.3, and in 1.2 for the JDK too
        boolean byCurve = SignatureSchemes.canSign(certificate, schemes, true, !tls13);
        boolean can = byCurve || !tls13 && SignatureSchemes.canSign(certificate, schemes, false, true);
        if (!can || !tls13 && !(hasCurve(certificate) && hasSuite(certificate))) {
            return 0;
        }
        // RFC 8446 section 4.4.2.2: a chain that the client can check, if there is one, else one that it may know
        return !byCurve ? LEAST_FIT : canCheckChain(certificate.chain()) ? MOST_FIT : LEAST_FIT + 1;
    }

    /** RFC 8422 section 5.1: in TLS 1.2 the groups are also those that a certificate's key may be on. */
    private boolean hasCurve(TlsCertificate certificate) {
        int group = GroupNames.curve(certificate.keyType());
        return groups == null || group < 0 || contains(groups, group);
    }

    /** In TLS 1.2 a suite names the kind of the key too (RFC 8422 section 2). */
    private boolean hasSuite(TlsCertificate certificate) {
        boolean rsa = certificate.keyType().startsWith("RSA");
        for (int i = 0; suites != null && i < suites.length; i++) {
            if (rsa ? CipherSuites.isRsa(suites[i]) : CipherSuites.isEcdsa(suites[i])) {
                return true;
            }
        }
        return suites == null;
    }

    /** Whether the client can check all signatures within a chain; what signs itself is not checked (RFC 8446 4.4.2.2). */
    private boolean canCheckChain(List<X509Certificate> chain) {
        int[] known = certificateSchemes == null ? schemes : certificateSchemes;
        for (X509Certificate certificate : chain) {
            boolean self = certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
            if (known != null && !self && !SignatureSchemes.signedBy(certificate, known)) {
                return false;
            }
        }
        return true;
    }

    static boolean contains(int[] codes, int code) {
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
                text.append(' ').append(GroupNames.of(group));
            }
        }
        return text.toString();
    }
}
