package dev.weir.middleware;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A client that may break off wherever it likes: over HTTP/1.1, or over HTTP/2 with prior knowledge. One request after another
 * on one connection; of an answer it knows the content.
 */
abstract sealed class RawClient implements Closeable {
    private static final int SAFETY_MILLIS = 20_000;

    final Socket socket;
    final DataInputStream in;

    private RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(SAFETY_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    static RawClient open(String protocol, int port) throws IOException {
        return protocol.equals("h1") ? new Http1(port) : new Http2(port);
    }

    /** Begins a request, whose content is that long, or -1 for GET without any. */
    abstract void head(String path, int length) throws IOException;

    /** Sends a part of the content. */
    abstract void content(String part, boolean last) throws IOException;

    /** Reads until there is something of the answer to the request that was begun last. */
    abstract void awaitBegin() throws IOException;

    /** Reads the answer to its end, and returns the content; fails where it is broken off. */
    abstract String answer() throws IOException;

    /** Breaks the request off. */
    abstract void cancel() throws IOException;

    final String get(String path) throws IOException {
        head(path, -1);
        return answer();
    }

    final void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Ends the connection by a reset, whatever was sent. */
    final void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public final void close() throws IOException {
        socket.close();
    }

    private static final class Http1 extends RawClient {
        Http1(int port) throws IOException {
            super(port);
        }

        @Override
        void head(String path, int length) throws IOException {
            String head = length < 0
                    ? "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"
                    : "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
            send(head.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        void content(String part, boolean last) throws IOException {
            send(part.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        void awaitBegin() throws IOException {
            in.mark(1);
            in.readByte();
            in.reset();
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (char c = (char) in.readByte(); c != '\n'; c = (char) in.readByte()) {
                line.append(c);
            }
            return line.toString().strip();
        }

        @Override
        String answer() throws IOException {
            int length = -1;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            StringBuilder content = new StringBuilder();
            while (length < 0) {
                int chunk = Integer.parseInt(line(), 16);
                content.append(new String(in.readNBytes(chunk), StandardCharsets.US_ASCII));
                line();
                if (chunk == 0) {
                    return content.toString();
                }
            }
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException();
            }
            return new String(bytes, StandardCharsets.US_ASCII);
        }

        @Override
        void cancel() throws IOException {
            reset();
        }
    }

    private static final class Http2 extends RawClient {
        private static final int DATA = 0;
        private static final int HEADERS = 1;
        private static final int RST_STREAM = 3;
        private static final int SETTINGS = 4;
        private static final int GOAWAY = 7;

        private int stream = -1;

        private record Frame(int type, int flags, int stream, byte[] payload) {}

        Http2(int port) throws IOException {
            super(port);
            send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(SETTINGS, 0, 0, new byte[0]);
        }

        private void frame(int type, int flags, int id, byte[] payload) throws IOException {
            send(ByteBuffer.allocate(9 + payload.length)
                    .putInt(payload.length << 8 | type)
                    .put((byte) flags)
                    .putInt(id)
                    .put(payload)
                    .array());
        }

        /** Fields without the dynamic table and without Huffman codes (RFC 7541 section 6.2.2). */
        @Override
        void head(String path, int length) throws IOException {
            stream += 2;
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.write(length < 0 ? 0x82 : 0x83);
            block.write(0x86);
            for (String[] field : new String[][] {{"\4", path}, {"\1", "a"}}) {
                block.writeBytes(field[0].getBytes(StandardCharsets.US_ASCII));
                block.write(field[1].length());
                block.writeBytes(field[1].getBytes(StandardCharsets.US_ASCII));
            }
            frame(HEADERS, length <= 0 ? 5 : 4, stream, block.toByteArray());
        }

        @Override
        void content(String part, boolean last) throws IOException {
            frame(DATA, last ? 1 : 0, stream, part.getBytes(StandardCharsets.US_ASCII));
        }

        private Frame read() throws IOException {
            while (true) {
                int head = in.readInt();
                int flags = in.readByte();
                Frame frame = new Frame(head & 0xff, flags, in.readInt(), in.readNBytes(head >>> 8));
                if (frame.type == GOAWAY || frame.type == RST_STREAM && frame.stream == stream) {
                    throw new IOException("broken off: " + frame.type);
                }
                if (frame.type == SETTINGS && (frame.flags & 1) == 0) {
                    frame(SETTINGS, 1, 0, new byte[0]);
                } else if (frame.stream == stream && frame.type <= HEADERS) {
                    return frame;
                }
            }
        }

        @Override
        void awaitBegin() throws IOException {
            read();
        }

        @Override
        String answer() throws IOException {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            while (true) {
                Frame frame = read();
                if (frame.type == DATA) {
                    content.writeBytes(frame.payload);
                }
                if ((frame.flags & 1) != 0) {
                    return content.toString(StandardCharsets.US_ASCII);
                }
            }
        }

        @Override
        void cancel() throws IOException {
            frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
        }
    }
}
