package dev.weir.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;

/** One request on a connection of HTTP/2, with frames read one after another. */
final class SingleHttp2Request {
    private static final int STREAM = 1;
    /** The largest frame that a server must take, and half of what it lets come before it says so. */
    private static final int PART = 16 * 1024;

    private static final int POSTED = 2 * PART;

    private SingleHttp2Request() {}

    /** What is wrong with the answer, or null. */
    static String problem(Socket socket, RequestTarget target) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(LoadFrames.preface());
        out.write(LoadFrames.request(STREAM, target, socket instanceof SSLSocket));
        if (target.posts()) {
            post(out);
        }
        int expected = target.posts() ? POSTED : target.bytes();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        boolean ok = false;
        int length = 0;
        while (true) {
            ByteBuffer head = ByteBuffer.wrap(in.readNBytes(LoadFrames.HEAD));
            if (head.remaining() < LoadFrames.HEAD) {
                return "the connection has ended before the answer";
            }
            int size = (head.getShort() & 0xffff) << 8 | head.get() & 0xff;
            int type = head.get();
            int flags = head.get();
            int stream = head.getInt();
            ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(size));
            if (type == LoadFrames.SETTINGS && (flags & LoadFrames.ACK) == 0) {
                ByteBuffer ack = ByteBuffer.allocate(LoadFrames.HEAD);
                LoadFrames.head(ack, 0, LoadFrames.SETTINGS, LoadFrames.ACK, 0);
                out.write(ack.array());
            } else if (type == LoadFrames.GO_AWAY || stream == STREAM && type == LoadFrames.RST_STREAM) {
                return "the server has ended the stream";
            } else if (stream == STREAM && type == LoadFrames.HEADERS) {
                ok |= LoadFrames.isOk(flags, payload);
            } else if (stream == STREAM && type == LoadFrames.DATA) {
                length += size;
            }
            if (stream == STREAM && type <= LoadFrames.HEADERS && (flags & LoadFrames.END_STREAM) != 0) {
                return !ok
                        ? "the status is not 200"
                        : length != expected ? "the content has " + length + " bytes, not " + expected : null;
            }
        }
    }

    private static void post(OutputStream out) throws IOException {
        byte[] part = new byte[PART];
        Arrays.fill(part, (byte) 'x');
        for (int sent = 0; sent < POSTED; sent += PART) {
            ByteBuffer head = ByteBuffer.allocate(LoadFrames.HEAD);
            int flags = sent + PART == POSTED ? LoadFrames.END_STREAM : 0;
            LoadFrames.head(head, PART, LoadFrames.DATA, flags, STREAM);
            out.write(head.array());
            out.write(part);
        }
    }
}
