package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.FrameType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients say of priorities, what counts of it, and in which order content goes then (RFC 9218). */
class PriorityTranscriptTest {
    private static final String TURNS = "3 5 3 5";
    private static final String ONE_BY_ONE = "3 3 5 5";

    /** Fields of a request, separated by semicolons. */
    private static Peer request(Peer p, int stream, String path, String fields) {
        return p.request(stream, true, "GET", path, fields == null ? new String[0] : fields.split("; "));
    }

    private static Peer update(Peer p, int stream, String value) {
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        return p.frame(
                FrameType.PRIORITY_UPDATE,
                0,
                0,
                ByteBuffer.allocate(4 + text.length).putInt(stream).put(text).array());
    }

    /** The streams of the content, once all of it may go at the same time. */
    private static String order(Peer p) {
        p.settings(4, 1_000_000).window(0, 1_000_000);
        List<String> streams = new ArrayList<>();
        while (streams.size() < 4) {
            String line = p.expect("DATA ");
            if (!line.endsWith(" 0")) {
                streams.add(line.split(" ")[1]);
            }
        }
        return String.join(" ", streams);
    }

    /** Asks for content that waits for a window. Its head has come when this returns: the handlers answer in this order. */
    private static void ask(Peer p, int stream, String fields) {
        request(p, stream, "/bytes?30000", fields).expect("HEADERS " + stream + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // the first request | the third stream | the fifth | order
                "- | - | - | " + TURNS,
                "priority: u=3 | - | - | " + ONE_BY_ONE,
                "priority: u=3 | priority: i | priority: i | " + TURNS,
                "priority: u=3 | - | priority: u=1 | 5 5 3 3",
                "- | priority: u=5 | priority: u=1 | 5 5 3 3",
                // RFC 9218 section 13.1: by turns behind an intermediary, whatever its clients want
                "via: 1.1 proxy | priority: u=5 | priority: u=1 | " + TURNS,
                "forwarded: for=192.0.2.1 | priority: u=5 | priority: u=1 | " + TURNS,
                "x-forwarded-for: 192.0.2.1 | priority: u=5 | priority: u=1 | " + TURNS,
                "priority: u=3 | via: 1.1 a; priority: u=5 | priority: u=1 | " + TURNS,
            })
    void fields(String before, String third, String fifth, String order) {
        try (Peer p = Peer.begun(Http2Config.DEFAULT, 4, 0)) {
            request(p, 1, "/empty", before).expect("HEADERS 1 END_STREAM");
            ask(p, 3, third);
            ask(p, 5, fifth);
            assertEquals(order, order(p), p::transcript);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x: y | 5 5 3 3",
                "via: 1.1 proxy | " + TURNS,
            })
    void updates(String field, String order) {
        try (Peer p = Peer.begun(Http2Config.DEFAULT, 4, 0)) {
            // Ahead of the request, and behind it.
            update(p, 3, "u=5");
            ask(p, 3, field);
            ask(p, 5, field);
            update(p, 5, "u=1");
            assertEquals(order, order(p), p::transcript);
        }
    }

    /** The old scheme (RFC 7540 section 5.3) is no more of a say behind an intermediary than the new one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x: y | 5 5 3 3",
                "via: 1.1 proxy | " + TURNS,
            })
    void tree(String field, String order) {
        try (Peer p = Peer.begun(Http2Config.builder().scheduler("priority").build(), 4, 0)) {
            ask(p, 3, field);
            ask(p, 5, field);
            // Stream 3 depends on stream 5.
            p.frame(FrameType.PRIORITY, 0, 3, "00000005 0f");
            assertEquals(order, order(p), p::transcript);
        }
    }

    /** RFC 9218 section 7.1. */
    @Test
    void updateOfAPromisedStream() {
        try (Peer p = Peer.begun(Http2Config.DEFAULT, 4, 0)) {
            p.get(1, "/push-bytes");
            p.expect("PUSH_PROMISE 1 ");
            update(p, 2, "u=1");
            p.expectAlive();
            p.window(2, 100);
            p.expect("DATA 2 END_STREAM 10");
            // It is closed now.
            update(p, 2, "u=2");
            p.expectAlive();
            update(p, 4, "u=1");
            p.expectGoAway("PROTOCOL_ERROR");
        }
    }

    /** RFC 9218 section 7.1: idle streams with a priority and active ones together are no more than may be open. */
    @Test
    void updatesOfMoreStreamsThanMayBeOpen() {
        try (Peer p = Peer.begun(Http2Config.builder().maxConcurrentStreams(10).build())) {
            p.get(1, "/hold").get(3, "/hold");
            for (int stream = 5; stream < 21; stream += 2) {
                update(p, stream, "u=1");
                update(p, stream, "u=2");
            }
            p.expectAlive();
            // One of them is opened, and so is active.
            p.get(5, "/hold");
            p.expectAlive();
            update(p, 21, "u=1");
            p.expectGoAway("PROTOCOL_ERROR");
        }
    }

    /**
     * Those that were passed over are idle no longer (RFC 9113 section 5.1.1), nor are those that came to their end.
     */
    @Test
    void updatesOfOneStreamAfterTheOther() {
        try (Peer p = Peer.begun(Http2Config.builder().maxConcurrentStreams(2).build())) {
            for (int stream = 1; stream < 400; stream += 4) {
                update(p, stream, "u=1");
                update(p, stream + 2, "u=1");
                p.get(stream + 2, "/empty");
                p.expect("HEADERS " + (stream + 2) + " END_STREAM");
            }
            p.expectAlive();
            assertFalse(p.has("GOAWAY"), p::transcript);
        }
    }

    /** A client that does not know our limit yet is not to blame for passing it. */
    @Test
    void updatesBeforeOurLimitIsKnown() {
        try (Peer p = new Peer(Http2Config.builder().maxConcurrentStreams(2).build(), null)) {
            p.preface().settings();
            for (int stream = 1; stream < 200; stream += 2) {
                update(p, stream, "u=1");
            }
            p.expectAlive();
            p.settingsAck();
            update(p, 201, "u=1");
            p.expectGoAway("PROTOCOL_ERROR");
        }
    }
}
