package dev.weir.sessions;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A session as a {@link SessionStore} keeps it.
 *
 * @param content what {@link Sessions} has written, to be given back as it is: printable ASCII, up to about 32,000
 *     characters
 * @param user who is logged in, at most 200 characters; nothing before a login
 * @param expires when the session is over unless it is used: a store may forget it from then on
 * @param version 1 when the session is made, and one more each time it is saved
 */
public record SessionRecord(String content, Optional<String> user, Instant expires, long version) {
    /** Checks that nothing is null. */
    public SessionRecord {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(expires, "expires");
    }
}
