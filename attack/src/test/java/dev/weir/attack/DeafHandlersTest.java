package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http2.Http2Config;
import dev.weir.mux.ServeMux;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rapid Reset against handlers that do not heed their interruption: what was reset stays counted until they return. */
class DeafHandlersTest extends Family {
    private static final int STREAMS = 20;
    /** How many may wait for each that runs. */
    private static final int WAITING = 4;

    private final Object lock = new Object();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    /** Interruptions, which are heard and not heeded. */
    private final AtomicInteger heard = new AtomicInteger();
    private boolean released;

    @Override
    Http2Config http2() {
        return Http2Config.DEFAULT.withMaxConcurrentStreams(STREAMS);
    }

    @Override
    void routes(ServeMux mux) {
        mux.handle("GET /deaf", (_, _) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            synchronized (lock) {
                while (!released) {
                    try {
                        lock.wait();
                    } catch (InterruptedException _) {
                        heard.incrementAndGet();
                    }
                }
            }
            running.decrementAndGet();
        });
    }

    @Test
    void rapidResetOfDeafHandlersCve202344487() throws IOException {
        Observed seen = Resets.rapid("/deaf").observe(dial(), 1000);
        String last = seen.goAways().getLast();
        assertTrue(last.endsWith(" ENHANCE_YOUR_CALM (too many requests wait for those that were reset)"),
                seen::toString);
        // A stream that is reset before its handler begins needs none, so it is not known how many were opened.
        int streams = (Integer.parseInt(last.split(" ")[1]) + 1) / 2;
        assertTrue(streams > STREAMS + STREAMS * WAITING, seen::toString);
        assertTrue(seen.ended(), seen::toString);
        Servers.await(() -> heard.get() > 0, () -> "no handler was told");
        assertTrue(most.get() <= STREAMS, () -> most + " handlers at once");
        synchronized (lock) {
            released = true;
            lock.notifyAll();
        }
        Servers.await(() -> running.get() == 0, () -> running + " handlers are left");
    }
}
