package dev.weir.http.core.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Makes headers of version 2, well-formed and not. */
final class Headers2 {
    static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    static final byte[] TCP_4 = {(byte) 192, 0, 2, 1, (byte) 198, 51, 100, 7, (byte) 0x9c, 0x40, 1, (byte) 0xbb};
    static final byte[] NOTHING = {};

    private Headers2() {}

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A whole header with the right length. */
    static byte[] header(int versionAndCommand, int family, byte[]... rest) {
        byte[] body = join(rest);
        return join(SIGNATURE, bytes(versionAndCommand, family, body.length >> 8, body.length), body);
    }

    /** The usual one. */
    static byte[] proxy4(byte[]... values) {
        return header(0x21, 0x11, TCP_4, join(values));
    }

    static byte[] value(int type, byte[] content) {
        return join(bytes(type, content.length >> 8, content.length), content);
    }

    static byte[] tls(int client, int verify, byte[]... values) {
        return value(0x20, join(bytes(client, verify >> 24, verify >> 16, verify >> 8, verify), join(values)));
    }

    /** The usual one, with a checksum between two sets of values. */
    static byte[] checked(int change, byte[] before, byte[] after) {
        byte[] zero = proxy4(before, value(3, new byte[4]), after);
        CRC32C sum = new CRC32C();
        sum.update(zero);
        int crc = (int) sum.getValue() ^ change;
        return proxy4(before, value(3, bytes(crc >> 24, crc >> 16, crc >> 8, crc)), after);
    }

    /** A path in its room. */
    static byte[] path(String path) {
        byte[] room = new byte[108];
        byte[] text = text(path);
        System.arraycopy(text, 0, room, 0, text.length);
        return room;
    }
}
