package dev.weir.http2.connection;

import dev.weir.http.api.Headers;
import dev.weir.http2.field.ResponseFields;
import dev.weir.http2.frame.FrameSink;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.spi.OutboundFrame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has to send, while it waits in the scheduler.
 *
 * <p><b>Threads.</b> Made by the stream's writer; then guarded by the connection's lock.
 */
public abstract sealed class QueuedFrame implements OutboundFrame {
    final FrameSender sender;
    /** Whether it ends the stream's output. */
    public boolean end;

    private QueuedFrame(FrameSender sender, boolean end) {
        this.sender = sender;
        this.end = end;
    }

    @Override
    public final int stream() {
        return sender.id();
    }

    /** Returns what it counts of the most that a stream may queue. */
    public abstract int weight();

    /** Returns how much memory of ours it holds. */
    public abstract int held();

    /** A frame that no window delays. */
    abstract static sealed class NotFlowControlled extends QueuedFrame {
        private NotFlowControlled(FrameSender sender, boolean end) {
            super(sender, end);
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public int allowed() {
            return 0;
        }

        @Override
        public OutboundFrame split(int octets) {
            throw new IllegalArgumentException("only content has parts");
        }
    }

    /** Fields; they are compressed when they are sent, as the table depends on the order on the wire. */
    public static final class Fields extends NotFlowControlled {
        /** Fields are seldom larger. */
        private static final int WEIGHT = 512;

        /** The status, interim or final; 0 for trailers. */
        final int status;

        final Headers fields;
        /** The value of {@code content-length}; negative for none. */
        final long contentLength;

        final boolean date;

        public Fields(FrameSender sender, int status, Headers fields, long contentLength, boolean date, boolean end) {
            super(sender, end);
            this.status = status;
            this.fields = fields;
            this.contentLength = contentLength;
            this.date = date;
        }

        /** Adds the frame to others, compressed. */
        void putInto(FrameSink frames, ResponseFields encoder) {
            int start = FrameWriter.beginHeaders(frames, stream(), end);
            encoder.write(status, fields, contentLength, date, frames);
            FrameWriter.endHeaders(frames, start);
        }

        @Override
        public int weight() {
            return WEIGHT;
        }

        @Override
        public int held() {
            return WEIGHT;
        }
    }

    /** The abort of a response, after what the handler has sent before. */
    public static final class Abort extends NotFlowControlled {
        public Abort(FrameSender sender) {
            super(sender, false);
        }

        @Override
        public int weight() {
            return 0;
        }

        @Override
        public int held() {
            return 0;
        }
    }

    /** Content: a slice of an array or of a buffer, which must not change until it was sent. */
    public static final class Content extends QueuedFrame {
        /** Null where it is in a buffer. */
        private final byte @Nullable [] array;
        /** Null where it is in an array. */
        private final @Nullable ByteBuffer buffer;

        /** Whether the array is ours, and not the handler's. */
        private final boolean copied;

        private int from;
        int length;

        private Content(
                FrameSender sender,
                byte @Nullable [] array,
                @Nullable ByteBuffer buffer,
                boolean copied,
                int from,
                int length,
                boolean end) {
            super(sender, end);
            this.copied = copied;
            this.array = array;
            this.buffer = buffer;
            this.from = from;
            this.length = length;
        }

        public Content(FrameSender sender, byte[] array, int from, int length, boolean end) {
            this(sender, array, null, false, from, length, end);
        }

        /** Makes content of an array that is the engine's own. */
        public static Content copied(FrameSender sender, byte[] array) {
            return new Content(sender, array, null, true, 0, array.length, false);
        }

        /** Makes content of a buffer from its start on, whose position and limit must not change. */
        public Content(FrameSender sender, ByteBuffer buffer, int length) {
            this(sender, null, buffer, false, 0, length, false);
        }

        /** Adds the frame to a batch. */
        void putInto(WriteBatch batch) {
            if (array != null) {
                batch.data(stream(), array, from, length, end);
            } else {
                assert buffer != null : "content is in an array or in a buffer";
                batch.data(stream(), buffer, from, length, end);
            }
        }

        @Override
        public int weight() {
            return length;
        }

        @Override
        public int held() {
            return copied ? length : 0;
        }

        @Override
        public int size() {
            return length;
        }

        @Override
        public int allowed() {
            return Math.min(length, sender.sendable());
        }

        @Override
        public OutboundFrame split(int octets) {
            if (octets <= 0 || octets >= length) {
                throw new IllegalArgumentException(octets + " of " + length + " octets are no part of a frame");
            }
            Content first = new Content(sender, array, buffer, copied, from, octets, false);
            from += octets;
            length -= octets;
            return first;
        }
    }
}
