package dev.weir.http2.frame;

import dev.weir.http2.frame.FrameType.Scope;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.frame.Http2Exception.StreamError;
import dev.weir.http2.spi.StreamPriority.Dependency;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Parses frames (RFC 9113 sections 4 and 6), and checks all that needs no knowledge of the streams: lengths, padding,
 * which frames belong to a stream and which to the connection, and that nothing comes between the frames of a block of
 * fields. What it makes of a frame that breaks one of these rules is as large as the RFC has it: an error of the
 * stream, after which reading continues with the next frame, or one of the connection.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
public final class FrameReader {
    private static final int ID_MASK = 0x7fff_ffff;

    private static final int LARGEST_FRAME = 16_777_215;

    private final int maxFrameSize;
    /** Whether what is read are a server's frames, which may be promises. */
    private final boolean ofServer;
    /** The stream whose block of fields has begun and not ended; 0 when there is none. */
    private int blockOf;
    /** How much of a frame that is too long is still to be skipped. */
    private int toSkip;

    /**
     * Makes a reader.
     *
     * @param maxFrameSize the largest payload that we take
     */
    public FrameReader(int maxFrameSize) {
        this(maxFrameSize, false);
    }

    private FrameReader(int maxFrameSize, boolean ofServer) {
        this.maxFrameSize = maxFrameSize;
        this.ofServer = ofServer;
    }

    /** A reader of what a server sends. */
    public static FrameReader ofServer() {
        return new FrameReader(LARGEST_FRAME, true);
    }

    /** Returns how many bytes must be there, from the position on, for the next step; more may be there already. */
    public int needed(ByteBuffer in) {
        if (toSkip > 0) {
            return 1;
        }
        return in.remaining() < FrameSink.HEAD
                ? FrameSink.HEAD
                : FrameSink.HEAD + Math.min(length(in, in.position()), maxFrameSize);
    }

    /**
     * Returns the stream whose block of fields has begun and is not complete; 0 for none, negative where its id is
     * still to come.
     */
    public int withinFields(ByteBuffer in) {
        int at = in.position();
        if (blockOf != 0 || toSkip > 0 || in.remaining() < 4 || in.get(at + 3) != FrameType.HEADERS.code()) {
            return blockOf;
        }
        return in.remaining() < FrameSink.HEAD ? -1 : in.getInt(at + 5) & ID_MASK;
    }

    private static int length(ByteBuffer in, int at) {
        return (in.get(at) & 0xff) << 16 | (in.get(at + 1) & 0xff) << 8 | in.get(at + 2) & 0xff;
    }

    /** Returns the next frame, as {@link #next(ByteBuffer, ByteBuffer)} with a view of its own. */
    public @Nullable Frame next(ByteBuffer in) throws Http2Exception {
        return next(in, in.duplicate());
    }

    /**
     * Returns the next frame.
     *
     * @param in an array's buffer; its position moves after the frame
     * @param view another one of the same array, which shows the frame's payload until the next
     * @return null when the frame is not complete; the position has not moved then, but for what is skipped
     * @throws Http2Exception when the frame breaks a rule; the position is after it when that is an error of its
     *     stream
     */
    public @Nullable Frame next(ByteBuffer in, ByteBuffer view) throws Http2Exception {
        if (!skip(in) || in.remaining() < FrameSink.HEAD) {
            return null;
        }
        int head = in.position();
        int length = length(in, head);
        int code = in.get(head + 3) & 0xff;
        FrameType type = FrameType.of(code);
        int flags = in.get(head + 4) & 0xff;
        int stream = in.getInt(head + 5) & ID_MASK;
        if (blockOf != 0 && (type == null || type.scope() != Scope.FIELD_BLOCK || stream != blockOf)) {
            // section 6.10
            throw connection(
                    ErrorCode.PROTOCOL_ERROR,
                    FrameType.nameOf(code) + " within the block of fields of stream " + blockOf);
        }
        if (length > maxFrameSize) {
            throw tooLong(in, code, type, stream, length);
        }
        if (in.remaining() < FrameSink.HEAD + length) {
            return null;
        }
        int payload = head + FrameSink.HEAD;
        in.position(payload + length);
        if (type == null) {
            return new Frame.Unknown(code, stream, flags, length);
        }
        check(type, stream, length);
        return switch (type) {
            case DATA -> data(in, view, payload, length, flags, stream);
            case HEADERS -> headers(in, view, payload, length, flags, stream);
            case PRIORITY -> priority(in, payload, stream);
            case RST_STREAM -> new Frame.Reset(stream, in.getInt(payload));
            case SETTINGS -> settings(in, payload, length, flags);
            case PUSH_PROMISE -> promise(in, view, payload, length, flags, stream);
            case PING -> new Frame.Ping((flags & Flags.ACK) != 0, in.getLong(payload));
            case GOAWAY ->
                new Frame.GoAway(
                        in.getInt(payload) & ID_MASK,
                        in.getInt(payload + 4),
                        view.limit(payload + length).position(payload + 8));
            case WINDOW_UPDATE -> windowUpdate(in, payload, stream);
            case CONTINUATION -> continuation(view, payload, length, flags, stream);
            case PRIORITY_UPDATE -> priorityUpdate(in, view, payload, length);
        };
    }

