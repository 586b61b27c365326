package dev.weir.sessions;

import dev.weir.http.api.Commit;
import dev.weir.http.api.Cookie;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a client from one request to the next, as {@link Sessions#of} gives it: values by name, and who
 * is logged in.
 *
 * <p>Nothing is read before the first call, and nothing is stored or sent before there is something to keep: a client
 * of which nothing is remembered gets no cookie. What was changed is saved once, before the head of the response goes
 * out, whatever its status; a change after that is an {@link IllegalStateException}.
 *
 * <p>Values are text, so that any server can read what another one has stored: whole objects belong into a database of
 * the program's own, and their key into the session. All of a session's keys and values, in the coding of forms, and
 * the user have 32,000 characters; in a cookie about 3000.
 *
 * <p><b>Several requests at once.</b> Each sees the session as it was when it looked first. Of what they change, each
 * key keeps the value that was saved last, and no change of another key is lost. A session that one of them has ended,
 * or given a new identifier, does not come back by what another one saves. (In a cookie the whole session is that of
 * the answer that came last, and one that is ended lives on wherever its cookie was copied.)
 *
 * <p><b>Failures.</b> Where the store cannot be reached, the first call throws an {@link HttpError} with 503, which a
 * handler lets pass; where that is found when the session is saved, the answer becomes such a 503.
 *
 * <p><b>Threads.</b> Used by one thread at a time, that of its request.
 */
public final class Session {
    /** Each failed try means that another request has succeeded; a client has not that many at once. */
    private static final int MOST_TRIES = 64;

    private static final int MAX_USER = 200;

    private final Sessions sessions;
    private final Request request;
    private final String cookieName;

    /** Whether the store was asked; nothing below has a meaning before. */
    private boolean loaded;

    private boolean committed;
    /** Whether the client sent a cookie, good or not. */
    private boolean presented;
    /** The cookie of the session as it is stored; null where it is not. */
    private @Nullable String stored;

    private long version;
    private Instant expires = Instant.EPOCH;

    /** The cookie of the session that this one takes the place of, or that was ended; null for none. */
    private @Nullable String replaced;

    private boolean ended;
    private boolean login;

    // Both can be changed once the session is loaded; before, they cost nothing.
    private Map<String, String> values = Map.of();
    private Set<String> changed = Set.of();
    private Optional<String> user = Optional.empty();
    private Instant ends = Instant.EPOCH;

    Session(Sessions sessions, Request request) {
        this.sessions = sessions;
        this.request = request;
        this.cookieName = sessions.cookieName(request);
    }

    /** Returns whose middleware made this. */
    Sessions sessions() {
        return sessions;
    }

    /**
     * Returns a value.
     *
     * @param key its name
     * @return the value, or nothing
     * @throws HttpError 503 where the store cannot be reached
     */
    public Optional<String> get(String key) {
        load();
        return Optional.ofNullable(values.get(key));
    }

    /**
     * Sets a value.
     *
     * @param key its name, any text of Unicode
     * @param value any text of Unicode; half of a surrogate pair becomes a question mark
     * @throws IllegalArgumentException where the session would be longer than it may be; then nothing is changed
     * @throws IllegalStateException when the response is committed
     * @throws HttpError 503 where the store cannot be reached
     */
    public void set(String key, String value) {
        Objects.requireNonNull(value, "value");
        change();
        if (value.equals(values.get(key))) {
            return;
        }
        Map<String, String> after = new LinkedHashMap<>(values);
        after.put(key, value);
        checkRoom(after, user);
        values = after;
        changed.add(key);
    }

    private void checkRoom(Map<String, String> values, Optional<String> user) {
        int length = SessionText.write(ends, values).length()
                + user.map(name -> name.getBytes(StandardCharsets.UTF_8).length).orElse(0);
        int room = sessions.carrier.capacity(cookieName);
        if (length > room) {
            throw new IllegalArgumentException("the session would have " + length
                    + " characters, and there is room for " + room + ": keep in it what finds the rest elsewhere");
        }
    }

    /**
     * Removes a value; does nothing where there is none.
     *
     * @param key its name
     * @throws IllegalStateException when the response is committed
     * @throws HttpError 503 where the store cannot be reached
     */
    public void remove(String key) {
        change();
        if (values.remove(key) != null) {
            changed.add(key);
        }
    }

    /**
     * Returns who is logged in.
     *
     * @return as given to {@link #login}; nothing where nobody is
     * @throws HttpError 503 where the store cannot be reached
     */
    public Optional<String> user() {
        load();
        return user;
    }

    /**
     * Notes that a user has logged in. The session gets a new identifier, as {@link #renew} gives it one, and its
     * lifetime begins anew; its values stay.
     *
     * @param user what names the user in the program, such as the key of a row; from 1 to 200 characters, no control
     *     characters
     * @throws IllegalArgumentException for any other, or where the session would be longer than it may be
     * @throws IllegalStateException when the response is committed
     * @throws HttpError 503 where the store cannot be reached
     */
    public void login(String user) {
        if (user.isEmpty()
                || user.length() > MAX_USER
                || user.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(user)) {
            throw new IllegalArgumentException(
                    "a user's name has 1 to " + MAX_USER + " characters, none of them control");
        }
        change();
        checkRoom(values, Optional.of(user));
        renew();
        this.user = Optional.of(user);
        ends = sessions.now().plus(sessions.lifetime);
        login = true;
    }

    /**
     * Gives the session a new identifier, and the old one is no session any more: to be called where what a client may
     * do grows. Who has had the client use an identifier of their own (session fixation) has nothing in hand then.
     * {@link #login} does this too.
     *
     * @throws IllegalStateException when the response is committed
     * @throws HttpError 503 where the store cannot be reached
     */
    public void renew() {
        change();
        if (stored != null) {
            replaced = stored;
            stored = null;
        }
    }

    /**
     * Ends the session, as at a logout: it is taken out of the store, and its cookie from the client. What is set
     * afterwards begins another.
     *
     * @throws IllegalStateException when the response is committed
     * @throws HttpError 503 where the store cannot be reached
     */
    public void invalidate() {
        renew();
        values.clear();
        user = Optional.empty();
        ends = sessions.now().plus(sessions.lifetime);
        login = false;
        ended = true;
    }

    private void change() {
        if (committed) {
            throw new IllegalStateException("the response is committed: the session can no longer change");
        }
        load();
    }

    private void load() {
        if (loaded) {
            return;
        }
        Optional<Cookie> cookie = request.cookie(cookieName);
        String value = cookie.isPresent() ? cookie.get().value() : null;
        SessionRecord found = value == null ? null : sessions.carrier.load(cookieName, value);
        presented = value != null;
        Instant now = sessions.now();
        if (found != null && found.expires().isAfter(now)) {
            stored = value;
            adopt(found);
        } else {
            // The client's identifier is not taken for a new session, and its cookie is left alone: another request of
            // the
            // same client may have replaced it meanwhile.
            values = new LinkedHashMap<>();
            ends = now.plus(sessions.lifetime);
        }
        changed = new HashSet<>();
        loaded = true;
    }

    private void adopt(SessionRecord record) {
        values = new LinkedHashMap<>();
        ends = SessionText.read(record.content(), values);
        user = record.user();
        expires = record.expires();
        version = record.version();
    }

    /** Before the head goes out: saves what is to be kept. */
    void commit(Commit head) {
        committed = true;
        if (!loaded) {
            return;
        }
        String value = save();
        Headers fields = head.headers();
        if (value != null) {
            fields.add("Set-Cookie", sessions.cookie(request, value).toSetCookie());
        }
        CacheFields.keepPrivate(fields, value != null);
    }

    /** Returns what the client's cookie is to be: empty to remove it, null to leave it. */
    private @Nullable String save() {
        if (replaced != null && !sessions.carrier.delete(replaced) && !ended && !login) {
            // Ended by another request since: what this one has changed goes with it.
            return null;
        }
        if (stored != null) {
            return saveAgain(stored);
        }
        if (!values.isEmpty() || user.isPresent()) {
            return sessions.carrier.create(cookieName, record(1));
        }
        return presented && (ended || replaced != null) ? "" : null;
    }

    private @Nullable String saveAgain(String cookie) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (changed.isEmpty() && !worthATouch()) {
                return null;
            }
            String value = sessions.carrier.replace(cookieName, cookie, record(version + 1));
            if (value != null) {
                return value.equals(cookie) && !sessions.persistent ? null : value;
            }
            SessionRecord latest = sessions.carrier.load(cookieName, cookie);
            if (latest == null) {
                return null;
            }
            Map<String, String> ours = values;
            adopt(latest);
            for (String key : changed) {
                String mine = ours.get(key);
                if (mine == null) {
                    values.remove(key);
                } else {
                    values.put(key, mine);
                }
            }
        }
        throw new HttpError(503, "too many requests change one session at once").with("Retry-After", "1");
    }

    private SessionRecord record(long version) {
        return new SessionRecord(SessionText.write(ends, values), user, idleEnd(), version);
    }

    private Instant idleEnd() {
        Instant idle = sessions.now().plus(sessions.idle);
        return idle.isBefore(ends) ? idle : ends;
    }

    /** Whether half of the idle time is over, and there is any to be won: so what is only read is seldom written. */
    private boolean worthATouch() {
        Duration left = Duration.between(sessions.now(), expires);
        return left.compareTo(sessions.idle.dividedBy(2)) < 0 && idleEnd().isAfter(expires);
    }
}
