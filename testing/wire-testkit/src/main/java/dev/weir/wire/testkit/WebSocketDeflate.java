package dev.weir.wire.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A client's side of permessage-deflate (RFC 7692): what it compresses, and what it makes of what the server has
 * compressed.
 *
 * <p><b>Threads.</b> One compresses, one inflates.
 */
public final class WebSocketDeflate implements Closeable {
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private final boolean clientTakeover;
    private final boolean serverTakeover;

    /**
     * Obeys an answer.
     *
     * @param agreed the value of {@code Sec-WebSocket-Extensions} that the server has sent
     */
    public WebSocketDeflate(String agreed) {
        clientTakeover = !agreed.contains("client_no_context_takeover");
        serverTakeover = !agreed.contains("server_no_context_takeover");
    }

    /** The payload of a message, whose first frame is to have RSV1 (section 7.2.1). */
    public byte[] deflate(byte[] message) {
        if (!clientTakeover) {
            deflater.reset();
        }
        deflater.setInput(message);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[65_536];
        for (int n = 1; n > 0; ) {
            n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, n);
        }
        byte[] all = out.toByteArray();
        return all.length == 0 ? new byte[1] : Arrays.copyOf(all, all.length - TAIL.length);
    }

    /** The message that a payload holds (section 7.2.2). */
    public byte[] inflate(byte[] payload) {
        if (!serverTakeover) {
            inflater.reset();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        inflate(payload, out);
        inflate(TAIL, out);
        return out.toByteArray();
    }

    private void inflate(byte[] payload, ByteArrayOutputStream out) {
        inflater.setInput(payload);
        byte[] buffer = new byte[65_536];
        try {
            for (int n = inflater.inflate(buffer); n > 0 || !inflater.needsInput(); n = inflater.inflate(buffer)) {
                out.write(buffer, 0, n);
                if (inflater.finished()) {
                    // Section 7.2.3.3: a final block may stand within a message.
                    int left = inflater.getRemaining();
                    inflater.reset();
                    inflater.setInput(payload, payload.length - left, left);
                }
            }
        } catch (DataFormatException e) {
            throw new AssertionError("what the server has compressed cannot be inflated", e);
        }
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
