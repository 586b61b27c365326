package dev.weir.http.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server with a protocol that echoes bytes: starts, ends, states and deadlines. */
@Timeout(60)
class LifecycleTest {
    /** Echoes each piece; one that begins with {@code q} ends the connection. */
    private static final class EchoBytes implements Protocol {
        private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        private final AtomicInteger closes = new AtomicInteger();
        private volatile long readNanos;

        @Override
        public void serve(Connection connection) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(1024);
            try {
                while (true) {
                    if (readNanos != 0) {
                        connection.readDeadline(System.nanoTime() + readNanos);
                    }
                    if (connection.read(bytes.clear()) < 0) {
                        ends.add("end");
                        return;
                    }
                    if (!connection.active()) {
                        ends.add("closed");
                        return;
                    }
                    boolean last = bytes.get(0) == 'q';
                    connection.write(bytes.flip());
                    if (last || !connection.idle()) {
                        ends.add("done");
                        return;
                    }
                }
            } catch (SocketTimeoutException e) {
                connection.write(ByteBuffer.wrap("late".getBytes(US_ASCII)));
                ends.add("late");
            }
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }

    private final EchoBytes echo = new EchoBytes();

    private ServerBuilder builder() {
        return Server.builder().address("127.0.0.1:0").handler((w, r) -> {}).protocol("echo", echo);
    }

    private static Socket connect(Server server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static String exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return new String(socket.getInputStream().readNBytes(text.length()), US_ASCII);
    }

    @Test
    void itServesAndEndsAtOnceWhenNobodyWaits() throws Exception {
        Server server = builder().build();
        server.start();
        try (Socket socket = connect(server)) {
            assertEquals("hello", exchange(socket, "hello"));
            assertTrue(server.shutdown(Duration.ofSeconds(30)));
            assertEquals(-1, socket.getInputStream().read(), "an idle connection is closed");
        }
        server.awaitStop();
        assertEquals(1, echo.closes.get());
        assertEquals(0, server.stats().openConnections());
    }

    @Test
    void endingIsForEverAndMayBeRepeated() throws Exception {
        Server never = builder().build();
        assertTrue(never.shutdown(Duration.ZERO));
        assertThrows(ServerClosed.class, never::start);
        Server server = builder().build();
        server.start();
        assertThrows(IllegalStateException.class, server::start);
        server.close();
        server.close();
        assertTrue(server.shutdown(Duration.ZERO));
        assertThrows(ServerClosed.class, server::start);
        assertThrows(IOException.class, () -> connect(server));
        assertEquals(1, echo.closes.get());
    }

    private static CompletableFuture<Boolean> shutdownLater(Server server, Duration grace) {
        return CompletableFuture.supplyAsync(() -> server.shutdown(grace));
    }

    private Server leavesSlowly(AtomicInteger actions) throws IOException {
        Server server = builder()
                .drainDelay(Duration.ofHours(1))
                .onShutdown(actions::incrementAndGet)
                .build();
        server.start();
        return server;
    }

    @Test
    void theDrainDelayTakesConnectionsAsBeforeAndIsOverAtTheEndOfTheGrace() throws Exception {
        Server server = builder().drainDelay(Duration.ofHours(1)).build();
        server.start();
        CompletableFuture<Boolean> shutdown = shutdownLater(server, Duration.ofSeconds(2));
        try (Socket before = connect(server)) {
            assertEquals("hello", exchange(before, "hello"));
            assertFalse(shutdown.isDone());
            shutdown.get(30, TimeUnit.SECONDS);
            assertEquals(-1, before.getInputStream().read());
        }
        assertThrows(IOException.class, () -> connect(server));
        server.awaitStop();
    }

    @Test
    void aSecondShutdownWithAShorterGraceEndsTheDrainDelay() throws Exception {
        AtomicInteger actions = new AtomicInteger();
        Server server = leavesSlowly(actions);
        CompletableFuture<Boolean> patient = shutdownLater(server, Duration.ofHours(2));
        // Of its grace the delay has left nothing for the action.
        server.shutdown(Duration.ofMillis(200));
        assertTrue(patient.get(30, TimeUnit.SECONDS));
        assertEquals(1, actions.get());
        assertThrows(ServerClosed.class, server::start);
    }

    @Test
    void closeEndsTheDrainDelay() throws Exception {
        AtomicInteger actions = new AtomicInteger();
        Server server = leavesSlowly(actions);
        CompletableFuture<Boolean> patient = shutdownLater(server, Duration.ofHours(2));
        server.close();
        patient.get(30, TimeUnit.SECONDS);
        server.awaitStop();
        assertEquals(1, actions.get());
        assertEquals(1, echo.closes.get());
        assertThrows(IOException.class, () -> connect(server));
    }

