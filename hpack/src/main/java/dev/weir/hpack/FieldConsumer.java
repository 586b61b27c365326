package dev.weir.hpack;

/** Takes the fields of a block, in their order, as strings. */
@FunctionalInterface
public interface FieldConsumer {
    /**
     * Takes one field.
     *
     * @param name its name, a char for an octet; usual names come as the same instance again and again
     * @param value its value, a char for an octet
     * @param sensitive whether its sender forbids to index it, here and wherever it is passed on to (RFC 7541 section
     *     6.2.3)
     */
    void field(String name, String value, boolean sensitive);
}
