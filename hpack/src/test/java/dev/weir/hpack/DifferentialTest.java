package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.hpack.Codec.Field;
import dev.weir.hpack.HpackException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Beside an independent implementation, Netty's: a million blocks are decoded by both, half of them as an encoder
 * made them and half with octets changed. Both must take the same blocks, and find the same fields in them.
 */
class DifferentialTest {
    private static final int BLOCKS = 1_000_000;
    /** How many blocks a pair of tables sees: a change that is refused ends them early. */
    private static final int CONNECTION = 50;
    /**
     * Netty groups fields by name, so that only the order within a name can be compared; few names make that a test.
     */
    private static final String[] NAMES = {":method", "accept", "x-a", "x-b", "content-type", "cookie", "a"};

    private final Random random = new Random(75_410);
    /** How often the two differed in a way that is known, by its name. */
    private final Map<String, Integer> known = new HashMap<>();

    private int taken;
    private int refused;

    @Test
    void sameVerdictAndSameFields() throws Exception {
        int blocks = 0;
        while (blocks < BLOCKS) {
            blocks += connection();
        }
        assertTrue(taken > BLOCKS / 3, "taken " + taken);
        assertTrue(refused > BLOCKS / 100, "refused " + refused);
        int tolerated = known.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(tolerated < BLOCKS / 10, "differences that are known: " + known);
    }

    /** Blocks on one connection, until one is refused. */
    private int connection() throws Exception {
        DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 20);
        HpackDecoder ours = new HpackDecoder(4096, 1 << 20, 1 << 20);
        DefaultHttp2HeadersEncoder nettyEncoder =
                new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true, 16, random.nextInt(1000));
        HpackEncoder ourEncoder = Codec.encoder();
        boolean byNetty = random.nextBoolean();
        boolean mutates = random.nextBoolean();
        for (int i = 1; i <= CONNECTION; i++) {
            byte[] block = byNetty ? made(nettyEncoder) : made(ourEncoder);
            if (mutates && block.length > 0) {
                mutate(block);
            }
            if (!compare(ours, netty, block)) {
                return i;
            }
        }
        return CONNECTION;
    }

    private byte[] made(HpackEncoder encoder) {
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            fields.add(new Field(name(), value(), false));
        }
        return Codec.encode(encoder, fields);
    }

    private byte[] made(DefaultHttp2HeadersEncoder encoder) throws Http2Exception {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = random.nextInt(4); i >= 0; i--) {
            headers.add(new AsciiString(name()), new AsciiString(value().getBytes(StandardCharsets.ISO_8859_1)));
        }
        ByteBuf out = Unpooled.buffer();
        encoder.encodeHeaders(3, headers, out);
        byte[] block = new byte[out.readableBytes()];
        out.readBytes(block);
        return block;
    }

    private String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }

    private String value() {
        int kind = random.nextInt(8);
        if (kind < 4) {
            return "value " + kind;
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) (kind == 4 ? random.nextInt(256) : ' ' + random.nextInt(95)));
        }
        return text.toString();
    }

    private void mutate(byte[] block) {
        for (int i = random.nextInt(2); i >= 0; i--) {
            int at = random.nextInt(block.length);
            block[at] = switch (random.nextInt(3)) {
                case 0 -> (byte) random.nextInt(256);
                case 1 -> (byte) (block[at] ^ 1 << random.nextInt(8));
                default -> (byte) 0xff;
            };
        }
    }

    /** True when both have taken the block. */
    private boolean compare(HpackDecoder ours, DefaultHttp2HeadersDecoder netty, byte[] block) {
        Map<String, List<String>> fields = new HashMap<>();
        HpackException failure = null;
        try {
            ours.decode(ByteBuffer.wrap(block),
                    (name, value, _) -> fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
            ours.endBlock();
        } catch (HpackException e) {
            failure = e;
        }
        Map<String, List<String>> theirs = new HashMap<>();
        Exception nettyFailure = null;
        try {
            netty.decodeHeaders(3, Unpooled.wrappedBuffer(block)).forEach(entry ->
                    theirs.computeIfAbsent(text(entry.getKey()), _ -> new ArrayList<>()).add(text(entry.getValue())));
        } catch (Http2Exception | IllegalArgumentException | IndexOutOfBoundsException e) {
            nettyFailure = e;
        }
        if (failure != null && nettyFailure != null) {
            refused++;
            return false;
        }
        if (failure == null && nettyFailure == null) {
            assertEquals(theirs, fields, () -> "the fields of " + Codec.hex(block));
            taken++;
            return true;
        }
        String difference = difference(failure, nettyFailure);
        assertTrue(difference != null, () -> Codec.hex(block) + " was " + (ours(failureOf(ours, block))) + " by us");
        known.merge(difference, 1, Integer::sum);
        return false;
    }

    private static String ours(HpackException e) {
        return e == null ? "taken" : "refused (" + e.reason() + ")";
    }

    private static HpackException failureOf(HpackDecoder failed, byte[] block) {
        try {
            failed.decode(ByteBuffer.allocate(0), (_, _, _) -> {});
            return null;
        } catch (HpackException e) {
            return e;
        }
    }

    private static String text(CharSequence text) {
        return text.toString();
    }

    /** A difference that is known, and whose fault it is; null for any other. */
    private static String difference(HpackException ours, Exception theirs) {
        if (ours != null && ours.reason() == Reason.MISPLACED_SIZE_UPDATE) {
            // RFC 7541 section 4.2: an update "MUST occur at the beginning of the first header block following the
            // change"; Netty takes one anywhere.
            return "size update in the midst of a block";
        }
        if (ours != null && ours.reason() == Reason.LIST_TOO_LARGE) {
            // We refuse a length as soon as it is announced, Netty when the octets are there; at the end of a block
            // it waits.
            return "length over the limit";
        }
        if (ours == null && theirs instanceof Http2Exception
                && String.valueOf(theirs.getMessage()).contains("max dynamic table size")) {
            // RFC 7541 section 4.2 asks for an update only after the setting was lowered.
            return "size update asked for";
        }
        return null;
    }
}
