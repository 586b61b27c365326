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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Beside an independent implementation, Netty's: a million blocks are decoded by both, on connections whose tables
 * live on from block to block and whose settings change. Half of the blocks are as an encoder made them, Netty's or
 * ours; the others have octets changed, or were made of random representations. Both must take the same blocks, and
 * find the same fields in them in the same order, but for what {@link Lenient} names.
 */
class DifferentialTest {
    /** As many of each kind. */
    private static final int BLOCKS = 500_000;
    /** How many blocks a pair of tables sees at most: one that is refused ends them early. */
    private static final int CONNECTION = 50;

    private static final int LIMIT = 1 << 20;
    private static final String[] NAMES = {":method", "accept", "x-a", "x-b", "content-type", "cookie", "a"};

    /** What Netty takes and we refuse, each with the rule. There is nothing that we take and Netty refuses. */
    private enum Lenient {
        /**
         * RFC 7541 section 5.1: "Integer encodings that exceed implementation limits -- in value or octet length --
         * MUST be treated as decoding errors." Our limit is five octets behind the prefix, Netty's nine.
         */
        LONG_INTEGER,
        /**
         * RFC 7541 section 4.2: "The final maximum size is always signaled, resulting in at most two dynamic table
         * size updates." Netty takes any number of them.
         */
        THIRD_SIZE_UPDATE,
        /**
         * RFC 7541 section 4.2: "the smallest maximum table size that occurs in that interval MUST be signaled".
         * Netty takes an update that obeys the latest setting alone.
         */
        SMALLEST_SIZE_NOT_TOLD,
        /**
         * RFC 9113 section 4.3.1: after a reduced setting it is an error when a block "does not start with a
         * conformant Dynamic Table Size Update". Netty does not look at a block in which there is nothing.
         */
        EMPTY_BLOCK_AFTER_REDUCTION
    }

    /** What a decoder makes of a block: the fields, as name and value in turn; or why it refuses it. */
    private record Verdict(List<String> fields, Exception refusal) {}

    /** Fields in the order in which they come. */
    private static final class InOrder extends DefaultHttp2Headers {
        private final List<String> fields = new ArrayList<>();

        InOrder() {
            super(false);
        }

        @Override
        public Http2Headers add(CharSequence name, CharSequence value) {
            fields.add(name.toString());
            fields.add(value.toString());
            return this;
        }
    }

    /** Netty's decoder, with fields in order. */
    private static final class NettyDecoder extends DefaultHttp2HeadersDecoder {
        NettyDecoder() {
            super(false, LIMIT);
        }

        @Override
        protected Http2Headers newHeaders() {
            return new InOrder();
        }
    }

    private final Random random = new Random(75_410);
    private final RandomBlocks randomBlocks = new RandomBlocks(random);
    private final Map<Lenient, Integer> lenient = new EnumMap<>(Lenient.class);
    private int made;
    private int hostile;
    private int hostileTaken;
    private int refused;

    @Test
    void sameVerdictAndSameFields() throws Exception {
        while (made < BLOCKS || hostile < BLOCKS) {
            connection(random.nextBoolean(), hostile < made);
        }
        String counts = made + " made, " + hostile + " hostile, of which " + hostileTaken + " were taken, " + refused
                + " refused, and seen by us alone " + lenient;
        assertTrue(made + hostile >= 1_000_000, counts);
        assertEquals(
                hostile,
                hostileTaken
                        + refused
                        + lenient.values().stream().mapToInt(n -> n).sum(),
                counts);
        assertTrue(hostileTaken > BLOCKS / 10 && refused > BLOCKS / 10, counts);
        for (Lenient known : Lenient.values()) {
            int times = lenient.getOrDefault(known, 0);
            assertTrue(
                    times > 0, () -> known + " was not seen, so nothing shows that it has to be excepted: " + counts);
            assertTrue(times < BLOCKS / 20, () -> known + " hides too much: " + counts);
        }
    }

