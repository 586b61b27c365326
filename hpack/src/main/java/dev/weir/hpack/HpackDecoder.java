package dev.weir.hpack;

import dev.weir.hpack.HpackException.Reason;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the blocks of one direction of one connection (RFC 7541).
 *
 * <p>A block is given in one piece or in several, split at any octet, and ended with {@link #endBlock}. Fields are
 * delivered as soon as they are whole:
 *
 * <pre>{@code
 * var decoder = new HpackDecoder(4096, 65_536, 131_072);
 * decoder.decode(headersFragment, (name, value, sensitive) -> ...);
 * decoder.decode(continuationFragment, (name, value, sensitive) -> ...);
 * decoder.endBlock();
 * }</pre>
 *
 * <p><b>Limits.</b> The decoded list is counted as it grows, each field with its name, its value and 32 octets more, as
 * SETTINGS_MAX_HEADER_LIST_SIZE has it (RFC 9113 section 6.5.2), before anything is made for the field. From the
 * field on that goes past the first limit the block is decoded for the table's sake alone, so that the connection can
 * go on; past the second limit decoding ends. What a decoder holds on to is bounded by its table, and by the second
 * limit for a field that comes in pieces (four times of it, as that is Huffman's best).
 *
 * <p><b>Threads.</b> Not for use by several at once.
 */
public final class HpackDecoder {
    private static final int NONE = Integer.MAX_VALUE;
    /** At the start of a block: the smallest size since the last one, and the final one (section 4.2). */
    private static final int MOST_UPDATES = 2;

    private final int maxListSize;
    private final int hardListSize;
    private final DecoderTable table;

    /** The most that the encoder may make of the table: our acknowledged setting. */
    private int maxTableSize;
    /** What the next block's first size update may say at most; {@link #NONE} when none is required. */
    private int required = NONE;

    private boolean inBlock;
    private boolean sawField;
    private int updates;
    private long listSize;
    private boolean tooLarge;
    private @Nullable HpackException failure;

    /** The beginning of a representation whose rest is still to come. */
    private byte[] pending = new byte[0];

    private int pendingLength;

    /** What fragments are copied into that are no arrays. */
    private byte[] copy = new byte[0];

    private final LiteralReader literal;

    /**
     * Makes a decoder with an empty table, which keeps what it decodes strings in.
     *
     * @param maxTableSize how large the table may become, in octets, as our SETTINGS_HEADER_TABLE_SIZE says; where
     *     that has not been acknowledged yet, 4,096, the value that a connection starts with
     * @param maxListSize the size of a list, in octets, past which its fields are not delivered
     * @param hardListSize the size of a list, in octets, past which decoding fails with {@link Reason#LIST_TOO_LARGE}
     * @throws IllegalArgumentException when a size is negative, or the second limit below the first
     */
    public HpackDecoder(int maxTableSize, int maxListSize, int hardListSize) {
        this(maxTableSize, maxListSize, hardListSize, new KeptArray());
    }

    /**
     * Makes a decoder with an empty table, which has what it decodes strings in for as long as a block takes: of many
     * connections few are within one.
     *
     * @param maxTableSize as of the other constructor
     * @param maxListSize as of the other constructor
     * @param hardListSize as of the other constructor
     * @param scratch lends arrays; called by the thread that decodes
     * @throws IllegalArgumentException when a size is negative, or the second limit below the first
     */
    public HpackDecoder(int maxTableSize, int maxListSize, int hardListSize, ScratchArrays scratch) {
        if (maxTableSize < 0 || maxListSize < 0 || hardListSize < maxListSize) {
            throw new IllegalArgumentException("sizes are not negative, and the second limit of a list (" + hardListSize
                    + ") is not below the first (" + maxListSize + ")");
        }
        this.maxTableSize = maxTableSize;
        this.maxListSize = maxListSize;
        this.hardListSize = hardListSize;
        this.table = new DecoderTable(maxTableSize);
        this.literal = new LiteralReader(Objects.requireNonNull(scratch, "scratch"));
    }

    /**
     * Our setting of the table's size has been acknowledged. Where it is lower than what the encoder uses, the next
     * block must begin with a size update that obeys it (section 4.2).
     *
     * @param size in octets
     * @throws IllegalArgumentException when it is negative
     */
    public void maxTableSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("a table's size is not negative: " + size);
        }
        maxTableSize = size;
        if (size < table.capacity()) {
            required = Math.min(required, size);
        }
    }

    /**
     * Decodes a piece of a block, or all of it.
     *
     * @param fragment the piece, of any kind of buffer; it is read to its limit
     * @param fields takes each field that is whole by now
     * @throws HpackException when it is wrong, or was before: a decoder that has failed stays so
     */
    public void decode(ByteBuffer fragment, FieldConsumer fields) throws HpackException {
        Objects.requireNonNull(fields, "fields");
        requireSound();
        begin();
        int length = fragment.remaining();
        if (pendingLength > 0) {
            reserve(length);
            fragment.get(pending, pendingLength, length);
            byte[] whole = pending;
            int end = pendingLength + length;
            int done = parse(whole, 0, end, fields);
            pendingLength = 0;
            if (done == end) {
                pending = new byte[0];
            } else {
                keep(whole, done, end - done);
            }
            return;
        }
        byte[] bytes;
        int from;
        if (fragment.hasArray()) {
            bytes = fragment.array();
            from = fragment.arrayOffset() + fragment.position();
            fragment.position(fragment.limit());
        } else {
            if (copy.length < length) {
                copy = new byte[length];
            }
            bytes = copy;
            from = 0;
            fragment.get(bytes, 0, length);
        }
        int done = parse(bytes, from, from + length, fields);
        int rest = from + length - done;
        if (rest > 0) {
            keep(bytes, done, rest);
        }
    }

    /**
     * Ends a block.
     *
     * @throws HpackException when it ends too early, or was wrong before: a decoder that has failed stays so
     */
    public void endBlock() throws HpackException {
        requireSound();
        begin();
        inBlock = false;
        literal.release();
        copy = new byte[0];
        if (pendingLength > 0) {
            throw fail(Reason.TRUNCATED);
        }
        if (required != NONE) {
            throw fail(Reason.MISSING_SIZE_UPDATE);
        }
    }

    /**
     * Returns whether a list was larger than the first limit, so that not all of its fields were delivered.
     *
     * @return true from the field on that goes past the limit, until the next block begins
     */
    public boolean listTooLarge() {
        return tooLarge;
    }

    /**
     * Returns how large the list is.
     *
     * @return in octets, each field with 32 more; of the block that is being decoded, or else of the last one
     */
    public long listSize() {
        return listSize;
    }

    private void begin() {
        if (!inBlock) {
            inBlock = true;
            sawField = false;
            updates = 0;
            listSize = 0;
            tooLarge = false;
        }
    }

    private void requireSound() throws HpackException {
        if (failure != null) {
            throw failure;
        }
    }

    private HpackException fail(Reason reason) {
        failure = new HpackException(reason);
        return failure;
    }

    /** Keeps the beginning of a representation until the rest comes. */
    private void keep(byte[] from, int at, int length) {
        reserve(length);
        System.arraycopy(from, at, pending, pendingLength, length);
        pendingLength += length;
    }

    private void reserve(int more) {
        int wanted = pendingLength + more;
        if (wanted > pending.length) {
            byte[] larger = new byte[Math.max(wanted, pending.length * 2)];
            System.arraycopy(pending, 0, larger, 0, pendingLength);
            pending = larger;
        }
    }

    /** Decodes all that is whole; returns where the rest begins. */
    private int parse(byte[] in, int from, int end, FieldConsumer fields) throws HpackException {
        int at = from;
        boolean sound = false;
        try {
            int next = at;
            while (next >= 0) {
                at = next;
                next = at == end ? -1 : representation(in, at, end, fields);
            }
            sound = true;
        } catch (HpackException e) {
            failure = e;
            throw e;
        } finally {
            if (!sound && failure == null) {
                failure = new HpackException(Reason.CONSUMER_FAILED);
            }
        }
        return at;
    }

    /** Decodes one representation (section 6); returns where it ends, or -1 when it is not all there. */
    private int representation(byte[] in, int at, int end, FieldConsumer fields) throws HpackException {
        int first = in[at];
        if (first < 0) {
            long read = Integers.read(in, at, end, 0x7f);
            if (read == Integers.INCOMPLETE) {
                return -1;
            }
            beginFields();
            indexed(Integers.value(read), fields);
            return Integers.end(read);
        }
        if ((first & 0xe0) == 0x20) {
            long read = Integers.read(in, at, end, 0x1f);
            if (read == Integers.INCOMPLETE) {
                return -1;
            }
            sizeUpdate(Integers.value(read));
            return Integers.end(read);
        }
        beginFields();
        boolean indexing = (first & 0x40) != 0;
        long read = Integers.read(in, at, end, indexing ? 0x3f : 0x0f);
        if (read == Integers.INCOMPLETE) {
            return -1;
        }
        int index = Integers.value(read);
        String named = index == 0 ? null : name(index);
        long budget = hardListSize - listSize - Entry.OVERHEAD - (named == null ? 0 : named.length());
        int next = literal.read(in, Integers.end(read), end, named != null, budget);
        if (next >= 0) {
            literal(named, indexing, !indexing && (first & 0x10) != 0, fields);
        }
        return next;
    }

    /** A field comes: what a block must begin with must have been there (section 4.2). */
    private void beginFields() throws HpackException {
        sawField = true;
        if (required != NONE) {
            throw new HpackException(Reason.MISSING_SIZE_UPDATE);
        }
    }

    private void sizeUpdate(int size) throws HpackException {
        if (sawField || ++updates > MOST_UPDATES) {
            throw new HpackException(Reason.MISPLACED_SIZE_UPDATE);
        }
        if (size > maxTableSize) {
            throw new HpackException(Reason.SIZE_UPDATE_TOO_LARGE);
        }
        if (size > required) {
            throw new HpackException(Reason.MISSING_SIZE_UPDATE);
        }
        required = NONE;
        table.capacity(size);
    }

    private String name(int index) throws HpackException {
        if (index <= 0 || index > StaticTable.LENGTH + table.entries()) {
            throw new HpackException(Reason.INVALID_INDEX);
        }
        return index <= StaticTable.LENGTH ? StaticTable.at(index).name() : table.name(index - StaticTable.LENGTH);
    }

    /** Counts a field; false when it is not delivered. */
    private boolean count(long size) throws HpackException {
        listSize += size;
        if (listSize > maxListSize) {
            tooLarge = true;
            if (listSize > hardListSize) {
                throw new HpackException(Reason.LIST_TOO_LARGE);
            }
        }
        return !tooLarge;
    }

    private void indexed(int index, FieldConsumer fields) throws HpackException {
        String name = name(index);
        String value =
                index <= StaticTable.LENGTH ? StaticTable.at(index).value() : table.value(index - StaticTable.LENGTH);
        if (count(Entry.size(name, value))) {
            fields.field(name, value, false);
        }
    }

    /**
     * A literal has been read.
     *
     * @param named its name where that is an entry's, or null
     */
    private void literal(@Nullable String named, boolean indexing, boolean sensitive, FieldConsumer fields)
            throws HpackException {
        LiteralReader read = literal;
        int nameLength = named == null ? read.nameTo() - read.nameFrom() : named.length();
        long size = (long) nameLength + read.valueTo() - read.valueFrom() + Entry.OVERHEAD;
        boolean delivers = count(size);
        boolean inserts = indexing && table.makeRoom(size);
        if (!delivers && !inserts) {
            return;
        }
        String name = named == null ? CommonText.of(read.nameIn(), read.nameFrom(), read.nameTo()) : named;
        String value = CommonText.of(read.valueIn(), read.valueFrom(), read.valueTo());
        if (inserts) {
            table.add(name, value);
        }
        if (delivers) {
            fields.field(name, value, sensitive);
        }
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
