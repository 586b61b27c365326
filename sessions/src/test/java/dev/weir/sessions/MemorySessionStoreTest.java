package dev.weir.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a store does, and what is special to memory: its bound. */
class MemorySessionStoreTest {
    private final TestClock clock = new TestClock();
    private final MemorySessionStore store = new MemorySessionStore(100_000, clock);

    private SessionRecord record(String content, String user, long version) {
        return new SessionRecord(
                content,
                Optional.of(user).filter(name -> !name.isEmpty()),
                clock.instant().plus(Duration.ofMinutes(30)),
                version);
    }

    @Test
    void savesWhereNobodyHasComeBefore() {
        assertFalse(store.save("a", record("x", "", 2)), "there is none");
        assertTrue(store.save("a", record("x", "", 1)));
        assertFalse(store.save("a", record("y", "", 1)), "there is one");
        assertFalse(store.save("a", record("y", "", 3)), "another version");
        assertTrue(store.save("a", record("y", "ann", 2)));
        assertEquals(record("y", "ann", 2), store.load("a").orElseThrow());
        assertEquals(1, store.size());
        assertTrue(store.delete("a"));
        assertFalse(store.delete("a"));
        assertFalse(store.save("a", record("y", "ann", 3)), "it does not come back");
        assertEquals(Optional.empty(), store.load("a"));
    }

    @Test
    void aMillionSessionsOfStrangersDriveOutNobodyWhoIsLoggedIn() {
        store.save("ann", record("x", "ann", 1));
        for (int i = 0; i < 1_000_000; i++) {
            assertTrue(store.save("s" + i, record("x", "", 1)));
        }
        assertTrue(store.size() < 400, () -> "" + store.size());
        assertTrue(store.load("ann").isPresent());
        assertTrue(store.load("s999999").isPresent() && store.load("s0").isEmpty(), "the eldest make room");
    }

    @Test
    void largeOnesCountForMore() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(store.save("s" + i, record("x".repeat(30_000), "", 1)));
        }
        assertEquals(3, store.size());
    }

    @Test
    void whoIsLoggedInMakesRoomLast() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(store.save("u" + i, record("x", "u", 1)));
        }
        assertTrue(store.save("stranger", record("x", "", 1)));
        assertEquals(Optional.empty(), store.load("stranger"));
        assertTrue(store.load("u999").isPresent() && store.load("u0").isEmpty());
    }

    @Test
    void whoLogsInOverAndOverDrivesOutThemselves() {
        for (int i = 0; i < 100; i++) {
            assertTrue(store.save("b" + i, record("x", "bob" + i, 1)));
        }
        for (int i = 0; i < 100_000; i++) {
            assertTrue(store.save("m" + i, record("x", "mallory", 1)));
        }
        for (int i = 0; i < 100; i++) {
            assertTrue(store.load("b" + i).isPresent());
        }
        assertTrue(store.load("m99999").isPresent() && store.load("m0").isEmpty());
    }

    @Test
    void whatWasSavedAgainIsYoung() {
        store.save("a", record("x", "", 1));
        for (int i = 0; i < 1000; i++) {
            store.save("s" + i, record("x", "", 1));
            if (i % 100 == 0) {
                assertTrue(store.save("a", record("x", "", i / 100 + 2)));
            }
        }
        assertTrue(store.load("a").isPresent());
    }

    @Test
    void whatIsOverGoesByItself() {
        for (int i = 0; i < 50; i++) {
            store.save("s" + i, record("x", i % 2 == 0 ? "" : "u", 1));
        }
        clock.advance(Duration.ofMinutes(31));
        store.save("new", record("x", "", 1));
        assertEquals(1, store.size());
    }

    @Test
    void endsAllOfAUser() {
        store.save("a", record("x", "ann", 1));
        store.save("b", record("x", "bob", 1));
        assertEquals(1, store.deleteUser("ann"));
        assertEquals(0, store.deleteUser("ann"));
        assertEquals(1, store.size());
    }

    @Test
    void tooSmallABoundIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new MemorySessionStore(1023, clock));
    }
}
