package dev.weir.tls.spi;

import java.time.Duration;

/**
 * The bounds of a server's session cache.
 *
 * @param max the maximum number of sessions; a new one evicts the oldest
 * @param lifetime the time for which a session can be resumed
 */
public record TlsSessions(int max, Duration lifetime) {
    private static final Duration MAX_LIFETIME = Duration.ofDays(7);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when max is below 1, or lifetime is not between 1 second and 7 days (RFC 8446
     *     section 4.6.1)
     */
    public TlsSessions {
        if (max < 1) {
            throw new IllegalArgumentException("the session cache needs room for at least 1 session, not " + max);
        }
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(MAX_LIFETIME) > 0) {
            throw new IllegalArgumentException("the lifetime of sessions is 1 second to 7 days, not " + lifetime);
        }
    }
}
