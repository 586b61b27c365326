package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.api.Request;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.api.TunnelUser;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tunnel whose user is called when something comes, in place of a thread that waits: one contract over both protocols. */
class TunnelUserTest {
    private interface Play {
        TunnelUser of(BlockingQueue<String> notes, Tunnel tunnel) throws IOException;
    }

    /** A server whose handler leaves its tunnel to a user, a client whose tunnel is open, and what is noted. */
    private static final class Fixture implements AutoCloseable {
        final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
        final BlockingQueue<Tunnel> tunnels = new LinkedBlockingQueue<>();
        final Server server;
        final TunnelWay way;
        final TunnelWay.End client;

        Fixture(TunnelWay way, Play play) throws IOException {
            this.way = way;
            ServerBuilder builder = Server.builder()
                    .address("127.0.0.1:0")
                    .errorLog(Servers.LOG)
                    .loops(1)
                    .protocol(new Http2Provider(
                            Http2Config.builder().extendedConnect(true).build()))
                    .requestListener(end -> notes.add("end " + end.outcome()
                            + end.failure().map(e -> " " + e.getMessage()).orElse("")))
                    .handler((w, _) -> {
                        Tunnel tunnel = w.as(TunnelRequest.class).orElseThrow().accept("echo");
                        tunnels.add(tunnel);
                        tunnel.serve(play.of(notes, tunnel));
                    });
            server = (way.secure() ? builder.tls(Certificates.server()) : builder).build();
            server.start();
            client = way.open(server.port());
        }

        void expect(String note) throws InterruptedException {
            assertEquals(note, notes.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }

        @Override
        public void close() throws IOException {
            client.close();
            Servers.awaitNoConnections(server);
            server.close();
            assertNull(notes.peek());
        }
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    /** Says what has come, and goes on until the end. */
    private static TunnelUser noting(BlockingQueue<String> notes, Tunnel tunnel) {
        byte[] bytes = new byte[4];
        return () -> {
            for (int n = tunnel.receive(bytes, 0, 4); n != 0; n = tunnel.receive(bytes, 0, 4)) {
                if (n < 0) {
                    tunnel.output().write('.');
                    notes.add("the end");
                    return true;
                }
                tunnel.output().write(bytes, 0, n);
            }
            return true;
        };
    }

    /** It is called with what comes, holds no thread meanwhile, and may say goodbye; the exchange ends with it. */
    @ParameterizedTest
    @EnumSource
    void isCalledUntilTheClientsEnd(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, TunnelUserTest::noting)) {
            for (String said : new String[] {"a", "bcd", "efgh", "ij"}) {
                f.client.send(said);
                f.client.expect(said);
            }
            assertEquals(1, f.server.stats().runningHandlers());
            assertEquals(1, f.server.stats().openConnections());
            assertNull(f.notes.peek());
            f.client.end();
            f.client.expect(".");
            f.client.expectEnd();
            f.expect("the end");
            f.expect("end TUNNEL");
            f.client.close();
            Servers.awaitNoConnections(f.server);
            assertEquals(0, f.server.stats().runningHandlers());
            assertEquals(0, f.server.stats().handlersFailed());
        }
    }

    /** What was sent with the request, and before the handler has returned, is there for the first call. */
    @ParameterizedTest
    @EnumSource
    void nothingIsMissedThatCameBefore(TunnelWay way) throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        try (Fixture f = new Fixture(way, (notes, tunnel) -> {
            try {
                sent.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            assertEquals('a', tunnel.input().read());
            return noting(notes, tunnel);
        })) {
            f.client.send("abc");
            f.client.end();
            sent.countDown();
            f.client.expect("bc");
            f.client.expect(".");
            f.client.expectEnd();
            f.expect("the end");
            f.expect("end TUNNEL");
        }
    }

