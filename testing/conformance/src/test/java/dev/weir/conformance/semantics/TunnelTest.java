package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handler can do with a tunnel: the same by Upgrade, by CONNECT over both protocols, and by extended CONNECT. */
class TunnelTest {
    private interface Play {
        void with(Tunnel tunnel) throws Exception;
    }

    /** A server whose handler plays with its end of the tunnel, and what it notes. */
    private static final class Fixture implements AutoCloseable {
        private final Server server;
        final TunnelWay.End client;
        final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

        Fixture(TunnelWay way, Play play) throws Exception {
            ServerBuilder builder = Server.builder()
                    .address("127.0.0.1:0")
                    .errorLog(Servers.LOG)
                    .writeTimeout(Duration.ofMinutes(5))
                    .protocol(new Http2Provider(
                            Http2Config.builder().extendedConnect(true).build()))
                    .handler((w, r) -> {
                        try (Tunnel tunnel =
                                w.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                            play.with(tunnel);
                        }
                    });
            server = (way.secure() ? builder.tls(Certificates.server()) : builder).build();
            server.start();
            client = way.open(server.port());
        }

        /** Notes how something ends. */
        void note(Callable what) {
            try {
                notes.add("" + what.call());
            } catch (AsynchronousCloseException e) {
                // Who was not yet in the call, or just out of it, gets the one that this one is a kind of.
                notes.add(e instanceof ClosedByInterruptException ? "interrupted" : "closed");
            } catch (ClosedChannelException e) {
                notes.add("closed");
            } catch (IOException e) {
                notes.add(e.getClass().getSimpleName());
            }
        }

        void expectNoFailure() {
            Servers.awaitNoConnections(server);
            assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
        }

