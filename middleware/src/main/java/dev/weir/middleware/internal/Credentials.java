package dev.weir.middleware.internal;

import dev.weir.http.api.Headers;
import dev.weir.http.api.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The fields of HTTP authentication (RFC 9110 section 11), and digests of secrets. */
public final class Credentials {
    private Credentials() {}

    /**
     * Returns whether a request has more than one {@code Authorization}: it is not known then whom it is from.
     *
     * @param r the request
     * @return true with two or more
     */
    public static boolean isRepeated(Request r) {
        int first = r.headers().indexOf("Authorization", 0);
        return first >= 0 && r.headers().indexOf("Authorization", first + 1) >= 0;
    }

    /**
     * Returns what a request has for a scheme.
     *
     * @param r the request
     * @param scheme the scheme's name
     * @return what follows the name, empty where nothing does; null without the field or with another scheme
     */
    public static @Nullable String of(Request r, String scheme) {
        String value = r.headers().get("Authorization");
        int length = scheme.length();
        if (value == null || !value.regionMatches(true, 0, scheme, 0, length)) {
            return null;
        }
        if (value.length() == length) {
            return "";
        }
        return value.charAt(length) == ' ' ? value.substring(length + 1).strip() : null;
    }

    /**
     * Returns a quoted string.
     *
     * @param text the text, ASCII
     * @return in quotes
     * @throws IllegalArgumentException for other characters
     */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("a realm or scope is printable ASCII: " + text);
            }
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return new Headers()
                .set("WWW-Authenticate", quoted.append('"').toString())
                .value(0);
    }

    /**
     * Returns the digest of a secret, by which secrets of different lengths are compared in the same time.
     *
     * @param secret the secret
     * @return 32 octets
     */
    public static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