    /** Blocks on one connection, until one is refused. */
    private void connection(boolean byNetty, boolean wrong) throws Exception {
        NettyDecoder netty = new NettyDecoder();
        HpackDecoder ours = new HpackDecoder(4096, LIMIT, LIMIT);
        DefaultHttp2HeadersEncoder nettyEncoder =
                new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true, 16, random.nextInt(1000));
        HpackEncoder ourEncoder = new HpackEncoder(8192, BufferGrowth.doubling());
        int capacity = 4096;
        int setting = capacity;
        boolean goesOn = true;
        for (int i = 0; goesOn && i < CONNECTION; i++) {
            int smallest = capacity;
            for (int changes = random.nextInt(8) > 0 ? 0 : 1 + random.nextInt(2); changes > 0; changes--) {
                setting = random.nextBoolean() ? random.nextInt(300) : random.nextInt(9000);
                ours.maxTableSize(setting);
                netty.configuration().maxHeaderTableSize(setting);
                ourEncoder.peerTableSize(setting);
                nettyEncoder.configuration().maxHeaderTableSize(setting);
                smallest = Math.min(smallest, setting);
            }
            byte[] block;
            if (wrong && random.nextBoolean()) {
                block = randomBlocks.block(ours.entries(), setting);
            } else {
                block = byNetty ? made(nettyEncoder) : made(ourEncoder);
                if (wrong && block.length > 0) {
                    mutate(block);
                }
            }
            goesOn = compare(
                    byOurs(ours, block),
                    byNettys(netty, block),
                    block,
                    wrong,
                    smallest < capacity ? smallest : Integer.MAX_VALUE);
            List<Long> updates = leadingUpdates(block);
            if (goesOn && !updates.isEmpty()) {
                capacity = Math.toIntExact(updates.getLast());
            }
        }
    }

    private byte[] made(HpackEncoder encoder) {
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            fields.add(new Field(name(), value(), random.nextInt(10) == 0));
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

    /** Ours, which gets the block in two pieces. */
    private Verdict byOurs(HpackDecoder decoder, byte[] block) {
        List<String> fields = new ArrayList<>();
        FieldConsumer consumer = (name, value, _) -> {
            fields.add(name);
            fields.add(value);
        };
        int cut = random.nextInt(block.length + 1);
        try {
            decoder.decode(ByteBuffer.wrap(block, 0, cut), consumer);
            decoder.decode(ByteBuffer.wrap(block, cut, block.length - cut), consumer);
            decoder.endBlock();
            return new Verdict(fields, null);
        } catch (HpackException e) {
            return new Verdict(fields, e);
        }
    }

    private static Verdict byNettys(NettyDecoder decoder, byte[] block) {
        try {
            return new Verdict(((InOrder) decoder.decodeHeaders(3, Unpooled.wrappedBuffer(block))).fields, null);
        } catch (Http2Exception | IllegalArgumentException e) { // the latter where a string is not all there
            return new Verdict(List.of(), e);
        }
    }

    /**
     * Whether the connection goes on.
     *
     * @param required the most that a size update must say at the start of the block
     */
    private boolean compare(Verdict ours, Verdict nettys, byte[] block, boolean wrong, int required) {
        if (wrong) {
            hostile++;
        } else {
            made++;
        }
        if (ours.refusal() == null && nettys.refusal() == null) {
            assertEquals(nettys.fields(), ours.fields(), () -> "the fields of " + Codec.hex(block));
            hostileTaken += wrong ? 1 : 0;
            return true;
        }
        assertTrue(
                wrong,
                () -> "refused as an encoder made it: " + Codec.hex(block) + ", ours: " + ours.refusal() + ", Netty's: "
                        + nettys.refusal());
        if (ours.refusal() != null && nettys.refusal() != null) {
            refused++;
            return false;
        }
        Lenient known = ours.refusal() instanceof HpackException e ? difference(e.reason(), block, required) : null;
        assertTrue(
                known != null,
                () -> Codec.hex(block) + " is taken by one alone; ours: " + ours.refusal() + ", Netty's: "
                        + nettys.refusal());
        lenient.merge(known, 1, Integer::sum);
        return false;
    }

    /** Why we alone refuse a block, when both the reason and the block are as that rule has it; or else null. */
    private static Lenient difference(Reason reason, byte[] block, int required) {
        List<Long> updates = leadingUpdates(block);
        return switch (reason) {
            case INTEGER_TOO_LARGE -> holdsLongInteger(block) ? Lenient.LONG_INTEGER : null;
            case MISPLACED_SIZE_UPDATE -> updates.size() > 2 ? Lenient.THIRD_SIZE_UPDATE : null;
            case MISSING_SIZE_UPDATE ->
                required == Integer.MAX_VALUE
                        ? null
                        : block.length == 0
                                ? Lenient.EMPTY_BLOCK_AFTER_REDUCTION
                                : !updates.isEmpty() && updates.getFirst() > required
                                        ? Lenient.SMALLEST_SIZE_NOT_TOLD
                                        : null;
            case INVALID_INDEX,
                    HUFFMAN_EOS,
                    HUFFMAN_PADDING,
                    TRUNCATED,
                    SIZE_UPDATE_TOO_LARGE,
                    LIST_TOO_LARGE,
                    CONSUMER_FAILED -> null;
        };
    }

    /** The size updates at the start of a block, read by the RFC's pseudocode and not by the decoder's own code. */
    private static List<Long> leadingUpdates(byte[] block) {
        List<Long> sizes = new ArrayList<>();
        int at = 0;
        while (at < block.length && (block[at] & 0xe0) == 0x20) {
            long size = block[at++] & 0x1f;
            boolean more = size == 0x1f;
            for (int shift = 0; more && at < block.length && shift < 56; shift += 7) {
                size += (block[at] & 0x7fL) << shift;
                more = block[at++] < 0;
            }
            if (more) {
                return sizes;
            }
            sizes.add(size);
        }
        return sizes;
    }

    /** Whether somewhere there are five octets that say that more follow, and zeros up to the last. */
    private static boolean holdsLongInteger(byte[] block) {
        int following = 0;
        for (byte octet : block) {
            if (octet == 0 && following >= 5) {
                return true;
            }
            following = octet < 0 ? following + 1 : 0;
        }
        return false;
    }
}
