package dev.weir.websocket.internal;

import dev.weir.http.api.internal.FieldSyntax;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Values of the opening handshake (RFC 6455 section 4.2). */
public final class Handshakes {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** Cloned for each: to look one up leaves something behind with the thread, which a WebSocket keeps for its life. */
    private static final MessageDigest SHA1;

    static {
        try {
            SHA1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Handshakes() {}

    /** Whether a key is sixteen bytes in Base64. */
    public static boolean isKey(String key) {
        if (key.length() != 24 || !key.endsWith("==")) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** The value of Sec-WebSocket-Accept for a key. */
    public static String accept(String key) {
        try {
            MessageDigest sha1 = (MessageDigest) SHA1.clone();
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-1 can be cloned", e);
        }
    }

    /**
     * Whether an origin (RFC 6454 section 7) is that of a request. The port may be left out where it is the scheme's
     * own.
     *
     * @param authority of the request
     */
    public static boolean isSameOrigin(String origin, String scheme, String authority) {
        int colons = origin.indexOf("://");
        return colons > 0
                && FieldSyntax.equal(origin.substring(0, colons), scheme)
                && FieldSyntax.equal(withoutPort(origin.substring(colons + 3), scheme), withoutPort(authority, scheme));
    }

    private static String withoutPort(String authority, String scheme) {
        String port = scheme.equals("https") ? ":443" : ":80";
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }

    /**
     * Chooses a subprotocol.
     *
     * @param offered the values of Sec-WebSocket-Protocol
     * @param spoken in order of preference
     * @return empty where none is spoken
     * @throws IllegalArgumentException where an offer is no list of tokens
     */
    public static String subprotocol(List<String> offered, List<String> spoken) {
        int best = spoken.size();
        for (String value : offered) {
            for (String name : FieldSyntax.members(value)) {
                if (!FieldSyntax.isToken(name)) {
                    throw new IllegalArgumentException("Sec-WebSocket-Protocol is no list of tokens");
                }
                int rank = spoken.indexOf(name);
                best = rank >= 0 ? Math.min(best, rank) : best;
            }
        }
        return best < spoken.size() ? spoken.get(best) : "";
    }
}