        void expect(String note) throws InterruptedException {
            assertEquals(note, notes.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private interface Callable {
        Object call() throws IOException;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A handler needs its fixture, which is there only when the handler runs. */
    private static Fixture take(BlockingQueue<Fixture> made) throws InterruptedException {
        Fixture fixture = made.take();
        made.add(fixture);
        return fixture;
    }

    private interface Script {
        void with(Fixture f, Tunnel tunnel) throws Exception;
    }

    private static Fixture serving(TunnelWay way, Script script) throws Exception {
        BlockingQueue<Fixture> made = new LinkedBlockingQueue<>();
        Fixture fixture = new Fixture(way, tunnel -> script.with(take(made), tunnel));
        made.add(fixture);
        return fixture;
    }

    @ParameterizedTest
    @EnumSource
    void eachSideEndsByItself(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> {
            tunnel.output().write(bytes("hello"));
            tunnel.closeOutput();
            tunnel.closeOutput();
            x.note(() -> {
                tunnel.output().write('x');
                return "written";
            });
            x.note(() -> new String(tunnel.input().readAllBytes(), StandardCharsets.US_ASCII));
        })) {
            f.client.expect("hello");
            f.client.expectEnd();
            f.expect("closed");
            f.client.send("late");
            f.client.end();
            f.expect("late");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theClientEndsFirst(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> {
            x.note(() -> tunnel.input().read());
            x.note(() -> tunnel.input().read());
            tunnel.output().write(bytes("still"));
            tunnel.output().close();
        })) {
            f.client.end();
            f.expect("-1");
            f.expect("-1");
            f.client.expect("still");
            f.client.expectEnd();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingWakesTheReader(TunnelWay way) throws Exception {
        CountDownLatch noted = new CountDownLatch(1);
        try (Fixture f = serving(way, (x, tunnel) -> {
            Thread reader = Thread.ofVirtual().start(() -> {
                x.note(() -> tunnel.input().read());
                x.note(() -> tunnel.input().read());
                noted.countDown();
            });
            awaitWaiting(reader);
            tunnel.close();
            noted.await();
            x.note(() -> {
                tunnel.output().write('x');
                return "written";
            });
            tunnel.closeOutput();
            tunnel.close();
            x.notes.add("closed twice");
        })) {
            f.expect("closed");
            f.expect("closed");
            f.expect("closed");
            f.expect("closed twice");
            f.client.expectEnd();
        }
    }

    /** A client that takes nothing holds up the writer, and not the one who closes. */
    @ParameterizedTest
    @EnumSource
    void closingWakesTheWriter(TunnelWay way) throws Exception {
        CountDownLatch noted = new CountDownLatch(1);
        try (Fixture f = serving(way, (x, tunnel) -> {
            Thread writer = Thread.ofVirtual().start(() -> {
                x.note(() -> {
                    while (true) {
                        tunnel.output().write(new byte[1 << 20]);
                    }
                });
                noted.countDown();
            });
            awaitWaiting(writer);
            tunnel.close();
            noted.await();
        })) {
            f.expect("closed");
        }
    }

    /** Mostly it waits for the client then; where it waits for something else, it must end all the same. */
    private static void awaitWaiting(Thread thread) {
        Set<Thread.State> waits = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
        Servers.await(() -> waits.contains(thread.getState()), () -> "is not waiting: " + thread.getState());
    }

    @ParameterizedTest
    @EnumSource
    void aReadDeadline(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> {
            tunnel.readDeadline(Duration.ofMillis(100));
            x.note(() -> tunnel.input().read());
            tunnel.output().write(bytes("after it"));
        })) {
            f.expect("SocketTimeoutException");
            f.client.expect("after it");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptCloses(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> {
            Thread.currentThread().interrupt();
            x.note(() -> tunnel.input().read());
            Thread.interrupted();
            x.note(() -> {
                tunnel.output().write('x');
                return "written";
            });
        })) {
            f.expect("interrupted");
            String note = f.notes.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
            assertTrue("closed".equals(note) || note != null && note.endsWith("Exception"), note);
        }
    }

    /** What it is called is the system's matter; that it is no end, and no content of a request, is not. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "HTTP2"})
    void theClientResets(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> {
            x.notes.add("begins");
            try {
                x.notes.add("read " + tunnel.input().read());
            } catch (IOException e) {
                x.notes.add(e.getClass().getName().startsWith("java.") ? "an IOException" : e.toString());
            }
        })) {
            // Or it could meet the reset as it takes the tunnel.
            f.expect("begins");
            f.client.reset();
            f.expect("an IOException");
        }
    }

    /** A client may go whenever it likes: a handler that lets that pass has not failed, and nothing is logged for it. */
    @ParameterizedTest
    @EnumSource
    void aClientThatGoesIsNoFailure(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> tunnel.input().transferTo(tunnel.output()))) {
            f.client.close();
            f.expectNoFailure();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatResetsIsNoFailure(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> {
            x.notes.add("" + (char) tunnel.input().read());
            tunnel.input().transferTo(tunnel.output());
        })) {
            f.client.send("a");
            f.expect("a");
            f.client.reset();
            f.client.close();
            f.expectNoFailure();
        }
    }

    /** Over TLS the close without a close_notify is what the handler sees, after which a write fails as well. */
    @ParameterizedTest
    @EnumSource
    void aClientThatTakesNothingMoreIsNoFailure(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> {
            while (true) {
                tunnel.output().write(bytes("more"));
            }
        })) {
            f.client.expect("more");
            f.client.close();
            f.expectNoFailure();
        }
    }

    /** It has sent less than its protocol asks for. */
    @ParameterizedTest
    @EnumSource
    void aClientThatEndsTooSoonIsNoFailure(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> new DataInputStream(tunnel.input()).readFully(new byte[4]))) {
            f.client.send("abc");
            f.client.end();
            f.client.expectEnd();
            f.client.close();
            f.expectNoFailure();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatElseTheHandlerThrowsIsAFailure(TunnelWay way) throws Exception {
        try (Fixture f = serving(way, (x, tunnel) -> {
            x.note(() -> tunnel.input().read());
            throw new IOException("of the handler's own");
        })) {
            f.client.end();
            f.expect("-1");
            Servers.await(() -> f.server.stats().handlersFailed() == 1, f.server.stats()::toString);
        }
    }
}
