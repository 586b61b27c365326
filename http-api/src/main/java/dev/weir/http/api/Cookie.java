package dev.weir.http.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A cookie (RFC 6265, and its revision in draft-ietf-httpbis-rfc6265bis). One that came with a request has a name and a
 * value alone; one that goes out has attributes, which the {@code with} methods add.
 *
 * <pre>{@code
 * w.addCookie(Cookie.of("__Host-session", id).withPath("/").withSecure().withHttpOnly()
 *         .withSameSite(Cookie.SameSite.LAX).withMaxAge(Duration.ofHours(8)));
 * }</pre>
 *
 * <p>What came with a request is taken as it was sent, so nothing is checked here; {@link #toSetCookie} checks all.
 *
 * @param name a token in what goes out; what a client sent has whatever stood before its equals sign
 * @param value the value; quotes around it are part of it
 * @param path the path that the cookie is sent back to; without it the directory of the request's path
 * @param domain the domain that the cookie is sent back to, with its subdomains; without it this host alone
 * @param maxAge how long the cookie lives, in whole seconds; zero removes it. Without it and {@code expires}: as long
 *     as the client runs
 * @param expires when the cookie ends; {@code maxAge} counts where both are set
 * @param secure whether it is sent over TLS alone
 * @param httpOnly whether scripts may not see it
 * @param sameSite whether it is sent with requests that another site has caused
 * @param partitioned whether each top-level site gets a jar of its own
 */
public record Cookie(
        String name,
        String value,
        Optional<String> path,
        Optional<String> domain,
        Optional<Duration> maxAge,
        Optional<Instant> expires,
        boolean secure,
        boolean httpOnly,
        Optional<SameSite> sameSite,
        boolean partitioned) {
    /** Whether a cookie is sent with requests that another site has caused. */
    public enum SameSite {
        /** With none of them. */
        STRICT("Strict"),
        /** Only where the user follows a link. */
        LAX("Lax"),
        /** With all of them; needs {@code Secure}. */
        NONE("None");

        private final String attribute;

        SameSite(String attribute) {
            this.attribute = attribute;
        }

        @Override
        public String toString() {
            return attribute;
        }
    }

    /** Checks that nothing is null. */
    public Cookie {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(maxAge, "maxAge");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(sameSite, "sameSite");
    }

    /**
     * Returns a cookie without attributes.
     *
     * @param name a token
     * @param value the value
     * @return the cookie
     */
    public static Cookie of(String name, String value) {
        return new Cookie(
                name,
                value,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                false);
    }

    /**
     * Returns a copy for a path and all below it.
     *
     * @param path begins with a slash
     * @return the copy
     */
    public Cookie withPath(String path) {
        return new Cookie(
                name, value, Optional.of(path), domain, maxAge, expires, secure, httpOnly, sameSite, partitioned);
    }

    /**
     * Returns a copy for a domain and its subdomains.
     *
     * @param domain a host name
     * @return the copy
     */
    public Cookie withDomain(String domain) {
        return new Cookie(
                name, value, path, Optional.of(domain), maxAge, expires, secure, httpOnly, sameSite, partitioned);
    }

    /**
     * Returns a copy with a lifetime.
     *
     * @param maxAge from now, in whole seconds; zero or less removes the cookie from the client
     * @return the copy
     */
    public Cookie withMaxAge(Duration maxAge) {
        return new Cookie(
                name, value, path, domain, Optional.of(maxAge), expires, secure, httpOnly, sameSite, partitioned);
    }

    /**
     * Returns a copy that expires at a time.
     *
     * @param expires in the years 1601 to 9999; one in the past removes the cookie from the client
     * @return the copy
     */
    public Cookie withExpires(Instant expires) {
        return new Cookie(
                name, value, path, domain, maxAge, Optional.of(expires), secure, httpOnly, sameSite, partitioned);
    }

    /**
     * Returns a copy with {@code Secure}: sent over TLS alone.
     *
     * @return the copy
     */
    public Cookie withSecure() {
        return new Cookie(name, value, path, domain, maxAge, expires, true, httpOnly, sameSite, partitioned);
    }

    /**
     * Returns a copy with {@code HttpOnly}: hidden from scripts.
     *
     * @return the copy
     */
    public Cookie withHttpOnly() {
        return new Cookie(name, value, path, domain, maxAge, expires, secure, true, sameSite, partitioned);
    }

    /**
     * Returns a copy with a rule for requests that other sites cause.
     *
     * @param sameSite the rule
     * @return the copy
     */
    public Cookie withSameSite(SameSite sameSite) {
        return new Cookie(
                name, value, path, domain, maxAge, expires, secure, httpOnly, Optional.of(sameSite), partitioned);
    }

    /**
     * Returns a copy in a jar of its own for each top-level site; needs {@link #withSecure}.
     *
     * @return the copy
     */
    public Cookie withPartitioned() {
        return new Cookie(name, value, path, domain, maxAge, expires, secure, httpOnly, sameSite, true);
    }

    /**
     * Writes this cookie as the value of a {@code Set-Cookie} field.
     *
     * @return the field value
     * @throws IllegalArgumentException where a client would refuse or misread the cookie: a name that is no token; a
     *     value with a control character, space, quote, comma, semicolon, backslash or anything over ASCII; name and
     *     value over 4096 bytes; a path that does not begin with a slash; a malformed domain; {@code SameSite=None} or
     *     {@code Partitioned} without {@code Secure}; a name that begins with {@code __Secure-} without {@code Secure},
     *     or with {@code __Host-} without {@code Secure}, with a domain, or with a path other than {@code /}
     */
    public String toSetCookie() {
        return SetCookie.format(this);
    }
}
