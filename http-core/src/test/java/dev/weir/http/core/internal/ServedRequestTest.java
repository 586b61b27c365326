package dev.weir.http.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Headers;
import dev.weir.http.api.TlsInfo;
import java.io.InputStream;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gate that interrupts of a handler's thread pass, and the cancellation that sends them. */
class ServedRequestTest {
    private static final class Plain extends ServedRequest {
        private int watches;

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
    void actionsRunOnceAndAtOnceWhenItIsLate() {
        AtomicInteger runs = new AtomicInteger();
        request.begin();
        request.onCancel(runs::incrementAndGet);
        assertEquals(1, request.watches, "asking for cancellation begins a watch");
        request.cancel();
        assertEquals(1, runs.get());
        request.onCancel(runs::incrementAndGet);
        assertEquals(2, runs.get());
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
