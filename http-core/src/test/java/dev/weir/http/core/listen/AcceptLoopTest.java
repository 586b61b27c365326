package dev.weir.http.core.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.weir.http.core.connection.ConnectionRegistry;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AcceptLoopTest {
    /** Fails as often as asked, then has nothing. */
    private static final class Failing implements Listener {
        private final Throwable[] failures;
        private final CountDownLatch through = new CountDownLatch(1);
        private int at;
        private boolean closed;

        Failing(Throwable... failures) {
            this.failures = failures;
        }

        @Override
        public void await() throws IOException {
            if (at < failures.length) {
                Throwable failure = failures[at++];
                if (failure instanceof IOException e) {
                    throw e;
                }
                if (failure instanceof Error e) {
                    throw e;
                }
                return;
            }
            through.countDown();
            synchronized (this) {
                while (!closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            }
        }

        @Override
        public SocketChannel accept() {
            return null;
        }

        @Override
        public synchronized void wake() {
            closed = true;
            notifyAll();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private static List<Long> pauses(Failing source, ServerContext context) throws InterruptedException {
        List<Long> pauses = new ArrayList<>();
        Acceptor acceptor = new Acceptor(
                source,
                context,
                new ConnectionRegistry(context, null, 0),
                connection -> {},
                new AtomicLong(),
                pauses::add);
        acceptor.start("test");
        source.through.await();
        acceptor.stop();
        return pauses;
    }

    @Test
    void itWaitsLongerWithEachFailureAndRecovers() throws Exception {
        IOException full = new IOException("Too many open files");
        ServerContext context = mock(ServerContext.class);
        List<Long> pauses = pauses(new Failing(full, full, full, full, full, full, full, full, full, full), context);
        assertEquals(List.of(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L, 1000L), pauses);
        verify(context, times(10)).logError(contains("Too many open files"), isNull());
    }

    @Test
    void aSuccessStartsTheWaitsAnew() throws Exception {
        IOException full = new IOException("Too many open files");
        List<Long> pauses = pauses(new Failing(full, full, null, full), mock(ServerContext.class));
        assertEquals(List.of(5L, 10L, 5L), pauses);
    }

    @Test
    void anErrorDoesNotEndIt() throws Exception {
        List<Long> pauses = pauses(new Failing(new OutOfMemoryError("test")), mock(ServerContext.class));
        assertEquals(List.of(5L), pauses);
    }
}
