package dev.weir.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.DeflateDistances;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate (RFC 7692 sections 7 and 8). */
@Timeout(120)
class DeflateTest {
    private static final WebSocketConfig ALWAYS = WebSocketConfig.builder()
            .compressionThreshold(0)
            .maxMessageSize(1 << 20)
            .build();
    private static final WebSocketConfig TAKEOVER =
            ALWAYS.toBuilder().serverTakeover(true).clientTakeover(true).build();

    private static Conversation talk(WebSocketConfig config, String offer, WebSocketHandler handler) {
        return new Conversation(b -> b.config(config), r -> r.header("Sec-WebSocket-Extensions", offer), handler);
    }

    /** The client's two directions. */
    private static final class Client implements AutoCloseable {
        final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        final Inflater inflater = new Inflater(true);
        final boolean keeps;

        Client(boolean keeps) {
            this.keeps = keeps;
        }

        byte[] pack(byte[] data) {
            deflater.setInput(data);
            byte[] out = new byte[data.length + data.length / 1000 + 64];
            int n = 0;
            for (int got = 1; got > 0; n += got) {
                got = deflater.deflate(out, n, out.length - n, Deflater.SYNC_FLUSH);
            }
            if (!keeps) {
                deflater.reset();
            }
            return java.util.Arrays.copyOf(out, n - 4);
        }

        byte[] unpack(byte[] packed) throws Exception {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] some = new byte[5000];
            for (byte[] in : new byte[][] {packed, {0, 0, -1, -1}}) {
                inflater.setInput(in);
                for (int n = inflater.inflate(some); n > 0; n = inflater.inflate(some)) {
                    out.write(some, 0, n);
                }
            }
            return out.toByteArray();
        }

