package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.Flags;
import dev.weir.http2.frame.FrameType;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The end of a connection and a request that meets it: it is above the last stream that GOAWAY names, or answered. */
class IdleEndTest {
    private static final int ROUNDS = 300;

    private static Peer soonIdle() {
        return new Peer(Http2Config.DEFAULT, null, Peer.config(Duration.ofNanos(1))).begin();
    }

    /** Time passes until there is a GOAWAY. */
    private static String awaitGoAway(Peer p) {
        AtomicBoolean come = new AtomicBoolean();
        Thread.ofVirtual().start(() -> {
            while (!come.get()) {
                p.connection.tick();
                Thread.yield();
            }
        });
        try {
            return p.awaitGoAway();
        } finally {
            come.set(true);
        }
    }

    @Test
    void idleConnectionIsLeft() {
        try (Peer p = soonIdle()) {
            assertTrue(awaitGoAway(p).startsWith("GOAWAY 0 last=0 NO_ERROR"), p::transcript);
            p.expectEnd();
        }
        try (Peer p = soonIdle()) {
            p.get(1, "/empty");
            p.expect("HEADERS 1 END_STREAM");
            assertTrue(awaitGoAway(p).startsWith("GOAWAY 0 last=1 NO_ERROR"), p::transcript);
            p.expectEnd();
            assertEquals("[closeOutput]", p.connection.events().toString(), "nothing is cut off");
        }
    }

    @Test
    void connectionWithAnOpenStreamIsNotIdle() {
        try (Peer p = soonIdle()) {
            p.get(1, "/hold");
            p.awaitRunning(1);
            for (int i = 0; i < 10; i++) {
                p.connection.tick();
            }
            p.expectAlive();
            p.release();
            p.expect("HEADERS 1 ");
        }
    }

    /** Half a head is no request: the client may send it again. */
    @Test
    void halfAHeadMeetsTheEnd() {
        try (Peer p = soonIdle()) {
            byte[] block = p.block(":method: GET", ":scheme: http", ":path: /empty", ":authority: a");
            p.frame(FrameType.HEADERS, Flags.END_STREAM, 1, Arrays.copyOf(block, 3));
            assertTrue(awaitGoAway(p).startsWith("GOAWAY 0 last=0 NO_ERROR"), p::transcript);
            p.frame(FrameType.CONTINUATION, Flags.END_HEADERS, 1, Arrays.copyOfRange(block, 3, block.length));
            p.expectEnd();
            assertFalse(p.has("HEADERS"), p::transcript);
        }
    }

    /** The same at a shutdown whose second step comes as time passes. */
    @Test
    void halfAHeadMeetsAShutdown() {
        try (Peer p = Peer.begun()) {
            byte[] block = p.block(":method: GET", ":scheme: http", ":path: /empty", ":authority: a");
            p.get(1, "/hold");
            p.awaitRunning(1);
            p.connection.drain();
            assertTrue(p.awaitGoAway().startsWith("GOAWAY 0 last=2147483647 NO_ERROR"), p::transcript);
            p.frame(FrameType.HEADERS, Flags.END_STREAM, 3, Arrays.copyOf(block, 3));
            assertTrue(awaitGoAway(p).startsWith("GOAWAY 0 last=1 NO_ERROR"), p::transcript);
            p.frame(FrameType.CONTINUATION, Flags.END_HEADERS, 3, Arrays.copyOfRange(block, 3, block.length));
            p.release();
            p.expect("HEADERS 1");
            p.expectEnd();
            assertFalse(p.has("HEADERS 3"), p::transcript);
        }
    }

    /** A request is sent at the moment at which the connection has been idle for long enough. */
    @Test
    void requestMeetsTheIdleTimeout() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            try (Peer p = soonIdle()) {
                Thread clock = Thread.ofPlatform().start(p.connection::tick);
                p.request(1, false, "POST", "/").data(1, true, 5);
                clock.join();
                String goAway = awaitGoAway(p);
                p.expectEnd();
                boolean named = goAway.startsWith("GOAWAY 0 last=1 ");
                assertTrue(named || goAway.startsWith("GOAWAY 0 last=0 "), p::transcript);
                assertEquals(named, p.has("DATA 1 END_STREAM"), p::transcript);
                assertEquals(named, p.has("HEADERS 1 "), p::transcript);
            }
        }
    }

    /** A client whose SETTINGS and first request come at the last moment. */
    @Test
    void requestMeetsTheEndOfTheStart() {
        try (Peer p = new Peer()) {
            p.preface().settings().get(1, "/hold");
            p.awaitRunning(1);
            p.connection.beLate();
            assertTrue(p.awaitGoAway().startsWith("GOAWAY 0 last=1 NO_ERROR"), p::transcript);
            p.release();
            p.expect("HEADERS 1 ");
            p.expectEnd();
        }
    }
}
