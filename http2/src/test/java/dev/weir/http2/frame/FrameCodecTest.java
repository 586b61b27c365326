package dev.weir.http2.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http2.engine.Peer;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.frame.Http2Exception.StreamError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes to frames and back, and what a trace shows of them. */
class FrameCodecTest {
    /** Public single frames, where they lie beside the checkout. */
    private static final Path PUBLIC = Path.of("..", "..", "shared", "corpora", "http2-frame-test-case")
            .toAbsolutePath()
            .normalize();

    private static final Pattern WIRE = Pattern.compile("\"wire\": *\"([0-9A-F]+)\"");

    private static ByteBuffer hex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text.replace(" ", "").toLowerCase(Locale.ROOT)));
    }

    private static String line(Frame frame) {
        return new FrameTrace.Side('<').line(frame).strip();
    }

    // ---- each kind, as bytes and as a line

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "000003 00 01 00000005 616263 ; < DATA 5 END_STREAM 3",
                "000006 00 08 00000005 02 616263 0000 ; < DATA 5 3 padded to 6",
                "000001 01 05 00000001 82 ; < HEADERS 1 END_STREAM|END_HEADERS 1 {:method: GET}",
                "000006 01 24 00000003 80000001 0f 82 ; < HEADERS 3 END_HEADERS 1 Dependency[parent=1, exclusive=true,"
                        + " weight=16] {:method: GET}",
                "000005 02 00 00000003 00000001 ff ; < PRIORITY 3 Dependency[parent=1, exclusive=false, weight=256]",
                "000004 03 00 00000003 00000008 ; < RST_STREAM 3 CANCEL",
                "000004 03 00 00000003 000000ff ; < RST_STREAM 3 0xff",
                "00000c 04 00 00000000 000300000064 00ff00000001 ; < SETTINGS 0 MAX_CONCURRENT_STREAMS=100 255=1",
                "000000 04 01 00000000 ; < SETTINGS 0 ACK",
                "000008 06 00 00000000 0000000000000010 ; < PING 0 10",
                "000008 06 01 00000000 0000000000000010 ; < PING 0 ACK 10",
                "00000c 07 00 00000000 00000005 00000002 68690a22 ; < GOAWAY 0 last=5 INTERNAL_ERROR \"hi\\x0a\"\"",
                "000004 08 00 80000000 80000001 ; < WINDOW_UPDATE 0 +1",
                "000007 10 00 00000000 00000003 753d31 ; < PRIORITY_UPDATE 0 of 3 u=1",
                "000002 fe ff 00000009 0102 ; < type 254 9 2",
            })
    void readAndShown(String wire, String line) throws Http2Exception {
        ByteBuffer whole = hex(wire);
        for (int cut = 0; cut < whole.limit(); cut++) {
            ByteBuffer part =
                    ByteBuffer.wrap(Arrays.copyOf(whole.array(), whole.limit())).limit(cut);
            assertNull(new FrameReader(16_384).next(part), "cut at " + cut);
            assertEquals(0, part.position(), "cut at " + cut);
        }
        // What stands behind the limit is poison that must not be looked at.
        ByteBuffer poisoned = ByteBuffer.wrap(Arrays.copyOf(whole.array(), whole.limit() + 20))
                .limit(whole.limit());
        assertEquals(line, line(new FrameReader(16_384).next(poisoned)));
        assertEquals(whole.limit(), poisoned.position());
    }

    @Test
    void secretsAreNotShown() throws Http2Exception {
        ByteBuffer frame = hex("00000a 01 05 00000001 0f08 03 616263 0f11 01 78");
        assertEquals(
                "< HEADERS 1 END_STREAM|END_HEADERS 10 {authorization: [3 bytes]} {cookie: [1 bytes]}",
                line(new FrameReader(16_384).next(frame)));
    }

    @Test
    void tooLongOnAStreamIsPassedOverPieceByPiece() throws Http2Exception {
        FrameReader reader = new FrameReader(16_384);
        ByteBuffer head = hex("00ffff 02 00 00000003");
        StreamError e = assertThrows(StreamError.class, () -> reader.next(head));
        assertEquals(ErrorCode.FRAME_SIZE_ERROR, e.code());
        assertEquals(3, e.stream());
        for (int left = 0xffff; left > 0; left -= 1000) {
            ByteBuffer piece = ByteBuffer.allocate(Math.min(left, 1000));
            assertNull(reader.next(piece));
            assertEquals(0, piece.remaining());
        }
        assertNotNull(reader.next(hex("000008 06 00 00000000 0000000000000000")));
    }

    // ---- writing

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_767, 32_768, 32_769, 100_000})
    void blocksAreCutIntoContinuations(int length) throws Http2Exception {
        byte[] block = new byte[length];
        new Random(length).nextBytes(block);
        FrameSink sink = new FrameSink(16);
        FrameWriter.ping(sink, false, 1);
        int start = FrameWriter.beginHeaders(sink, 7, true);
        sink.put(block, 0, length);
        FrameWriter.endHeaders(sink, start);
        FrameWriter.ping(sink, true, 2);

        FrameReader reader = new FrameReader(16_384);
        ByteBuffer in = ByteBuffer.wrap(sink.array(), 0, sink.length());
        assertEquals(new Frame.Ping(false, 1), reader.next(in));
        ByteBuffer joined = ByteBuffer.allocate(length);
        Frame.Headers headers = (Frame.Headers) reader.next(in);
        assertTrue(headers.endStream() && headers.stream() == 7);
        joined.put(headers.fragment());
        boolean whole = headers.endHeaders();
        while (!whole) {
            Frame.Continuation rest = (Frame.Continuation) reader.next(in);
            joined.put(rest.fragment());
            whole = rest.endHeaders();
        }
        assertEquals(HexFormat.of().formatHex(block), HexFormat.of().formatHex(joined.array()));
        assertEquals(new Frame.Ping(true, 2), reader.next(in));
    }

    @Test
    void writtenAndReadAgain() throws Http2Exception {
        FrameSink sink = new FrameSink(1);
        FrameWriter.settings(
                sink, new TreeMap<>(Map.of(Setting.HEADER_TABLE_SIZE, 0xffff_ffffL, Setting.MAX_FRAME_SIZE, 16_384L)));
        FrameWriter.settingsAck(sink);
        FrameWriter.reset(sink, Integer.MAX_VALUE, 0xcafebabe);
        FrameWriter.windowUpdate(sink, 0, Integer.MAX_VALUE);
        FrameWriter.goAway(sink, 9, 1, "why");
        FrameWriter.dataHead(sink, 3, 2, true);
        sink.put(new byte[] {1, 2}, 0, 2);
        List<String> lines = new ArrayList<>();
        FrameReader reader = new FrameReader(16_384);
        ByteBuffer in = ByteBuffer.wrap(sink.array(), 0, sink.length());
        for (Frame frame = reader.next(in); frame != null; frame = reader.next(in)) {
            lines.add(line(frame));
        }
        assertEquals(
                List.of(
                        "< SETTINGS 0 HEADER_TABLE_SIZE=4294967295 MAX_FRAME_SIZE=16384",
                        "< SETTINGS 0 ACK",
                        "< RST_STREAM 2147483647 0xcafebabe",
                        "< WINDOW_UPDATE 0 +2147483647",
                        "< GOAWAY 0 last=9 PROTOCOL_ERROR \"why\"",
                        "< DATA 3 END_STREAM 2"),
                lines);
    }

    // ---- any bytes

    @Test
    void anyBytesDoNothingElse() {
        Random random = new Random(9113);
        int frames = 0;
        int errors = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            for (int at = 0; at + 9 < bytes.length && random.nextInt(8) > 0; at += 9 + bytes[at + 2]) {
                bytes[at] = 0;
                bytes[at + 1] = 0;
                bytes[at + 2] = (byte) random.nextInt(12);
                bytes[at + 3] = (byte) random.nextInt(17);
                bytes[at + 5] = 0;
                bytes[at + 6] = 0;
                bytes[at + 7] = 0;
                bytes[at + 8] = (byte) random.nextInt(4);
            }
            FrameReader reader = new FrameReader(16_384);
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                boolean more = true;
                while (more) {
                    int before = in.position();
                    try {
                        more = reader.next(in) != null;
                        frames += more ? 1 : 0;
                        assertTrue(!more || in.position() >= before + 9, "a frame of less than its head");
                    } catch (StreamError e) {
                        errors++;
                        assertTrue(in.position() > before, "no way forward");
                    }
                }
            } catch (ConnectionError e) {
                errors++;
            } catch (Http2Exception e) {
                throw new AssertionError(e);
            }
        }
        assertTrue(frames > 10_000 && errors > 10_000, frames + " frames, " + errors + " errors");
    }

    // ---- public frames

    @Test
    void publicFramesThatAreRight() throws IOException, Http2Exception {
        Assumptions.assumeTrue(Files.isDirectory(PUBLIC), "the public frames do not lie beside the checkout");
        int read = 0;
        for (Path file : publicFiles()) {
            if (file.getParent().endsWith("error")) {
                continue;
            }
            Matcher wires = WIRE.matcher(Files.readString(file));
            while (wires.find()) {
                // Each stands alone, and is one that either side sends.
                boolean continuation = file.getParent().endsWith("continuation");
                FrameReader reader = FrameReader.ofServer();
                if (continuation) {
                    int stream = hex(wires.group(1)).getInt(5);
                    reader.next(ByteBuffer.wrap(Peer.bytes(FrameType.HEADERS, 0, stream, new byte[] {(byte) 0x82})));
                }
                ByteBuffer in = hex(wires.group(1));
                assertNotNull(reader.next(in), file + ": " + wires.group(1));
                assertEquals(0, in.remaining(), file + ": " + wires.group(1));
                read++;
            }
        }
        assertTrue(read >= 12, "read " + read);
    }

    @Test
    void publicFramesThatAreWrong() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(PUBLIC), "the public frames do not lie beside the checkout");
        int refused = 0;
        for (Path file : publicFiles()) {
            Matcher wires = WIRE.matcher(Files.readString(file));
            while (file.getParent().endsWith("error") && wires.find()) {
                try {
                    // One that is too long is told by its head.
                    Frame frame = new FrameReader(16_384).next(hex(wires.group(1)));
                    // The rest is for those who know the streams.
                    assertTrue(
                            frame == null || frame instanceof Frame.PriorityUpdate,
                            () -> file + " was taken: " + frame);
                } catch (Http2Exception e) {
                    refused++;
                }
            }
        }
        assertTrue(refused >= 18, "refused " + refused);
    }

    private static List<Path> publicFiles() throws IOException {
        try (Stream<Path> files = Files.walk(PUBLIC)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void unknownCodesHaveNames() {
        assertEquals("0xffffffff", ErrorCode.nameOf(-1));
        assertEquals("HTTP_1_1_REQUIRED", ErrorCode.nameOf(13));
        assertEquals("0xe", ErrorCode.nameOf(14));
    }
}
