/**
 * What a client is remembered by: {@link dev.weir.sessions.SignedCookies} are values that only this program can read
 * and make, and {@link dev.weir.sessions.Sessions} keeps a {@link dev.weir.sessions.Session} for each client, in such a
 * cookie or in a {@link dev.weir.sessions.SessionStore}.
 *
 * <p>Nothing here may be null unless it says so.
 */
@NullMarked
package dev.weir.sessions;

import org.jspecify.annotations.NullMarked;
