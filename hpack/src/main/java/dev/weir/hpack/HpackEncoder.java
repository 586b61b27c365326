package dev.weir.hpack;

import dev.weir.hpack.NameTable.Indexing;
import dev.weir.hpack.NameTable.Known;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Encodes the blocks of one direction of one connection (RFC 7541).
 *
 * <pre>{@code
 * var encoder = new HpackEncoder(4096, BufferGrowth.doubling());
 * ByteBuffer out = ByteBuffer.allocate(1024);
 * out = encoder.beginBlock(out);
 * out = encoder.encode(":status", "200", false, out);
 * out = encoder.encode("content-type", "text/plain", false, out);
 * }</pre>
 *
 * <p><b>What is put into the table.</b> A field that is in a table already costs one octet, or two. Most others are put
 * there at once, so that they cost one octet from then on. Values that change often ({@code content-length},
 * {@code etag}, {@code :path}, {@code date} and the like) are put there only when the same value comes again, so that
 * they do not push out what is of more use. What could be guessed by watching sizes (section 7.1) never is: fields
 * that the caller calls sensitive, {@code authorization}, {@code proxy-authorization}, and a {@code cookie} of less
 * than 20 octets. Strings are Huffman-coded where that makes them shorter.
 *
 * <p><b>Threads.</b> Not for use by several at once.
 */
public final class HpackEncoder {
    /** The size that a connection's tables begin with (RFC 9113 section 6.5.2). */
    private static final int INITIAL_SIZE = 4096;

    private static final int SHORT_SECRET = 20;
    /** The longest integer: a prefix and five octets. */
    private static final int INTEGER = 6;

    private static final byte[] NO_BYTES = {};

    /** How many pairs are remembered that were not put into the table. */
    private static final int REMEMBERED = 64;

    private static final short[] NOT_SEEN = {};

    private final int maxTableSize;
    private final BufferGrowth growth;
    private final EncoderTable table;
    /**
     * Always so, but for the examples of the RFC: whether strings are coded, and whether we choose what the table
     * gets.
     */
    private final boolean huffman;

    private final boolean chooses;

    /** What the table's size will be from the next block on, and the smallest that it was to be since the last. */
    private int nextSize;

    private int smallestSize;
    private boolean sizeChanged;

    /**
     * Parts of the hashes of recent pairs that were not put into the table: four to a group, which is by another part of the
     * hash, the latest first. Empty before there was any.
     */
    private short[] seen = NOT_SEEN;

    /** For buffers that are no arrays. */
    private byte[] copy = NO_BYTES;

    /** Where output goes to: an array, and the place in it. */
    private byte[] array = NO_BYTES;

    private int at;

    /**
     * Makes an encoder with an empty table of at most 4,096 octets, as a connection begins.
     *
     * @param maxTableSize the most octets that the table may ever have, however much the peer allows: it costs us
     *     memory. When it is less than 4,096, the first block begins by saying so
     * @param growth asked for a larger buffer whenever one is full
     * @throws IllegalArgumentException when the size is negative
     */
    public HpackEncoder(int maxTableSize, BufferGrowth growth) {
        this(maxTableSize, INITIAL_SIZE, growth, true, true);
        peerTableSize(INITIAL_SIZE);
    }

    /** For tests: another size to begin with, strings as they are, and every field put into the table. */
    HpackEncoder(int maxTableSize, int initialSize, BufferGrowth growth, boolean huffman, boolean chooses) {
        if (maxTableSize < 0) {
            throw new IllegalArgumentException("a table's size is not negative: " + maxTableSize);
        }
        this.maxTableSize = maxTableSize;
        this.growth = Objects.requireNonNull(growth, "growth");
        this.table = new EncoderTable(initialSize);
        this.nextSize = initialSize;
        this.smallestSize = initialSize;
        this.huffman = huffman;
        this.chooses = chooses;
    }

    /**
     * The peer has set its SETTINGS_HEADER_TABLE_SIZE. It counts from the next block on, which announces the change,
     * with the smallest size since the last block first, and then the final one (section 4.2).
     *
     * @param size in octets, from 0 to 2^32-1
     * @throws IllegalArgumentException when it is out of range
     */
    public void peerTableSize(long size) {
        if (size < 0 || size > 0xffff_ffffL) {
            throw new IllegalArgumentException("a table's size is from 0 to 2^32-1: " + size);
        }
        int wanted = (int) Math.min(size, maxTableSize);
        if (wanted != nextSize) {
            nextSize = wanted;
            smallestSize = sizeChanged ? Math.min(smallestSize, wanted) : wanted;
            sizeChanged = true;
        }
    }

    /**
     * Begins a block.
     *
     * @param out takes it from its position on; on the heap, or not
     * @return the buffer to go on with, positioned after what was written: {@code out}, or what it has grown to
     */
    public ByteBuffer beginBlock(ByteBuffer out) {
        if (!sizeChanged) {
            return out;
        }
        ByteBuffer to = open(out, 2 * INTEGER);
        if (smallestSize < nextSize && smallestSize < table.capacity()) {
            sizeUpdate(smallestSize);
        }
        if (nextSize != table.capacity()) {
            sizeUpdate(nextSize);
        }
        sizeChanged = false;
        return close(to);
    }

    private void sizeUpdate(int size) {
        table.capacity(size);
        at = Integers.write(array, at, 0x1f, 0x20, size);
    }

