package dev.weir.sessions;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in the memory of one server. They end with it, and no other server knows them.
 *
 * <p><b>Bound.</b> Where the sessions would take more memory than is allowed, those make room that were saved longest
 * ago: first those without a user; when none of them is left the others of the same user; only then those of other
 * users. So whoever makes sessions by the million drives out others without a login, but nobody who is logged in, and
 * who logs in a million times drives out themselves. A limit on requests by address keeps them from the first too.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class MemorySessionStore implements SessionStore {
    /** What a session takes beside its text: the entry of the map, the objects, the identifier; about that. */
    private static final int OVERHEAD = 320;

    private final long maxBytes;
    private final InstantSource clock;
    private final Object lock = new Object();
    // Those that were saved longest ago come first. Guarded by lock.
    private final SequencedMap<String, SessionRecord> anonymous = new LinkedHashMap<>();
    private final SequencedMap<String, SessionRecord> loggedIn = new LinkedHashMap<>();
    private long bytes;

    /** Makes a store of 64 MiB, which is room for about 100,000 small sessions. */
    public MemorySessionStore() {
        this(64L << 20, InstantSource.system());
    }

    /**
     * Makes a store.
     *
     * @param maxBytes about how much memory the sessions may take, from 1 KiB
     * @param clock tells when sessions are over
     * @throws IllegalArgumentException for a smaller bound
     */
    public MemorySessionStore(long maxBytes, InstantSource clock) {
        if (maxBytes < 1024) {
            throw new IllegalArgumentException("a store of sessions has 1024 bytes or more, not " + maxBytes);
        }
        this.maxBytes = maxBytes;
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public Optional<SessionRecord> load(String id) {
        synchronized (lock) {
            return Optional.ofNullable(find(id));
        }
    }

    @Override
    public boolean save(String id, SessionRecord session) {
        Instant now = clock.instant();
        synchronized (lock) {
            SessionRecord before = find(id);
            if (session.version() != (before == null ? 1 : before.version() + 1)) {
                return false;
            }
            remove(id);
            (session.user().isPresent() ? loggedIn : anonymous).put(id, session);
            bytes += weight(session);
            dropExpired(anonymous, now);
            dropExpired(loggedIn, now);
            while (bytes > maxBytes) {
                makeRoom(id, session);
            }
            return true;
        }
    }

    @Override
    public boolean delete(String id) {
        synchronized (lock) {
            return remove(id);
        }
    }

    /**
     * Ends all sessions of a user, as after a change of the password.
     *
     * @param user as given to {@link Session#login}
     * @return how many there were
     */
    public int deleteUser(String user) {
        Optional<String> wanted = Optional.of(user);
        int count = 0;
        synchronized (lock) {
            for (Iterator<SessionRecord> all = loggedIn.values().iterator(); all.hasNext(); ) {
                SessionRecord session = all.next();
                if (session.user().equals(wanted)) {
                    bytes -= weight(session);
                    all.remove();
                    count++;
                }
            }
        }
        return count;
    }

    /**
     * Returns how many sessions there are.
     *
     * @return the number, with some that are over
     */
    public int size() {
        synchronized (lock) {
            return anonymous.size() + loggedIn.size();
        }
    }

    private @Nullable SessionRecord find(String id) {
        SessionRecord session = loggedIn.get(id);
        return session != null ? session : anonymous.get(id);
    }

    private boolean remove(String id) {
        SessionRecord before = loggedIn.remove(id);
        if (before == null) {
            before = anonymous.remove(id);
        }
        bytes -= before == null ? 0 : weight(before);
        return before != null;
    }

    /** In the order of saving those that are over come first, but for a few that have reached their whole lifetime. */
    private void dropExpired(SequencedMap<String, SessionRecord> sessions, Instant now) {
        while (!sessions.isEmpty()
                && !sessions.sequencedValues().getFirst().expires().isAfter(now)) {
            dropEldest(sessions);
        }
    }

    private void makeRoom(String id, SessionRecord saved) {
        if (!anonymous.isEmpty()) {
            dropEldest(anonymous);
            return;
        }
        for (Map.Entry<String, SessionRecord> entry : loggedIn.entrySet()) {
            if (entry.getValue().user().equals(saved.user()) && !entry.getKey().equals(id)) {
                remove(entry.getKey());
                return;
            }
        }
        dropEldest(loggedIn);
    }

    private void dropEldest(SequencedMap<String, SessionRecord> sessions) {
        bytes -= weight(sessions.sequencedValues().removeFirst());
    }

    private static long weight(SessionRecord session) {
        return OVERHEAD
                + session.content().length()
                + 2L * session.user().map(String::length).orElse(0);
    }
}
