package dev.weir.handlers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Files that stay open between requests: so many at most, and each for so long, after which it is looked for anew. Where there
 * are too many the oldest go, but for those that were asked for since their last turn.
 *
 * <p>A virtual thread closes what is over its time, so that neither files that were deleted nor a handler that is no longer
 * used hold anything for long; it ends when there is nothing left, and nothing has to be closed by hand.
 *
 * <p><b>Threads.</b> Thread-safe. No file is opened, read or closed under the lock.
 */
final class OpenFiles {
    /** How often the thread looks, at most. */
    private static final long MIN_PAUSE = 100_000_000;

    private final int most;
    private final long time;

    private final Map<String, KeptFile> files = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    /** The same, the oldest first; guarded by lock. */
    private final LinkedHashMap<String, KeptFile> order = new LinkedHashMap<>();
    /** What they have open together; guarded by lock. */
    private int descriptors;
    /** Whether there is a thread that closes; guarded by lock. */
    private boolean watched;

    OpenFiles(int most, Duration time) {
        this.most = most;
        this.time = time.toNanos();
    }

    /** Returns when a file that is opened now has to be looked for anew. */
    long until() {
        return System.nanoTime() + time;
    }

    /** Takes a file, to be given back; null where there is none. */
    @Nullable
    KeptFile take(String key) {
        KeptFile file = files.get(key);
        if (file == null || file.expired(System.nanoTime()) || file.broken() || !file.take()) {
            return null;
        }
        file.ask();
        return file;
    }

    /** Keeps a file, in place of one of the same name. */
    void add(KeptFile file) {
        if (file.descriptors() > most || !file.take()) {
            return;
        }
        List<KeptFile> dropped = new ArrayList<>();
        boolean starts;
        lock.lock();
        try {
            KeptFile old = order.remove(file.key);
            if (old != null) {
                descriptors -= old.descriptors();
                dropped.add(old);
            }
            files.put(file.key, file);
            order.put(file.key, file);
            descriptors += file.descriptors();
            makeRoom(dropped);
            starts = !watched;
            watched = true;
        } finally {
            lock.unlock();
        }
        release(dropped);
        if (starts) {
            start();
        }
    }

    private void makeRoom(List<KeptFile> dropped) {
        assert lock.isHeldByCurrentThread();
        long now = System.nanoTime();
        while (descriptors > most) {
            KeptFile oldest = order.pollFirstEntry().getValue();
            if (oldest.askedSince() && !oldest.expired(now)) {
                order.put(oldest.key, oldest);
            } else {
                files.remove(oldest.key, oldest);
                descriptors -= oldest.descriptors();
                dropped.add(oldest);
            }
        }
    }

    /** Keeps a file no longer, as it is not what it was. */
    void drop(KeptFile file) {
        lock.lock();
        try {
            if (!order.remove(file.key, file)) {
                return;
            }
            files.remove(file.key, file);
            descriptors -= file.descriptors();
        } finally {
            lock.unlock();
        }
        release(List.of(file));
    }

    private void start() {
        try {
            Thread.ofVirtual().name("weir-open-files").start(this::watch);
        } catch (OutOfMemoryError e) {
            // The next file that is kept tries again.
            endWatch();
        }
    }

    private void watch() {
        boolean over = false;
        try {
            while (!over) {
                LockSupport.parkNanos(this, Math.max(MIN_PAUSE, time));
                over = !dropExpired();
            }
        } finally {
            if (!over) {
                // No memory, for example: the next file that is kept tries again.
                endWatch();
            }
        }
    }

    private void endWatch() {
        lock.lock();
        watched = false;
        lock.unlock();
    }

    /** Returns false where there is nothing left, so that the thread ends. */
    private boolean dropExpired() {
        List<KeptFile> dropped = new ArrayList<>();
        lock.lock();
        try {
            long now = System.nanoTime();
            for (Iterator<KeptFile> all = order.values().iterator(); all.hasNext(); ) {
                KeptFile file = all.next();
                if (file.expired(now)) {
                    all.remove();
                    files.remove(file.key, file);
                    descriptors -= file.descriptors();
                    dropped.add(file);
                }
            }
            watched = !order.isEmpty();
            return watched;
        } finally {
            lock.unlock();
            release(dropped);
        }
    }

    private static void release(List<KeptFile> dropped) {
        for (KeptFile file : dropped) {
            try {
                file.release();
            } catch (IOException _) {
                // It was only read: nothing is lost.
            }
        }
    }
}
