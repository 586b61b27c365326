package dev.weir.sessions;

import org.jspecify.annotations.Nullable;

/**
 * Between a session and where it is kept: what stands in the client's cookie is either an identifier or the session
 * itself. All throw an {@link dev.weir.http.api.HttpError} with 503 where the store cannot be reached.
 */
interface Carrier {
    /** Returns how long content and user together may be, in a cookie of a name. */
    int capacity(String cookieName);

    /** Returns the session of a cookie that a client sent; null where there is none. */
    @Nullable
    SessionRecord load(String cookieName, String value);

    /** Stores a new session and returns the value of its cookie. */
    String create(String cookieName, SessionRecord session);

    /** Stores a session anew and returns the value of its cookie; null where another request was faster. */
    @Nullable
    String replace(String cookieName, String value, SessionRecord session);

    /** Ends a session, and returns whether it was there. */
    boolean delete(String value);
}
