package dev.weir.observe.live;

import dev.weir.handlers.SseEvent;
import dev.weir.handlers.SseStream;
import dev.weir.http.api.RequestEnd;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives viewers what there is to see, once a second. It is made once for all of them, by a thread that is there while there are
 * any; one that does not keep up misses some.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Feed {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final long MILLIS = 1000;
    /** After how many looks what hardly changes is said again. */
    private static final int SELDOM = 60;

    /** Where the ends of requests come from, while they are wanted. */
    public interface Requests {
        /** Begins. */
        void listen(Consumer<RequestEnd> listener);

        /** Ends. */
        void ignore(Consumer<RequestEnd> listener);
    }

    private final Snapshot snapshot;
    private final Requests requests;
    private final UnaryOperator<String> routeOf;
    private final int most;

    private final Object lock = new Object();
    /** Guarded by lock. */
    private int viewers;
    /** Guarded by lock: the thread that looks; null while nobody wants it. */
    private @Nullable Thread looker;
    /** Guarded by lock: how many looks there were. */
    private long looks;
    /** Guarded by lock: the last look; null before the first of this thread. */
    private @Nullable String last;

    /**
     * Makes one.
     *
     * @param most how many may look at a time
     * @param routeOf makes a route's name of its pattern
     */
    public Feed(Snapshot snapshot, Requests requests, UnaryOperator<String> routeOf, int most) {
        this.snapshot = snapshot;
        this.requests = requests;
        this.routeOf = routeOf;
        this.most = most;
    }

    /** Takes a place for a viewer; false where there is none. It is to be {@linkplain #leave left}. */
    public boolean enter() {
        synchronized (lock) {
            if (viewers == most) {
                return false;
            }
            if (looker == null) {
                last = null;
                looker = Thread.ofVirtual().name("weir-console").start(this::look);
            }
            viewers++;
            return true;
        }
    }

    /** Gives the place back. */
    public void leave() {
        synchronized (lock) {
            viewers--;
            lock.notifyAll();
        }
    }

    /** How many look. */
    public int viewers() {
        synchronized (lock) {
            return viewers;
        }
    }

    /** Sends a viewer what there is to see, until it goes. */
    public void run(SseStream events) throws IOException, InterruptedException {
        long seen = -1;
        for (int i = 0; ; i++) {
            if (i % SELDOM == 0) {
                events.send(SseEvent.of(snapshot.seldom()).withName("info"));
            }
            String next;
            synchronized (lock) {
                while (last == null || looks == seen) {
                    lock.wait();
                }
                seen = looks;
                next = last;
            }
            events.send(SseEvent.of(next).withName("state"));
        }
    }

    /** Looks once a second, as long as somebody wants to see it. */
    private void look() {
        LiveLoad load = new LiveLoad(routeOf);
        requests.listen(load);
        try {
            long before = System.nanoTime();
            while (true) {
                long now = System.nanoTime();
                List<LiveLoad.Part> parts = load.take();
                String made = make(parts, (now - before) / 1_000_000);
                before = now;
                synchronized (lock) {
                    if (made != null) {
                        last = made;
                        looks++;
                        lock.notifyAll();
                    }
                    long until = now + MILLIS * 1_000_000;
                    long left = MILLIS;
                    while (viewers > 0 && left > 0) {
                        lock.wait(left);
                        left = (until - System.nanoTime()) / 1_000_000;
                    }
                    if (viewers == 0) {
                        looker = null;
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it; if somebody does, the next viewer begins anew.
            Thread.currentThread().interrupt();
        } finally {
            requests.ignore(load);
            synchronized (lock) {
                if (looker == Thread.currentThread()) {
                    looker = null;
                }
            }
        }
    }

    private @Nullable String make(List<LiveLoad.Part> parts, long millis) {
        try {
            return snapshot.often(parts, millis, viewers());
        } catch (RuntimeException e) {
            LOG.error("the live page could not look at the servers", e);
            return null;
        }
    }
}
