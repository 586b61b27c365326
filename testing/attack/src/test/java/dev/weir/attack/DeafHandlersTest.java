package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http2.config.Http2Config;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Servers;
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
    /** Interruptions, which the handlers ignore. */
    private final AtomicInteger heard = new AtomicInteger();

    private boolean released;

    @Override
    Http2Config http2() {
        return Http2Config.builder().maxConcurrentStreams(STREAMS).build();
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
        Http2Attack attack = Http2Attack.begun("rapid reset of deaf handlers, CVE-2023-44487", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
                wire.get(stream, "/deaf");
            }
            wire.flush();
            // What is reset before its handler begins needs none.
            Servers.await(() -> running.get() == STREAMS, () -> running + " handlers at work");
            for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
                wire.reset(stream, Resets.CANCEL);
            }
            for (int stream = 2 * STREAMS + 1; stream < 2 * size; stream += 2) {
                wire.get(stream, "/deaf").reset(stream, Resets.CANCEL);
            }
        });
        Observed seen = attack.observe(dial(), 1000);
        String last = seen.goAways().getLast();
        assertTrue(
                last.endsWith(" ENHANCE_YOUR_CALM (too many requests wait for those that were reset)"), seen::toString);
        int streams = (Integer.parseInt(last.split(" ")[1]) + 1) / 2;
        assertTrue(streams > STREAMS + STREAMS * WAITING, seen::toString);
        assertTrue(seen.ended(), seen::toString);
        Servers.await(() -> heard.get() == STREAMS, () -> heard + " handlers were interrupted");
        assertTrue(most.get() <= STREAMS, () -> most + " handlers at once");
        synchronized (lock) {
            released = true;
            lock.notifyAll();
        }
        Servers.await(() -> running.get() == 0, () -> running + " handlers are left");
    }
}
