package dev.weir.sessions;

import java.io.IOException;
import java.util.Optional;

/**
 * Where sessions are kept. A store does not see what is in a client's cookie: an identifier is the SHA-256 of that, so
 * what leaks from a store opens no session.
 *
 * <p>An {@link IOException} says that the store cannot be reached; the request is answered with 503.
 *
 * <p><b>Threads.</b> Must be thread-safe. Methods run on the threads of handlers, and may block.
 */
public interface SessionStore {
    /**
     * Finds a session.
     *
     * @param id 43 characters of {@code A-Z a-z 0-9 - _}
     * @return the session; nothing where there is none. One that is over may still be found
     * @throws IOException when the store cannot be reached
     */
    Optional<SessionRecord> load(String id) throws IOException;

    /**
     * Stores a session, where nobody has come before: this compares and sets in one step, so that a session which
     * another request has ended does not come back, and a change that another request has made is not lost.
     *
     * @param id as for {@link #load}
     * @param session with version 1 a new one; else it takes the place of the one whose version is one less
     * @return false, and nothing is changed, where there is already one, or for a later version none or one of another
     *     version
     * @throws IOException when the store cannot be reached
     */
    boolean save(String id, SessionRecord session) throws IOException;

    /**
     * Ends a session.
     *
     * @param id as for {@link #load}
     * @return whether it was there
     * @throws IOException when the store cannot be reached
     */
    boolean delete(String id) throws IOException;
}
