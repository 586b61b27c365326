package dev.weir.tls.spi;

import java.time.Duration;

/**
 * How a server remembers sessions.
 *
 * @param most how many at once; the oldest goes for a new one
 * @param lifetime how long one can be resumed
 */
public record TlsSessions(int most, Duration lifetime) {
    private static final Duration LONGEST = Duration.ofDays(7);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when most is below 1, or lifetime is not between a second and 7 days (RFC 8446
     *     section 4.6.1)
     */
    public TlsSessions {
        if (most < 1) {
            throw new IllegalArgumentException("at least one session is remembered, not " + most);
        }
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a session lives from a second to 7 days, not " + lifetime);
        }
    }
}