    @Test
    void aNegativeDrainDelayIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> builder().drainDelay(Duration.ofNanos(-1)));
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (Server first = builder().build()) {
            first.start();
            Server second = builder().address("127.0.0.1:" + first.port()).build();
            BindException e = assertThrows(BindException.class, second::start);
            assertTrue(e.getMessage().contains("127.0.0.1:" + first.port()), e.getMessage());
        }
    }

    @Test
    void statesAreToldOnceEachAndInOrder() throws Exception {
        BlockingQueue<ConnState> states = new LinkedBlockingQueue<>();
        try (Server server =
                builder().connState((id, remote, state) -> states.add(state)).build()) {
            server.start();
            try (Socket socket = connect(server)) {
                exchange(socket, "a");
                exchange(socket, "b");
                exchange(socket, "q");
                assertEquals(-1, socket.getInputStream().read());
            }
            List<ConnState> seen = new ArrayList<>();
            while (seen.isEmpty() || seen.getLast() != ConnState.CLOSED) {
                seen.add(states.take());
            }
            assertEquals("[NEW, ACTIVE, IDLE, ACTIVE, IDLE, ACTIVE, CLOSED]", seen.toString());
        }
    }

    @Test
    void aListenerThatThrowsHarmsNobody() throws Exception {
        try (Server server = builder()
                .connState((id, remote, state) -> {
                    throw new IllegalStateException("test");
                })
                .build()) {
            server.start();
            try (Socket socket = connect(server)) {
                assertEquals("a", exchange(socket, "a"));
            }
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** It is the application's code: neither those who are accepted next wait for it, nor deadlines, nor a shutdown. */
    @Test
    void aListenerThatBlocksHoldsUpItsOwnConnectionOnly() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<String> states = new LinkedBlockingQueue<>();
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        Protocol late = connection -> {
            connection.writeDeadline(System.nanoTime());
            try {
                connection.read(ByteBuffer.allocate(1));
            } catch (IOException e) {
                ends.add("cut");
            }
        };
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> {})
                .protocol("late", late)
                .connState((id, remote, state) -> {
                    states.add(id + " " + state);
                    if (state == ConnState.NEW && id == 1 || state == ConnState.CLOSED) {
                        awaitUninterrupted(go);
                    }
                })
                .build()) {
            server.start();
            Socket first = connect(server);
            assertEquals("1 NEW", states.take());
            for (int i = 0; i < 2; i++) {
                connect(server);
                assertEquals("cut", ends.take());
            }
            assertFalse(server.shutdown(Duration.ofMillis(1)), "the first has not ended");
            go.countDown();
            first.close();
        }
    }

    @Test
    void aLateReadStillLetsAnAnswerOut() throws Exception {
        echo.readNanos = TimeUnit.MILLISECONDS.toNanos(50);
        try (Server server = builder().build()) {
            server.start();
            try (Socket socket = connect(server)) {
                assertEquals("late", new String(socket.getInputStream().readAllBytes(), US_ASCII));
            }
            assertEquals("late", echo.ends.take());
        }
    }

    @Test
    void aLateWriteIsCut() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        Protocol flood = connection -> {
            connection.onCut(() -> ends.add("cut"));
            connection.writeDeadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50));
            byte[] much = new byte[1 << 20];
            try {
                while (true) {
                    connection.write(ByteBuffer.wrap(much));
                }
            } catch (SocketTimeoutException e) {
                ends.add("late");
            }
        };
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> {})
                .protocol("echo", flood)
                .build()) {
            server.start();
            try (Socket socket = connect(server)) {
                assertTrue(List.of("late", "cut").containsAll(List.of(ends.take(), ends.take())));
                assertFalse(socket.isClosed());
            }
        }
    }

    @Test
    void shutdownWaitsForWhatIsBeingServed() throws Exception {
        CountDownLatch serving = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Protocol slow = connection -> {
            ByteBuffer bytes = ByteBuffer.allocate(10);
            connection.read(bytes);
            connection.active();
            serving.countDown();
            goOn.await();
            connection.write(bytes.flip());
        };
        BlockingQueue<String> hooks = new LinkedBlockingQueue<>();
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> {})
                .protocol("echo", slow)
                .onShutdown(() -> hooks.add("hook"))
                .build();
        server.start();
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write('x');
            serving.await();
            BlockingQueue<Boolean> clean = new LinkedBlockingQueue<>();
            Thread.ofVirtual().start(() -> clean.add(server.shutdown(Duration.ofSeconds(30))));
            while (!refused(server)) {
                Thread.onSpinWait();
            }
            assertTrue(clean.isEmpty(), "it must not end before the connection");
            goOn.countDown();
            assertEquals("x", new String(socket.getInputStream().readAllBytes(), US_ASCII));
            assertTrue(clean.take());
        }
        assertEquals(List.of("hook"), List.copyOf(hooks));
    }

    /** A client of a shutdown that waits for an action is told before that action ends, and actions run beside. */
    @Test
    void shutdownTellsFirstAndRunsActionsBeside() throws Exception {
        CyclicBarrier beside = new CyclicBarrier(2);
        CountDownLatch closed = new CountDownLatch(1);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        Runnable action = () -> {
            try {
                beside.await();
                closed.await();
                done.add("done");
            } catch (InterruptedException | BrokenBarrierException e) {
                done.add("" + e);
            }
        };
        Server server = builder()
                .onShutdown(action)
                .onShutdown(() -> {
                    throw new IllegalStateException("test");
                })
                .onShutdown(action)
                .build();
        server.start();
        try (Socket socket = connect(server)) {
            assertEquals("hello", exchange(socket, "hello"));
            BlockingQueue<Boolean> clean = new LinkedBlockingQueue<>();
            Thread.ofVirtual().start(() -> clean.add(server.shutdown(Duration.ofSeconds(30))));
            assertEquals(-1, socket.getInputStream().read(), "an idle connection is closed");
            assertTrue(clean.isEmpty(), "it must not end before the actions");
            closed.countDown();
            assertTrue(clean.take());
            assertEquals(List.of("done", "done"), List.copyOf(done));
        }
    }

    @Test
    void anActionThatHangsHoldsNobodyUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Runnable hangs = () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        Server shut = builder().onShutdown(hangs).build();
        shut.start();
        assertFalse(shut.shutdown(Duration.ofMillis(20)));
        shut.awaitStop();
        Server closed = builder().onShutdown(hangs).build();
        closed.start();
        closed.close();
        closed.awaitStop();
        never.countDown();
    }

    @Test
    void anActionMayEndTheServer() throws Exception {
        AtomicReference<Server> self = new AtomicReference<>();
        BlockingQueue<Boolean> inside = new LinkedBlockingQueue<>();
        Server server = builder()
                .onShutdown(() -> inside.add(self.get().shutdown(Duration.ofSeconds(30))))
                .build();
        self.set(server);
        server.start();
        assertTrue(server.shutdown(Duration.ofSeconds(30)));
        assertTrue(inside.take());
    }

    private static boolean refused(Server server) {
        try (Socket socket = connect(server)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void afterTheGraceWhatIsLeftIsCut() throws Exception {
        CountDownLatch serving = new CountDownLatch(1);
        CountDownLatch cut = new CountDownLatch(1);
        Protocol stuck = connection -> {
            connection.onCut(cut::countDown);
            connection.active();
            serving.countDown();
            cut.await();
        };
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> {})
                .protocol("echo", stuck)
                .build();
        server.start();
        try (Socket socket = connect(server)) {
            serving.await();
            assertFalse(server.shutdown(Duration.ofMillis(20)));
            assertTrue(ended(socket.getInputStream()));
        }
    }

    private static boolean ended(InputStream in) {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whoIsInTheBacklogWithARequestIsServed() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        Server server = builder()
                .connState((id, remote, state) -> {
                    if (id == 1 && state == ConnState.NEW) {
                        first.countDown();
                        try {
                            held.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                })
                .build();
        server.start();
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket socket = connect(server);
            socket.getOutputStream().write('q');
            sockets.add(socket);
        }
        first.await();
        Thread end = Thread.ofVirtual().start(() -> server.shutdown(Duration.ofSeconds(30)));
        held.countDown();
        for (Socket socket : sockets) {
            assertEquals("q", new String(socket.getInputStream().readAllBytes(), US_ASCII));
            socket.close();
        }
        end.join();
    }

    @Test
    void moreThanTheMostConnectionsWait() throws Exception {
        try (Server server = builder().maxConnections(2).build()) {
            server.start();
            try (Socket one = connect(server);
                    Socket two = connect(server);
                    Socket three = connect(server)) {
                exchange(one, "a");
                exchange(two, "a");
                three.getOutputStream().write('q');
                assertEquals(2, server.stats().openConnections());
                exchange(one, "q");
                assertEquals('q', three.getInputStream().read());
            }
        }
    }

    /** Takes each connection over, and leaves it to whoever takes it from the queue. */
    private static Server hijacking(BlockingQueue<Connection> taken, int maxConnections) throws IOException {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> {})
                .maxConnections(maxConnections)
                .protocol("echo", connection -> {
                    connection.active();
                    connection.hijacked();
                    taken.add(connection);
                })
                .build();
        server.start();
        return server;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1);
        }
    }

    private static void awaitOpen(Server server, int count) throws InterruptedException {
        await(() -> server.stats().openConnections() == count);
    }

    @Test
    void aShutdownWaitsForHijackedConnections() throws Exception {
        BlockingQueue<Connection> taken = new LinkedBlockingQueue<>();
        Server server = hijacking(taken, 0);
        try (Socket socket = connect(server)) {
            Connection connection = taken.take();
            assertEquals(1, server.stats().openConnections());
            CompletableFuture<Boolean> end = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> end.complete(server.shutdown(Duration.ofMinutes(1))));
            await(connection::draining);
            connection.write(ByteBuffer.wrap(new byte[] {'x'}));
            assertEquals('x', socket.getInputStream().read());
            assertFalse(end.isDone(), "a connection is in the hands of a handler");
            connection.close();
            assertEquals(-1, socket.getInputStream().read());
            assertTrue(end.get());
        }
    }

    @Test
    void theEndOfTheGraceCutsHijackedConnections() throws Exception {
        BlockingQueue<Connection> taken = new LinkedBlockingQueue<>();
        Server server = hijacking(taken, 0);
        try (Socket socket = connect(server)) {
            Connection connection = taken.take();
            BlockingQueue<String> read = new LinkedBlockingQueue<>();
            Thread.ofVirtual().start(() -> {
                try {
                    read.add("read " + connection.read(ByteBuffer.allocate(1)));
                } catch (IOException e) {
                    read.add(e instanceof ClosedChannelException ? "closed" : e.toString());
                }
            });
            assertFalse(server.shutdown(Duration.ofMillis(1)));
            assertEquals("closed", read.take());
            assertEquals(-1, socket.getInputStream().read());
            awaitOpen(server, 0);
        }
    }

    /** It counts until it is closed, also where nobody closes it but the deadline. */
    @Test
    void hijackedConnectionsKeepTheirPlaces() throws Exception {
        BlockingQueue<Connection> taken = new LinkedBlockingQueue<>();
        try (Server server = hijacking(taken, 1);
                Socket one = connect(server);
                Socket two = connect(server)) {
            Connection first = taken.take();
            assertEquals(1, server.stats().openConnections());
            assertNull(taken.poll());
            first.close();
            first.close();
            assertEquals(-1, one.getInputStream().read());
            Connection second = taken.take();
            second.writeDeadline(System.nanoTime());
            awaitOpen(server, 0);
            assertEquals(-1, two.getInputStream().read());
        }
    }

    @Test
    void attributesReachTheConnection() throws Exception {
        AttributeKey<String> base = AttributeKey.of("base");
        AttributeKey<String> own = AttributeKey.of("own");
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Protocol look = connection -> seen.add(connection.attribute(base).orElse("-")
                + connection.attribute(own).orElse("-"));
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> {})
                .protocol("echo", look)
                .baseContext(a -> a.put(base, "b"))
                .connContext((a, remote) -> a.put(own, "c"))
                .build()) {
            server.start();
            try (Socket socket = connect(server)) {
                assertEquals("bc", seen.take());
                assertTrue(socket.isConnected());
            }
        }
    }

    @Test
    void itListensOnAUnixSocket(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("weir.sock");
        Server server = builder().address("unix:" + path).build();
        server.start();
        assertEquals(-1, server.port());
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(server.localAddress());
            channel.write(ByteBuffer.wrap("q".getBytes(US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(10);
            channel.read(answer);
            assertEquals('q', answer.get(0));
        }
        assertTrue(server.shutdown(Duration.ofSeconds(30)));
        assertFalse(Files.exists(path), "its file is removed");
    }

    @Test
    void badSettingsSayWhatToChange() {
        assertTrue(
                assertThrows(IllegalStateException.class, () -> Server.builder().build())
                        .getMessage()
                        .contains("handler"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> builder().idleTimeout(Duration.ofSeconds(-1)))
                .getMessage()
                .contains("idleTimeout"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> builder().maxHeaderBytes(3))
                .getMessage()
                .contains("maxHeaderBytes must be 1024"));
        IllegalStateException none = assertThrows(
                IllegalStateException.class,
                () -> Server.builder()
                        .address("127.0.0.1:0")
                        .handler((w, r) -> {})
                        .build()
                        .start());
        assertTrue(none.getMessage().contains("dev.weir.http1"), none.getMessage());
    }
}
