package dev.weir.http2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What waits for the lock to be free. */
class ConnectionLockTest {
    private final ConnectionLock lock = new ConnectionLock();
    private final List<String> done = new ArrayList<>();

    private Runnable note(String name) {
        return () -> {
            lock.assertFree();
            done.add(name);
        };
    }

    @Test
    void runsOnceInOrderWhenTheLockIsReleased() {
        lock.lock();
        lock.afterwards(note("a"));
        lock.afterwards(note("b"));
        assertEquals(List.of(), done);
        lock.unlock();
        assertEquals(List.of("a", "b"), done);
        lock.lock();
        lock.unlock();
        assertEquals(List.of("a", "b"), done);
    }

    @Test
    void waitsForTheOuterRelease() {
        lock.lock();
        lock.lock();
        lock.afterwards(note("a"));
        lock.unlock();
        assertEquals(List.of(), done);
        lock.unlock();
        assertEquals(List.of("a"), done);
    }

    @Test
    void doesNotRunWhileTheLockIsLentForAWait() {
        lock.lock();
        lock.afterwards(note("a"));
        lock.await(1);
        assertEquals(List.of(), done);
        lock.unlock();
        assertEquals(List.of("a"), done);
    }

    @Test
    void whatIsAddedByWhatRunsComesNext() {
        lock.lock();
        lock.afterwards(() -> {
            lock.lock();
            lock.afterwards(note("b"));
            done.add("a");
            lock.unlock();
        });
        lock.unlock();
        assertEquals(List.of("a", "b"), done);
    }

    @Test
    void aThreadOfTheServersLeavesItToAnother() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        lock.lock();
        lock.afterwards(() -> ran.complete(Thread.currentThread()));
        lock.unlockAside();
        assertNotSame(Thread.currentThread(), ran.get());
        assertTrue(ran.get().isVirtual());
    }

    @Test
    void noMemoryForItIsNoFailureOfWhoeverReleases() {
        lock.lock();
        lock.afterwards(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        lock.unlock();
        lock.assertFree();
    }
}
