package dev.weir.http2;

import dev.weir.http2.Http2Exception.ConnectionError;
import dev.weir.http2.Http2Exception.StreamError;
import dev.weir.http2.spi.StreamPriority.Dependency;
import java.nio.ByteBuffer;

/**
 * Makes frames of bytes (RFC 9113 sections 4 and 6), and checks all of them that needs no knowledge of the streams:
 * lengths, padding, which frames belong to a stream and which to the connection, and that nothing comes between the
 * frames of a block of fields. What it makes of a frame that breaks one of these rules is as large as the RFC has it:
 * an error of the stream, after which reading goes on behind the frame, or one of the connection.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
final class FrameReader {
    private static final int ID_MASK = 0x7fff_ffff;

    private static final int LARGEST_FRAME = 16_777_215;

    private final int maxFrameSize;
    /** Whether what is read are a server's frames, which may be promises. */
    private final boolean ofServer;
    /** The stream whose block of fields has begun and not ended; 0 when there is none. */
    private int blockOf;
    /** How much of a frame that is too long is still to be passed over. */
    private int toSkip;

    /** A view of the input that the payloads are shown through. */
    private ByteBuffer view;

    /**
     * Makes a reader.
     *
     * @param maxFrameSize the largest payload that we take
     */
    FrameReader(int maxFrameSize) {
        this(maxFrameSize, false);
    }

    private FrameReader(int maxFrameSize, boolean ofServer) {
        this.maxFrameSize = maxFrameSize;
        this.ofServer = ofServer;
    }

    /** A reader of what a server sends. */
    static FrameReader ofServer() {
        return new FrameReader(LARGEST_FRAME, true);
    }

    /** How many bytes must be there, from the position on, for the next step; more may be there already. */
    int needed(ByteBuffer in) {
        if (toSkip > 0) {
            return 1;
        }
        return in.remaining() < FrameType.HEAD
                ? FrameType.HEAD
                : FrameType.HEAD + Math.min(length(in, in.position()), maxFrameSize);
    }

    /** The stream whose block of fields has begun and is not whole; 0 for none, negative where its id is still to come. */
    int withinFields(ByteBuffer in) {
        int at = in.position();
        if (blockOf != 0 || toSkip > 0 || in.remaining() < 4 || in.get(at + 3) != FrameType.HEADERS) {
            return blockOf;
        }
        return in.remaining() < FrameType.HEAD ? -1 : in.getInt(at + 5) & ID_MASK;
    }

    private static int length(ByteBuffer in, int at) {
        return (in.get(at) & 0xff) << 16 | (in.get(at + 1) & 0xff) << 8 | in.get(at + 2) & 0xff;
    }

    /**
     * The next frame.
     *
     * @param in an array's buffer; its position moves behind the frame
     * @return null when the frame is not all there yet; the position has not moved then, but for what is passed over
     * @throws Http2Exception when the frame breaks a rule; the position stands behind it when that is an error of its
     *     stream
     */
    Frame next(ByteBuffer in) throws Http2Exception {
        if (!skip(in) || in.remaining() < FrameType.HEAD) {
            return null;
        }
        int head = in.position();
        int length = length(in, head);
        int type = in.get(head + 3) & 0xff;
        int flags = in.get(head + 4) & 0xff;
        int stream = in.getInt(head + 5) & ID_MASK;
        if (blockOf != 0 && (type != FrameType.CONTINUATION || stream != blockOf)) {
            // section 6.10
            throw connection(
                    ErrorCode.PROTOCOL_ERROR,
                    FrameType.nameOf(type) + " within the block of fields of stream " + blockOf);
        }
        if (length > maxFrameSize) {
            throw tooLong(in, type, stream, length);
        }
        if (in.remaining() < FrameType.HEAD + length) {
            return null;
        }
        int payload = head + FrameType.HEAD;
        in.position(payload + length);
        return switch (type) {
            case FrameType.DATA -> data(in, payload, length, flags, stream);
            case FrameType.HEADERS -> headers(in, payload, length, flags, stream);
            case FrameType.PRIORITY -> priority(in, payload, length, stream);
            case FrameType.RST_STREAM -> {
                requireStream(type, stream);
                requireLength(type, length, 4);
                yield new Frame.Reset(stream, in.getInt(payload));
            }
            case FrameType.SETTINGS -> settings(in, payload, length, flags, stream);
            case FrameType.PUSH_PROMISE -> promise(in, payload, length, flags, stream);
            case FrameType.PING -> {
                requireConnection(type, stream);
                requireLength(type, length, 8);
                yield new Frame.Ping((flags & FrameType.ACK) != 0, in.getLong(payload));
            }
            case FrameType.GOAWAY -> goAway(in, payload, length, stream);
            case FrameType.WINDOW_UPDATE -> windowUpdate(in, payload, length, stream);
            case FrameType.CONTINUATION -> continuation(in, payload, length, flags, stream);
            case FrameType.PRIORITY_UPDATE -> priorityUpdate(in, payload, length, stream);
            default -> new Frame.Unknown(type, stream, flags, length);
        };
    }

    // ---- frames that are too long

    /** Passes over what is left of a frame that was too long; false when more of it is to come. */
    private boolean skip(ByteBuffer in) {
        int now = Math.min(toSkip, in.remaining());
        in.position(in.position() + now);
        toSkip -= now;
        return toSkip == 0;
    }

    /**
     * Section 4.2: an error of the connection for a frame that could change its state, which is one that carries
     * fields, SETTINGS, or any on stream 0.
     */
    private Http2Exception tooLong(ByteBuffer in, int type, int stream, int length) {
        String reason = FrameType.nameOf(type) + " of " + length + " octets, over " + maxFrameSize;
        boolean fields = type == FrameType.HEADERS || type == FrameType.PUSH_PROMISE || type == FrameType.CONTINUATION;
        if (stream == 0 || fields || type == FrameType.SETTINGS) {
            return connection(ErrorCode.FRAME_SIZE_ERROR, reason);
        }
        if (type == FrameType.DATA) {
            // What it counts against the connection's window would have to be counted too (section 6.9.1): not worth
            // it.
            return connection(ErrorCode.FRAME_SIZE_ERROR, reason);
        }
        toSkip = FrameType.HEAD + length;
        skip(in);
        return new StreamError(stream, ErrorCode.FRAME_SIZE_ERROR, reason);
    }

    // ---- one type each

    private Frame data(ByteBuffer in, int payload, int length, int flags, int stream) throws ConnectionError {
        requireStream(FrameType.DATA, stream);
        int padding = padding(in, payload, length, flags, FrameType.DATA);
        int from = (flags & FrameType.PADDED) != 0 ? payload + 1 : payload;
        return new Frame.Data(
                stream, (flags & FrameType.END_STREAM) != 0, view(in, from, payload + length - padding), length);
    }

    private Frame headers(ByteBuffer in, int payload, int length, int flags, int stream) throws ConnectionError {
        requireStream(FrameType.HEADERS, stream);
        int padding = padding(in, payload, length, flags, FrameType.HEADERS);
        int from = (flags & FrameType.PADDED) != 0 ? payload + 1 : payload;
        int end = payload + length - padding;
        Dependency priority = null;
        if ((flags & FrameType.WITH_PRIORITY) != 0) {
            if (end - from < 5) {
                throw connection(ErrorCode.FRAME_SIZE_ERROR, "HEADERS too short for their priority");
            }
            priority = dependency(in, from);
            from += 5;
        }
        boolean whole = (flags & FrameType.END_HEADERS) != 0;
        if (!whole) {
            blockOf = stream;
        }
        return new Frame.Headers(stream, (flags & FrameType.END_STREAM) != 0, whole, priority, view(in, from, end));
    }

    private Frame promise(ByteBuffer in, int payload, int length, int flags, int stream) throws ConnectionError {
        if (!ofServer) {
            // section 8.4: a client cannot push
            throw connection(ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE from a client");
        }
        requireStream(FrameType.PUSH_PROMISE, stream);
        int padding = padding(in, payload, length, flags, FrameType.PUSH_PROMISE);
        int from = (flags & FrameType.PADDED) != 0 ? payload + 1 : payload;
        int end = payload + length - padding;
        if (end - from < 4) {
            throw connection(ErrorCode.FRAME_SIZE_ERROR, "PUSH_PROMISE too short for what it promises");
        }
        boolean whole = (flags & FrameType.END_HEADERS) != 0;
        if (!whole) {
            blockOf = stream;
        }
        return new Frame.Promise(stream, whole, in.getInt(from) & ID_MASK, view(in, from + 4, end));
    }

    private Frame continuation(ByteBuffer in, int payload, int length, int flags, int stream) throws ConnectionError {
        if (blockOf == 0) {
            throw connection(ErrorCode.PROTOCOL_ERROR, "CONTINUATION of nothing");
        }
        boolean whole = (flags & FrameType.END_HEADERS) != 0;
        if (whole) {
            blockOf = 0;
        }
        return new Frame.Continuation(stream, whole, view(in, payload, payload + length));
    }

    private static Frame priority(ByteBuffer in, int payload, int length, int stream) throws Http2Exception {
        requireStream(FrameType.PRIORITY, stream);
        if (length != 5) {
            // section 6.3
            throw new StreamError(stream, ErrorCode.FRAME_SIZE_ERROR, "PRIORITY of " + length + " octets");
        }
        Dependency dependency = dependency(in, payload);
        if (dependency.parent() == stream) {
            // RFC 7540 section 5.3.1
            throw new StreamError(stream, ErrorCode.PROTOCOL_ERROR, "a stream that depends on itself");
        }
        return new Frame.Priority(stream, dependency);
    }

    private static Dependency dependency(ByteBuffer in, int at) {
        int parent = in.getInt(at);
        return new Dependency(parent & ID_MASK, parent < 0, (in.get(at + 4) & 0xff) + 1);
    }

    private static Frame settings(ByteBuffer in, int payload, int length, int flags, int stream)
            throws ConnectionError {
        requireConnection(FrameType.SETTINGS, stream);
        if ((flags & FrameType.ACK) != 0) {
            requireLength(FrameType.SETTINGS, length, 0);
            return new Frame.SettingsAck();
        }
        if (length % 6 != 0) {
            throw connection(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS of " + length + " octets");
        }
        int count = length / 6;
        int[] ids = new int[count];
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = in.getShort(payload + 6 * i) & 0xffff;
            values[i] = in.getInt(payload + 6 * i + 2) & 0xffff_ffffL;
        }
        return new Frame.Settings(ids, values);
    }

    private Frame goAway(ByteBuffer in, int payload, int length, int stream) throws ConnectionError {
        requireConnection(FrameType.GOAWAY, stream);
        if (length < 8) {
            throw connection(ErrorCode.FRAME_SIZE_ERROR, "GOAWAY of " + length + " octets");
        }
        return new Frame.GoAway(
                in.getInt(payload) & ID_MASK, in.getInt(payload + 4), view(in, payload + 8, payload + length));
    }

    private static Frame windowUpdate(ByteBuffer in, int payload, int length, int stream) throws Http2Exception {
        requireLength(FrameType.WINDOW_UPDATE, length, 4);
        int increment = in.getInt(payload) & ID_MASK;
        if (increment == 0) {
            // section 6.9
            String reason = "WINDOW_UPDATE of nothing";
            throw stream == 0
                    ? connection(ErrorCode.PROTOCOL_ERROR, reason)
                    : new StreamError(stream, ErrorCode.PROTOCOL_ERROR, reason);
        }
        return new Frame.WindowUpdate(stream, increment);
    }

    private Frame priorityUpdate(ByteBuffer in, int payload, int length, int stream) throws ConnectionError {
        requireConnection(FrameType.PRIORITY_UPDATE, stream);
        if (length < 4) {
            throw connection(ErrorCode.FRAME_SIZE_ERROR, "PRIORITY_UPDATE of " + length + " octets");
        }
        int prioritized = in.getInt(payload) & ID_MASK;
        if (prioritized == 0) {
            throw connection(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE of no stream");
        }
        return new Frame.PriorityUpdate(prioritized, view(in, payload + 4, payload + length));
    }

    // ---- rules that several have

    /** The octets of padding (section 6.1), without the one that counts them. */
    private static int padding(ByteBuffer in, int payload, int length, int flags, int type) throws ConnectionError {
        if ((flags & FrameType.PADDED) == 0) {
            return 0;
        }
        if (length == 0) {
            throw connection(ErrorCode.FRAME_SIZE_ERROR, FrameType.nameOf(type) + " too short for its padding");
        }
        int padding = in.get(payload) & 0xff;
        if (padding >= length) {
            throw connection(ErrorCode.PROTOCOL_ERROR, "padding that is as long as its " + FrameType.nameOf(type));
        }
        return padding;
    }

    private static void requireStream(int type, int stream) throws ConnectionError {
        if (stream == 0) {
            throw connection(ErrorCode.PROTOCOL_ERROR, FrameType.nameOf(type) + " on stream 0");
        }
    }

    private static void requireConnection(int type, int stream) throws ConnectionError {
        if (stream != 0) {
            throw connection(ErrorCode.PROTOCOL_ERROR, FrameType.nameOf(type) + " on stream " + stream);
        }
    }

    private static void requireLength(int type, int length, int wanted) throws ConnectionError {
        if (length != wanted) {
            throw connection(ErrorCode.FRAME_SIZE_ERROR, FrameType.nameOf(type) + " of " + length + " octets");
        }
    }

    private static ConnectionError connection(ErrorCode code, String reason) {
        return new ConnectionError(code, reason);
    }

    private ByteBuffer view(ByteBuffer in, int from, int end) {
        if (view == null || view.array() != in.array()) {
            view = in.duplicate();
        }
        return view.limit(end).position(from);
    }
}
