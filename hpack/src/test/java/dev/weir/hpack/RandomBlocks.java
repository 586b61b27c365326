package dev.weir.hpack;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * Blocks from a seed that no encoder would make: representations of all kinds, in forms that are allowed and seldom
 * chosen, and here and there one that is wrong.
 */
final class RandomBlocks {
    private static final String[] NAMES = {"x-a", "x-b", ":path", "cookie", "a", "X", ""};
    /** The bits of each literal's first octet, and its prefix (RFC 7541 section 6.2). */
    private static final int[][] LITERALS = {{0x40, 0x3f}, {0x40, 0x3f}, {0x00, 0x0f}, {0x10, 0x0f}};

    private final Random random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    RandomBlocks(Random random) {
        this.random = random;
    }

    /**
     * A block.
     *
     * @param entries how many entries the decoder's table has
     * @param setting how large it may become
     */
    byte[] block(int entries, int setting) {
        out.reset();
        for (int updates = random.nextInt(4) > 0 ? 0 : random.nextInt(4); updates > 0; updates--) {
            sizeUpdate(setting);
        }
        for (int fields = random.nextInt(5); fields > 0; fields--) {
            switch (random.nextInt(64)) {
                case 0 -> sizeUpdate(setting);
                case 1 -> out.write(random.nextInt(256));
                default -> field(entries);
            }
        }
        byte[] block = out.toByteArray();
        return random.nextInt(50) == 0 ? Arrays.copyOf(block, random.nextInt(block.length + 1)) : block;
    }

    private void sizeUpdate(int setting) {
        integer(
                0x1f,
                0x20,
                switch (random.nextInt(8)) {
                    case 0 -> 0;
                    case 1 -> setting;
                    case 2 -> setting + random.nextInt(2);
                    default -> random.nextInt(setting + 1);
                });
    }

    private void field(int entries) {
        if (random.nextInt(2) == 0) {
            integer(0x7f, 0x80, index(entries));
            return;
        }
        int[] literal = LITERALS[random.nextInt(LITERALS.length)];
        boolean named = random.nextBoolean();
        integer(literal[1], literal[0], named ? index(entries) : 0);
        if (!named) {
            string(NAMES[random.nextInt(NAMES.length)]);
        }
        string(text());
    }

    /** Mostly one that is there; at times zero, or one past the end. */
    private int index(int entries) {
        int last = StaticTable.LENGTH + entries;
        return switch (random.nextInt(100)) {
            case 0 -> 0;
            case 1 -> last + 1 + random.nextInt(3);
            case 2 -> last;
            default ->
                entries > 0 && random.nextBoolean()
                        ? StaticTable.LENGTH + 1 + random.nextInt(entries)
                        : 1 + random.nextInt(StaticTable.LENGTH);
        };
    }

    private String text() {
        int length = random.nextInt(20) == 0 ? random.nextInt(400) : random.nextInt(10);
        boolean any = random.nextBoolean();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (any ? random.nextInt(256) : 'a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private void string(String text) {
        byte[] coded = new byte[Huffman.length(text) + 1];
        int length = Huffman.encode(text, coded, 0);
        if (random.nextBoolean()) {
            integer(0x7f, 0, text.length());
            text.chars().forEach(out::write);
            return;
        }
        switch (random.nextInt(40)) {
            case 0 -> coded[length++] = (byte) 0xff; // padding of an octet more
            case 1 -> coded[Math.max(0, length - 1)] ^= (byte) (1 << random.nextInt(8));
            default -> {}
        }
        integer(0x7f, 0x80, length);
        out.write(coded, 0, length);
    }

    /** At times with zeros behind it: longer than it had to be (section 5.1). */
    private void integer(int prefix, int pattern, int value) {
        byte[] octets = new byte[16];
        int end = Integers.write(octets, 0, prefix, pattern, value);
        if (end > 1 && random.nextInt(8) == 0) {
            for (int zeros = 1 + random.nextInt(6); zeros > 0; zeros--) {
                octets[end - 1] |= (byte) 0x80;
                octets[end++] = 0;
            }
        }
        out.write(octets, 0, end);
    }
}
