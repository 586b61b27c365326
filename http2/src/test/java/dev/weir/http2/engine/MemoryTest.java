package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.Flags;
import dev.weir.http2.frame.FrameType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection holds of the server's memory, and what becomes of what there is none for. */
@Timeout(60)
class MemoryTest {
    private static final int LIMIT = 1 << 20;
    private static final int FRAME = 16_384;

    private final MemoryBudget budget = new MemoryBudget(LIMIT);
    private final MemoryShare others = budget.share();

    private Peer peer() {
        Peer peer = new Peer(Http2Config.DEFAULT, null, budget);
        peer.preface();
        peer.settings();
        peer.expect("SETTINGS 0 ");
        peer.expect("SETTINGS 0 ACK");
        peer.frame(FrameType.SETTINGS, Flags.ACK, 0, "");
        return peer;
    }

    @Test
    void contentWithoutMemoryEndsItsStreamAlone() {
        try (Peer p = peer()) {
            p.request(1, false, "POST", "/hold");
            p.awaitRunning(1);
            others.take(2 * LIMIT);
            p.data(1, false, 900);
            p.expectReset("ENHANCE_YOUR_CALM");
            p.awaitRunning(0);
            p.get(3, "/empty");
            p.expect("HEADERS 3 ");
            assertEquals(1, budget.refusals());
            assertNull(p.server.counters().abuse().get("RESET_PROVOKED"), "it is held against the client");
        }
    }

    /** What no handler has seen may be sent again, which the client is told. */
    @Test
    void aRequestBesideAnotherIsRefused() {
        try (Peer p = peer()) {
            others.take(2 * LIMIT);
            p.get(1, "/hold");
            p.awaitRunning(1);
            p.get(3, "/empty");
            assertEquals("RST_STREAM 3 REFUSED_STREAM", p.expectAnyReset());
            assertNull(p.server.counters().abuse().get("RESET_PROVOKED"), "it is held against the client");
            p.release();
            p.expect("HEADERS 1 ");
            p.awaitRunning(0);
            p.get(5, "/empty");
            p.expect("HEADERS 5 ");
        }
    }

    /** One thing at a time is served however little is left. */
    @Test
    void aSmallRequestIsServedAllTheSame() {
        others.take(2 * LIMIT);
        try (Peer p = peer()) {
            for (int stream = 1; stream < 20; stream += 2) {
                p.get(stream, "/empty");
                p.expect("HEADERS " + stream + " ");
                p.awaitRunning(0);
            }
            p.get(21, "/bytes?100000");
            p.expect("HEADERS 21 ");
            p.window(0, 100_000).window(21, 100_000);
            String line = p.expect("DATA 21 ");
            while (!line.contains("END_STREAM")) {
                line = p.expect("DATA 21 ");
            }
        }
    }

    /** A client may have its response before the handler has returned: such a handler does not count. */
    @Test
    void aSmallRequestIsServedThoughAHandlerHasYetToReturn() {
        others.take(2 * LIMIT);
        try (Peer p = peer()) {
            p.get(1, "/close-hold");
            p.expect("HEADERS 1 ");
            p.expect("DATA 1 END_STREAM 6");
            p.awaitRunning(1);
            p.get(3, "/close-hold");
            p.expect("HEADERS 3 ");
            p.expect("DATA 3 END_STREAM 6");
            p.awaitRunning(2);
            p.get(5, "/empty");
            assertEquals("RST_STREAM 5 REFUSED_STREAM", p.expectAnyReset());
            p.release();
            p.awaitRunning(0);
            p.get(7, "/empty");
            p.expect("HEADERS 7 ");
        }
    }

    /** Memory is tight, and this connection holds much: what holds the most goes, and the rest is served. */
    @Test
    void whatIsNotReadEndsWhereMemoryStaysTight() {
        try (Peer p = peer()) {
            p.request(1, false, "POST", "/hold");
            p.request(3, false, "POST", "/hold");
            p.awaitRunning(2);
            p.data(1, false, FRAME).data(1, false, FRAME).data(1, false, FRAME);
            p.data(3, false, 5000);
            p.expectAlive();
            others.take(LIMIT * 7 / 8);
            p.data(3, false, 5000);
            p.expectReset("ENHANCE_YOUR_CALM");
            p.expectAlive();
            p.get(5, "/empty");
            p.expect("HEADERS 5 ");
        }
    }

    /** The same where memory is given back in time: nothing ends. */
    @Test
    void whatIsNotReadStaysWhereMemoryIsGivenBack() {
        try (Peer p = peer()) {
            p.request(1, false, "POST", "/hold");
            p.awaitRunning(1);
            p.data(1, false, FRAME).data(1, false, FRAME).data(1, false, FRAME);
            p.expectAlive();
            others.take(LIMIT * 7 / 8);
            p.data(1, true, FRAME);
            others.release(LIMIT * 7 / 8);
            p.expectAlive();
            p.release();
            p.expect("HEADERS 1 ");
            assertEquals(0, budget.refusals());
        }
    }

    @Test
    void aWindowGrowsWhenThereIsMemory() {
        others.take(LIMIT * 3 / 4);
        try (Peer p = peer()) {
            p.expectAlive();
            p.connection.tick();
            p.expectAlive();
            assertFalse(p.has("WINDOW_UPDATE 0 "), p::transcript);
            others.release(LIMIT / 2);
            p.connection.tick();
            p.expect("WINDOW_UPDATE 0 +" + (Http2Config.DEFAULT.connectionWindow() - 65_535));
        }
    }

    @Test
    void aBlockInPartsWithoutMemoryEndsTheConnection() {
        try (Peer p = peer()) {
            others.take(2 * LIMIT);
            byte[] block = p.block(":method: GET", "x: " + "a".repeat(3000));
            p.frame(FrameType.HEADERS, 0, 1, block);
            p.expectGoAway("ENHANCE_YOUR_CALM");
            assertEquals(1, budget.refusals());
        }
    }

    /** Of a block that never ends, its fields are counted until the connection does. */
    @Test
    void aBlockInPartsIsCounted() {
        try (Peer p = peer()) {
            p.expectAlive();
            p.frame(FrameType.HEADERS, 0, 1, p.block(":method: GET", "x: " + "a".repeat(3000)));
            while (p.connection.memory().held() < 3000) {
                Thread.yield();
            }
        }
        assertEquals(0, budget.held());
    }

    @Test
    void answersThatNobodyReadsAreCounted() {
        try (Peer p = peer()) {
            p.get(1, "/parrot");
            p.expect("HEADERS 1 ");
            p.settings(4, 0);
            p.request(3, false, "POST", "/parrot");
            for (int i = 0; i < 30; i++) {
                p.data(3, false, 1000);
            }
            while (p.connection.memory().held() < 20_000) {
                Thread.yield();
            }
            p.reset(3);
            p.awaitRunning(0);
        }
        assertEquals(0, budget.held());
    }

    @Test
    void largeFramesThatComeSlowlyAreCounted() {
        try (Peer p = peer()) {
            p.expectAlive();
            p.raw("003fff 00 00 00000001 00000000");
            while (p.connection.memory().held() < FRAME) {
                Thread.yield();
            }
        }
        assertEquals(0, budget.held());
        assertTrue(budget.refusals() == 0);
    }
}
