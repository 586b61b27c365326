package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.Flags;
import dev.weir.http2.frame.FrameType;
import org.junit.jupiter.api.Test;

/** Content that nobody reads, or not yet, and the credit of those whose content is read. */
class CreditTranscriptTest {
    /** Three streams fill all but 5,535 octets of the connection. */
    private static final Http2Config THREE = Http2Config.builder()
            .streamWindow(20_000)
            .connectionWindow(65_535)
            .maxWindow(0)
            .build();

    private static void fill(Peer p, int stream, String path) {
        p.request(stream, false, "POST", path).data(stream, false, 10_000).data(stream, false, 10_000);
    }

    /** The client may use no more of the connection than is left, and must get that back each time it is read. */
    @Test
    void streamsThatAreReadGetThroughWhatOthersLeave() {
        try (Peer p = Peer.begun(THREE)) {
            fill(p, 1, "/hold");
            fill(p, 3, "/hold");
            fill(p, 5, "/hold");
            p.request(7, false, "POST", "/");
            p.expectAlive();
            for (int i = 0; i < 20; i++) {
                p.data(7, false, 5_535);
                p.expect("WINDOW_UPDATE 0 +5535");
            }
            p.data(7, true, 5_535);
            p.expect("DATA 7 END_STREAM");
            p.expectAlive();
        }
    }

    /** By the defaults a stream that nobody reads leaves three quarters of the connection to the others. */
    @Test
    void oneStreamCannotFillTheConnection() {
        Http2Config config = Http2Config.DEFAULT;
        assertEquals(config.connectionWindow(), 4 * config.streamWindow());
        try (Peer p = Peer.begun()) {
            p.request(1, false, "POST", "/hold");
            for (int sent = 0; sent < config.streamWindow(); sent += 16_384) {
                p.data(1, false, 16_384);
            }
            p.request(3, false, "POST", "/");
            int half = config.streamWindow() / 2;
            for (int sent = 0; sent < 10 * config.connectionWindow(); sent += half) {
                for (int piece = 0; piece < half; piece += 16_384) {
                    p.data(3, false, 16_384);
                }
                p.expect("WINDOW_UPDATE 3 +" + half);
            }
            p.data(3, true, 0);
            p.expect("DATA 3 END_STREAM");
        }
    }

    /** What a handler closes is dropped at once, and so is what comes later; the client gets all credit for it. */
    @Test
    void contentThatTheHandlerClosesIsCredited() {
        try (Peer p = Peer.begun(THREE)) {
            for (int stream = 1; stream < 9; stream += 2) {
                p.request(stream, false, "POST", "/close-content");
                for (int i = 0; i < 10; i++) {
                    p.data(stream, false, 10_000);
                    p.expect("WINDOW_UPDATE " + stream + " +10000");
                }
            }
            p.request(9, false, "POST", "/");
            for (int i = 0; i < 10; i++) {
                p.data(9, false, 10_000);
                p.expect("WINDOW_UPDATE 9 +10000");
            }
            p.data(9, true, 10_000);
            p.expect("DATA 9 END_STREAM");
            p.expectAlive();
        }
    }

    /** As windows grow, that of the connection keeps its lead of 60,000 octets over a stream's. */
    @Test
    void growthKeepsTheLead() {
        try (Peer p = Peer.begun(Http2Config.builder()
                .streamWindow(40_000)
                .connectionWindow(100_000)
                .maxWindow(1 << 20)
                .build())) {
            p.request(1, false, "POST", "/parrot");
            p.data(1, false, 16_384).data(1, false, 16_384);
            String ping = p.expect("PING 0 ").substring("PING 0 ".length());
            p.expectAlive();
            while (p.count("DATA 1 16384") < 2) {
                p.expectAlive();
            }
            p.data(1, false, 16_384);
            while (p.count("DATA 1 16384") < 3) {
                p.expectAlive();
            }
            p.frame(FrameType.PING, Flags.ACK, 0, ping);
            // 32,768 octets between ping and answer make a window of 65,536 for the stream, and 125,536 for the
            // connection, of which all 49,152 that came were read.
            p.expect("WINDOW_UPDATE 0 +" + (25_536 + 49_152));
        }
    }
}
