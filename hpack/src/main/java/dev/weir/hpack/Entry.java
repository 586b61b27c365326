package dev.weir.hpack;

import java.nio.charset.StandardCharsets;

/**
 * A field in a decoder's table, as strings or as octets: the one form is made of the other when it is first asked for.
 *
 * <p><b>Threads.</b> An entry of the static table is shared by all decoders, and has both forms from the start.
 */
final class Entry {
    /** What an entry takes beside its octets (RFC 7541 section 4.1). */
    static final int OVERHEAD = 32;

    private final int nameLength;
    private final int valueLength;
    private String name;
    private String value;
    private byte[] nameBytes;
    private byte[] valueBytes;

    Entry(String name, String value) {
        this.name = name;
        this.value = value;
        this.nameLength = name.length();
        this.valueLength = value.length();
    }

    Entry(byte[] nameBytes, byte[] valueBytes) {
        this.nameBytes = nameBytes;
        this.valueBytes = valueBytes;
        this.nameLength = nameBytes.length;
        this.valueLength = valueBytes.length;
    }

    /** What it counts for in a table. */
    int size() {
        return nameLength + valueLength + OVERHEAD;
    }

    int nameLength() {
        return nameLength;
    }

    String name() {
        String text = name;
        if (text == null) {
            text = CommonText.of(nameBytes, 0, nameLength);
            name = text;
        }
        return text;
    }

    String value() {
        String text = value;
        if (text == null) {
            text = CommonText.of(valueBytes, 0, valueLength);
            value = text;
        }
        return text;
    }

    byte[] nameBytes() {
        byte[] bytes = nameBytes;
        if (bytes == null) {
            bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            nameBytes = bytes;
        }
        return bytes;
    }

    byte[] valueBytes() {
        byte[] bytes = valueBytes;
        if (bytes == null) {
            bytes = value.getBytes(StandardCharsets.ISO_8859_1);
            valueBytes = bytes;
        }
        return bytes;
    }
}
