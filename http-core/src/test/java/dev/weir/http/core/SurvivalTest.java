package dev.weir.http.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.core.connection.CertificateReloader;
import dev.weir.http.core.connection.ConnectionRegistry;
import dev.weir.http.core.connection.ConnectionStarter;
import dev.weir.http.core.connection.DefaultServerContext;
import dev.weir.http.core.connection.ServerConnection;
import dev.weir.http.core.listen.Acceptor;
import dev.weir.http.core.listen.Listener;
import dev.weir.http.core.log.ServerLog;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.SteadyLoop;
import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.ClientHello;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

/** The threads that a server cannot live without, when an Error is thrown in them: they go on. */
@Timeout(60)
class SurvivalTest {
    private static final int TIMES = 5;

    private static ServerContext context() {
        ServerContext context = mock(ServerContext.class);
        when(context.memory()).thenReturn(new MemoryBudget(1 << 20));
        return context;
    }

    /** No memory, not even for the log. */
    private static ServerContext poor() {
        ServerContext context = context();
        doThrow(new OutOfMemoryError("the log's")).when(context).logError(any(), any());
        return context;
    }

    private static OutOfMemoryError noMemory() {
        return new OutOfMemoryError("a test's");
    }

    /** A connection of a server's and its client, over a real socket. */
    private record Pair(SocketChannel ours, Socket client) implements AutoCloseable {
        static Pair open() throws IOException {
            try (ServerSocketChannel listener = ServerSocketChannel.open()) {
                listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(), listener.socket().getLocalPort());
                return new Pair(listener.accept(), client);
            }
        }

