package dev.weir.wire.testkit;

import dev.weir.hpack.BufferGrowth;
import dev.weir.hpack.HpackDecoder;
import dev.weir.hpack.HpackEncoder;
import dev.weir.hpack.HpackException;
import dev.weir.wire.testkit.Answer.Field;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLSocket;

/**
 * A client of HTTP/2 over a socket that sends and reads frames one by one, for tests that read as transcripts. It
 * applies no rule to what it sends. One thread writes, one reads.
 *
 * <p>All tests with sockets use this one. There are two other clients of HTTP/2 in the tests: {@code Peer} of the HTTP/2
 * engine, which needs no socket, and that of the simulation, which checks each frame by rules of its own.
 */
public final class Http2Wire implements Closeable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int PRIORITY_UPDATE = 16;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;
    public static final int PADDED = 8;
    public static final int WITH_PRIORITY = 32;

    private static final int HEADER_TABLE_SIZE = 1;

    private static final String[] NAMES = {
        "DATA",
        "HEADERS",
        "PRIORITY",
        "RST_STREAM",
        "SETTINGS",
        "PUSH_PROMISE",
        "PING",
        "GOAWAY",
        "WINDOW_UPDATE",
        "CONTINUATION",
    };

    private static final String[] ERRORS = {
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
        "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    };

    public static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * A frame that has come.
     *
     * @param fields what its block of fields holds, for HEADERS and PUSH_PROMISE that are whole
     */
    public record Frame(int type, int flags, int stream, byte[] payload, List<Field> fields) {
        public boolean ends() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        /** The 32 bits at a place of the payload. */
        public int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }

        /** The name of the error that RST_STREAM or GOAWAY carries. */
        public String error() {
            int code = number(type == GOAWAY ? 4 : 0);
            return code >= 0 && code < ERRORS.length ? ERRORS[code] : "code " + code;
        }

        /** The only value of a field; null when there is none. */
        public String field(String name) {
            List<String> values = fields == null ? List.of() : Answer.all(fields, name);
            return values.isEmpty() ? null : values.getFirst();
        }

        public String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }

        /** In short: what a transcript shows. */
        @Override
        public String toString() {
            String name = name(type);
            return switch (type) {
                case DATA -> name + " " + stream + " " + payload.length + (ends() ? " END_STREAM" : "");
                case HEADERS ->
                    name + " " + stream + " " + (fields == null ? "..." : field(":status"))
                            + (ends() ? " END_STREAM" : "");
                case RST_STREAM -> name + " " + stream + " " + error();
                case GOAWAY -> name + " " + (number(0) == Integer.MAX_VALUE ? "max" : number(0)) + " " + error();
                case SETTINGS -> name + ((flags & ACK) != 0 ? " ACK" : " " + payload.length / 6);
                case PING ->
                    name + ((flags & ACK) != 0 ? " ACK " : " ") + HexFormat.of().formatHex(payload);
                case WINDOW_UPDATE -> name + " " + stream + " " + number(0);
                default -> name + " " + stream + " " + payload.length;
            };
        }
    }

    private static String name(int type) {
        return type < NAMES.length ? NAMES[type] : "type " + type;
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final StringBuilder transcript = new StringBuilder();
    public final HpackEncoder encoder = new HpackEncoder(4096, BufferGrowth.doubling());
    private final HpackDecoder decoder = new HpackDecoder(4096, 1 << 24, 1 << 24);

    private boolean batching;
    private boolean outputClosed;

    public Http2Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(Wire.SAFETY_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
        this.out = new BufferedOutputStream(socket.getOutputStream(), 65_536);
    }

    /** A connection whose prefaces are exchanged; what both sides have set is acknowledged. */
    public static Http2Wire begin(Socket socket, int... settings) throws IOException {
        Http2Wire wire = new Http2Wire(socket);
        wire.raw(PREFACE);
        wire.settings(settings);
        Frame theirs = wire.expect("SETTINGS ");
        for (int at = 0; at < theirs.payload().length; at += 6) {
            if (theirs.number(at) >>> 16 == HEADER_TABLE_SIZE) {
                wire.encoder.peerTableSize(theirs.number(at + 2) & 0xffffffffL);
            }
        }
        wire.expect("WINDOW_UPDATE 0 ");
        wire.frame(SETTINGS, ACK, 0);
        wire.expect("SETTINGS ACK");
        return wire;
    }

    public String transcript() {
        return transcript.toString();
    }

    private synchronized void note(char direction, Object what) {
        if (transcript.length() < 20_000) {
            transcript.append(direction).append(' ').append(what).append('\n');
        }
    }

    // ---- sending

    public synchronized Http2Wire raw(byte[] bytes) throws IOException {
        if (outputClosed) {
            return this;
        }
        out.write(bytes);
        if (!batching) {
            out.flush();
        }
        return this;
    }

    /** Whether frames are put together before they are sent. */
    public synchronized void batch(boolean together) throws IOException {
        batching = together;
        out.flush();
    }

    /** Sends what was put together. */
    public synchronized void flush() throws IOException {
        out.flush();
    }

    public static byte[] bytes(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >>> 16))
                .put((byte) (payload.length >>> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    public Http2Wire frame(int type, int flags, int stream, byte... payload) throws IOException {
        note('>', name(type) + " flags " + flags + " stream " + stream + " length " + payload.length);
        return raw(bytes(type, flags, stream, payload));
    }

    /** Identifiers and values in turn. */
    public Http2Wire settings(int... pairs) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length / 2 * 6);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    public static byte[] int32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    public Http2Wire window(int stream, int increment) throws IOException {
        return frame(WINDOW_UPDATE, 0, stream, int32(increment));
    }

    public Http2Wire reset(int stream, int code) throws IOException {
        return frame(RST_STREAM, 0, stream, int32(code));
    }

    public Http2Wire data(int stream, boolean end, String content) throws IOException {
        return frame(DATA, end ? END_STREAM : 0, stream, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A block of fields, {@code name: value} each. */
    public byte[] block(String... fields) {
        ByteBuffer to = encoder.beginBlock(ByteBuffer.allocate(512));
        for (String field : fields) {
            int colon = field.indexOf(": ", 1);
            to = encoder.encode(field.substring(0, colon), field.substring(colon + 2), false, to);
        }
        byte[] block = new byte[to.flip().remaining()];
        to.get(block);
        return block;
    }

    public Http2Wire headers(int stream, boolean end, String... fields) throws IOException {
        return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
    }

    /** Returns the scheme that a server accepts on this connection: https with TLS, else http. */
    public String scheme() {
        return socket instanceof SSLSocket ? "https" : "http";
    }

    /** Sends a request with the pseudo-fields that it must have, and other fields after them. */
    public Http2Wire request(int stream, boolean end, String method, String path, String... fields) throws IOException {
        String[] all = new String[fields.length + 4];
        all[0] = ":method: " + method;
        all[1] = ":scheme: " + scheme();
        all[2] = ":authority: localhost";
        all[3] = ":path: " + path;
        System.arraycopy(fields, 0, all, 4, fields.length);
        return headers(stream, end, all);
    }

    public Http2Wire get(int stream, String path) throws IOException {
        return request(stream, true, "GET", path);
    }

    /** Closes the client's side: what it would say from now on, its credit for example, is not sent. */
    public synchronized void closeOutput() throws IOException {
        out.flush();
        outputClosed = true;
        socket.shutdownOutput();
    }

    /** Goes without a word: what the server sends from now on meets a reset. */
    public void breakOff() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    // ---- reading

    /** How many bytes have come that are not read. */
    public int available() throws IOException {
        return in.available();
    }

    /** As {@link #read}, for one who reads whatever comes and whenever it does. */
    public Frame readPatiently() throws IOException {
        socket.setSoTimeout(0);
        return read();
    }

    /** The next frame; blocks of fields come with their CONTINUATION frames as one. Null at the connection's end. */
    public Frame read() throws IOException {
        Frame frame = readOne();
        if (frame == null) {
            note('<', "end");
            return null;
        }
        if (frame.type == HEADERS || frame.type == PUSH_PROMISE) {
            frame = withFields(frame);
        }
        note('<', frame);
        return frame;
    }

    private Frame readOne() throws IOException {
        try {
            int first = in.read();
            if (first < 0) {
                return null;
            }
            int length = first << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            return new Frame(type, flags, stream, payload, null);
        } catch (EOFException | SocketException e) {
            return null;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came; so far:\n" + transcript(), e);
        }
    }

    private Frame withFields(Frame first) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream(first.payload.length);
        int skip = first.type == PUSH_PROMISE ? 4 : 0;
        block.write(first.payload, skip, first.payload.length - skip);
        Frame frame = first;
        while ((frame.flags & END_HEADERS) == 0) {
            frame = readOne();
            if (frame == null || frame.type != CONTINUATION || frame.stream != first.stream) {
                throw new AssertionError("not the rest of a block: " + frame + "\n" + transcript());
            }
            block.writeBytes(frame.payload);
        }
        List<Field> fields = new ArrayList<>();
        try {
            decoder.decode(
                    ByteBuffer.wrap(block.toByteArray()), (name, value, _) -> fields.add(new Field(name, value)));
            decoder.endBlock();
        } catch (HpackException e) {
            throw new AssertionError("a block that cannot be decoded\n" + transcript(), e);
        }
        return new Frame(first.type, first.flags, first.stream, first.payload, fields);
    }

    /**
     * The next frame, which must begin as said; the server's pings and credit are passed over unless they are wanted.
     */
    public Frame expect(String beginning) throws IOException {
        Frame frame = read();
        while (frame != null && isAside(frame) && !frame.toString().startsWith(beginning)) {
            frame = read();
        }
        if (frame == null ? !beginning.equals("end") : !frame.toString().startsWith(beginning)) {
            throw new AssertionError("expected " + beginning + " and got " + frame + "\n" + transcript());
        }
        return frame;
    }

    private static boolean isAside(Frame frame) {
        return frame.type == WINDOW_UPDATE || frame.type == PING && (frame.flags & ACK) == 0;
    }

    /** A whole response, which must be the next that comes: its status and content. */
    public String answer(int stream) throws IOException {
        Frame head = expect("HEADERS " + stream + " ");
        StringBuilder content = new StringBuilder(head.field(":status"));
        boolean ends = head.ends();
        while (!ends) {
            Frame frame = expect("");
            if (frame == null || frame.stream != stream) {
                throw new AssertionError(
                        "expected the rest of stream " + stream + ", got " + frame + "\n" + transcript());
            }
            if (frame.type == DATA) {
                content.append(' ').append(frame.text());
            } else if (frame.type != HEADERS) {
                throw new AssertionError("expected content, got " + frame + "\n" + transcript());
            }
            ends = frame.ends();
        }
        return content.toString();
    }

    /** The connection must end with GOAWAY of this code. */
    public void expectGoAway(String code) throws IOException {
        Frame frame = read();
        while (frame != null && frame.type != GOAWAY) {
            frame = read();
        }
        if (frame == null || !frame.error().equals(code)) {
            throw new AssertionError("expected GOAWAY " + code + ", got " + frame + "\n" + transcript());
        }
        expectEnd();
    }

    /** Nothing but the end may come, apart from what was under way. */
    public void expectEnd() throws IOException {
        Frame frame = read();
        while (frame != null) {
            frame = read();
        }
    }

    /** The server must still answer on this connection. */
    public void expectAlive() throws IOException {
        frame(PING, 0, 0, "alive?!.".getBytes(StandardCharsets.US_ASCII));
        expect("PING ACK " + HexFormat.of().formatHex("alive?!.".getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
