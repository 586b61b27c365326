package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.AbuseLimits.Rate;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.stream.StreamRanges;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes on streams that we have refused, or reset: it is ignored, however many there are (RFC 9113 section 5.1).
 */
class RefusedStreamsTest {
    private static final int UPLOADS = 600;

    /**
     * A proxy reconnects, and begins with all that it has: it cannot know how many streams may be open before it has
     * read our SETTINGS.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 250})
    void manyUploadsAtOnce(int limit) {
        try (Peer p = new Peer(Http2Config.builder().maxConcurrentStreams(limit).build(), null)) {
            p.preface().settings();
            for (int stream = 1; stream < 2 * UPLOADS; stream += 2) {
                p.request(stream, false, "POST", "/");
            }
            // Content and trailers, resets and windows, in all the orders that there are.
            for (int stream = 2 * UPLOADS - 1; stream > 0; stream -= 2) {
                p.data(stream, false, 10).window(stream, 100);
            }
            for (int stream = 1; stream < 2 * UPLOADS; stream += 2) {
                if (stream % 3 == 0) {
                    p.headers(stream, true, "x-trailer: t");
                } else {
                    p.data(stream, true, 10);
                }
                if (stream > 2 * limit) {
                    p.reset(stream);
                }
            }
            for (int stream = 2 * limit + 1; stream < 2 * UPLOADS; stream += 2) {
                assertEquals("RST_STREAM " + stream + " REFUSED_STREAM", p.expectAnyReset(), p::transcript);
            }
            p.settingsAck();
            // What was sent before the acknowledgement, and comes behind it.
            p.data(2 * limit + 1, false, 10).data(2 * UPLOADS - 1, false, 10);
            p.awaitRunning(0);
            p.expectAlive();
            p.get(2 * UPLOADS + 1, "/empty");
            p.expect("HEADERS " + (2 * UPLOADS + 1) + " END_STREAM");
            assertFalse(p.has("GOAWAY"), p::transcript);
            for (int stream = 1; stream < 2 * limit; stream += 2) {
                assertTrue(p.has("HEADERS " + stream + " "), p::transcript);
            }
        }
    }

    /** The connection's window is given back for what is ignored. */
    @Test
    void contentOfRefusedStreamsIsCredited() {
        try (Peer p = new Peer(
                Http2Config.builder()
                        .maxConcurrentStreams(1)
                        .streamWindow(1 << 20)
                        .connectionWindow(65_535)
                        .maxWindow(0)
                        .build(),
                null)) {
            p.preface().settings().get(1, "/hold");
            for (int stream = 3; stream < 2 * UPLOADS; stream += 2) {
                p.request(stream, false, "POST", "/");
                p.expectAnyReset();
            }
            for (int stream = 3; stream < 2 * UPLOADS; stream += 2) {
                p.data(stream, true, 1000);
                if (stream % 100 == 1) {
                    p.expect("WINDOW_UPDATE 0 ");
                }
            }
            p.expectAlive();
        }
    }

    /** Those that we have reset for another reason are remembered as well. */
    @Test
    void contentOfManyResetStreams() {
        AbuseLimits many = AbuseLimits.DEFAULT.withAll(new Rate(10_000, 1000));
        try (Peer p = Peer.begun(Http2Config.builder().abuse(many).build())) {
            for (int stream = 1; stream < 2 * UPLOADS; stream += 2) {
                p.request(stream, false, "POST", "/", "content-length: 1").data(stream, false, 2);
                assertEquals("RST_STREAM " + stream + " PROTOCOL_ERROR", p.expectAnyReset(), p::transcript);
            }
            for (int stream = 1; stream < 2 * UPLOADS; stream += 2) {
                p.data(stream, false, 2).headers(stream, true, "x-trailer: t");
            }
            p.expectAlive();
        }
    }

    /** Once it has acknowledged the limit, a client that goes on past it is held to it. */
    @Test
    void refusalsOfAClientThatKnowsTheLimitAreCounted() {
        AbuseLimits few = AbuseLimits.DEFAULT.withAll(new Rate(40, 1));
        try (Peer p = Peer.begun(
                Http2Config.builder().maxConcurrentStreams(1).abuse(few).build())) {
            p.get(1, "/hold");
            for (int stream = 3; stream < 140; stream += 2) {
                p.get(stream, "/hold");
            }
            assertTrue(p.awaitGoAway().contains("NO_ERROR"), p::transcript);
            p.expectGoAway("ENHANCE_YOUR_CALM");
        }
    }

    // ---- the set of them

    @Test
    void rangesHoldWhatWasPutIn() {
        Random random = new Random(15);
        for (int round = 0; round < 200; round++) {
            StreamRanges ranges = new StreamRanges();
            TreeSet<Integer> all = new TreeSet<>();
            // Few enough for none to be joined.
            for (int i = 0; i < 30; i++) {
                int id = 1 + 2 * random.nextInt(60);
                ranges.add(id);
                all.add(id);
                for (int k = 1; k < 125; k += 2) {
                    int asked = k;
                    assertEquals(all.contains(k), ranges.contains(k), () -> asked + " of " + all);
                }
            }
        }
    }

    @Test
    void rangesAreFewHoweverManyRunsThereAre() {
        Random random = new Random(600);
        StreamRanges ranges = new StreamRanges();
        TreeSet<Integer> all = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            int id = 1 + 2 * random.nextInt(1 << 20);
            ranges.add(id);
            all.add(id);
            assertTrue(ranges.size() <= 32, "ranges: " + ranges.size());
        }
        all.forEach(id -> assertTrue(ranges.contains(id), "lost: " + id));
        assertFalse(ranges.contains(all.last() + 2));
    }
}
