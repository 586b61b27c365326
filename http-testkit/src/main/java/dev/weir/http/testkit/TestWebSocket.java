package dev.weir.http.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a WebSocket (RFC 6455), without extensions. Pings are answered while it reads.
 *
 * <pre>{@code
 * try (TestWebSocket socket = client.get("/chat").webSocket()) {
 *     socket.send("hello");
 *     assertEquals("hello to you", socket.receiveText());
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> One thread may send while another receives.
 */
public final class TestWebSocket implements AutoCloseable {
    /** Any 16 bytes do: they show that the server has read the request, and hide nothing. */
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    /** The first byte's bit for the last frame of a message. */
    private static final int FIN = 0x80;

    /** The second byte's bit for a masked payload: all that a client sends. */
    private static final int MASKED = 0x80;

    private static final int NO_CODE = 1005;
    private static final int BROKEN = 1006;

    private record Frame(boolean last, int opcode, byte[] payload) {}

    private final Exchange exchange;
    private final ClientConnection connection;
    private final DataInputStream in;
    /** The server's code; 0 while it has sent none. Reading thread only. */
    private int closeCode;

    private String closeReason = "";
    /** Guarded by this, as is what is written. */
    private boolean closeSent;

    TestWebSocket(Exchange exchange, ClientConnection connection, ClientConnection.Head head) {
        this.exchange = exchange;
        this.connection = connection;
        this.in = new DataInputStream(connection.in());
        if (head.status() != 101) {
            TestClient.drop(connection);
            throw exchange.error("no WebSocket but " + head.status(), null);
        }
        if (!accept().equals(head.headers().get("Sec-WebSocket-Accept"))) {
            TestClient.drop(connection);
            throw exchange.error("no WebSocket: Sec-WebSocket-Accept is not " + accept(), null);
        }
    }

    /** RFC 6455 section 4.2.2. */
    private static String accept() {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            String both = KEY + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            return Base64.getEncoder().encodeToString(sha1.digest(both.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Sends a text.
     *
     * @param text the message
     * @throws AssertionError where the connection is gone
     */
    public void send(String text) {
        write(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends bytes.
     *
     * @param bytes the message
     * @throws AssertionError where the connection is gone
     */
    public void send(byte[] bytes) {
        write(BINARY, bytes);
    }

    /**
     * Waits for the next message, a text.
     *
     * @return the whole message
     * @throws AssertionError where bytes come, or the end, or nothing within the client's timeout
     */
    public String receiveText() {
        return new String(receive(TEXT), StandardCharsets.UTF_8);
    }

    /**
     * Waits for the next message, of bytes.
     *
     * @return the whole message
     * @throws AssertionError where a text comes, or the end, or nothing within the client's timeout
     */
    public byte[] receiveBytes() {
        return receive(BINARY);
    }

    /**
     * Waits for the server to close the WebSocket, passing over messages; answers it.
     *
     * @return its code; 1005 where it gave none, 1006 where the connection was broken off
     * @throws AssertionError where it does not within the client's timeout
     */
    public int awaitClose() {
        while (closeCode == 0) {
            message();
        }
        return closeCode;
    }

    /**
     * Returns why the server has closed the WebSocket.
     *
     * @return its reason; empty where it gave none, or before its end was met
     */
    public String closeReason() {
        return closeReason;
    }

    /**
     * Sends that the client closes the WebSocket. The server's own close can be {@linkplain #awaitClose awaited}.
     *
     * @param code a code of RFC 6455 section 7.4
     * @param reason why, at most 123 bytes of UTF-8
     * @throws AssertionError where the connection is gone
     */
    public void close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[text.length + 2];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        write(CLOSE, payload);
    }

    /** Closes the WebSocket with code 1000 unless it is closed, does not wait for the server, and ends the connection. */
    @Override
    public void close() {
        try {
            synchronized (this) {
                if (!closeSent && closeCode == 0) {
                    frame(CLOSE, new byte[] {(byte) (1000 >> 8), (byte) 1000});
                }
            }
        } catch (IOException e) {
            // It is gone, which is what was wanted.
        }
        TestClient.drop(connection);
    }

    private byte[] receive(int opcode) {
        Frame message = message();
        if (message == null) {
            throw exchange.error("no message: the WebSocket is closed, with " + closeCode + " " + closeReason, null);
        }
        if (message.opcode != opcode) {
            throw exchange.error("a message of the other kind: " + Exchange.excerpt(message.payload), null);
        }
        return message.payload;
    }

    /** The next message, its frames joined; null once the server has closed. */
    private @Nullable Frame message() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int opcode = 0;
        try {
            while (closeCode == 0) {
                Frame frame = read();
                switch (frame.opcode) {
                    case PING -> write(PONG, frame.payload);
                    case PONG -> {}
                    case CLOSE -> closed(frame.payload);
                    default -> {
                        opcode = frame.opcode == 0 ? opcode : frame.opcode;
                        whole.writeBytes(frame.payload);
                        if (frame.last) {
                            return new Frame(true, opcode, whole.toByteArray());
                        }
                    }
                }
            }
        } catch (java.net.SocketTimeoutException e) {
            throw exchange.error("nothing comes over the WebSocket: " + e.getMessage(), e);
        } catch (IOException e) {
            closeCode = BROKEN;
        }
        return null;
    }

    private void closed(byte[] payload) throws IOException {
        closeCode = payload.length < 2 ? NO_CODE : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        closeReason = payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        synchronized (this) {
            if (!closeSent) {
                frame(CLOSE, payload);
            }
        }
    }

    /** RFC 6455 section 5.2. */
    private Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & MASKED) != 0) {
            throw exchange.error("the server has sent a masked frame", null);
        }
        long length = second;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw exchange.error("the server has sent a frame of " + length + " bytes", null);
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame((first & FIN) != 0, first & 0xf, payload);
    }

    private void write(int opcode, byte[] payload) {
        try {
            synchronized (this) {
                frame(opcode, payload);
            }
        } catch (IOException e) {
            throw exchange.error("the WebSocket is gone: " + e.getMessage(), e);
        }
    }

    /** Under the lock. The mask is of zeros, which leaves the payload as it is. */
    private void frame(int opcode, byte[] payload) throws IOException {
        closeSent |= opcode == CLOSE;
        int length = payload.length;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(FIN | opcode);
        if (length < 126) {
            out.write(MASKED | length);
        } else if (length < 1 << 16) {
            out.write(MASKED | 126);
            out.write(length >> 8);
            out.write(length);
        } else {
            out.write(MASKED | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) length >> shift));
            }
        }
        out.writeBytes(new byte[4]);
        out.writeBytes(payload);
        connection.out().write(out.toByteArray());
        connection.out().flush();
    }
}
