package dev.weir.http.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Headers;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.ServerContext;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gate that interrupts of a handler's thread pass, and the cancellation that sends them. */
class ServerRequestTest {
    /** What is logged as an error. */
    private static final BlockingQueue<String> ERRORS = new LinkedBlockingQueue<>();

    private static final ServerContext SERVER = (ServerContext) Proxy.newProxyInstance(
            ServerContext.class.getClassLoader(), new Class<?>[] {ServerContext.class}, (_, method, arguments) -> {
                ERRORS.add(method.getName() + ": " + arguments[0] + ": " + arguments[1]);
                return null;
            });

    private static final class Plain extends ServerRequest {
        private int watches;

        Plain() {
            super(SERVER);
        }

        @Override
        protected void watchWanted() {
            watches++;
        }

        @Override
        protected void seal() {
            // Has no content.
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String target() {
            return "/";
        }

        @Override
        public String rawPath() {
            return "/";
        }

        @Override
        public String query() {
            return "";
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public String authority() {
            return "h";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public Headers headers() {
            return Headers.empty();
        }

        @Override
        public long contentLength() {
            return 0;
        }

        @Override
        public InputStream content() {
            return InputStream.nullInputStream();
        }

        @Override
        public Headers trailers() {
            return Headers.empty();
        }

        @Override
        public SocketAddress remoteAddress() {
            return null;
        }

        @Override
        public SocketAddress localAddress() {
            return null;
        }

        @Override
        public Optional<TlsInfo> tls() {
            return Optional.empty();
        }
    }

    private final Plain request = new Plain();

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void cancellingInterruptsTheHandler() {
        request.begin();
        assertTrue(request.cancel());
        assertTrue(request.cancelled());
        assertTrue(Thread.interrupted());
        assertFalse(request.cancel(), "a second time");
        assertFalse(Thread.interrupted());
    }

    @Test
    void noInterruptArrivesWithinAChannelCall() {
        request.begin();
        request.enterIo();
        assertTrue(request.cancel());
        assertFalse(Thread.currentThread().isInterrupted());
        request.leaveIo();
        assertTrue(Thread.interrupted());
    }

    @Test
    void anInterruptFromBeforeIsKeptForAfterwards() {
        request.begin();
        Thread.currentThread().interrupt();
        request.enterIo();
        assertFalse(Thread.currentThread().isInterrupted());
        request.leaveIo();
        assertTrue(Thread.interrupted());
    }

    @Test
    void theEndTakesALeftInterruptAway() {
        request.begin();
        request.cancel();
        request.end();
        assertFalse(Thread.currentThread().isInterrupted());
        assertTrue(request.wasCancelled());
    }

    @Test
    void afterTheEndNothingIsCancelled() {
        request.begin();
        request.end();
        assertFalse(request.cancel());
        assertFalse(request.cancelled());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void actionsRunOnceAndAtOnceWhenItIsLate() throws Exception {
        BlockingQueue<String> runs = new LinkedBlockingQueue<>();
        request.begin();
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
        request.begin();
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

    @Test
    void racingCancelsAndCallsNeverLeaveAnInterruptInside() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Plain raced = new Plain();
            raced.begin();
            CountDownLatch go = new CountDownLatch(1);
            Thread canceller = Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                raced.cancel();
            });
            go.countDown();
            for (int j = 0; j < 20; j++) {
                raced.enterIo();
                assertFalse(Thread.currentThread().isInterrupted(), "round " + i);
                raced.leaveIo();
            }
            raced.end();
            assertFalse(Thread.interrupted(), "round " + i);
            canceller.join();
            assertFalse(Thread.interrupted(), "late, round " + i);
        }
    }
}
