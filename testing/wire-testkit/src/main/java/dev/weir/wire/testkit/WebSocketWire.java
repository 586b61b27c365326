package dev.weir.wire.testkit;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/**
 * A client of WebSocket (RFC 6455) that sends any bytes and reads frame by frame, over an upgrade of HTTP/1.1 or an
 * extended CONNECT of HTTP/2 (RFC 8441). It applies no rule to what it sends, and all rules to what comes. That is read
 * by a thread of its own, so that a test may send as much as it likes before it looks.
 *
 * <p><b>Threads.</b> One sends, one looks at what has come.
 */
public final class WebSocketWire implements Closeable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /** Added to an opcode. */
    public static final int FIN = 0x80;

    public static final int RSV1 = 0x40;
    public static final int RSV2 = 0x20;
    public static final int RSV3 = 0x10;

    /** The sample of RFC 6455 section 1.3. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;
    private static final int SHOWN = 40;
    private static final String[] NAMES = {
        "CONTINUATION", "TEXT", "BINARY", "3", "4", "5", "6", "7", "CLOSE", "PING", "PONG", "11", "12", "13", "14", "15"
    };

    /** What carries the frames. */
    public enum Way {
        HTTP1,
        HTTP2
    }

    /**
     * A frame that has come; its mask and its length are as they must be.
     *
     * @param first FIN, RSV and opcode, as they came
     */
    public record Frame(int first, byte[] payload) {
        public int opcode() {
            return first & 15;
        }

        public boolean fin() {
            return (first & FIN) != 0;
        }

        public boolean compressed() {
            return (first & RSV1) != 0;
        }

        /** The status of a CLOSE; 0 for none. */
        public int code() {
            return payload.length < 2 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }

        /** In short: what a transcript shows. */
        @Override
        public String toString() {
            if (opcode() == CLOSE) {
                return code() == 0 ? "CLOSE" : "CLOSE " + code();
            }
            return NAMES[opcode()] + (fin() ? " " : "... ") + show(payload);
        }
    }

    /** How it has ended, in place of a frame: the end of the bytes, or why there are no more. */
    private record End(String how) {}

    private static final AtomicInteger MASKS = new AtomicInteger(0x37fa213d);

    private final TunnelEnd tunnel;
    private final BlockingQueue<Object> came = new LinkedBlockingQueue<>();
    private final List<String> transcript = new ArrayList<>();

    private WebSocketWire(TunnelEnd tunnel) {
        this.tunnel = tunnel;
        if (accepted()) {
            Thread.ofVirtual().name("websocket-wire").start(this::readAll);
        }
    }

    // ---- opening

    /**
     * Opens with the fields that a client must send, and others after them. Whether it was {@link #accepted} is for the
     * test to ask.
     */
    public static WebSocketWire open(Way way, Socket socket, String path, String... fields) throws IOException {
        return open(way, socket, Integer.MAX_VALUE, path, fields);
    }

    /**
     * As the other.
     *
     * @param window how much the server may send over HTTP/2, once and for all
     */
    public static WebSocketWire open(Way way, Socket socket, int window, String path, String... fields)
            throws IOException {
        if (way == Way.HTTP1) {
            StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: " + KEY + "\r\n");
            for (String field : fields) {
                request.append(field).append("\r\n");
            }
            return raw(socket, request.append("\r\n").toString());
        }
        List<String> all = new ArrayList<>(List.of(
                ":method: CONNECT",
                ":protocol: websocket",
                ":scheme: http",
                ":authority: localhost",
                ":path: " + path,
                "sec-websocket-version: 13"));
        for (String field : fields) {
            int colon = field.indexOf(':');
            all.add(field.substring(0, colon).toLowerCase(Locale.ROOT) + field.substring(colon));
        }
        return raw(socket, window, all.toArray(String[]::new));
    }

    /** Sends any request over HTTP/1.1. */
    public static WebSocketWire raw(Socket socket, String request) throws IOException {
        return new WebSocketWire(new TunnelEnd.Http1(socket, request));
    }

    /** Opens a stream of HTTP/2 with any fields. */
    public static WebSocketWire raw(Socket socket, int window, String... fields) throws IOException {
        return new WebSocketWire(new TunnelEnd.Http2(socket, window, fields));
    }

    /** The head of what the server has answered. */
    public Answer answer() {
        return tunnel.answer();
    }

    /** Whether the server speaks WebSocket now: 101 with the right accept over HTTP/1.1, 200 over HTTP/2. */
    public boolean accepted() {
        return tunnel instanceof TunnelEnd.Http2
                ? answer().status() == 200
                : answer().status() == 101 && accept(KEY).equals(answer().field("Sec-WebSocket-Accept"));
    }

    /** Whether the server has offered extended CONNECT in its SETTINGS; false over HTTP/1.1. */
    public boolean offered() {
        return tunnel instanceof TunnelEnd.Http2 stream && stream.offered();
    }

    /** Section 4.2.2 of RFC 6455. */
    public static String accept(String key) {
        try {
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    // ---- sending

    /** A frame with a mask, and the shortest form of its length. */
    public static byte[] frame(int first, byte... payload) {
        int form =
                payload.length < SHORT_LENGTH ? payload.length : payload.length < 1 << 16 ? SHORT_LENGTH : LONG_LENGTH;
        return frame(first, form, payload.length, true, payload);
    }

    public static byte[] frame(int first, String text) {
        return frame(first, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A frame, or the beginning of one.
     *
     * @param form the 7 bits of the length, by which 126 and 127 have a longer one follow
     * @param length what the longer one says
     */
    public static byte[] frame(int first, int form, long length, boolean masked, byte... payload) {
        ByteBuffer to =
                ByteBuffer.allocate(14 + payload.length).put((byte) first).put((byte) (form | (masked ? MASKED : 0)));
        if (form == SHORT_LENGTH) {
            to.putShort((short) length);
        } else if (form == LONG_LENGTH) {
            to.putLong(length);
        }
        int key = 0;
        if (masked) {
            key = MASKS.addAndGet(0x9e3779b9);
            to.putInt(key);
        }
        for (int i = 0; i < payload.length; i++) {
            to.put((byte) (payload[i] ^ key >>> 24 - 8 * (i & 3)));
        }
        return Arrays.copyOf(to.array(), to.position());
    }

    /** The payload of a CLOSE. */
    public static byte[] status(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
    }

    public WebSocketWire send(byte... bytes) throws IOException {
        tunnel.write(bytes, 0, bytes.length);
        return this;
    }

    public WebSocketWire send(byte[] bytes, int from, int length) throws IOException {
        tunnel.write(bytes, from, length);
        return this;
    }

    public WebSocketWire send(int first, String text) throws IOException {
        return send(frame(first, text));
    }

    /** Ends what is sent, of the connection or the stream. */
    public void endOutput() throws IOException {
        tunnel.endOutput();
    }

    /** Goes without a word. */
    public void reset() throws IOException {
        tunnel.reset();
    }

    // ---- reading

    private void readAll() {
        String how = "END";
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(tunnel.input(), 16_384))) {
            for (int first = in.read(); first >= 0; first = in.read()) {
                came.add(rest(first, in));
            }
        } catch (Broken e) {
            how = "AGAINST THE RULES: " + e.getMessage();
        } catch (EOFException e) {
            how = "END WITHIN A FRAME";
        } catch (IOException e) {
            how = "BROKEN OFF";
        }
        came.add(new End(how));
    }

    /** What comes is against RFC 6455. */
    private static final class Broken extends IOException {
        private static final long serialVersionUID = 1;

        Broken(String what) {
            super(what);
        }
    }

    private static Frame rest(int first, DataInputStream in) throws IOException {
        int form = in.readUnsignedByte();
        if ((form & MASKED) != 0) {
            throw new Broken("a server must not mask (section 5.1)");
        }
        long length = form;
        if (form == SHORT_LENGTH) {
            length = in.readUnsignedShort();
        } else if (form == LONG_LENGTH) {
            length = in.readLong();
        }
        if (form == SHORT_LENGTH && length < SHORT_LENGTH
                || form == LONG_LENGTH && length < 1 << 16
                || length > Integer.MAX_VALUE - 8) {
            throw new Broken("a length of " + length + " in the form " + form);
        }
        boolean control = (first & 8) != 0;
        if ((first & (RSV2 | RSV3)) != 0 || control && ((first & FIN) == 0 || form > 125 || (first & RSV1) != 0)) {
            throw new Broken("a frame of " + first + " and " + length + " bytes");
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame(first, payload);
    }

    /** The next frame. */
    public Frame readFrame() {
        Object next = next();
        if (next instanceof Frame frame) {
            return frame;
        }
        throw fail("a frame was expected, and there was " + next);
    }

    private Object next() {
        try {
            Object next = came.poll(6 * Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
            if (next == null) {
                throw fail("nothing more came");
            }
            note(next.toString());
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The next message or control frame, or END, as a line of a transcript; a message in fragments is shown as a whole.
     *
     * @param inflate what a compressed message is inflated with; null where none may be compressed
     */
    public String read(WebSocketDeflate inflate) {
        Frame begun = null;
        List<byte[]> parts = new ArrayList<>();
        while (true) {
            Object next = next();
            if (!(next instanceof Frame frame)) {
                return ((End) next).how;
            }
            if (frame.opcode() >= CLOSE) {
                return frame.toString();
            }
            if (begun == null == (frame.opcode() == CONTINUATION) || begun != null && frame.compressed()) {
                throw fail("a fragment that does not belong here");
            }
            if (begun == null) {
                begun = frame;
            }
            parts.add(frame.payload);
            if (frame.fin()) {
                if (begun.compressed() && inflate == null) {
                    throw fail("a compressed message, which was not agreed");
                }
                byte[] whole = parts.size() == 1 ? frame.payload : join(parts);
                return NAMES[begun.opcode()] + " " + show(begun.compressed() ? inflate.inflate(whole) : whole);
            }
        }
    }

    public String read() {
        return read(null);
    }

    /** The next message or control frame must be this. */
    public void expect(String line) {
        String next = read();
        if (!next.equals(line)) {
            throw fail("expected " + line + ", got " + next);
        }
    }

    /** How a payload is shown: short ones as they are, others by their length and checksum. */
    public static String show(byte[] payload) {
        if (payload.length <= SHOWN) {
            return payload.length + " " + Wire.show(new String(payload, StandardCharsets.ISO_8859_1));
        }
        CRC32 crc = new CRC32();
        crc.update(payload);
        return payload.length + " of " + Long.toHexString(crc.getValue());
    }

    private static byte[] join(List<byte[]> parts) {
        byte[] whole = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private void note(String what) {
        if (transcript.size() < 100) {
            transcript.add(what);
        }
    }

    /** A failure that shows what has come. */
    public AssertionError fail(String what) {
        return new AssertionError(what + "; so far came: " + transcript);
    }

    @Override
    public void close() throws IOException {
        tunnel.close();
    }
}
