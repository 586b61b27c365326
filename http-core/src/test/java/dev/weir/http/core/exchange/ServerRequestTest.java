package dev.weir.http.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.spi.ServerContext;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cancellation of a request, and what it has from its connection. */
class ServerRequestTest {
    /** What is logged as an error. */
    private static final BlockingQueue<String> ERRORS = new LinkedBlockingQueue<>();

    private static final ServerContext SERVER = (ServerContext) Proxy.newProxyInstance(
            ServerContext.class.getClassLoader(), new Class<?>[] {ServerContext.class}, (_, method, arguments) -> {
                ERRORS.add(method.getName() + ": " + arguments[0] + ": " + arguments[1]);
                return null;
            });

    private final PlainRequest request = new PlainRequest(SERVER, "GET");

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void cancellingInterruptsTheHandler() {
        request.gate().begin();
        assertTrue(request.cancel());
        assertTrue(request.cancelled());
        assertTrue(Thread.interrupted());
        assertFalse(request.cancel(), "a second time");
        assertFalse(Thread.interrupted());
    }

    @Test
    void actionsRunOnceAndAtOnceWhenItIsLate() throws Exception {
        BlockingQueue<String> runs = new LinkedBlockingQueue<>();
        request.gate().begin();
        request.onCancel(() -> runs.add("first"));
        assertEquals(1, request.watches, "asking for cancellation begins a watch");
        request.cancel();
        assertTrue(Thread.interrupted());
        assertEquals("first", runs.take());
        request.onCancel(() -> runs.add("late"));
        assertEquals("late", runs.take());
        assertEquals(1, request.watches, "nobody watches a request that is cancelled");
        assertTrue(runs.isEmpty());
    }

    /** They are the application's: whoever cancels goes on, whatever they do, and they keep their order. */
    @Test
    void actionsRunInOrderOnAThreadOfTheirOwn() throws Exception {
        BlockingQueue<String> runs = new LinkedBlockingQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        Thread canceller = Thread.currentThread();
        request.gate().begin();
        request.onCancel(() -> {
            runs.add("on the canceller's thread: " + (Thread.currentThread() == canceller));
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new IllegalStateException("on purpose");
        });
        request.onCancel(() -> {
            runs.add("second, interrupted: " + Thread.interrupted());
            Thread.currentThread().interrupt();
        });
        assertTrue(request.cancel(), "returns, though an action blocks");
        assertTrue(Thread.interrupted(), "the handler is interrupted meanwhile");
        request.onCancel(() -> runs.add("third, interrupted: " + Thread.interrupted()));
        assertEquals("on the canceller's thread: false", runs.take());
        assertTrue(runs.isEmpty(), "the second does not wait for the first");
        go.countDown();
        assertEquals("second, interrupted: false", runs.take());
        assertEquals("third, interrupted: false", runs.take());
        assertEquals(
                "logError: an onCancel action of GET / failed: java.lang.IllegalStateException: on purpose",
                ERRORS.take());
    }

    @Test
    void anActionIsNotNull() {
        assertThrows(NullPointerException.class, () -> request.onCancel(null));
    }
}
