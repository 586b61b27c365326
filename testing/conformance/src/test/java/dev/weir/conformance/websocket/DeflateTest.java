package dev.weir.conformance.websocket;

import static dev.weir.wire.testkit.WebSocketWire.BINARY;
import static dev.weir.wire.testkit.WebSocketWire.CONTINUATION;
import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.PING;
import static dev.weir.wire.testkit.WebSocketWire.RSV1;
import static dev.weir.wire.testkit.WebSocketWire.TEXT;
import static dev.weir.wire.testkit.WebSocketWire.frame;
import static dev.weir.wire.testkit.WebSocketWire.show;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.samples.DemoHandlers;
import dev.weir.websocket.Binary;
import dev.weir.websocket.Message;
import dev.weir.websocket.Text;
import dev.weir.websocket.WebSocketConfig;
import dev.weir.websocket.WebSockets;
import dev.weir.wire.testkit.DeflateDistances;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.WebSocketDeflate;
import dev.weir.wire.testkit.WebSocketWire;
import dev.weir.wire.testkit.WebSocketWire.Frame;
import dev.weir.wire.testkit.WebSocketWire.Way;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** permessage-deflate (RFC 7692): groups 12 and 13 of the Autobahn test suite, and what may go wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeflateTest {
    /** Compresses without context takeover, as is the default. */
    private static final String ECHO = "/ws/echo";
    /** With it, and even the shortest message. */
    private static final String TAKEOVER = "/ws/takeover";

    private static final String PLAIN = "permessage-deflate";
    private static final boolean LONG = Boolean.getBoolean("weir.attack.long");
    private static final int SHORT_MESSAGE = 4096;

    /** Sizes of messages, and of their fragments. */
    private static final int[][] SIZES = {
        {16, 0},
        {64, 0},
        {256, 0},
        {1024, 0},
        {4096, 0},
        {8192, 0},
        {16_384, 0},
        {32_768, 0},
        {65_536, 0},
        {131_072, 0},
        {8192, 256},
        {16_384, 256},
        {32_768, 256},
        {65_536, 256},
        {131_072, 256},
        {131_072, 1024},
        {131_072, 4096},
        {131_072, 32_768}
    };

    /** What the messages of group 12 are made of. */
    enum Content {
        JSON,
        BITMAP,
        ENGLISH,
        GERMAN,
        NOISE;

        boolean isText() {
            return this == JSON || this == ENGLISH || this == GERMAN;
        }

        /** A message, always the same for a seed. */
        byte[] message(int size, long seed) {
            Random random = new Random(seed);
            byte[] bytes = new byte[size];
            switch (this) {
                case NOISE -> random.nextBytes(bytes);
                case BITMAP -> {
                    for (int i = 0, shade = 100; i < size; i++) {
                        shade += random.nextInt(5) - 2;
                        bytes[i] = (byte) shade;
                    }
                }
                case JSON, ENGLISH, GERMAN -> {
                    StringBuilder text = new StringBuilder();
                    while (text.length() < size) {
                        text.append(piece(random));
                    }
                    // Characters of two bytes count twice: what is left over is cut between characters.
                    byte[] all = text.toString().getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(all, 0, bytes, 0, size);
                    for (int i = size - 1; i >= 0 && bytes[i] < 0; i--) {
                        bytes[i] = '.';
                    }
                }
            }
            return bytes;
        }

        private String piece(Random random) {
            String[] words = this == GERMAN
                    ? new String[] {
                        "Habe", "nun,", "ach!", "Philosophie,", "Juristerei", "und", "Medizin", "heißem", "Bemühn"
                    }
                    : new String[] {
                        "it", "was", "a", "dark", "and", "stormy", "night;", "the", "rain", "fell", "in", "torrents"
                    };
            String word = words[random.nextInt(words.length)];
            return this == JSON ? "{\"id\":" + random.nextInt(100_000) + ",\"name\":\"" + word + "\"}," : word + " ";
        }
    }

    /** The offers of group 13, by its numbers; 0 is that of group 12. */
    private static final List<String> OFFERS = List.of(
            PLAIN,
            PLAIN + "; client_max_window_bits",
            PLAIN + "; server_no_context_takeover; client_max_window_bits",
            PLAIN + "; server_max_window_bits=9; client_max_window_bits",
            PLAIN + "; server_max_window_bits=15; client_max_window_bits",
            PLAIN + "; server_no_context_takeover; server_max_window_bits=9; client_max_window_bits",
            PLAIN + "; server_no_context_takeover; server_max_window_bits=15; client_max_window_bits",
            PLAIN + "; server_no_context_takeover; server_max_window_bits=9; client_max_window_bits, " + PLAIN
                    + "; server_no_context_takeover; client_max_window_bits, " + PLAIN + "; client_max_window_bits");

    private Server server;

    @BeforeAll
    void start(@TempDir Path files) throws IOException {
        ServeMux mux = DemoHandlers.of(() -> server.stats(), files);
        WebSocketConfig takeover = WebSocketConfig.builder()
                .clientTakeover(true)
                .serverTakeover(true)
                .compressionThreshold(0)
                .build();
        mux.handle(TAKEOVER, WebSockets.builder().config(takeover).handler(ws -> {
            for (Message m = ws.receive(); m != null; m = ws.receive()) {
                switch (m) {
                    case Text text -> ws.send(text.value());
                    case Binary binary -> ws.send(binary.data());
                }
            }
        }));
        server = Servers.start(builder -> builder, mux);
    }

    @AfterAll
    void stop() throws IOException {
        Servers.awaitNoConnections(server);
        assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
        server.close();
    }

    private WebSocketWire open(Way way, String path, String offer) throws IOException {
        WebSocketWire client = WebSocketWire.open(
                way, Dial.plain(server.port()).connect(), path, "Sec-WebSocket-Extensions: " + offer);
        assertTrue(client.accepted(), () -> "" + client.answer());
        return client;
    }

    /** What was agreed; empty for nothing. */
    private static String agreed(WebSocketWire client) {
        return String.join(", ", client.answer().all("Sec-WebSocket-Extensions"));
    }

    // ---- 12, 13

    static Stream<Arguments> grid() {
        List<Arguments> rows = new ArrayList<>();
        for (Way way : Way.values()) {
            for (String path : List.of(ECHO, TAKEOVER)) {
                for (int size = 0; size < SIZES.length; size++) {
                    for (Content content : Content.values()) {
                        String number = "12." + (content.ordinal() + 1) + "." + (size + 1);
                        rows.add(Arguments.of(number, way, path, 0, content, size));
                    }
                    for (int offer = 1; offer < OFFERS.size(); offer++) {
                        String number = "13." + offer + "." + (size + 1);
                        rows.add(Arguments.of(number, way, path, offer, Content.JSON, size));
                    }
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("grid")
    void messages(String number, Way way, String path, int offer, Content content, int size) throws IOException {
        try (WebSocketWire client = open(way, path, OFFERS.get(offer))) {
            String agreed = agreed(client);
            assertTrue(agreed.startsWith(PLAIN), () -> number + ": " + OFFERS.get(offer) + " was declined: " + agreed);
            int farthest = 1 << serverBits(agreed);
            try (WebSocketDeflate deflate = new WebSocketDeflate(agreed)) {
                for (int i = 0; i < count(SIZES[size][0]); i++) {
                    byte[] message = content.message(SIZES[size][0], i);
                    int opcode = content.isText() ? TEXT : BINARY;
                    client.send(compressed(opcode, deflate.deflate(message), SIZES[size][1]));
                    Frame first = client.readFrame();
                    ByteArrayOutputStream payload = new ByteArrayOutputStream();
                    payload.writeBytes(first.payload());
                    for (Frame frame = first; !frame.fin(); ) {
                        frame = client.readFrame();
                        assertEquals(CONTINUATION, frame.opcode(), () -> number + " " + first);
                        assertFalse(frame.compressed(), "only the first frame of a message has RSV1 (section 6)");
                        payload.writeBytes(frame.payload());
                    }
                    assertEquals(opcode, first.opcode(), number);
                    byte[] back = payload.toByteArray();
                    if (first.compressed()) {
                        int distance = DeflateDistances.farthest(back);
                        assertTrue(distance <= farthest, () -> number + ": refers back by " + distance + "; " + agreed);
                        back = deflate.inflate(back);
                    } else {
                        assertTrue(
                                message.length < 1024 || content == Content.NOISE,
                                () -> number + ": " + message.length + " bytes were not compressed");
                        assertEquals(ECHO, path, "every message is compressed there");
                    }
                    assertArrayEquals(message, back, number);
                }
            }
            client.send(FIN | WebSocketWire.CLOSE, "");
            client.expect("CLOSE");
            client.expect("END");
        }
    }

    /** The suite sends 1,000 of every size, which takes long and tells no more of long ones. */
    private static int count(int size) {
        return !LONG ? 3 : size <= SHORT_MESSAGE ? 1000 : 50;
    }

    /** The frames of a compressed message: RSV1 on the first alone. */
    private static byte[] compressed(int opcode, byte[] payload, int fragment) {
        byte[] frames = fragment == 0 ? frame(FIN | opcode, payload) : LimitCases.fragmented(opcode, payload, fragment);
        frames[0] |= RSV1;
        return frames;
    }

    private static int serverBits(String agreed) {
        Matcher bits = Pattern.compile("server_max_window_bits=\"?([0-9]+)").matcher(agreed);
        return bits.find() ? Integer.parseInt(bits.group(1)) : 15;
    }

    // ---- negotiation

    /** Section 7.1: what an answer must say for an offer; a minus where the offer must be declined. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | permessage-deflate.*",
                "permessage-deflate; server_no_context_takeover | .*; ?server_no_context_takeover.*",
                "permessage-deflate; client_no_context_takeover | permessage-deflate.*",
                "permessage-deflate; server_max_window_bits=8 | .*; ?server_max_window_bits=\"?8\\b.*",
                "permessage-deflate; server_max_window_bits=10 | .*; ?server_max_window_bits=\"?[0-9]{1,2}\\b.*",
                "permessage-deflate; server_max_window_bits=\"10\" | .*; ?server_max_window_bits=\"?[0-9]{1,2}\\b.*",
                "permessage-deflate; client_max_window_bits=10 | permessage-deflate.*",
                "Permessage-Deflate; client_max_window_bits | permessage-deflate.*",
                "permessage-deflate ; client_max_window_bits | permessage-deflate.*",
                "permessage-deflate; server_max_window_bits | -",
                "permessage-deflate; server_max_window_bits=7 | -",
                "permessage-deflate; server_max_window_bits=16 | -",
                "permessage-deflate; server_max_window_bits=010 | -",
                "permessage-deflate; server_max_window_bits=1x | -",
                "permessage-deflate; server_max_window_bits=-9 | -",
                "permessage-deflate; client_max_window_bits=7 | -",
                "permessage-deflate; client_max_window_bits=16 | -",
                "permessage-deflate; server_no_context_takeover=1 | -",
                "permessage-deflate; client_no_context_takeover=true | -",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover | -",
                "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10 | -",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=10 | -",
                "permessage-deflate; unknown | -",
                "x-webkit-deflate-frame | -",
                "permessage-bzip2, x | -",
                "permessage-deflate; unknown, permessage-deflate | permessage-deflate.*",
                "permessage-bzip2, permessage-deflate; server_no_context_takeover"
                        + " | permessage-deflate.*server_no_context_takeover.*",
            })
    void offer(String offer, String answer) throws IOException {
        for (Way way : Way.values()) {
            try (WebSocketWire client = open(way, ECHO, offer)) {
                String agreed = agreed(client);
                assertTrue(agreed.matches(answer.equals("-") ? "" : answer), () -> way + " " + offer + " => " + agreed);
                // Section 7.1.2.2: only where the client has said that it knows it.
                assertTrue(
                        offer.contains("client_max_window_bits") || !agreed.contains("client_max_window_bits"), agreed);
                client.send(FIN | TEXT, "Hello");
                try (WebSocketDeflate deflate = new WebSocketDeflate(agreed)) {
                    assertEquals("TEXT 5 Hello", client.read(agreed.isEmpty() ? null : deflate));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsCompressedThatWasNotAgreed(Way way) throws IOException {
        try (WebSocketWire client =
                WebSocketWire.open(way, Dial.plain(server.port()).connect(), "/ws/echo")) {
            assertEquals("", agreed(client));
            byte[] text = FrameCases.filled(10_000, 'a');
            client.send(frame(FIN | TEXT, text));
            client.expect("TEXT " + show(text));
        }
    }

    // ---- what may go wrong

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    static List<Case> payloads() {
        byte[] hello = hex("f248cdc9c90700");
        int first = FIN | RSV1 | TEXT;
        String back = "TEXT 5 Hello";
        return List.of(
                Case.of("7.2.3.1", "one block").send(frame(first, hello)).answers(back),
                Case.of("7.2.3.1", "in two fragments")
                        .send(
                                frame(RSV1 | TEXT, Arrays.copyOf(hello, 3)),
                                frame(FIN | CONTINUATION, Arrays.copyOfRange(hello, 3, 7)))
                        .answers(back),
                Case.of("7.2.3.1", "a ping within, octet by octet")
                        .chopped(
                                1,
                                frame(RSV1 | TEXT, Arrays.copyOf(hello, 3)),
                                frame(FIN | PING, "p"),
                                frame(FIN | CONTINUATION, Arrays.copyOfRange(hello, 3, 7)))
                        .answers("PONG 1 p", back),
                Case.of("7.2.3.2", "a second message that refers to the first")
                        .send(frame(first, hello), frame(first, hex("f200110000")))
                        .answers(back, back),
                Case.of("7.2.3.3", "a block that is not compressed")
                        .send(frame(first, hex("000500faff48656c6c6f00")))
                        .answers(back),
                Case.of("7.2.3.4", "a block that says it is the last")
                        .send(frame(first, hex("f348cdc9c9070000")))
                        .answers(back),
                Case.of("7.2.3.5", "two blocks")
                        .send(frame(first, hex("f24805000000ffffcac9c90700")))
                        .answers(back),
                Case.of("7.2.3.6", "an empty message")
                        .send(frame(first, hex("00")))
                        .answers("TEXT 0 "),
                Case.of("7.2.3.6", "an empty message of an empty block of fixed codes")
                        .send(frame(first, hex("0200")))
                        .answers("TEXT 0 "),
                Case.of("6", "a message that is not compressed, and one that is")
                        .send(FrameCases.HELLO, frame(first, hello))
                        .answers(back, back),
                Case.of("6", "empty frames around it")
                        .send(frame(RSV1 | TEXT), frame(CONTINUATION, hello), frame(FIN | CONTINUATION))
                        .answers(back),
                Case.of("6.1", "RSV1 on a later fragment")
                        .send(
                                frame(RSV1 | TEXT, Arrays.copyOf(hello, 3)),
                                frame(FIN | RSV1 | CONTINUATION, Arrays.copyOfRange(hello, 3, 7)))
                        .fails(1002),
                Case.of("6.1", "RSV1 on a ping")
                        .send(frame(FIN | RSV1 | PING, "p"))
                        .fails(1002),
                Case.of("6.1", "RSV1 on a close")
                        .send(frame(FIN | RSV1 | WebSocketWire.CLOSE, WebSocketWire.status(1000, "")))
                        .fails(1002),
                Case.of("7.2.2", "a block of the type that there is not")
                        .send(frame(first, hex("06")))
                        .fails(1007),
                Case.of("7.2.2", "noise")
                        .send(frame(first, hex("ffffffffffff")))
                        .fails(1007),
                Case.of("7.2.2", "a distance to before the beginning")
                        .send(frame(first, hex("f200110000")))
                        .fails(1007),
                Case.of("7.2.2", "a stored block that is cut")
                        .send(frame(first, hex("00ff0000ff48656c")))
                        .fails(1007),
                Case.of("7.2.2", "a binary message that ends within a block, though all of it is there")
                        .send(frame(FIN | RSV1 | BINARY, hex("f248cdc9c9")))
                        .fails(1007),
                Case.of("7.2.2", "one that lacks the end of its last octet")
                        .send(frame(FIN | RSV1 | BINARY, hex("f248cdc9c907")))
                        .fails(1007),
                Case.of("7.2.3.4", "a last block with nothing behind it, and a message that refers to it")
                        .send(frame(first, hex("f348cdc9c90700")), frame(first, hex("f200110000")))
                        .answers(back, back),
                Case.of("8.1", "text that is not UTF-8 when inflated")
                        .send(frame(first, hex("000100feff8000")))
                        .fails(1007),
                Case.of("8.1", "binary that is no UTF-8")
                        .send(frame(FIN | RSV1 | BINARY, hex("000100feff8000")))
                        .answers("BINARY " + show(hex("80"))));
    }

    static Stream<Arguments> payloadsEachWay() {
        return Arrays.stream(Way.values()).flatMap(way -> payloads().stream().map(row -> Arguments.of(way, row)));
    }

    /** The samples of section 7.2.3, and payloads that are none. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("payloadsEachWay")
    void payload(Way way, Case row) throws IOException {
        try (WebSocketWire client = open(way, TAKEOVER, PLAIN);
                WebSocketDeflate deflate = new WebSocketDeflate(agreed(client))) {
            row.play(client, deflate);
        }
    }

    /** The table's own tool: what the JDK makes with its whole window refers far back, and small chunks do not. */
    @Test
    void distancesAreMeasured() {
        byte[] noise = Content.NOISE.message(3000, 1);
        byte[] twice = FrameCases.join(noise, noise);
        try (WebSocketDeflate deflate = new WebSocketDeflate(PLAIN)) {
            assertEquals(3000, DeflateDistances.farthest(deflate.deflate(twice)));
            byte[] json = Content.JSON.message(100_000, 1);
            int farthest = DeflateDistances.farthest(deflate.deflate(json));
            assertTrue(farthest > 16_384 && farthest <= 32_768, () -> "" + farthest);
        }
        try (WebSocketDeflate deflate = new WebSocketDeflate("client_no_context_takeover")) {
            for (int size = 0; size < 300; size++) {
                int length = size;
                int farthest = DeflateDistances.farthest(deflate.deflate(FrameCases.filled(size, 'a')));
                assertTrue(farthest <= 1, () -> length + " refers back by " + farthest);
            }
        }
    }
}