        @Override
        public void close() throws IOException {
            ours.close();
            client.close();
        }
    }

    @Test
    void aLoopGoesOnThoughNeitherItNorTheLogHasMemory() {
        AtomicInteger turns = new AtomicInteger();
        new SteadyLoop("the test's loop", poor(), () -> {
                    if (turns.incrementAndGet() < TIMES) {
                        throw noMemory();
                    }
                    return false;
                })
                .run();
        assertEquals(TIMES, turns.get());
    }

    /** Serves connections, each with a turn, as a test says. */
    private record Starter(Consumer<ServerConnection> service) implements ConnectionStarter {
        @Override
        public boolean takeTurn(long millis) {
            return true;
        }

        @Override
        public void freeTurn() {
            // There are enough.
        }

        @Override
        public void start(ServerConnection connection, boolean turn) {
            service.accept(connection);
        }
    }

    /** Ends what accepts; the test makes the steps. */
    private static void stop(Acceptor acceptor) throws InterruptedException {
        Thread stopping = Thread.ofVirtual().start(acceptor::stop);
        Next next = acceptor.step();
        while (next != Next.DONE) {
            next = acceptor.step();
        }
        stopping.join();
    }

    @Test
    void acceptingGoesOnThoughTheLogHasNoMemory() throws Exception {
        AtomicInteger pauses = new AtomicInteger();
        Listener listener = mock(Listener.class);
        when(listener.mayWait()).thenReturn(true);
        when(listener.accept()).thenAnswer(_ -> {
            if (pauses.get() < TIMES) {
                throw noMemory();
            }
            return null;
        });
        ServerContext context = poor();
        Acceptor acceptor = new Acceptor(
                listener,
                context,
                new ConnectionRegistry(context, null, 0),
                new Starter(_ -> {}),
                new AtomicLong(),
                _ -> pauses.incrementAndGet());
        assertEquals(Next.INPUT, acceptor.step());
        assertEquals(TIMES, pauses.get());
        stop(acceptor);
        verify(listener).close();
    }

    /** A client that has gone before its connection is served keeps neither a turn nor a place. */
    @Test
    void aConnectionThatIsLostAtOnceGivesItsTurnBack() throws Exception {
        ServerContext context = context();
        ConnectionRegistry registry = new ConnectionRegistry(context, null, 1);
        try (Pair lost = Pair.open()) {
            lost.ours.close();
            List<SocketChannel> waiting = new ArrayList<>(List.of(lost.ours));
            Listener listener = mock(Listener.class);
            when(listener.accept()).thenAnswer(_ -> waiting.isEmpty() ? null : waiting.removeFirst());
            ConnectionStarter starter = mock(ConnectionStarter.class);
            when(starter.takeTurn(0)).thenReturn(true);
            Acceptor acceptor = new Acceptor(listener, context, registry, starter, new AtomicLong(), _ -> {});
            assertEquals(Next.INPUT, acceptor.step());
            // That of the connection, and that of the look which has found no other.
            verify(starter, times(2)).freeTurn();
            assertTrue(registry.takePlace(0), "the place is lost");
        }
    }

    /** A failure on a loop is waited out elsewhere. */
    @Test
    void acceptingDoesNotWaitOnALoop() throws Exception {
        Listener listener = mock(Listener.class);
        when(listener.accept()).thenThrow(new IOException("Too many open files"));
        ServerContext context = context();
        Acceptor acceptor = new Acceptor(
                listener,
                context,
                new ConnectionRegistry(context, null, 0),
                new Starter(_ -> {}),
                new AtomicLong(),
                _ -> {
                    throw new AssertionError("waits on a loop");
                });
        assertEquals(Next.THREAD, acceptor.step());
        assertEquals(Next.THREAD, acceptor.step());
        verify(listener, times(1)).accept();
    }

    /** No memory for the thread of a connection: that one is closed, its place is free, and the next is served. */
    @Test
    void aConnectionWhoseThreadCannotBeStartedIsClosed() throws Exception {
        ServerContext context = context();
        ConnectionRegistry registry = new ConnectionRegistry(context, null, 1);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        try (Pair first = Pair.open();
                Pair second = Pair.open()) {
            List<SocketChannel> waiting = new ArrayList<>(List.of(first.ours, second.ours));
            Listener listener = mock(Listener.class);
            when(listener.mayWait()).thenReturn(true);
            when(listener.accept()).thenAnswer(_ -> waiting.isEmpty() ? null : waiting.removeFirst());
            CountDownLatch all = new CountDownLatch(1);
            Acceptor acceptor = new Acceptor(
                    listener,
                    context,
                    registry,
                    new Starter(_ -> {
                        if (asked.incrementAndGet() == 1) {
                            throw noMemory();
                        }
                        served.incrementAndGet();
                        all.countDown();
                    }),
                    new AtomicLong(),
                    _ -> {});
            // Waits for a third place in the end, until it is stopped.
            Thread stepping = Thread.ofVirtual().start(acceptor::step);
            all.await();
            assertEquals(-1, first.client.getInputStream().read(), "the first is not closed");
            assertEquals(1, registry.size());
            assertFalse(registry.takePlace(0), "more places than one");
            Thread stopping = Thread.ofVirtual().start(acceptor::stop);
            stepping.join();
            assertEquals(Next.DONE, acceptor.step());
            stopping.join();
            assertEquals(1, served.get());
            registry.connections().forEach(ServerConnection::leave);
            assertTrue(registry.takePlace(0), "the place is lost");
            assertFalse(registry.takePlace(0), "the place was given back twice");
        }
    }

    /** Ticks that find no memory are repeated, and keep nobody from watching the deadlines of others. */
    @Test
    void theSweeperGoesOn() throws Exception {
        ServerContext context = poor();
        ConnectionRegistry registry = new ConnectionRegistry(context, null, 0);
        CountDownLatch ticks = new CountDownLatch(TIMES);
        try (Pair failing = Pair.open();
                Pair late = Pair.open()) {
            ServerConnection first = new ServerConnection(1, registry, failing.ours);
            registry.opened(first);
            first.onTick(() -> {
                ticks.countDown();
                throw noMemory();
            });
            registry.start("test");
            ticks.await();
            ServerConnection second = new ServerConnection(2, registry, late.ours);
            registry.opened(second);
            second.writeDeadline(System.nanoTime());
            assertEquals(-1, late.client.getInputStream().read(), "the deadline has passed and the connection is open");
        } finally {
            registry.stop();
        }
    }

    @Test
    void theWatchOfCertificatesGoesOn() throws Exception {
        CountDownLatch looks = new CountDownLatch(TIMES);
        CertificateSource source = new CertificateSource() {
            @Override
            public TlsCertificate choose(ClientHello hello) {
                return null;
            }

            @Override
            public boolean reload() {
                looks.countDown();
                throw noMemory();
            }
        };
        DefaultServerContext context = new DefaultServerContext(
                mock(Handler.class),
                null,
                new MemoryBudget(1 << 20),
                ServerLog.of(mock(Logger.class)),
                ErrorRenderer.plainText(),
                null,
                null,
                List.of());
        CertificateReloader watch = new CertificateReloader(
                context,
                TlsConfig.builder()
                        .certificates(source)
                        .reloadInterval(Duration.ofMillis(1))
                        .build());
        watch.start();
        looks.await();
        watch.stop();
    }

    /** Whatever fails on the way, a server that is told to end ends. */
    @Test
    void aShutdownEndsThoughNobodyCanBeTold() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> {})
                .onShutdown(() -> {
                    throw noMemory();
                })
                .errorLog("dev.weir.provoked")
                .protocol("mute", connection -> {
                    connection.onDrain(() -> {
                        throw noMemory();
                    });
                    connection.onCut(() -> {
                        throw noMemory();
                    });
                    await(connection, begun);
                })
                .build();
        server.start();
        try (Socket one = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket other = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            one.getOutputStream().write("a".getBytes(US_ASCII));
            other.getOutputStream().write("a".getBytes(US_ASCII));
            begun.await();
            assertFalse(server.shutdown(Duration.ofMillis(1)), "both connections were cut");
            server.awaitStop();
            assertEquals(0, server.stats().openConnections());
        }
    }

    private static void await(Connection connection, CountDownLatch begun) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        connection.read(bytes);
        connection.active();
        begun.countDown();
        while (connection.read(bytes.clear()) >= 0) {
            connection.active();
        }
    }
}
