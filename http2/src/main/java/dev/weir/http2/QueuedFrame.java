package dev.weir.http2;

import dev.weir.http.api.Headers;
import dev.weir.http2.spi.OutboundFrame;
import java.nio.ByteBuffer;

/**
 * What a stream has to send, until the scheduler lets it go.
 *
 * <p><b>Threads.</b> Made by the stream's writer; from then on guarded by the connection's lock.
 */
abstract sealed class QueuedFrame implements OutboundFrame {
    final Http2Stream stream;
    /** Whether the stream's output ends with it. */
    boolean end;

    private QueuedFrame(Http2Stream stream, boolean end) {
        this.stream = stream;
        this.end = end;
    }

    @Override
    public final int stream() {
        return stream.id;
    }

    /** What it counts for against the most that a stream may have waiting. */
    abstract int weight();

    /** How much memory of ours waits in it. */
    abstract int held();

    /** What no window holds back. */
    abstract static sealed class NotFlowControlled extends QueuedFrame {
        private NotFlowControlled(Http2Stream stream, boolean end) {
            super(stream, end);
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

    /** Fields; they are compressed when they go out, as the order on the wire is what the table follows. */
    static final class Fields extends NotFlowControlled {
        /** Fields are seldom larger. */
        private static final int WEIGHT = 512;

        /** The status, interim or final; 0 for trailers. */
        final int status;

        final Headers fields;
        /** What {@code content-length} is to say; negative for none. */
        final long contentLength;

        final boolean date;

        Fields(Http2Stream stream, int status, Headers fields, long contentLength, boolean date, boolean end) {
            super(stream, end);
            this.status = status;
            this.fields = fields;
            this.contentLength = contentLength;
            this.date = date;
        }

        @Override
        int weight() {
            return WEIGHT;
        }

        @Override
        int held() {
            return WEIGHT;
        }
    }

    /** The end of a response that is cut off, behind what the handler has sent before. */
    static final class Abort extends NotFlowControlled {
        Abort(Http2Stream stream) {
            super(stream, false);
        }

        @Override
        int weight() {
            return 0;
        }

        @Override
        int held() {
            return 0;
        }
    }

    /** Content: a slice of an array or of a buffer, which nobody may change until it has gone out. */
    static final class Content extends QueuedFrame {
        /** Null where it is in a buffer. */
        private final byte[] array;
        /** Null where it is in an array. */
        private final ByteBuffer buffer;

        /** Whether the array is ours, and not the handler's. */
        private final boolean copied;

        private int from;
        int length;

        private Content(
                Http2Stream stream,
                byte[] array,
                ByteBuffer buffer,
                boolean copied,
                int from,
                int length,
                boolean end) {
            super(stream, end);
            this.copied = copied;
            this.array = array;
            this.buffer = buffer;
            this.from = from;
            this.length = length;
        }

        Content(Http2Stream stream, byte[] array, int from, int length, boolean end) {
            this(stream, array, null, false, from, length, end);
        }

        /** Content in an array that was made for it. */
        static Content copied(Http2Stream stream, byte[] array) {
            return new Content(stream, array, null, true, 0, array.length, false);
        }

        /** Content from the buffer's start on, whose position and limit nobody moves. */
        Content(Http2Stream stream, ByteBuffer buffer, int length) {
            this(stream, null, buffer, false, 0, length, false);
        }

        /** Puts its frame among what goes out next. */
        void putInto(WriteBatch batch) {
            if (array != null) {
                batch.data(stream.id, array, from, length, end);
            } else {
                batch.data(stream.id, buffer, from, length, end);
            }
        }

        @Override
        int weight() {
            return length;
        }

        @Override
        int held() {
            return copied ? length : 0;
        }

        @Override
        public int size() {
            return length;
        }

        @Override
        public int allowed() {
            return Math.min(length, stream.sendable());
        }

        @Override
        public OutboundFrame split(int octets) {
            if (octets <= 0 || octets >= length) {
                throw new IllegalArgumentException(octets + " of " + length + " octets are no part of a frame");
            }
            Content first = new Content(stream, array, buffer, copied, from, octets, false);
            from += octets;
            length -= octets;
            return first;
        }
    }
}
