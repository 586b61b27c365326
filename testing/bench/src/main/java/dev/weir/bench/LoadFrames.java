package dev.weir.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The few frames of HTTP/2 that a load generator writes and reads (RFC 9113). It allows servers no dynamic table (RFC
 * 7541 section 4.2), so that a status is read without keeping one, and gives them windows that no run uses up.
 *
 * <p>This is no test client, and does not use the one of {@code wire-testkit}: it decodes no fields and keeps no
 * transcript, and so costs little beside the server that is measured; and no class of Weir is in its process.
 */
final class LoadFrames {
    static final int HEAD = 9;
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int END_STREAM = 1;
    static final int ACK = 1;

    /** The field {@code :status: 200} of the static table (RFC 7541 appendix A, index 8). */
    private static final byte STATUS_200 = (byte) 0x88;
    /** A table's new size begins with these bits (RFC 7541 section 6.3). */
    private static final int SIZE_UPDATE = 0x20;

    private static final int SIZE_UPDATE_MASK = 0xe0;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;
    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW = 1 << 30;
    private static final byte[] MAGIC = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Static indexes: {@code :method} GET and POST, {@code :scheme} http and https, the names of path and authority. */
    private static final int GET = 0x82;

    private static final int POST = 0x83;
    private static final int HTTP = 0x86;
    private static final int HTTPS = 0x87;
    private static final int NAME_PATH = 4;
    private static final int NAME_AUTHORITY = 1;

    private LoadFrames() {}

    /** What opens a connection. */
    static byte[] preface() {
        ByteBuffer out = ByteBuffer.allocate(128);
        out.put(MAGIC);
        head(out, 3 * 6, SETTINGS, 0, 0);
        out.putShort((short) HEADER_TABLE_SIZE).putInt(0);
        out.putShort((short) ENABLE_PUSH).putInt(0);
        out.putShort((short) INITIAL_WINDOW_SIZE).putInt(WINDOW);
        head(out, 4, WINDOW_UPDATE, 0, 0);
        out.putInt(WINDOW);
        return bytes(out);
    }

    /** The frame that asks for a target without TLS; with content to come where the target has some. */
    static byte[] request(int stream, RequestTarget target) {
        return request(stream, target, false);
    }

    /** The same, over TLS or not: a server may refuse a scheme that is not the connection's. */
    static byte[] request(int stream, RequestTarget target, boolean secure) {
        ByteBuffer fields = ByteBuffer.allocate(256);
        fields.put((byte) (target.posts() ? POST : GET)).put((byte) (secure ? HTTPS : HTTP));
        literal(fields, NAME_PATH, target.path());
        literal(fields, NAME_AUTHORITY, "localhost");
        fields.flip();
        ByteBuffer out = ByteBuffer.allocate(HEAD + fields.remaining());
        head(out, fields.remaining(), HEADERS, END_HEADERS | (target.posts() ? 0 : END_STREAM), stream);
        return bytes(out.put(fields));
    }

    /** The head of a frame (section 4.1). */
    static void head(ByteBuffer out, int length, int type, int flags, int stream) {
        out.putShort((short) (length >> 8))
                .put((byte) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream);
    }

    /**
     * Whether the fields of a HEADERS frame begin with the status 200, as they do without a dynamic table.
     *
     * @param flags the frame's flags
     * @param payload its payload (RFC 9113 section 6.2)
     */
    static boolean isOk(int flags, ByteBuffer payload) {
        int at = payload.position() + ((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITY) != 0 ? PRIORITY_BYTES : 0);
        // The table's size of 0 may be acknowledged first; it fits into one byte.
        while (at < payload.limit() && (payload.get(at) & SIZE_UPDATE_MASK) == SIZE_UPDATE) {
            at++;
        }
        return at < payload.limit() && payload.get(at) == STATUS_200;
    }

    /** A field without indexing, its value as it is (RFC 7541 section 6.2.2). */
    private static void literal(ByteBuffer out, int name, String value) {
        out.put((byte) name).put((byte) value.length()).put(value.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(ByteBuffer out) {
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }
}
