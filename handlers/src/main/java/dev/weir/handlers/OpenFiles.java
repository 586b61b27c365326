package dev.weir.handlers;

import dev.weir.handlers.FileTree.OpenFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
    /**
     * A file that stays open between requests, with those beside it that hold the same in a content coding, and with what
     * responses say of them. It is closed when nobody uses it any more: neither a request nor {@link OpenFiles}.
     *
     * <p><b>Threads.</b> Thread-safe. Its channels are for reads at a position, within the gate of a request alone
     * ({@code ResponseWriter.transferFrom}): an interrupt in any other call would close them for all.
     */
    static final class KeptFile {
        /**
         * What a response says of a file.
         *
         * @param modified the value of {@code Last-Modified}
         * @param type the value of {@code Content-Type}; null for none
         * @param sniffed whether the type is by the first bytes, as the name says nothing
         */
        record Facts(
                long size,
                Validators validators,
                String modified,
                @Nullable String type,
                boolean sniffed) {}

        /** The names that it was asked for by, as one. */
        final String key;

        /** The same. */
        final List<String> names;
        /** The value of {@code Cache-Control} where it was asked for by these names; null for none. */
        final @Nullable String caching;
        /** Whether a path that is its key after a slash asks for it, and for nothing else. */
        private final boolean direct;

        private final OpenFile plain;
        /** In the order of {@link Sidecars}; null where there is none that is worth it. */
        private final @Nullable OpenFile[] coded;
        /** When it is to be looked at again, by the clock of {@link System#nanoTime}. */
        private final long until;

        private final int descriptors;
        /** Requests that use it, and the table; closed at zero, for good. */
        private final AtomicInteger users = new AtomicInteger(1);
        /** Whether it was asked for since the table has looked last. */
        private volatile boolean asked;

        /**
         * Keeps a file for the request that has opened it, which gives it back.
         *
         * @param key the names as one
         * @param names the names that it was asked for by
         * @param caching the value of {@code Cache-Control} where it was asked for by these names; null for none
         * @param direct whether a path that is the key after a slash asks for this file, and for nothing else
         * @param plain with its facts; these and the others are not to be closed in another way from now on
         * @param coded with their facts
         */
        KeptFile(
                String key,
                List<String> names,
                @Nullable String caching,
                boolean direct,
                OpenFile plain,
                @Nullable OpenFile[] coded,
                long until) {
            this.key = key;
            this.names = names;
            this.caching = caching;
            this.direct = direct;
            this.plain = plain;
            this.coded = coded;
            this.until = until;
            int count = 1;
            for (OpenFile file : coded) {
                count += file == null ? 0 : 1;
            }
            this.descriptors = count;
        }

        OpenFile plain() {
            return plain;
        }

        @Nullable
        OpenFile[] coded() {
            return coded;
        }

        /** Returns how many files it has open. */
        int descriptors() {
            return descriptors;
        }

        boolean expired(long now) {
            return now - until >= 0;
        }

        /** Returns whether one of its channels was closed by somebody else. */
        boolean broken() {
            for (OpenFile file : coded) {
                if (file != null && !file.channel().isOpen()) {
                    return true;
                }
            }
            return !plain.channel().isOpen();
        }

        /** Returns whether it was asked for since the last call. */
        boolean askedSince() {
            boolean was = asked;
            asked = false;
            return was;
        }

        /** Notes that it was asked for. */
        void ask() {
            if (!asked) {
                asked = true;
            }
        }

        /** Takes it for one more user; false where it is closed. */
        boolean take() {
            int seen = users.get();
            while (seen > 0 && !users.compareAndSet(seen, seen + 1)) {
                seen = users.get();
            }
            return seen > 0;
        }

        /** Gives it back, once for each user. */
        void release() throws IOException {
            if (users.decrementAndGet() == 0) {
                try (SeekableByteChannel _ = plain.channel()) {
                    for (OpenFile file : coded) {
                        if (file != null) {
                            file.channel().close();
                        }
                    }
                }
            }
        }
    }

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
        return take(files.get(key));
    }

    /** Takes the file that a path asks for, where that can be said without reading the path; to be given back. */
    @Nullable
    KeptFile takeByPath(String rawPath) {
        String key = FilePath.plain(rawPath);
        KeptFile file = key == null ? null : files.get(key);
        return file != null && file.direct ? take(file) : null;
    }

    private static @Nullable KeptFile take(@Nullable KeptFile file) {
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
        try {
            watched = false;
        } finally {
            lock.unlock();
        }
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
