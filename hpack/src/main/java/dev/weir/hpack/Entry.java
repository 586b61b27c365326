package dev.weir.hpack;

/**
 * A field of the static table.
 *
 * @param name the name, one char a byte
 * @param value the value, one char a byte
 */
record Entry(String name, String value) {
    /** What an entry counts beside its name and value (RFC 7541 section 4.1). */
    static final int OVERHEAD = 32;

    /** Returns the size that an entry counts for in a dynamic table. */
    static int size(String name, String value) {
        return name.length() + value.length() + OVERHEAD;
    }
}
