package dev.weir.websocket;

import java.util.Arrays;

/**
 * A message of bytes.
 *
 * @param data the bytes; not copied, the receiver's own
 */
public record Binary(byte[] data) implements Message {
    /** Returns whether both have the same bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Binary binary && Arrays.equals(data, binary.data);
    }

    /** Of the bytes. */
    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    /** The length alone, for logs. */
    @Override
    public String toString() {
        return "Binary[" + data.length + " bytes]";
    }
}
