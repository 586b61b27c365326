package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.HijackedConnection;
import dev.weir.http.api.Hijacker;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Connections that a handler has taken over as they are, and that outlast its call. */
class HijackTest {
    private static final String ASK = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    /** A server whose handler gives each connection to the test and returns. */
    private static final class Fixture implements AutoCloseable {
        final BlockingQueue<HijackedConnection> taken = new LinkedBlockingQueue<>();
        final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
        final Server server;

        Fixture(UnaryOperator<ServerBuilder> settings) throws IOException {
            server = settings.apply(Server.builder()
                            .address("127.0.0.1:0")
                            .errorLog(Servers.LOG)
                            .requestListener(end -> notes.add(end.outcome() + " " + end.status()))
                            .handler((w, _) ->
                                    taken.add(w.as(Hijacker.class).orElseThrow().hijack())))
                    .build();
            server.start();
        }

        /** Returns the connection of a client, when the handler has returned. */
        HijackedConnection take(Wire client) throws Exception {
            client.send(ASK);
            HijackedConnection connection = taken.take();
            expect("TUNNEL 0");
            return connection;
        }

        void expect(String note) throws InterruptedException {
            assertEquals(note, notes.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }

        CompletableFuture<Boolean> shutdown() {
            CompletableFuture<Boolean> clean = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> clean.complete(server.shutdown(Duration.ofMinutes(1))));
            return clean;
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static void write(HijackedConnection connection, String text) {
        try {
            connection.output().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aShutdownTellsItAndWaits() throws Exception {
        try (Fixture f = new Fixture(b -> b);
                Wire client = Wire.to(f.server.port())) {
            HijackedConnection connection = f.take(client);
            connection.onDrain(() -> write(connection, "bye"));
            CompletableFuture<Boolean> clean = f.shutdown();
            assertEquals("bye", client.exactly(3, "from the holder"));
            assertTrue(connection.draining());
            assertFalse(clean.isDone());
            assertEquals(1, f.server.stats().openConnections());
            connection.close();
            assertTrue(clean.get());
            assertEquals("", client.rest());
        }
    }

    @Test
    void whatIsClosedIsNotTold() throws Exception {
        try (Fixture f = new Fixture(b -> b);
                Wire client = Wire.to(f.server.port())) {
            HijackedConnection connection = f.take(client);
            connection.onDrain(() -> f.notes.add("too late"));
            connection.close();
            connection.onDrain(() -> f.notes.add("much too late"));
            assertTrue(f.shutdown().get());
            assertNull(f.notes.peek());
        }
    }

    /** Its holder gets the end of the grace as a close, and the server does not wait for it any longer. */
    @Test
    void theEndOfTheGraceWakesItsHolder() throws Exception {
        try (Fixture f = new Fixture(b -> b);
                Wire client = Wire.to(f.server.port())) {
            HijackedConnection connection = f.take(client);
            Thread.ofVirtual().start(() -> {
                try {
                    f.notes.add("read " + connection.input().read());
                } catch (ClosedChannelException e) {
                    f.notes.add("closed");
                } catch (IOException e) {
                    f.notes.add(e.toString());
                }
            });
            assertFalse(f.server.shutdown(Duration.ofMillis(1)));
            f.expect("closed");
            assertEquals("", client.rest());
            assertEquals(0, f.server.stats().openConnections());
        }
    }

    /** It has its place until it is closed; its deadlines are watched. */
    @Test
    void itKeepsItsPlace() throws Exception {
        try (Fixture f = new Fixture(b -> b.maxConnections(1));
                Wire first = Wire.to(f.server.port());
                Wire second = Wire.to(f.server.port())) {
            HijackedConnection connection = f.take(first);
            second.send(ASK);
            assertNull(f.taken.peek());
            connection.readDeadline(Duration.ofMillis(50));
            String ended = "";
            try {
                ended = "read " + connection.input().read();
            } catch (IOException e) {
                ended = e.getClass().getSimpleName();
            }
            assertEquals("SocketTimeoutException", ended);
            assertNull(f.taken.peek());
            connection.close();
            f.taken.take().close();
        }
    }
}
