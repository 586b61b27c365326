package dev.weir.hpack;

/**
 * A block that cannot be decoded. The compression state is lost with it, so a connection cannot go on (RFC 7541
 * section 2.2): HTTP/2 answers with COMPRESSION_ERROR, or with ENHANCE_YOUR_CALM where the list is too large.
 *
 * <p>Peers make these at will, so they carry no stack trace.
 */
public final class HpackException extends Exception {
    private static final long serialVersionUID = 1;

    /** What is wrong with a block. */
    public enum Reason {
        /** An integer is larger than 31 bits hold, or longer than those need (section 5.1). */
        INTEGER_TOO_LARGE("an integer is larger than 2^31-1, or longer than five octets after its prefix"),
        /** An index is zero, or past the end of the tables (section 2.3.3 and 6.1). */
        INVALID_INDEX("an index is zero or past the end of the tables"),
        /** A Huffman-coded string holds EOS (section 5.2). */
        HUFFMAN_EOS("a string holds the Huffman code of EOS"),
        /** A Huffman-coded string ends in padding of more than seven bits, or not of ones (section 5.2). */
        HUFFMAN_PADDING("the padding of a Huffman-coded string is longer than seven bits, or is not all ones"),
        /** The block ends within a field or a size update. */
        TRUNCATED("the block ends within a representation"),
        /** A size update follows a field, or is the third of its block (section 4.2). */
        MISPLACED_SIZE_UPDATE("a table size update follows a field, or is the third of its block"),
        /** A size update is above the setting (section 6.3). */
        SIZE_UPDATE_TOO_LARGE("a table size update is above the setting"),
        /** The setting was lowered, and the next block does not begin with an update that obeys it (section 4.2). */
        MISSING_SIZE_UPDATE("the block does not begin with the table size update that the lowered setting asks for"),
        /** The decoded fields are larger than the limit at which decoding ends. */
        LIST_TOO_LARGE("the field list is larger than the limit at which decoding ends"),
        /** What takes the fields threw something, so that the rest of the block was not decoded. */
        CONSUMER_FAILED("the consumer of an earlier field failed, and the table is out of step since");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /** What is wrong. */
    private final Reason reason;

    HpackException(Reason reason) {
        super(reason.text, null, false, false);
        this.reason = reason;
    }

    /**
     * Returns what is wrong.
     *
     * @return the reason, for programs
     */
    public Reason reason() {
        return reason;
    }
}
