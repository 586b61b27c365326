package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.hpack.Codec.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for all lists, table sizes and ways to cut a block. Each case comes from a seed; to repeat one alone,
 * run with {@code -Dweir.seed=N} in the tests' JVM ({@code -DargLine=-Dweir.seed=N} for Maven).
 */
class RoundTripPropertyTest {
    private static final int SEEDS = 300;
    private static final int BLOCKS = 25;

    static LongStream seeds() {
        Long only = Long.getLong("weir.seed");
        return only != null ? LongStream.of(only) : LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void encodedThenDecodedIsTheSame(long seed) throws HpackException {
        Random random = new Random(seed);
        RandomFields source = new RandomFields(random);
        int limit = random.nextInt(3) == 0 ? random.nextInt(300) : 8192;
        HpackEncoder encoder = new HpackEncoder(limit, BufferGrowth.doubling());
        HpackDecoder inPieces = new HpackDecoder(4096, 1 << 20, 1 << 20);
        HpackDecoder whole = new HpackDecoder(4096, 1 << 20, 1 << 20);
        for (int i = 0; i < BLOCKS; i++) {
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                int size = random.nextInt(2) == 0 ? random.nextInt(200) : random.nextInt(10_000);
                encoder.peerTableSize(size);
                inPieces.maxTableSize(size);
                whole.maxTableSize(size);
            }
            String where = "seed " + seed + ", block " + i;
            List<Field> fields = source.list();
            byte[] block = Codec.encode(encoder, fields);

            List<Field> fromPieces = new ArrayList<>();
            List<Field> fromWhole = new ArrayList<>();
            for (ByteBuffer piece : cut(block, random)) {
                inPieces.decode(piece, (name, value, sensitive) -> fromPieces.add(new Field(name, value, sensitive)));
                assertEquals(0, piece.remaining(), "what is left of a piece, " + where);
            }
            whole.decode(
                    ByteBuffer.wrap(block),
                    (name, value, sensitive) -> fromWhole.add(new Field(name, value, sensitive)));
            inPieces.endBlock();
            whole.endBlock();

            assertEquals(fields, fromPieces, where);
            assertEquals(fields, fromWhole, "in one piece, " + where);
            assertEquals(Codec.table(encoder), Codec.table(inPieces), "the tables, " + where);
            assertEquals(
                    Codec.table(encoder), Codec.table(whole), "the tables of the decoder of whole blocks, " + where);
            assertEquals(encoder.tableSize(), inPieces.tableSize(), "their sizes, " + where);
            long size = fields.stream()
                    .mapToLong(f -> f.name().length() + f.value().length() + 32)
                    .sum();
            assertEquals(size, inPieces.listSize(), "the size of the list, " + where);
        }
    }

    /** Pieces of a block, in buffers of any kind. */
    private static List<ByteBuffer> cut(byte[] block, Random random) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int longest = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(60);
        int at = 0;
        while (at < block.length) {
            int length = Math.min(block.length - at, random.nextInt(longest + 1));
            ByteBuffer piece = switch (random.nextInt(3)) {
                case 0 ->
                    ByteBuffer.allocateDirect(length).put(block, at, length).flip();
                case 1 -> ByteBuffer.wrap(block, at, length).asReadOnlyBuffer();
                default ->
                    ByteBuffer.allocate(length + 7)
                            .position(3)
                            .slice(3, length)
                            .put(block, at, length)
                            .flip();
            };
            pieces.add(piece);
            at += length;
        }
        return pieces;
    }

    @Test
    void everyCutOfABlockInTwo() throws HpackException {
        List<Field> fields = Codec.fields("""
            :method: POST
            :path: /a/rather/long/path?with=a&query=string
            x-custom-name: some value
            cookie: a=b
            content-type: application/json
            """);
        byte[] block = Codec.encode(Codec.encoder(), fields);
        for (int cut = 0; cut <= block.length; cut++) {
            HpackDecoder decoder = Codec.decoder();
            List<Field> decoded = new ArrayList<>();
            FieldConsumer consumer = (name, value, _) -> decoded.add(new Field(name, value, false));
            decoder.decode(ByteBuffer.wrap(block, 0, cut), consumer);
            decoder.decode(ByteBuffer.wrap(block, cut, block.length - cut), consumer);
            decoder.endBlock();
            assertEquals(fields, decoded, "cut at " + cut);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void encodedIntoAnyKindOfBuffer(long seed) {
        Random random = new Random(seed);
        List<Field> fields = new RandomFields(random).list();
        byte[] expected = Codec.encode(Codec.encoder(), fields);
        HpackEncoder encoder = new HpackEncoder(4096, (full, more) -> {
            ByteBuffer larger = ByteBuffer.allocateDirect(full.position() + more + random.nextInt(9));
            return larger.put(full.flip());
        });
        ByteBuffer out = encoder.beginBlock(ByteBuffer.allocateDirect(random.nextInt(4)));
        for (Field field : fields) {
            out = encoder.encode(field.name(), field.value(), field.sensitive(), out);
        }
        byte[] block = new byte[out.flip().remaining()];
        out.get(block);
        assertEquals(Codec.hex(expected), Codec.hex(block), "seed " + seed);
    }
}
