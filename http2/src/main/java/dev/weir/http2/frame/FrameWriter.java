package dev.weir.http2.frame;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Puts frames into a sink (RFC 9113 sections 4 and 6). */
public final class FrameWriter {
    /** The most of a reason that GOAWAY carries: it is for people. */
    private static final int LONGEST_REASON = 256;

    /**
     * The largest payload of the frames that carry content or fields: what every client takes (RFC 9113 section 4.2). A
     * client may allow up to 16 MiB, but a frame is put together in memory: it would cost as much for each connection
     * that reads nothing, and more urgent frames would wait for it.
     */
    public static final int MAX_PAYLOAD = 16_384;

    private FrameWriter() {}

    /** The head of DATA; the caller sees to the content. */
    public static void dataHead(FrameSink sink, int stream, int length, boolean end) {
        sink.bareHead(length, FrameType.DATA, end ? Flags.END_STREAM : 0, stream);
    }

    /**
     * Begins HEADERS; the caller adds the block of fields, and then calls {@link #endHeaders}.
     *
     * @return what that wants to know
     */
    public static int beginHeaders(FrameSink sink, int stream, boolean end) {
        int start = sink.length();
        sink.head(0, FrameType.HEADERS, end ? Flags.END_STREAM : 0, stream);
        return start;
    }

    /**
     * Begins PUSH_PROMISE (section 6.6); the caller adds the block of fields, and then calls {@link #endHeaders}.
     *
     * @return what that wants to know
     */
    public static int beginPromise(FrameSink sink, int stream, int promised) {
        int start = sink.length();
        sink.head(4, FrameType.PUSH_PROMISE, 0, stream);
        sink.putInt(promised);
        return start;
    }

    /**
     * Ends HEADERS or PUSH_PROMISE: sets the length of the block, and splits it into CONTINUATION frames where it is
     * longer than one may be.
     */
    public static void endHeaders(FrameSink sink, int start) {
        byte[] array = sink.array();
        boolean promise = array[start + 3] == FrameType.PUSH_PROMISE.code();
        FrameType type = promise ? FrameType.PUSH_PROMISE : FrameType.HEADERS;
        int flags = array[start + 4];
        int stream = (array[start + 5] & 0xff) << 24
                | (array[start + 6] & 0xff) << 16
                | (array[start + 7] & 0xff) << 8
                | array[start + 8] & 0xff;
        int rest = sink.length() - start - FrameSink.HEAD;
        int at = start;
        while (rest > MAX_PAYLOAD) {
            sink.head(at, MAX_PAYLOAD, type, flags, stream);
            rest -= MAX_PAYLOAD;
            at += FrameSink.HEAD + MAX_PAYLOAD;
            sink.open(at, FrameSink.HEAD);
            type = FrameType.CONTINUATION;
            flags = 0;
        }
        sink.head(at, rest, type, flags | Flags.END_HEADERS, stream);
    }

    /**
     * Writes SETTINGS.
     *
     * @param values by setting, in the order of sending
     */
    public static void settings(FrameSink sink, Map<Setting, Long> values) {
        sink.head(6 * values.size(), FrameType.SETTINGS, 0, 0);
        values.forEach((setting, value) -> {
            sink.putShort(setting.code());
            sink.putInt((int) (long) value);
        });
    }

    public static void settingsAck(FrameSink sink) {
        sink.head(0, FrameType.SETTINGS, Flags.ACK, 0);
    }

    public static void ping(FrameSink sink, boolean ack, long data) {
        sink.head(8, FrameType.PING, ack ? Flags.ACK : 0, 0);
        sink.putInt((int) (data >>> 32));
        sink.putInt((int) data);
    }

    /** RST_STREAM. */
    public static void reset(FrameSink sink, int stream, int code) {
        sink.head(4, FrameType.RST_STREAM, 0, stream);
        sink.putInt(code);
    }

    public static void windowUpdate(FrameSink sink, int stream, int increment) {
        sink.head(4, FrameType.WINDOW_UPDATE, 0, stream);
        sink.putInt(increment);
    }

    /** GOAWAY with a reason in plain words. */
    public static void goAway(FrameSink sink, int lastStream, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, LONGEST_REASON);
        sink.head(8 + length, FrameType.GOAWAY, 0, 0);
        sink.putInt(lastStream);
        sink.putInt(code);
        sink.put(text, 0, length);
    }
}
