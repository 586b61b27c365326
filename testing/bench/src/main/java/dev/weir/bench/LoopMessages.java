package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.DataFormatException;

/** A WebSocket over HTTP/1.1 that sends one text again and again, and compares what comes with it. */
final class LoopMessages extends LoopConnection {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_CONTROL = 125;

    private final boolean deflate;
    private final byte[] content;
    private final byte[] frame;
    /** A compressed message that was looked into; servers that compress each by itself send it again and again. */
    private byte[] known = {};
    /** The fragments of a message so far. */
    private byte[] message = {};
    /** Whether a message has begun and not ended. */
    private boolean begun;

    LoopMessages(int port, LoopPlan plan) throws IOException {
        // What does not shrink becomes longer by some bytes.
        super(port, 2 * plan.target().bytes());
        deflate = plan.deflate();
        content = plan.message();
        int first = ClientFrames.FIN | ClientFrames.TEXT | (deflate ? ClientFrames.RSV1 : 0);
        int mask = ThreadLocalRandom.current().nextInt();
        frame = ClientFrames.frame(first, deflate ? ClientFrames.deflate(content) : content, mask);
        try {
            shakeHands(port, plan.target().path());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void shakeHands(int port, String path) throws IOException {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + key + "\r\n";
        if (deflate) {
            // All do the same work then: some would by themselves compress with regard to earlier messages.
            request += "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                    + "client_no_context_takeover\r\n";
        }
        write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String head = "";
        while (!head.contains("\r\n\r\n")) {
            if (!in.hasRemaining() || channel().read(in) < 0) {
                throw new IOException("no answer to the handshake, but: "
                        + head.lines().findFirst().orElse(""));
            }
            head = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
        }
        int end = head.indexOf("\r\n\r\n") + 4;
        in.flip().position(end);
        in.compact();
        check(head.substring(0, end - 2), key);
    }

    private void check(String head, String key) throws IOException {
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException("the handshake is answered with: "
                    + head.lines().findFirst().orElse(""));
        }
        if (!accept(key).equals(field(head, "sec-websocket-accept"))) {
            throw new IOException("the handshake's key is not accepted");
        }
        String extensions = field(head, "sec-websocket-extensions");
        boolean asWanted = deflate
                ? extensions.startsWith("permessage-deflate") && extensions.contains("server_no_context_takeover")
                : extensions.isEmpty();
        if (!asWanted) {
            throw new IOException("other extensions than asked for: \"" + extensions + "\"");
        }
    }

    private static String accept(String key) {
        try {
            byte[] text = (key + GUID).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-1", e);
        }
    }

    /** A field's value; empty where there is none. */
    private static String field(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    @Override
    void send() throws IOException {
        write(frame);
    }

    @Override
    int answers() throws IOException {
        int answers = 0;
        for (int end = frameEnd(); end >= 0; end = frameEnd()) {
            int first = in.get(in.position()) & 0xff;
            in.position(end - payload);
            if (take(first)) {
                answers++;
            }
            in.position(end);
        }
        return answers;
    }

    /** The length of the payload of the frame that {@link #frameEnd} has found. */
    private int payload;

    /** Where the frame ends that begins at the position; -1 while it is not there as a whole. */
    private int frameEnd() throws IOException {
        int at = in.position();
        int there = in.remaining();
        if (there < 2) {
            return -1;
        }
        int length = in.get(at + 1) & 0xff;
        if ((length & ClientFrames.MASKED) != 0) {
            throw new IOException("a server's frame is masked");
        }
        int header = 2;
        if (length == ClientFrames.LENGTH_64) {
            throw new IOException("a frame is longer than what was sent");
        }
        if (length == ClientFrames.LENGTH_16) {
            header = 4;
            if (there < header) {
                return -1;
            }
            length = in.getShort(at + 2) & 0xffff;
        }
        payload = length;
        return there < header + length ? -1 : at + header + length;
    }

    /** Takes a frame, whose payload begins at the position; true where it ends a message. */
    private boolean take(int first) throws IOException {
        int opcode = first & 0xf;
        if (opcode >= ClientFrames.CLOSE) {
            control(opcode);
            return false;
        }
        if (opcode != (begun ? ClientFrames.CONTINUATION : ClientFrames.TEXT)) {
            throw new IOException("not the message that was sent, but a frame of kind " + opcode);
        }
        if (!begun && (first & ClientFrames.RSV1) != 0 != deflate) {
            throw new IOException(deflate ? "a message is not compressed" : "a message is compressed");
        }
        boolean last = (first & ClientFrames.FIN) != 0;
        if (begun || !last) {
            byte[] more = Arrays.copyOf(message, message.length + payload);
            in.get(in.position(), more, message.length, payload);
            message = more;
        }
        boolean whole = !begun;
        begun = !last;
        if (!last) {
            return false;
        }
        if (whole) {
            check(in.array(), in.position(), in.position() + payload);
        } else {
            check(message, 0, message.length);
            message = new byte[0];
        }
        return true;
    }

    private void control(int opcode) throws IOException {
        if (opcode == ClientFrames.PING && payload <= MAX_CONTROL) {
            byte[] data = new byte[payload];
            in.get(in.position(), data);
            write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PONG, data, 1));
        } else if (opcode != ClientFrames.PONG) {
            throw new IOException("the server has closed a WebSocket");
        }
    }

    private void check(byte[] bytes, int from, int to) throws IOException {
        if (!deflate) {
            if (!Arrays.equals(bytes, from, to, content, 0, content.length)) {
                throw new IOException("a message is not the one that was sent");
            }
            return;
        }
        if (Arrays.equals(bytes, from, to, known, 0, known.length)) {
            return;
        }
        byte[] compressed = Arrays.copyOfRange(bytes, from, to);
        try {
            if (!Arrays.equals(ClientFrames.inflate(compressed, content.length), content)) {
                throw new IOException("a message is not the one that was sent");
            }
        } catch (DataFormatException e) {
            throw new IOException("a message cannot be decompressed", e);
        }
        known = compressed;
    }
}
