package dev.weir.middleware;

import dev.weir.http.api.AttributeKey;
import java.security.Principal;

/** Who asks, as far as an authentication has found out. */
public final class Principals {
    /**
     * The client's principal, set by {@link BasicAuth} and {@link BearerAuth}; there where the request has passed one
     * of them.
     */
    public static final AttributeKey<Principal> KEY = AttributeKey.of("principal");

    private Principals() {}

    /** A principal that is known by its name alone. */
    record Named(String getName) implements Principal {
        @Override
        public String toString() {
            return getName;
        }
    }
}
