package dev.weir.middleware;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Commit;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Middleware;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sets the fields by which browsers restrict what a page may do, on every answer, errors included. What a handler has
 * set itself stays.
 *
 * <pre>{@code
 * Middleware headers = SecurityHeaders.builder()
 *         .hsts(Duration.ofDays(365), true)
 *         .contentSecurityPolicy("default-src 'self'; script-src 'nonce-{nonce}'")
 *         .build();
 * }</pre>
 *
 * <table>
 * <caption>Defaults</caption>
 * <tr><th>field</th><th>value</th><th>on</th></tr>
 * <tr><td>{@code Strict-Transport-Security}</td><td>{@code max-age=31536000}</td><td>https</td></tr>
 * <tr><td>{@code X-Content-Type-Options}</td><td>{@code nosniff}</td><td>all</td></tr>
 * <tr><td>{@code Referrer-Policy}</td><td>{@code strict-origin-when-cross-origin}</td><td>all</td></tr>
 * <tr><td>{@code Cross-Origin-Resource-Policy}</td><td>{@code same-origin}</td><td>all</td></tr>
 * <tr><td>{@code Content-Security-Policy}</td><td>{@code default-src 'self'; base-uri 'self'; form-action 'self';
 *     frame-ancestors 'self'; object-src 'none'}</td><td>documents</td></tr>
 * <tr><td>{@code X-Frame-Options}</td><td>{@code SAMEORIGIN}</td><td>documents</td></tr>
 * <tr><td>{@code Cross-Origin-Opener-Policy}</td><td>{@code same-origin-allow-popups}</td><td>documents</td></tr>
 * <tr><td>{@code Permissions-Policy}</td><td>{@code camera=(), geolocation=(), microphone=()}</td>
 *     <td>documents</td></tr>
 * </table>
 *
 * <p>Documents are HTML, XML of any kind, SVG and PDF; a 304 has none of their fields, so that the nonce of a stored
 * page stays the one that its policy has. Whether a request came over https is what {@code scheme()} says: behind a
 * proxy this stands within {@link TrustedProxies}.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class SecurityHeaders implements Middleware {
    /**
     * The nonce of a request, 128 random bits in base64url: what {@code nonce} of a {@code script} has to be. There
     * where a value has <code>{nonce}</code> in it.
     */
    public static final AttributeKey<String> NONCE = AttributeKey.of("nonce");

    private static final String HSTS = "Strict-Transport-Security";
    private static final String CSP = "Content-Security-Policy";
    private static final String PLACE = "{nonce}";
    private static final int NONCE_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    private final String[] names;
    private final String[] values;
    private final boolean withNonce;

    private SecurityHeaders(Map<String, String> fields) {
        names = fields.keySet().toArray(String[]::new);
        values = fields.values().toArray(String[]::new);
        withNonce = String.join("", values).contains(PLACE);
    }

    /**
     * Returns the middleware with its defaults.
     *
     * @return the middleware
     */
    public static SecurityHeaders create() {
        return builder().build();
    }

    /**
     * Begins with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            boolean secure = r.scheme().equals("https");
            String nonce = withNonce ? nonce() : "";
            w.onCommit(head -> apply(head, secure, nonce));
            next.serve(w, withNonce ? r.withAttribute(NONCE, nonce) : r);
        };
    }

    private String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return encoder.encodeToString(bytes);
    }

    private void apply(Commit head, boolean secure, String nonce) {
        Headers fields = head.headers();
        boolean document = head.status() != 304 && isDocument(fields);
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            if ((document || !forDocuments(name)) && (secure || !name.equals(HSTS)) && !fields.contains(name)) {
                fields.set(name, withNonce ? values[i].replace(PLACE, nonce) : values[i]);
            }
        }
    }

    private static boolean forDocuments(String name) {
        return switch (name) {
            case CSP,
                    "Content-Security-Policy-Report-Only",
                    "X-Frame-Options",
                    "Cross-Origin-Opener-Policy",
                    "Permissions-Policy" -> true;
            default -> false;
        };
    }

    private static boolean isDocument(Headers fields) {
        String type = fields.get("Content-Type");
        if (type == null) {
            return false;
        }
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.contains("html") || lower.contains("xml") || lower.startsWith("application/pdf");
    }

    /** Settings of {@link SecurityHeaders}. Not thread-safe. */
    public static final class Builder {
        private final Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Builder() {
            fields.putAll(Map.of(
                    HSTS,
                    "max-age=31536000",
                    CSP,
                    "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src"
                            + " 'none'",
                    "X-Content-Type-Options",
                    "nosniff",
                    "X-Frame-Options",
                    "SAMEORIGIN",
                    "Referrer-Policy",
                    "strict-origin-when-cross-origin",
                    "Cross-Origin-Opener-Policy",
                    "same-origin-allow-popups",
                    "Cross-Origin-Resource-Policy",
                    "same-origin",
                    "Permissions-Policy",
                    "camera=(), geolocation=(), microphone=()"));
        }

        /**
         * Sets for how long browsers are to use https only (RFC 6797).
         *
         * @param maxAge whole seconds count; zero makes browsers forget it
         * @param includeSubDomains whether that is for all subdomains as well
         * @return this
         * @throws IllegalArgumentException for a negative time
         */
        public Builder hsts(Duration maxAge, boolean includeSubDomains) {
            if (maxAge.isNegative()) {
                throw new IllegalArgumentException("the time of HSTS is zero or more, not " + maxAge);
            }
            return header(HSTS, "max-age=" + maxAge.toSeconds() + (includeSubDomains ? "; includeSubDomains" : ""));
        }

        /**
         * Sets the content security policy.
         *
         * @param policy directives; <code>{nonce}</code> stands for the request's nonce, as in
         *     <code>script-src 'nonce-{nonce}'</code>
         * @return this
         */
        public Builder contentSecurityPolicy(String policy) {
            return header(CSP, policy);
        }

        /**
         * Sets a field of the defaults, or a further one, such as {@code Content-Security-Policy-Report-Only}.
         *
         * @param name the field's name
         * @param value its value, in which <code>{nonce}</code> stands for the request's nonce
         * @return this
         * @throws IllegalArgumentException where they cannot be a field
         */
        public Builder header(String name, String value) {
            String checked = new Headers().set(name, value).value(0);
            // A name of the defaults keeps its case, by which it is known.
            fields.put(name, checked);
            return this;
        }

        /**
         * Takes a field out.
         *
         * @param name the field's name, in any case
         * @return this
         */
        public Builder without(String name) {
            fields.remove(name);
            return this;
        }

        /**
         * Makes the middleware.
         *
         * @return the middleware
         */
        public SecurityHeaders build() {
            return new SecurityHeaders(fields);
        }
    }
}