    /**
     * Encodes a field.
     *
     * @param name its name, in lower case where HTTP/2 is to carry it; each char an octet
     * @param value its value; each char an octet
     * @param sensitive whether it must not be indexed, neither here nor by anyone who passes it on
     * @param out takes it from its position on; on the heap, or not
     * @return the buffer to go on with, positioned after what was written: {@code out}, or what it has grown to
     * @throws IllegalArgumentException when a char is above U+00FF; nothing has been written then
     * @throws IllegalStateException when the table's size has changed and no block was begun since
     */
    public ByteBuffer encode(String name, String value, boolean sensitive, ByteBuffer out) {
        if (sizeChanged) {
            throw new IllegalStateException("the table's size has changed: begin the block first");
        }
        int hash = 0;
        if (!sensitive) {
            // What comes again is found here, and most does; what may never be indexed was never put in.
            hash = EncoderTable.pairHash(name, value);
            int index = table.find(name, value, hash);
            if (index > 0) {
                return indexed(StaticTable.LENGTH + index, out);
            }
        }
        Known known = NameTable.of(name);
        Indexing indexing = sensitive ? Indexing.NEVER : known.indexing();
        if (indexing == Indexing.NEVER || indexing == Indexing.NEVER_IF_SHORT && value.length() < SHORT_SECRET) {
            return literal(0x10, 0x0f, nameIndex(known, name), name, value, out);
        }
        for (int i = 0; i < known.count(); i++) {
            if (StaticTable.at(known.first() + i).value().equals(value)) {
                // An entry without a value stands for the name alone; a field whose value is empty equals it all the
                // same.
                return indexed(known.first() + i, out);
            }
        }
        int nameIndex = nameIndex(known, name);
        boolean fits = (long) name.length() + value.length() + Entry.OVERHEAD <= table.capacity();
        if (!fits || chooses && indexing == Indexing.WHEN_REPEATED && !repeated(hash)) {
            return literal(0x00, 0x0f, nameIndex, name, value, out);
        }
        ByteBuffer to = literal(0x40, 0x3f, nameIndex, name, value, out);
        table.add(name, value, hash);
        return to;
    }

    private int nameIndex(Known known, String name) {
        if (known.first() > 0) {
            return known.first();
        }
        int index = table.findName(name);
        return index == 0 ? 0 : StaticTable.LENGTH + index;
    }

    /** Returns whether a pair is among the recent ones, and adds it to them. */
    private boolean repeated(int hash) {
        if (seen.length == 0) {
            seen = new short[REMEMBERED];
        }
        int group = (hash & REMEMBERED / 4 - 1) * 4;
        short wanted = (short) (hash >>> 4);
        short moved = wanted;
        for (int i = group; i < group + 4; i++) {
            short here = seen[i];
            seen[i] = moved;
            if (here == wanted) {
                return true;
            }
            moved = here;
        }
        return false;
    }

    private ByteBuffer indexed(int index, ByteBuffer out) {
        if (index < 0x7f && out.hasRemaining()) {
            return out.put((byte) (0x80 | index));
        }
        ByteBuffer to = open(out, INTEGER);
        at = Integers.write(array, at, 0x7f, 0x80, index);
        return close(to);
    }

    /**
     * Writes a literal (section 6.2).
     *
     * @param pattern what kind of literal
     * @param prefix the bits of its first octet that hold the name's index
     * @param index the name's, or 0
     */
    private ByteBuffer literal(int pattern, int prefix, int index, String name, String value, ByteBuffer out) {
        int nameCoded = index == 0 ? Huffman.length(name) : 0;
        int valueCoded = Huffman.length(value);
        long most = 3L * INTEGER + (index == 0 ? name.length() : 0) + value.length();
        ByteBuffer to = open(out, Math.toIntExact(most));
        at = Integers.write(array, at, prefix, pattern, index);
        if (index == 0) {
            string(name, nameCoded);
        }
        string(value, valueCoded);
        return close(to);
    }

    private void string(String text, int coded) {
        int length = text.length();
        // The RFC's examples code strings also where that makes them no shorter.
        if (huffman && (coded < length || coded == length && !chooses)) {
            at = Integers.write(array, at, 0x7f, 0x80, coded);
            at = Huffman.encode(text, array, at);
            return;
        }
        at = Integers.write(array, at, 0x7f, 0, length);
        for (int i = 0; i < length; i++) {
            array[at + i] = (byte) text.charAt(i);
        }
        at += length;
    }

    // ---- the caller's buffer

    /** Makes room, and turns to the buffer's array, or to one of our own where it has none. */
    private ByteBuffer open(ByteBuffer out, int room) {
        ByteBuffer to = out.remaining() < room ? growth.grow(out, room) : out;
        if (to.hasArray()) {
            array = to.array();
            at = to.arrayOffset() + to.position();
        } else {
            if (copy.length < room) {
                copy = new byte[room];
            }
            array = copy;
            at = 0;
        }
        return to;
    }

    /** Moves the buffer's position to the end of what was written. */
    private ByteBuffer close(ByteBuffer to) {
        if (to.hasArray()) {
            to.position(at - to.arrayOffset());
        } else {
            to.put(copy, 0, at);
        }
        array = NO_BYTES;
        return to;
    }

    // ---- for tests

    int entries() {
        return table.entries();
    }

    String entryName(int index) {
        return table.name(index);
    }

    String entryValue(int index) {
        return table.value(index);
    }

    int tableSize() {
        return table.size();
    }
}
