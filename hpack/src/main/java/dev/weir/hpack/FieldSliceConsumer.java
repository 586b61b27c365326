package dev.weir.hpack;

/** Takes the fields of a block, in their order, as slices of arrays, so that nothing is made for a field. */
@FunctionalInterface
public interface FieldSliceConsumer {
    /**
     * Takes one field. The arrays may be used again, or be a table's own, once this returns: they are to be read within
     * the call only, and never written.
     *
     * @param name holds the name
     * @param nameFrom where the name begins
     * @param nameTo where the name ends, exclusive
     * @param value holds the value
     * @param valueFrom where the value begins
     * @param valueTo where the value ends, exclusive
     * @param sensitive whether its sender forbids to index it, here and wherever it is passed on to (RFC 7541 section
     *     6.2.3)
     */
    void field(byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo, boolean sensitive);
}
