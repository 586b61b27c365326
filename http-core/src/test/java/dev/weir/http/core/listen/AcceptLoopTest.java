package dev.weir.http.core.listen;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.weir.http.core.connection.ConnectionRegistry;
import dev.weir.http.core.connection.ConnectionStarter;
import dev.weir.http.core.loop.Loop;
import dev.weir.http.core.loop.LoopSocket;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AcceptLoopTest {
    /** Fails as often as asked, then has nothing; whoever asks may wait. */
    private static final class Failing implements Listener {
        private final List<Throwable> failures;
        private boolean closed;

        Failing(Throwable... failures) {
            this.failures = new ArrayList<>(Arrays.asList(failures));
        }

        @Override
        public void join(Loop loop, LoopSocket.Steps steps) {
            throw new UnsupportedOperationException("the test makes the steps");
        }

        @Override
        public boolean mayWait() {
            return true;
        }

        @Override
        public @Nullable SocketChannel accept() throws IOException {
            Throwable failure = failures.isEmpty() ? null : failures.removeFirst();
            if (failure instanceof Error e) {
                throw e;
            }
            if (failure != null) {
                throw (IOException) failure;
            }
            return null;
        }

        @Override
        public void wake() {
            // The test makes the steps.
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Makes steps until nothing fails any more, and then the last one. */
    private static List<Long> pauses(Failing source, ServerContext context) {
        List<Long> pauses = new ArrayList<>();
        ConnectionStarter starter = mock(ConnectionStarter.class);
        Acceptor acceptor = new Acceptor(
                source, context, new ConnectionRegistry(context, null, 0), starter, new AtomicLong(), pauses::add);
        while (!source.failures.isEmpty()) {
            assertEquals(Next.INPUT, acceptor.step());
        }
        Thread stopping = Thread.ofVirtual().start(acceptor::stop);
        Next next = acceptor.step();
        while (next == Next.INPUT) {
            next = acceptor.step();
        }
        assertEquals(Next.DONE, next);
        assertTrue(source.closed);
        assertDoesNotThrow(() -> stopping.join());
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