    /** It may wait within a call, as a handler: then it holds up no other connection of its loop, and is not called again meanwhile. */
    @ParameterizedTest
    @EnumSource
    void mayWait(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (notes, tunnel) -> {
            AtomicInteger within = new AtomicInteger();
            return () -> {
                notes.add("call " + within.incrementAndGet());
                byte[] bytes = new byte[4];
                int n = tunnel.input().readNBytes(bytes, 0, 4);
                tunnel.output().write(bytes, 0, n);
                within.decrementAndGet();
                return bytes[0] != 'e';
            };
        })) {
            f.client.send("ab");
            f.expect("call 1");
            try (TunnelWay.End other = way.open(f.server.port())) {
                other.send("e");
                f.expect("call 1");
                other.end();
                other.expect("e");
                other.expectEnd();
            }
            f.expect("end TUNNEL");
            f.client.send("c");
            f.client.send("defgh");
            f.client.expect("abcd");
            f.client.expect("efgh");
            f.client.expectEnd();
            f.expect("call 1");
            f.expect("end TUNNEL");
        }
    }

    /** Another thread may write and close; the user is called once more, meets that, and has not failed. */
    @ParameterizedTest
    @EnumSource
    void isToldOfAClose(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (notes, tunnel) -> {
            byte[] bytes = new byte[4];
            return () -> {
                try {
                    return tunnel.receive(bytes, 0, 4) >= 0;
                } catch (ClosedChannelException e) {
                    notes.add("closed");
                    throw e;
                }
            };
        })) {
            f.client.send("a");
            Tunnel tunnel = f.tunnels.take();
            tunnel.output().write("bye".getBytes(StandardCharsets.US_ASCII));
            f.client.expect("bye");
            tunnel.close();
            f.client.expectEnd();
            f.expect("closed");
            assertTrue(String.valueOf(f.notes.take()).startsWith("end TUNNEL"));
            assertEquals(0, f.server.stats().handlersFailed());
        }
    }

    /** What it throws is a failure of the handler's, and the client does not take what it has got for the whole. */
    @ParameterizedTest
    @EnumSource
    void itsFailureIsTheHandlers(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (_, tunnel) -> () -> {
            if (tunnel.receive(new byte[4], 0, 4) > 0) {
                throw new IllegalStateException("on purpose");
            }
            return true;
        })) {
            f.client.send("a");
            f.expect("end TUNNEL on purpose");
            f.client.expectBroken();
            assertEquals(1, f.server.stats().handlersFailed());
        }
    }

    /** A client that breaks off is met by a call too, and is no failure. */
    @ParameterizedTest
    @EnumSource
    void isToldOfALoss(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (notes, tunnel) -> () -> {
            // Over TLS the client may say that it goes.
            boolean lost = true;
            try {
                lost = tunnel.receive(new byte[4], 0, 4) < 0;
            } finally {
                if (lost) {
                    notes.add("lost");
                }
            }
            return true;
        })) {
            f.client.send("a");
            f.client.reset();
            f.expect("lost");
            assertTrue(String.valueOf(f.notes.take()).startsWith("end TUNNEL"));
            assertEquals(0, f.server.stats().handlersFailed());
        }
    }

    /** A shutdown waits for it inside the grace; the end of that ends it. */
    @ParameterizedTest
    @EnumSource
    void theServersEndIsOne(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (notes, tunnel) -> () -> {
            try {
                return tunnel.receive(new byte[4], 0, 4) >= 0;
            } catch (IOException e) {
                notes.add("over");
                throw e;
            }
        })) {
            f.client.send("a");
            f.tunnels.take();
            CompletableFuture<Boolean> clean = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> clean.complete(f.server.shutdown(Duration.ofMillis(300))));
            assertFalse(clean.get());
            f.expect("over");
            assertTrue(String.valueOf(f.notes.take()).startsWith("end TUNNEL"));
            assertEquals(0, f.server.stats().handlersFailed());
        }
    }

    /** The request lasts as long: for the user it is the current one. There is one user. */
    @ParameterizedTest
    @EnumSource
    void theRequestLasts(TunnelWay way) throws Exception {
        try (Fixture f = new Fixture(way, (notes, tunnel) -> {
            Request request = Request.current().orElseThrow();
            return () -> {
                assertThrows(IllegalStateException.class, () -> tunnel.serve(() -> true));
                notes.add("current " + (Request.current().orElseThrow() == request));
                return tunnel.receive(new byte[4], 0, 4) != 1;
            };
        })) {
            f.client.send("a");
            f.client.expectEnd();
            while (!String.valueOf(f.notes.take()).equals("end TUNNEL")) {
                // It may be called where nothing has come, too.
                assertEquals(1, f.tunnels.size());
            }
        }
    }
}
