package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.Http2Config;
import org.junit.jupiter.api.Test;

/**
 * Answers to requests that are not read to their end (RFC 9113 section 8.1), and tunnels that we end first (RFC 8441
 * section 5): what the client still sends is dropped for a while before the stream is reset.
 */
class EarlyAnswerTranscriptTest {
    @Test
    void theClientMaySendItsRest() {
        try (Peer p = Peer.begun()) {
            p.request(1, false, "POST", "/early").data(1, false, 10);
            p.expect("DATA 1 END_STREAM 5");
            p.data(1, false, 100).data(1, true, 100);
            p.expectAlive();
            p.connection.tick();
            p.expectAlive();
            assertFalse(p.has("RST_STREAM"), p::transcript);
        }
    }

    @Test
    void thenTheStreamIsReset() {
        try (Peer p = Peer.begun()) {
            p.request(1, false, "POST", "/early").data(1, false, 10);
            p.expect("DATA 1 END_STREAM 5");
            p.data(1, false, 100);
            p.expectAlive();
            p.tickUntil("RST_STREAM 1 NO_ERROR");
            p.data(1, false, 100);
            p.expectAlive();
        }
    }

    /** 262,144 octets are dropped, for which the client gets credit; then it is too much. */
    @Test
    void notForEver() {
        try (Peer p = Peer.begun()) {
            p.request(1, false, "POST", "/early");
            p.expect("DATA 1 END_STREAM 5");
            // What comes before the handler has returned is kept for it, and not counted.
            p.awaitRunning(0);
            p.get(3, "/empty");
            p.expect("HEADERS 3 END_STREAM");
            for (int i = 0; i < 16; i++) {
                p.data(1, false, 16_384);
                p.expectAlive();
            }
            p.data(1, false, 1);
            p.expect("RST_STREAM 1 NO_ERROR");
            p.expectAlive();
        }
    }

    /** A stream that lingers counts as open, so that a client has no more of them than the limit. */
    @Test
    void itCountsAsOpen() {
        try (Peer p = Peer.begun(Http2Config.builder().maxConcurrentStreams(2).build())) {
            p.request(1, false, "POST", "/early").expect("DATA 1 END_STREAM");
            p.request(3, false, "POST", "/early").expect("DATA 3 END_STREAM");
            p.get(5, "/empty");
            assertEquals("RST_STREAM 5 REFUSED_STREAM", p.expectAnyReset(), p::transcript);
            p.tickUntil("RST_STREAM");
            p.tickUntil("PING");
            p.get(7, "/empty");
            p.expect("HEADERS 7 END_STREAM");
        }
    }

    /** Clients that stop their upload themselves are honest, however many they are. */
    @Test
    void aResetBehindTheAnswerIsNoAbuse() {
        AbuseLimits few = AbuseLimits.DEFAULT.withAll(new AbuseLimits.Rate(10, 1));
        try (Peer p = Peer.begun(Http2Config.builder().abuse(few).build())) {
            for (int stream = 1; stream < 200; stream += 2) {
                p.request(stream, false, "POST", "/early");
                p.expect("DATA " + stream + " END_STREAM");
                p.reset(stream);
            }
            assertFalse(p.has("GOAWAY"), p::transcript);
        }
    }

    private static Peer tunnel(String path) {
        Peer p = Peer.begun(Http2Config.builder().extendedConnect(true).build());
        p.headers(1, false, ":method: CONNECT", ":protocol: echo", ":scheme: http", ":path: " + path, ":authority: a");
        p.expect("HEADERS 1 END_HEADERS");
        return p;
    }

    @Test
    void aTunnelThatWeEndWaitsForTheClientsEnd() {
        try (Peer p = tunnel("/tunnel-close")) {
            p.expect("DATA 1 END_STREAM 0");
            p.data(1, false, 100).data(1, true, 0);
            p.expectAlive();
            p.connection.tick();
            p.expectAlive();
            assertFalse(p.has("RST_STREAM"), p::transcript);
        }
    }

    /** Its handler may still be at work: it is closed for the client all the same, and is not interrupted. */
    @Test
    void aTunnelIsCancelledWhenTheClientDoesNotEndIt() {
        try (Peer p = tunnel("/tunnel-close")) {
            p.expect("DATA 1 END_STREAM 0");
            p.expectAlive();
            p.tickUntil("RST_STREAM 1 CANCEL");
            p.connection.tick();
            assertEquals(1, p.server.counters().running(), p::transcript);
            assertEquals(0, p.server.counters().cancelled(), p::transcript);
            p.release();
            p.awaitRunning(0);
        }
    }
}