    /** Checks what the type says of the stream and the length. */
    private void check(FrameType type, int stream, int length) throws Http2Exception {
        if (type == FrameType.PUSH_PROMISE && !ofServer) {
            // section 8.4: a client cannot push
            throw connection(ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE from a client");
        }
        boolean allowed = switch (type.scope()) {
            case STREAM -> stream != 0;
            case CONNECTION -> stream == 0;
            case EITHER -> true;
            case FIELD_BLOCK -> {
                if (blockOf == 0) {
                    throw connection(ErrorCode.PROTOCOL_ERROR, "CONTINUATION of nothing");
                }
                yield true;
            }
        };
        if (!allowed) {
            throw connection(ErrorCode.PROTOCOL_ERROR, type + " on stream " + stream);
        }
        if (!type.allowsLength(length)) {
            // section 6.3: that of PRIORITY is an error of its stream alone
            throw type == FrameType.PRIORITY
                    ? new StreamError(stream, ErrorCode.FRAME_SIZE_ERROR, badLength(type, length))
                    : connection(ErrorCode.FRAME_SIZE_ERROR, badLength(type, length));
        }
    }

    private static String badLength(FrameType type, int length) {
        return type + " of " + length + " octets";
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
    private Http2Exception tooLong(ByteBuffer in, int code, @Nullable FrameType type, int stream, int length) {
        String reason = FrameType.nameOf(code) + " of " + length + " octets, over " + maxFrameSize;
        if (stream == 0 || type == FrameType.SETTINGS || type != null && type.carriesFields()) {
            return connection(ErrorCode.FRAME_SIZE_ERROR, reason);
        }
        if (type == FrameType.DATA) {
            // What it counts against the connection's window would have to be counted too (section 6.9.1): not worth
            // it.
            return connection(ErrorCode.FRAME_SIZE_ERROR, reason);
        }
        toSkip = FrameSink.HEAD + length;
        skip(in);
        return new StreamError(stream, ErrorCode.FRAME_SIZE_ERROR, reason);
    }

    // ---- one type each

    private Frame data(ByteBuffer in, ByteBuffer view, int payload, int length, int flags, int stream)
            throws ConnectionError {
        int padding = padding(in, payload, length, flags, FrameType.DATA);
        int from = (flags & Flags.PADDED) != 0 ? payload + 1 : payload;
        return new Frame.Data(
                stream,
                (flags & Flags.END_STREAM) != 0,
                view.limit(payload + length - padding).position(from),
                length);
    }

    private Frame headers(ByteBuffer in, ByteBuffer view, int payload, int length, int flags, int stream)
            throws ConnectionError {
        int padding = padding(in, payload, length, flags, FrameType.HEADERS);
        int from = (flags & Flags.PADDED) != 0 ? payload + 1 : payload;
        int end = payload + length - padding;
        Dependency priority = null;
        if ((flags & Flags.PRIORITY) != 0) {
            if (end - from < 5) {
                throw connection(ErrorCode.FRAME_SIZE_ERROR, "HEADERS too short for their priority");
            }
            priority = dependency(in, from);
            from += 5;
        }
        boolean whole = (flags & Flags.END_HEADERS) != 0;
        if (!whole) {
            blockOf = stream;
        }
        return new Frame.Headers(
                stream,
                (flags & Flags.END_STREAM) != 0,
                whole,
                priority,
                view.limit(end).position(from));
    }

    private Frame promise(ByteBuffer in, ByteBuffer view, int payload, int length, int flags, int stream)
            throws ConnectionError {
        int padding = padding(in, payload, length, flags, FrameType.PUSH_PROMISE);
        int from = (flags & Flags.PADDED) != 0 ? payload + 1 : payload;
        int end = payload + length - padding;
        if (end - from < 4) {
            throw connection(ErrorCode.FRAME_SIZE_ERROR, "PUSH_PROMISE too short for what it promises");
        }
        boolean whole = (flags & Flags.END_HEADERS) != 0;
        if (!whole) {
            blockOf = stream;
        }
        return new Frame.Promise(
                stream, whole, in.getInt(from) & ID_MASK, view.limit(end).position(from + 4));
    }

    private Frame continuation(ByteBuffer view, int payload, int length, int flags, int stream) {
        boolean whole = (flags & Flags.END_HEADERS) != 0;
        if (whole) {
            blockOf = 0;
        }
        return new Frame.Continuation(
                stream, whole, view.limit(payload + length).position(payload));
    }

    private static Frame priority(ByteBuffer in, int payload, int stream) throws Http2Exception {
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

    private static Frame settings(ByteBuffer in, int payload, int length, int flags) throws ConnectionError {
        if ((flags & Flags.ACK) != 0) {
            if (length != 0) {
                throw connection(ErrorCode.FRAME_SIZE_ERROR, badLength(FrameType.SETTINGS, length));
            }
            return new Frame.SettingsAck();
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

    private static Frame windowUpdate(ByteBuffer in, int payload, int stream) throws Http2Exception {
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

    private Frame priorityUpdate(ByteBuffer in, ByteBuffer view, int payload, int length) throws ConnectionError {
        int prioritized = in.getInt(payload) & ID_MASK;
        if (prioritized == 0) {
            throw connection(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE of no stream");
        }
        return new Frame.PriorityUpdate(
                prioritized, view.limit(payload + length).position(payload + 4));
    }

    // ---- rules that several have

    /** Returns the octets of padding (section 6.1), without the one that counts them. */
    private static int padding(ByteBuffer in, int payload, int length, int flags, FrameType type)
            throws ConnectionError {
        if ((flags & Flags.PADDED) == 0) {
            return 0;
        }
        if (length == 0) {
            throw connection(ErrorCode.FRAME_SIZE_ERROR, type + " too short for its padding");
        }
        int padding = in.get(payload) & 0xff;
        if (padding >= length) {
            throw connection(ErrorCode.PROTOCOL_ERROR, "padding that is as long as its " + type);
        }
        return padding;
    }

    private static ConnectionError connection(ErrorCode code, String reason) {
        return new ConnectionError(code, reason);
    }
}
