package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Readers who take nothing, or a byte now and then, of a server with every setting at its default, which is no write
 * timeout at all: they are cut after two minutes, and those who are slow and no worse are not. Only in the long form.
 */
@EnabledIfSystemProperty(named = "weir.attack.long", matches = "true", disabledReason = "takes more than two minutes")
class StalledReaderTest extends Http1Family {
    private static final int READERS = 100;
    private static final Duration STALL = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONG_ANSWER = 1_000_000_000;
    /** The system tells a writer of room only when a third of its buffer, of a few megabytes at most, is free. */
    private static final int SLOW_BYTES_PER_SECOND = 50_000;

    private Wire reader() throws IOException {
        Socket socket = dial().connect();
        socket.setReceiveBufferSize(4096);
        return new Wire(socket).send("GET /bytes/" + LONG_ANSWER + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void slowReadersWithoutAWriteTimeout() throws Exception {
        List<Wire> silent = new ArrayList<>();
        try (Wire dripping = reader();
                Wire slow = reader()) {
            for (int i = 0; i < READERS; i++) {
                silent.add(reader());
            }
            Servers.await(() -> server().stats().runningHandlers() >= READERS + 2, () -> "" + server().stats());
            long end = System.nanoTime() + STALL.plus(PATIENCE).toNanos();
            while (server().stats().openConnections() > 3 && System.nanoTime() < end) {
                dripping.socket().getInputStream().skipNBytes(1);
                slow.socket().getInputStream().skipNBytes(SLOW_BYTES_PER_SECOND);
                Thread.sleep(1000);
            }
            assertEquals(3, server().stats().openConnections(), "the good clients and the slow one");
            assertTrue(server().stats().runningHandlers() >= 1, () -> "" + server().stats());
        } finally {
            for (Wire wire : silent) {
                wire.close();
            }
        }
    }
}
