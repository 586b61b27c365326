package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a tunnel lasts, who counts it, and who hears of its end: one contract over both protocols. */
class TunnelLifeTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private interface Play {
        void with(BlockingQueue<String> notes, ResponseWriter w, Request r) throws Exception;
    }

    /** A server whose handler plays its part, a client whose tunnel is open, and what both note. */
    private static final class Fixture implements AutoCloseable {
        final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
        final Server server;
        final TunnelWay.End client;

        Fixture(TunnelWay way, UnaryOperator<ServerBuilder> settings, Play play) throws IOException {
            ServerBuilder builder = settings.apply(Server.builder()
                    .address("127.0.0.1:0")
                    .errorLog(Servers.LOG)
                    .protocol(new Http2Provider(
                            Http2Config.builder().extendedConnect(true).build()))
                    .requestListener(end -> notes.add("end " + end.outcome() + ' ' + end.status() + ' '
                            + end.contentBytes() + ' ' + end.protocol() + ' ' + end.stream()))
                    .handler((w, r) -> play.with(notes, w, r)));
            server = (way.secure() ? builder.tls(Certificates.server()) : builder).build();
            server.start();
            client = way.open(server.port());
        }

        Fixture(TunnelWay way, Play play) throws IOException {
            this(way, b -> b, play);
        }

        CompletableFuture<Boolean> shutdown(Duration grace) {
            CompletableFuture<Boolean> clean = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> clean.complete(server.shutdown(grace)));
            return clean;
        }

        void expect(String note) throws InterruptedException {
            assertEquals(note, notes.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }

        void expectEnd(TunnelWay way) throws InterruptedException {
            String protocol = way.http2() ? "HTTP/2 1" : "HTTP/1.1 0";
            boolean upgrade = way == TunnelWay.HTTP1 || way == TunnelWay.HTTP1_TLS;
            expect("end TUNNEL " + (upgrade ? 101 : 200) + " 0 " + protocol);
        }

        void expectNoFailure() {
            Servers.awaitNoConnections(server);
            assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private static Tunnel accept(ResponseWriter w) throws IOException {
        return w.as(TunnelRequest.class).orElseThrow().accept("echo");
    }

    private static void write(Tunnel tunnel, String text) {
        try {
            tunnel.output().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readToTheEnd(Tunnel tunnel) throws IOException {
        tunnel.input().transferTo(OutputStream.nullOutputStream());
    }

    /** None of the server's deadlines holds, nor its rate; the connection and its handler count as before. */
    @ParameterizedTest
    @EnumSource
    void aSilentTunnelStaysOpen(TunnelWay way) throws Exception {
        // The head has to come within these on a busy machine too.
        Duration limit = Duration.ofMillis(1500);
        if (way.secure()) {
            // As has the handshake: the first of a virtual machine takes its time.
            limit = Duration.ofSeconds(2);
            try (Fixture first = new Fixture(way, (_, w, _) -> accept(w).close())) {
                first.client.expectEnd();
            }
        }
        silent(way, limit);
    }

    private static void silent(TunnelWay way, Duration limit) throws Exception {
        try (Fixture f = new Fixture(
                way,
                b -> b.readTimeout(limit)
                        .readHeaderTimeout(limit)
                        .writeTimeout(limit)
                        .idleTimeout(SHORT)
                        .lingerTimeout(SHORT)
                        .minRequestRate(1_000_000),
                (_, w, _) -> {
                    Tunnel tunnel = accept(w);
                    tunnel.input().transferTo(tunnel.output());
                })) {
            f.client.send("a");
            f.client.expect("a");
            Thread.sleep(limit.plus(SHORT.multipliedBy(3)).toMillis());
            f.client.send("bc");
            f.client.expect("bc");
            assertEquals(1, f.server.stats().openConnections());
            assertEquals(1, f.server.stats().runningHandlers());
            assertNull(f.notes.peek());
            f.client.end();
            f.client.expectEnd();
            f.expectEnd(way);
            f.client.close();
            f.expectNoFailure();
            assertNull(f.notes.peek());
        }
    }

    /** Before the tunnel is accepted the deadlines hold; those that the handler sets hold in it too. */
    @ParameterizedTest
    @EnumSource
    void deadlinesOfItsOwnHold(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (notes, w, _) -> {
            Tunnel tunnel = accept(w);
            tunnel.writeDeadline(SHORT);
            assertThrows(IOException.class, () -> {
                while (true) {
                    tunnel.output().write(new byte[1 << 20]);
                }
            });
            notes.add("late");
        })) {
            f.expect("late");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aShutdownTellsItAndWaits(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (notes, w, r) -> {
            Tunnel tunnel = accept(w);
            assertFalse(tunnel.draining());
            tunnel.onDrain(() -> {
                notes.add("draining " + tunnel.draining() + ' ' + r.draining());
                write(tunnel, "bye");
            });
            write(tunnel, "ready");
            readToTheEnd(tunnel);
            tunnel.onDrain(() -> write(tunnel, "at once"));
            notes.add("the end of it");
            readToTheEnd(tunnel);
        })) {
            f.client.expect("ready");
            CompletableFuture<Boolean> clean = f.shutdown(Duration.ofMinutes(1));
            f.expect("draining true true");
            f.client.expect("bye");
            assertFalse(clean.isDone());
            assertEquals(1, f.server.stats().openConnections());
            f.client.end();
            f.expect("the end of it");
            f.expectEnd(way);
            assertTrue(clean.get());
            assertEquals(0, f.server.stats().handlersFailed());
        }
    }

    /** Actions have a thread of their own: one that throws is logged, one that blocks holds up neither tunnel nor shutdown. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "HTTP2"})
    void actionsHoldNobodyUp(TunnelWay way) throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (Fixture f = new Fixture(way, (notes, w, _) -> {
            Tunnel tunnel = accept(w);
            tunnel.onDrain(() -> {
                notes.add("first");
                throw new IllegalStateException("on purpose");
            });
            tunnel.onDrain(() -> {
                notes.add("second");
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                notes.add("after all");
            });
            write(tunnel, "ready");
            readToTheEnd(tunnel);
        })) {
            f.client.expect("ready");
            CompletableFuture<Boolean> clean = f.shutdown(Duration.ofMinutes(1));
            f.expect("first");
            f.expect("second");
            f.client.end();
            f.expectEnd(way);
            assertTrue(clean.get());
            released.countDown();
            f.expect("after all");
        }
    }

    /** What a tunnel wanted to say at a shutdown is of no use when it is over. */
    @ParameterizedTest
    @EnumSource
    void nothingIsDoneForATunnelThatIsOver(TunnelWay way) throws Exception {
        CountDownLatch draining = new CountDownLatch(1);
        try (Fixture f = new Fixture(way, (notes, w, r) -> {
            Tunnel tunnel = accept(w);
            tunnel.onDrain(() -> notes.add("too late"));
            tunnel.close();
            r.onDrain(draining::countDown);
            notes.add("closed");
            draining.await();
            tunnel.onDrain(() -> notes.add("much too late"));
        })) {
            f.expect("closed");
            f.client.expectEnd();
            f.client.end();
            assertTrue(f.shutdown(Duration.ofMinutes(1)).get());
            f.expectEnd(way);
            assertNull(f.notes.peek());
        }
    }

    /** The end of the server, or of the grace, wakes who reads, and cancels the request. */
    @ParameterizedTest
    @EnumSource
    void theServersEndWakesTheReader(TunnelWay way) throws Exception {
        for (Duration grace : List.of(Duration.ZERO, Duration.ofMillis(1))) {
            try (Fixture f = new Fixture(way, (notes, w, r) -> {
                Tunnel tunnel = accept(w);
                r.onCancel(() -> notes.add("cancelled"));
                write(tunnel, "ready");
                IOException thrown =
                        assertThrows(IOException.class, () -> tunnel.input().read());
                Servers.await(r::cancelled, () -> "the request is not cancelled after " + thrown);
                throw thrown;
            })) {
                f.client.expect("ready");
                if (grace.isZero()) {
                    f.server.close();
                } else {
                    assertFalse(f.server.shutdown(grace));
                }
                List<String> both = List.of(String.valueOf(f.notes.take()), String.valueOf(f.notes.take()));
                assertTrue(both.contains("cancelled"), both::toString);
                f.expectNoFailure();
            }
        }
    }

    /** The handler need not know why its read has failed: that is no failure of its own. */
    @ParameterizedTest
    @EnumSource
    void theServersEndIsNoFailure(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (_, w, _) -> {
            Tunnel tunnel = accept(w);
            write(tunnel, "ready");
            readToTheEnd(tunnel);
        })) {
            f.client.expect("ready");
            f.server.close();
            f.expectNoFailure();
            f.expectEnd(way);
        }
    }

    /** A tunnel that its handler has not closed is closed with its call, whoever else uses it. */
    @ParameterizedTest
    @EnumSource
    void itEndsWithItsHandler(TunnelWay way) throws Exception {
        BlockingQueue<Tunnel> kept = new LinkedBlockingQueue<>();
        try (Fixture f = new Fixture(way, (notes, w, _) -> {
            Tunnel tunnel = accept(w);
            write(tunnel, "bye");
            kept.add(tunnel);
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    notes.add("read " + tunnel.input().read());
                } catch (ClosedChannelException e) {
                    notes.add("closed");
                } catch (IOException e) {
                    notes.add(e.toString());
                }
            });
            Servers.await(
                    () -> reader.getState() == Thread.State.WAITING, () -> "is not waiting: " + reader.getState());
        })) {
            f.client.expect("bye");
            f.client.expectEnd();
            List<String> both = List.of(String.valueOf(f.notes.take()), String.valueOf(f.notes.take()));
            assertTrue(both.contains("closed"), both::toString);
            Tunnel tunnel = kept.take();
            assertThrows(ClosedChannelException.class, () -> tunnel.output().write('x'));
            assertThrows(ClosedChannelException.class, () -> tunnel.input().read());
            tunnel.close();
        }
    }

    /** One that is held up in a write does not hold up the handler's return. */
    @ParameterizedTest
    @EnumSource
    void itsEndWakesTheWriter(TunnelWay way) throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        try (Fixture f = new Fixture(way, (notes, w, _) -> {
            Tunnel tunnel = accept(w);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        tunnel.output().write(new byte[1 << 20]);
                    }
                } catch (ClosedChannelException e) {
                    notes.add("closed");
                } catch (IOException e) {
                    notes.add(e.toString());
                }
            });
            Servers.await(
                    () -> writer.getState() == Thread.State.WAITING, () -> "is not waiting: " + writer.getState());
            // A tunnel that is cut at once may be so before its client has heard that it is open.
            opened.await();
        })) {
            opened.countDown();
            List<String> both = List.of(String.valueOf(f.notes.take()), String.valueOf(f.notes.take()));
            assertTrue(both.contains("closed"), both::toString);
            f.client.close();
            f.expectNoFailure();
        }
    }

    /** The client has the time of lingering for its end; then the tunnel is cut. */
    @ParameterizedTest
    @EnumSource
    void aClientThatDoesNotEndIsCut(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, b -> b.lingerTimeout(SHORT), (_, w, _) -> {
            try (Tunnel tunnel = accept(w)) {
                write(tunnel, "bye");
            }
        })) {
            f.client.send("still here");
            f.client.expect("bye");
            f.client.expectEnd();
            f.expectEnd(way);
            if (way.http2()) {
                f.client.expectBroken();
                f.client.close();
            }
            f.expectNoFailure();
        }
    }

    /** One that has ended is not waited for: not even for an hour. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "HTTP1_TLS", "HTTP1_CONNECT"})
    void aClientThatHasEndedIsNotWaitedFor(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, b -> b.lingerTimeout(Duration.ofHours(1)), (_, w, _) -> {
            try (Tunnel tunnel = accept(w)) {
                write(tunnel, "bye");
            }
        })) {
            f.client.expect("bye");
            f.client.expectEnd();
            f.client.send("what nobody reads");
            f.client.end();
            assertTrue(f.shutdown(Duration.ofMinutes(1)).get());
        }
    }

    /** As it may be at a shutdown: the handler that reads lets the exception pass, and has not failed. */
    @ParameterizedTest
    @EnumSource
    void closedByAnotherThreadItEndsInOrder(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (notes, w, _) -> {
            Tunnel tunnel = accept(w);
            tunnel.onDrain(() -> {
                write(tunnel, "bye");
                try {
                    tunnel.close();
                } catch (IOException e) {
                    notes.add(e.toString());
                }
            });
            write(tunnel, "ready");
            readToTheEnd(tunnel);
        })) {
            f.client.expect("ready");
            CompletableFuture<Boolean> clean = f.shutdown(Duration.ofMinutes(1));
            f.client.expect("bye");
            f.client.expectEnd();
            f.expectEnd(way);
            f.client.end();
            f.client.close();
            assertTrue(clean.get());
            f.expectNoFailure();
            assertNull(f.notes.peek());
        }
    }

    /** Broken off by its handler, it does not look whole to the client. */
    @ParameterizedTest
    @EnumSource
    void aHandlerThatAbortsBreaksItOff(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (_, w, _) -> {
            write(accept(w), "half a wo");
            throw new AbortHandler();
        })) {
            f.client.expect("half a wo");
            f.client.expectBroken();
            f.expectEnd(way);
            f.client.close();
            f.expectNoFailure();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRefused(TunnelWay way) throws Exception {
        boolean plain = way == TunnelWay.HTTP1_CONNECT || way == TunnelWay.HTTP2_CONNECT;
        try (Fixture f = new Fixture(way, (notes, w, r) -> {
            w.onCommit(_ -> notes.add("a commit hook"));
            w.header("Content-Length", "3");
            TunnelRequest asked = w.as(TunnelRequest.class).orElseThrow();
            notes.add(asked.protocols().toString());
            if (!plain) {
                assertThrows(IllegalArgumentException.class, () -> asked.accept("chat"));
            }
            // Names of protocols have no case (RFC 9110 section 7.8).
            Tunnel tunnel = asked.accept(plain ? "" : "ECHO");
            assertThrows(IllegalStateException.class, () -> asked.accept("echo"));
            assertThrows(
                    IllegalStateException.class,
                    () -> w.as(TunnelRequest.class).orElseThrow().accept("echo"));
            assertThrows(IllegalStateException.class, () -> w.status(201));
            assertEquals(r.remoteAddress(), tunnel.remoteAddress());
            assertTrue(r.method().equals(HttpMethod.CONNECT) || way == TunnelWay.HTTP1 || way == TunnelWay.HTTP1_TLS);
            write(tunnel, "longer than three");
        })) {
            f.client.expect("longer than three");
            f.client.expectEnd();
            f.expect(plain ? "[]" : "[echo]");
            f.expectEnd(way);
        }
    }
}
