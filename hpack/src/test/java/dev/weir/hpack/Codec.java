package dev.weir.hpack;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What the tests of the codec share: fields, and the two directions in one call each. */
final class Codec {
    /** A field of a list. */
    record Field(String name, String value, boolean sensitive) {
        static Field of(String line) {
            int colon = line.indexOf(": ", 1);
            return new Field(line.substring(0, colon), line.substring(colon + 2), false);
        }

        @Override
        public String toString() {
            return name + ": " + value + (sensitive ? " (sensitive)" : "");
        }
    }

    private Codec() {}

    static List<Field> fields(String lines) {
        return lines.lines().map(String::strip).map(Field::of).toList();
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", "").replace("\n", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Encodes a block. */
    static byte[] encode(HpackEncoder encoder, List<Field> fields) {
        ByteBuffer out = encoder.beginBlock(ByteBuffer.allocate(16));
        for (Field field : fields) {
            out = encoder.encode(field.name(), field.value(), field.sensitive(), out);
        }
        byte[] block = new byte[out.flip().remaining()];
        out.get(block);
        return block;
    }

    /** Decodes a block that comes in one piece. */
    static List<Field> decode(HpackDecoder decoder, byte[] block) throws HpackException {
        List<Field> fields = new ArrayList<>();
        decoder.decode(
                ByteBuffer.wrap(block), (name, value, sensitive) -> fields.add(new Field(name, value, sensitive)));
        decoder.endBlock();
        return fields;
    }

    static HpackDecoder decoder() {
        return new HpackDecoder(4096, 1 << 20, 1 << 21);
    }

    static HpackEncoder encoder() {
        return new HpackEncoder(4096, BufferGrowth.doubling());
    }

    /** The entries of a table, the newest first. */
    static List<Field> table(HpackDecoder decoder) {
        List<Field> entries = new ArrayList<>();
        for (int i = 1; i <= decoder.entries(); i++) {
            entries.add(new Field(decoder.entryName(i), decoder.entryValue(i), false));
        }
        return entries;
    }

    /** The entries of a table, the newest first. */
    static List<Field> table(HpackEncoder encoder) {
        List<Field> entries = new ArrayList<>();
        for (int i = 1; i <= encoder.entries(); i++) {
            entries.add(new Field(encoder.entryName(i), encoder.entryValue(i), false));
        }
        return entries;
    }
}
