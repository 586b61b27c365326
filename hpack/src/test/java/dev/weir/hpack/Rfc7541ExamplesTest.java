package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.hpack.Codec.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of RFC 7541 appendix C, byte for byte, both ways. */
class Rfc7541ExamplesTest {
    /**
     * A block of an example.
     *
     * @param table what stands in the table afterwards, the newest first
     */
    private record Block(String hex, List<Field> fields, List<Field> table, int size) {}

    /** An example: blocks that follow each other on a connection. */
    private record Example(String name, int tableSize, boolean huffman, List<Block> blocks) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Block block(String hex, String fields, String table, int size) {
        return new Block(hex.replace(" ", "").replace("\n", ""), Codec.fields(fields), Codec.fields(table), size);
    }

    private static final String GET = ":method: GET\n";
    private static final String AUTHORITY = ":authority: www.example.com\n";
    private static final String LOCATION = "location: https://www.example.com\n";
    private static final String DATE_21 = "date: Mon, 21 Oct 2013 20:13:21 GMT\n";
    private static final String DATE_22 = "date: Mon, 21 Oct 2013 20:13:22 GMT\n";
    private static final String PRIVATE = "cache-control: private\n";
    private static final String COOKIE = "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n";

    static Stream<Example> examples() {
        List<String[]> requests = List.of(
                new String[] {GET + ":scheme: http\n:path: /\n" + AUTHORITY, AUTHORITY, "57"},
                new String[] {
                    GET + ":scheme: http\n:path: /\n" + AUTHORITY + "cache-control: no-cache\n",
                    "cache-control: no-cache\n" + AUTHORITY,
                    "110"
                },
                new String[] {
                    GET + ":scheme: https\n:path: /index.html\n" + AUTHORITY + "custom-key: custom-value\n",
                    "custom-key: custom-value\ncache-control: no-cache\n" + AUTHORITY,
                    "164"
                });
        List<String[]> responses = List.of(
                new String[] {
                    ":status: 302\n" + PRIVATE + DATE_21 + LOCATION,
                    LOCATION + DATE_21 + PRIVATE + ":status: 302\n",
                    "222"
                },
                new String[] {
                    ":status: 307\n" + PRIVATE + DATE_21 + LOCATION,
                    ":status: 307\n" + LOCATION + DATE_21 + PRIVATE,
                    "222"
                },
                new String[] {
                    ":status: 200\n" + PRIVATE + DATE_22 + LOCATION + "content-encoding: gzip\n" + COOKIE,
                    COOKIE + "content-encoding: gzip\n" + DATE_22,
                    "215"
                });
        return Stream.of(
                example(
                        "C.3 requests without Huffman coding",
                        4096,
                        false,
                        requests,
                        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
                        "8286 84be 5808 6e6f 2d63 6163 6865",
                        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"),
                example(
                        "C.4 requests with Huffman coding",
                        4096,
                        true,
                        requests,
                        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
                        "8286 84be 5886 a8eb 1064 9cbf",
                        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"),
                example("C.5 responses without Huffman coding", 256, false, responses, """
                    4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
                    2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70
                    6c65 2e63 6f6d
                    """, "4803 3330 37c1 c0bf", """
                    88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d
                    54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049
                    5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e
                    3d31
                    """),
                example("C.6 responses with Huffman coding", 256, true, responses, """
                    4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
                    2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3
                    """, "4883 640e ffc1 c0bf", """
                    88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab
                    77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f
                    9587 3160 65c0 03ed 4ee5 b106 3d50 07
                    """));
    }

    private static Example example(String name, int tableSize, boolean huffman, List<String[]> lists, String... hex) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < hex.length; i++) {
            String[] list = lists.get(i);
            blocks.add(block(hex[i], list[0], list[1], Integer.parseInt(list[2])));
        }
        return new Example(name, tableSize, huffman, blocks);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void decoded(Example example) throws HpackException {
        HpackDecoder decoder = new HpackDecoder(example.tableSize(), 1 << 16, 1 << 16);
        for (Block block : example.blocks()) {
            assertEquals(block.fields(), Codec.decode(decoder, Codec.hex(block.hex())));
            assertEquals(block.table(), Codec.table(decoder), "the table afterwards");
            assertEquals(block.size(), decoder.tableSize(), "the table's size afterwards");
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void encoded(Example example) {
        HpackEncoder encoder = new HpackEncoder(
                example.tableSize(), example.tableSize(), BufferGrowth.doubling(), example.huffman(), false);
        for (Block block : example.blocks()) {
            assertEquals(block.hex(), Codec.hex(Codec.encode(encoder, block.fields())));
            assertEquals(block.table(), Codec.table(encoder), "the table afterwards");
            assertEquals(block.size(), encoder.tableSize(), "the table's size afterwards");
        }
    }

    /** What the encoder does by itself is what the RFC's does, where no field is one that changes often. */
    @Test
    void requestsAreEncodedLikeThatByDefault() {
        HpackEncoder encoder = Codec.encoder();
        Example requests = examples().toList().get(1);
        for (Block block : requests.blocks()) {
            assertEquals(block.hex(), Codec.hex(Codec.encode(encoder, block.fields())));
        }
    }

    /** C.1: integers. */
    @ParameterizedTest
    @CsvSource({
        "10, 31, 0a",
        "1337, 31, 1f9a0a",
        "42, 255, 2a",
        "0, 31, 00",
        "31, 31, 1f00",
        "127, 127, 7f00",
        "2147483647, 31, 1fe0ffffff07",
        "2147483647, 127, 7f80ffffff07"
    })
    void integers(int value, int prefix, String hex) throws HpackException {
        byte[] out = new byte[8];
        int end = Integers.write(out, 0, prefix, 0, value);
        assertEquals(hex, Codec.hex(Arrays.copyOf(out, end)));
        long read = Integers.read(out, 0, end, prefix);
        assertEquals(value, Integers.value(read));
        assertEquals(end, Integers.end(read));
    }

    /** C.2: each kind of representation. */
    @ParameterizedTest
    @CsvSource({
        "400a637573746f6d2d6b65790d637573746f6d2d686561646572, custom-key, custom-header, false, 55",
        "040c2f73616d706c652f70617468, :path, /sample/path, false, 0",
        "100870617373776f726406736563726574, password, secret, true, 0",
        "82, :method, GET, false, 0",
    })
    void representations(String hex, String name, String value, boolean sensitive, int tableSize)
            throws HpackException {
        HpackDecoder decoder = Codec.decoder();
        assertEquals(List.of(new Field(name, value, sensitive)), Codec.decode(decoder, Codec.hex(hex)));
        assertEquals(tableSize, decoder.tableSize());
    }

    @Test
    void sensitiveFieldIsEncodedAsNeverIndexed() {
        HpackEncoder encoder = new HpackEncoder(4096, 4096, BufferGrowth.doubling(), false, true);
        ByteBuffer out = encoder.encode("password", "secret", true, ByteBuffer.allocate(64))
                .flip();
        byte[] block = new byte[out.remaining()];
        out.get(block);
        assertEquals("100870617373776f726406736563726574", Codec.hex(block));
    }
}
