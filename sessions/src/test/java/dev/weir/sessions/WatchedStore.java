package dev.weir.sessions;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store in memory that notes what is asked of it, and can be out of reach. */
final class WatchedStore implements SessionStore {
    final MemorySessionStore within;
    final List<String> calls = new ArrayList<>();
    final List<String> ids = new ArrayList<>();
    boolean down;

    WatchedStore(InstantSource clock) {
        within = new MemorySessionStore(1 << 20, clock);
    }

    /** Returns what was asked since the last time. */
    String calls() {
        String all = String.join(" ", calls);
        calls.clear();
        return all;
    }

    private void note(String call, String id) throws IOException {
        calls.add(call);
        ids.add(id);
        if (down) {
            throw new IOException("on purpose: connection refused");
        }
    }

    @Override
    public Optional<SessionRecord> load(String id) throws IOException {
        note("load", id);
        return within.load(id);
    }

    @Override
    public boolean save(String id, SessionRecord session) throws IOException {
        note("save", id);
        return within.save(id, session);
    }

    @Override
    public boolean delete(String id) throws IOException {
        note("delete", id);
        return within.delete(id);
    }
}