        @Override
        public void close() {
            deflater.end();
            inflater.end();
        }
    }

    private static byte[] takeMessage(Conversation talk, boolean compressed) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Conversation.Frame frame = talk.take();
        assertEquals(compressed ? 0x40 : 0, frame.first() & 0x70);
        all.writeBytes(frame.payload());
        while ((frame.first() & 0x80) == 0) {
            frame = talk.take();
            assertEquals(0, frame.first() & 0x7F, "a continuation has no reserved bit");
            all.writeBytes(frame.payload());
        }
        return all.toByteArray();
    }

    private static byte[] data(int length, Random random) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) ('a' + (random.nextInt(3) == 0 ? random.nextInt(20) : i / 7 % 10));
        }
        return data;
    }

    /** What cannot be made smaller, in little time. */
    private static byte[] noise(int length) {
        byte[] data = new byte[length];
        new Random(1).nextBytes(data);
        return data;
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "false, permessage-deflate",
        "true, permessage-deflate",
        "true, permessage-deflate; server_no_context_takeover",
        "true, permessage-deflate; client_no_context_takeover",
        "true, permessage-deflate; server_max_window_bits=8",
        "false, permessage-deflate; server_max_window_bits=9",
        "true, permessage-deflate; server_max_window_bits=14; client_max_window_bits",
    })
    void whatIsEchoedIsWhatWasSaid(boolean takeover, String offer) throws Exception {
        boolean clientKeeps = takeover && !offer.contains("client_no");
        boolean serverKeeps = takeover && !offer.contains("server_");
        Random random = new Random(7);
        try (Client client = new Client(clientKeeps);
                Conversation talk = talk(takeover ? TAKEOVER : ALWAYS, offer, RealServerTest.ECHO)) {
            for (int length : new int[] {0, 1, 5, 200, 256, 257, 1000, 16_370, 16_384, 70_000, 70_000, 300_000}) {
                byte[] data = data(length, random);
                byte[] packed = length == 0 ? new byte[] {0} : client.pack(data);
                // In fragments of random length; the first alone says that it is compressed.
                int at = 0;
                int first = 0x41 + random.nextInt(2);
                do {
                    int n = Math.min(packed.length - at, random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(40_000));
                    boolean last = at + n == packed.length;
                    talk.tunnel.send(Conversation.frame(
                            first | (last ? 0x80 : 0), java.util.Arrays.copyOfRange(packed, at, at + n)));
                    first = 0;
                    at += n;
                } while (at < packed.length);
                byte[] back = takeMessage(talk, length > 0);
                byte[] unpacked = length == 0 ? back : client.unpack(back);
                assertEquals(new Binary(data), new Binary(unpacked));
                if (!serverKeeps) {
                    client.inflater.reset();
                }
            }
            talk.say("X");
            assertEquals("X:", talk.hear());
        }
    }

    /** A client that has only the window that it has asked for gets no distance beyond it. */
    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 12, 14})
    void noDistanceIsLongerThanTheWindow(int bits) throws Exception {
        byte[] data = new byte[200_000];
        byte[] unit = data(1 << bits, new Random(bits));
        for (int i = 0; i < data.length; i++) {
            data[i] = unit[i % (unit.length + 50) % unit.length];
        }
        try (Conversation talk = talk(ALWAYS, "permessage-deflate; server_max_window_bits=" + bits, ws -> {
            ws.send(data);
            try (OutputStream out = ws.sendStream()) {
                out.write(data, 0, 100_001);
                out.flush();
                out.write(data, 100_001, data.length - 100_001);
            }
        })) {
            for (int i = 0; i < 2; i++) {
                byte[] packed = takeMessage(talk, true);
                assertTrue(
                        DeflateDistances.farthest(packed) <= 1 << bits,
                        () -> "a distance of " + DeflateDistances.farthest(packed));
                try (Client client = new Client(false)) {
                    assertEquals(new Binary(data), new Binary(client.unpack(packed)));
                }
            }
        }
    }

    /** The examples of RFC 7692 section 7.2.3, in the terms of the case. */
    @ParameterizedTest
    @CsvSource({
        "hex:c187 0000 0000 f248cdc9c90700, Hello",
        "hex:4183 0000 0000 f248cd hex:808400000000 c9c90700, Hello",
        "hex:c18b 0000 0000 000500faff48656c6c6f00, Hello",
        "hex:c188 0000 0000 f348cdc9c9070000, Hello",
        "hex:c18d 0000 0000 f248050000 00ffffcac9c9070 0, Hello",
        "hex:c181 0000 0000 00, ''",
    })
    void theExamples(String said, String text) throws Exception {
        try (Conversation talk = talk(WebSocketConfig.DEFAULT, "permessage-deflate", RealServerTest.ECHO)) {
            StringBuilder words = new StringBuilder();
            for (String part : said.split("hex:")) {
                if (!part.isEmpty()) {
                    words.append("hex:").append(part.replace(" ", "")).append(' ');
                }
            }
            talk.say(words.toString());
            assertEquals("T:" + text, talk.hear());
        }
    }

    @Test
    void aContextGoesOnFromMessageToMessage() throws Exception {
        try (Client client = new Client(true);
                Conversation talk = talk(TAKEOVER, "permessage-deflate", RealServerTest.ECHO)) {
            byte[] data = new byte[1000];
            new Random(5).nextBytes(data);
            int before = Integer.MAX_VALUE;
            for (int i = 0; i < 2; i++) {
                talk.tunnel.send(Conversation.frame(0xC2, client.pack(data)));
                byte[] back = takeMessage(talk, true);
                assertTrue(back.length < before);
                before = i == 0 ? 100 : 0;
                assertEquals(new Binary(data), new Binary(client.unpack(back)));
            }
        }
    }

    /** A last block ends a decompressor, and not the context (section 7.2.3.4). */
    @Test
    void aContextGoesOnBehindALastBlock() throws Exception {
        byte[] data = new byte[40_000];
        new Random(6).nextBytes(data);
        try (Client client = new Client(true);
                Conversation talk = talk(TAKEOVER, "permessage-deflate", RealServerTest.ECHO)) {
            talk.tunnel.send(Conversation.frame(0xC2, client.pack(data)));
            assertEquals(new Binary(data), new Binary(client.unpack(takeMessage(talk, true))));
            Deflater last = new Deflater(Deflater.BEST_COMPRESSION, true);
            last.setDictionary(data, data.length - (32 << 10), 32 << 10);
            last.setInput(data, 20_000, 20_000);
            last.finish();
            byte[] packed = new byte[1000];
            int n = last.deflate(packed);
            last.end();
            assertTrue(n < 500, "it does not refer to the message before");
            // With an empty block behind it, as the RFC has it, and without.
            for (int length : new int[] {n + 1, n}) {
                talk.tunnel.send(Conversation.frame(0xC2, java.util.Arrays.copyOf(packed, length)));
                assertEquals(
                        new Binary(java.util.Arrays.copyOfRange(data, 20_000, 40_000)),
                        new Binary(client.unpack(takeMessage(talk, true))));
            }
        }
    }

    /** What a decompressor cannot finish is no message, though all that it gives is there (section 7.2.2). */
    @ParameterizedTest
    @CsvSource({
        "false, f248cdc9c90700, 1",
        "true, f248cdc9c90700, 1",
        "false, 000500faff48, 2",
        "true, 000500faff48, 2",
        "false, f348cdc9c907, 1",
    })
    void cutOffWithinABlock(boolean takeover, String hex, int least) throws Exception {
        byte[] whole = HexFormat.of().parseHex(hex);
        for (int length = least; length < whole.length; length++) {
            try (Conversation talk = talk(takeover ? TAKEOVER : ALWAYS, "permessage-deflate", RealServerTest.ECHO)) {
                talk.tunnel.send(Conversation.frame(0xC2, java.util.Arrays.copyOf(whole, length)));
                String heard = talk.hearAll();
                assertTrue(heard.startsWith("X:1007"), heard + " of " + length);
            }
        }
    }

    /** Compression of one word a million times is no attack: the ratio counts where much comes of it. */
    @Test
    void honestTextThatRepeatsItself() throws Exception {
        String text = "again ".repeat((1 << 20) / 6);
        try (Client client = new Client(false);
                Conversation talk = talk(WebSocketConfig.DEFAULT, "permessage-deflate", RealServerTest.ECHO)) {
            byte[] packed = client.pack(text.getBytes(StandardCharsets.US_ASCII));
            assertTrue(packed.length < text.length() / 300);
            talk.tunnel.send(Conversation.frame(0xC1, packed));
            assertEquals(text, new String(client.unpack(takeMessage(talk, true)), StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "not deflated, 1007",
        "not UTF-8, 1007",
        "cut within a character, 1007",
        "bomb, 1009",
        "too big, 1009",
        "RSV1 on a continuation, 1002",
        "RSV2, 1002",
    })
    void whatIsWrong(String what, int code) throws Exception {
        WebSocketConfig config =
                WebSocketConfig.builder().maxMessageSize(8 << 20).build();
        try (Client client = new Client(false)) {
            // Made before they talk, as a server that hears nothing for long asks whether anybody is there.
            byte[] frame = switch (what) {
                case "not deflated" -> Conversation.frame(0xC1, HexFormat.of().parseHex("ffffff"));
                case "not UTF-8" -> Conversation.frame(0xC1, client.pack(new byte[] {'a', (byte) 0xFF}));
                case "cut within a character" -> Conversation.frame(0xC1, client.pack(new byte[] {'a', (byte) 0xC3}));
                case "bomb" -> Conversation.frame(0xC2, client.pack(new byte[4 << 20]));
                case "too big" -> Conversation.frame(0xC2, client.pack(noise((8 << 20) + 1)));
                case "RSV1 on a continuation" -> join(Conversation.frame(0x41, new byte[] {0}), new byte[] {0x40});
                default -> new byte[] {(byte) 0xE1};
            };
            try (Conversation talk = talk(config, "permessage-deflate", RealServerTest.ECHO)) {
                talk.tunnel.send(frame);
                String heard = talk.hearAll();
                assertTrue(heard.startsWith("X:" + code), heard);
            }
        }
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** The message is wanted whole, but nothing is reserved for what is not there. */
    @Test
    void exactlyTheLimitIsTaken() throws Exception {
        try (Client client = new Client(false);
                Conversation talk = talk(ALWAYS, "permessage-deflate", RealServerTest.ECHO)) {
            byte[] data = data(1 << 20, new Random(4));
            talk.tunnel.send(Conversation.frame(0xC2, client.pack(data)));
            assertEquals(new Binary(data), new Binary(client.unpack(takeMessage(talk, true))));
            talk.tunnel.send(Conversation.frame(0xC2, client.pack(join(data, new byte[1]))));
            assertTrue(talk.hearAll().startsWith("X:1009"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate", "permessage-deflate; server_max_window_bits=10"})
    void streamsAreFlushed(String offer) throws Exception {
        UnaryOperator<String> same = s -> s;
        try (Client client = new Client(false);
                Conversation talk = talk(TAKEOVER, offer, ws -> {
                    try (Writer out = ws.sendWriter()) {
                        out.write("one ");
                        out.flush();
                        out.flush();
                        ws.receive();
                        out.write("two ");
                        out.write(same.apply("three ").repeat(1000));
                    }
                    ws.sendWriter().close();
                    ws.send("short");
                })) {
            Conversation.Frame first = talk.take();
            assertEquals(0x41, first.first());
            client.inflater.setInput(first.payload());
            byte[] some = new byte[10];
            assertEquals("one ", new String(some, 0, client.inflater.inflate(some), StandardCharsets.US_ASCII));
            talk.say("T:go");
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            for (Conversation.Frame f = talk.take(); ; f = talk.take()) {
                rest.writeBytes(f.payload());
                if ((f.first() & 0x80) != 0) {
                    break;
                }
            }
            assertEquals(
                    "two " + "three ".repeat(1000),
                    new String(client.unpack(rest.toByteArray()), StandardCharsets.US_ASCII));
            assertEquals("T:", talk.hear());
            if (offer.contains("bits")) {
                client.inflater.reset();
            }
            assertEquals("short", new String(client.unpack(takeMessage(talk, true)), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void shortMessagesAreNotCompressed() throws Exception {
        try (Conversation talk = talk(WebSocketConfig.DEFAULT, "permessage-deflate", ws -> {
            ws.send("x".repeat(255));
            ws.send("x".repeat(256));
            ws.send("ü".repeat(128));
            ws.send("x".repeat(5000));
        })) {
            for (boolean compressed : new boolean[] {false, true, true, true}) {
                takeMessage(talk, compressed);
            }
        }
    }
}
