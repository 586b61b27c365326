package dev.weir.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz frames}. The input is what a client sends behind
 * its handshake, until it ends the connection. Messages, answers to pings and the Close are those that a second, plain
 * decoder expects, and are the same in one piece, byte by byte and in halves. {@link FuzzTest} runs it over its corpus.
 */
public final class FramesFuzz {
    private static final int LIMIT = 100_000;
    /** As many control frames as fit into an input: what a flood is depends on the clock. */
    private static final WebSocketConfig CONFIG = WebSocketConfig.builder()
            .maxMessageSize(LIMIT)
            .maxControlFrames(1_000_000)
            .build();

    private FramesFuzz() {}

    /**
     * What comes of an input.
     *
     * @param messages what the handler gets, a letter for the kind and hexadecimal
     * @param sent what the client gets
     */
    private record Seen(List<String> messages, List<String> sent) {}

    /**
     * One input.
     *
     * @param input any octets
     * @throws Exception where something is wrong
     */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Seen plain = decode(input);
        for (boolean brought : new boolean[] {false, true}) {
            same(input, plain, serve(input, Math.max(1, input.length), brought));
            same(input, plain, serve(input, 1, brought));
            same(input, plain, serve(input, Math.max(1, input.length / 2), brought));
        }
    }

    private static void same(byte[] input, Seen one, Seen other) {
        if (!one.equals(other)) {
            throw new AssertionError("expected " + one + " and got " + other + " of "
                    + HexFormat.of().formatHex(input));
        }
    }

    private static String noted(Message m) {
        return switch (m) {
            case Text text -> "T" + hex(text.value().getBytes(StandardCharsets.UTF_8));
            case Binary binary -> "B" + hex(binary.data());
        };
    }

    private static Seen serve(byte[] input, int piece, boolean brought) throws Exception {
        List<String> messages = new CopyOnWriteArrayList<>();
        List<String> sent = new ArrayList<>();
        WebSocketHandler receives = ws -> {
            for (Message m = ws.receive(); m != null; m = ws.receive()) {
                messages.add(noted(m));
            }
        };
        WebSocketHandler isBrought = new Conversation.Listening(_ -> m -> messages.add(noted(m)));
        try (Conversation client = new Conversation(b -> b.config(CONFIG), brought ? isBrought : receives)) {
            for (int at = 0; at < input.length; at += piece) {
                client.tunnel.send(Arrays.copyOfRange(input, at, Math.min(input.length, at + piece)));
            }
            client.tunnel.end();
            for (Conversation.Frame f = client.take(); f.first() >= 0; f = client.take()) {
                // Reasons are for people.
                byte[] payload = f.payload();
                boolean close = f.first() == 0x88;
                sent.add(hex((byte) f.first())
                        + hex(close ? Arrays.copyOf(payload, Math.min(2, payload.length)) : payload));
            }
            client.ended();
        }
        return new Seen(List.copyOf(messages), sent);
    }

    private static String hex(byte... bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    // ---- the plain decoder

    /** Why it is over: the status that is sent; 0 where the client has closed or gone, and nothing more is sent. */
    private static final class Over extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;

        Over(int code) {
            super(null, null, false, false);
            this.code = code;
        }
    }

    private static Seen decode(byte[] input) {
        Plain plain = new Plain(input);
        try {
            while (plain.at < input.length) {
                plain.frame();
            }
        } catch (Over over) {
            if (over.code != 0) {
                plain.sent.add("88"
                        + hex(ByteBuffer.allocate(2).putShort((short) over.code).array()));
            }
        }
        return new Seen(plain.messages, plain.sent);
    }

    private static final class Plain {
        final List<String> messages = new ArrayList<>();
        final List<String> sent = new ArrayList<>();
        private final byte[] input;
        int at;
        private int kind;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        Plain(byte[] input) {
            this.input = input;
        }

        private int octet() throws Over {
            if (at == input.length) {
                throw new Over(0);
            }
            return input[at++] & 0xff;
        }

        private long number(int octets) throws Over {
            long number = 0;
            for (int i = 0; i < octets; i++) {
                number = number << 8 | octet();
            }
            return number;
        }

        void frame() throws Over {
            int first = octet();
            int opcode = first & 15;
            boolean fin = (first & 0x80) != 0;
            if ((first & 0x70) != 0 || opcode > 2 && opcode < 8 || opcode > 10 || opcode >= 8 && !fin) {
                throw new Over(1002);
            }
            int second = octet();
            int form = second & 0x7f;
            if ((second & 0x80) == 0 || opcode >= 8 && form > 125) {
                throw new Over(1002);
            }
            long length = form < 126 ? form : number(form == 126 ? 2 : 8);
            if (length < 0 || form == 126 && length < 126 || form == 127 && length < 65_536) {
                throw new Over(1002);
            }
            byte[] key = new byte[4];
            for (int i = 0; i < 4; i++) {
                key[i] = (byte) octet();
            }
            if (opcode >= 8) {
                control(opcode, (int) length, key);
            } else {
                data(opcode, fin, length, key);
            }
        }

        private void control(int opcode, int length, byte[] key) throws Over {
            byte[] payload = new byte[length];
            for (int i = 0; i < length; i++) {
                payload[i] = (byte) (octet() ^ key[i & 3]);
            }
            if (opcode == 9) {
                sent.add("8a" + hex(payload));
            } else if (opcode == 8) {
                close(payload);
            }
        }

        private void close(byte[] payload) throws Over {
            if (payload.length == 1) {
                throw new Over(1002);
            }
            if (payload.length > 1) {
                int code = ByteBuffer.wrap(payload).getShort() & 0xffff;
                if (code < 1000 || code > 4999 || code >= 1004 && code <= 1006 || code >= 1015 && code < 3000) {
                    throw new Over(1002);
                }
                byte[] reason = Arrays.copyOfRange(payload, 2, payload.length);
                if (wrongAt(reason) < reason.length || !ends(reason)) {
                    throw new Over(1007);
                }
            }
            sent.add("88" + hex(Arrays.copyOf(payload, Math.min(2, payload.length))));
            throw new Over(0);
        }

        private void data(int opcode, boolean fin, long length, byte[] key) throws Over {
            if (kind == 0 == (opcode == 0)) {
                throw new Over(1002);
            }
            if (opcode != 0) {
                kind = opcode;
                message.reset();
            }
            if (message.size() + length > LIMIT) {
                throw new Over(1009);
            }
            for (int i = 0; i < length; i++) {
                message.write(octet() ^ key[i & 3]);
                if (kind == 1 && wrongAt(message.toByteArray()) < message.size()) {
                    throw new Over(1007);
                }
            }
            if (fin) {
                byte[] whole = message.toByteArray();
                if (kind == 1 && !ends(whole)) {
                    throw new Over(1007);
                }
                messages.add((kind == 1 ? "T" : "B") + hex(whole));
                kind = 0;
            }
        }
    }

    /** Where the first octet is that cannot stand there; the length for none. */
    private static int wrongAt(byte[] text) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(text);
        var result = decoder.decode(in, CharBuffer.allocate(text.length + 1), false);
        boolean surrogate =
                in.remaining() == 2 && text[in.position()] == (byte) 0xed && (text[in.position() + 1] & 0x20) != 0;
        // The JDK waits for the third octet of a surrogate; its second cannot stand there already (RFC 3629 section 4).
        return result.isError() || surrogate ? in.position() : text.length;
    }

    /** Whether it ends with a whole character. */
    private static boolean ends(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
