package dev.weir.websocket;

import dev.weir.wire.testkit.DeflateDistances;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz inflate}. The input is the payload of a
 * compressed message. It is taken where the JDK can inflate it and comes to an end with a last block behind it, and
 * gives the same bytes, in one frame and in a frame for each byte; what is no deflated data fails with 1007, and what
 * becomes too long with 1009. What is taken is sent back compressed, for a client with a window of any size. {@link FuzzTest} runs it over
 * its corpus.
 */
public final class InflateFuzz {
    private static final int LIMIT = 1 << 20;
    private static final byte[] TAIL = {0, 0, -1, -1};
    private static final byte[] LAST_BLOCK = {1, 0, 0, -1, -1};
    private static final WebSocketConfig CONFIG = WebSocketConfig.builder()
            .compressionThreshold(0)
            .maxMessageSize(LIMIT)
            .maxInflation(1100)
            .maxControlFrames(1_000_000)
            .build();

    private InflateFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     * @throws Exception where something is wrong
     */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        byte[] whole = Conversation.frame(0xc2, input);
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (int i = 0; i < input.length; i++) {
            int first = (i == 0 ? 0x42 : 0) | (i == input.length - 1 ? 0x80 : 0);
            pieces.writeBytes(Conversation.frame(first, Arrays.copyOfRange(input, i, i + 1)));
        }
        int bits = 8 + (input.length == 0 ? 0 : input[0] & 7);
        Seen one = echo(whole, bits, false);
        Seen brought = echo(whole, bits, true);
        if (one.code != brought.code || !Arrays.equals(one.message, brought.message)) {
            throw new AssertionError(one + " when waited for and " + brought + " when brought: " + text(input));
        }
        if (input.length > 0) {
            Seen other = echo(pieces.toByteArray(), 15, (input[0] & 8) == 0);
            if (one.code != other.code || !Arrays.equals(one.message, other.message)) {
                throw new AssertionError(one + " in a frame and " + other + " in many: " + text(input));
            }
        }
        byte[] expected = inflate(input);
        if (!Arrays.equals(expected, one.message)) {
            throw new AssertionError((expected == null ? "none" : text(expected)) + " is expected and was " + one
                    + " of " + text(input));
        }
        if (one.message == null && one.code != 1007 && one.code != 1009) {
            throw new AssertionError(one + " of " + text(input));
        }
    }

    /**
     * What has come back.
     *
     * @param code the status of the Close; 0 for none
     */
    private record Seen(byte[] message, int code) {
        @Override
        public String toString() {
            return message == null ? "" + code : text(message) + " " + code;
        }
    }

    private static String text(byte[] octets) {
        return octets.length > 500 ? octets.length + " octets" : HexFormat.of().formatHex(octets);
    }

    private static Seen echo(byte[] frames, int bits, boolean brought) throws Exception {
        try (Conversation client = new Conversation(
                b -> b.config(CONFIG),
                r -> r.header("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=" + bits),
                brought
                        ? new Conversation.Listening(ws -> m -> ws.send(((Binary) m).data()))
                        : ws -> {
                            for (Message m = ws.receive(); m != null; m = ws.receive()) {
                                ws.send(((Binary) m).data());
                            }
                        })) {
            int piece = brought ? 1 + frames.length / 7 : frames.length;
            for (int at = 0; at < frames.length; at += piece) {
                client.tunnel.send(Arrays.copyOfRange(frames, at, Math.min(frames.length, at + piece)));
            }
            client.tunnel.end();
            byte[] message = null;
            int code = 0;
            boolean compressed = false;
            boolean begun = false;
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (Conversation.Frame f = client.take(); f.first() >= 0; f = client.take()) {
                if ((f.first() & 15) == 8) {
                    code = (f.payload()[0] & 0xff) << 8 | f.payload()[1] & 0xff;
                } else {
                    compressed |= (f.first() & 0x40) != 0;
                    begun = true;
                    sent.writeBytes(f.payload());
                }
            }
            if (begun) {
                message = compressed ? unpack(sent.toByteArray(), bits) : sent.toByteArray();
                if (!compressed && message.length > 0) {
                    throw new AssertionError("not compressed: " + text(message));
                }
            }
            return new Seen(message, code);
        }
    }

    private static byte[] unpack(byte[] payload, int bits) {
        if (DeflateDistances.farthest(payload) > 1 << bits) {
            throw new AssertionError("refers back too far for " + bits + " bits");
        }
        byte[] message = inflate(payload);
        if (message == null) {
            throw new AssertionError("what was sent cannot be inflated: " + text(payload));
        }
        return message;
    }

    /** What the JDK makes of a payload, of one stream of blocks after another; null where it is cut, too long or none. */
    private static byte[] inflate(byte[] payload) {
        byte[] all = Arrays.copyOf(payload, payload.length + TAIL.length + LAST_BLOCK.length);
        System.arraycopy(TAIL, 0, all, payload.length, TAIL.length);
        System.arraycopy(LAST_BLOCK, 0, all, payload.length + TAIL.length, LAST_BLOCK.length);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int at = 0;
        while (at != payload.length && at != all.length) {
            Inflater inflater = new Inflater(true);
            try (InflaterInputStream in =
                    new InflaterInputStream(new ByteArrayInputStream(all, at, all.length - at), inflater)) {
                message.write(in.readNBytes(LIMIT + 1 - message.size()));
                at += (int) inflater.getBytesRead();
                if (message.size() > LIMIT || at > payload.length && at < all.length) {
                    return null;
                }
            } catch (IOException e) {
                return null;
            } finally {
                inflater.end();
            }
        }
        return message.toByteArray();
    }
}
