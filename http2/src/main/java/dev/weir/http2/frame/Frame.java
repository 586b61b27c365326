package dev.weir.http2.frame;

import dev.weir.http2.spi.StreamPriority.Dependency;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame (RFC 9113 section 6), checked for all that needs no knowledge of the streams.
 *
 * <p>Buffers are views of what was read. They are good until the next frame is read, and must be read only.
 */
public sealed interface Frame {
    /** The stream that it belongs to; 0 for the connection. */
    int stream();

    /**
     * Section 6.1.
     *
     * @param flowLength what the windows count: the whole payload, padding with it
     */
    record Data(int stream, boolean endStream, ByteBuffer content, int flowLength) implements Frame {}

    /**
     * Section 6.2.
     *
     * @param priority null where it says nothing of it
     */
    record Headers(
            int stream,
            boolean endStream,
            boolean endHeaders,
            @Nullable Dependency priority,
            ByteBuffer fragment) implements Frame {}

    /** Section 6.3. */
    record Priority(int stream, Dependency priority) implements Frame {}

    /** RST_STREAM, section 6.4. */
    record Reset(int stream, int code) implements Frame {}

    /** Section 6.5: identifiers and values, in their order. */
    record Settings(int[] ids, long[] values) implements Frame {
        @Override
        public int stream() {
            return 0;
        }

        public int count() {
            return ids.length;
        }

        public int id(int index) {
            return ids[index];
        }

        public long value(int index) {
            return values[index];
        }
    }

    /** SETTINGS with ACK, section 6.5.3. */
    record SettingsAck() implements Frame {
        @Override
        public int stream() {
            return 0;
        }
    }

    /** Section 6.7. */
    record Ping(boolean ack, long data) implements Frame {
        @Override
        public int stream() {
            return 0;
        }
    }

    /** Section 6.8. */
    record GoAway(int lastStream, int code, ByteBuffer debug) implements Frame {
        @Override
        public int stream() {
            return 0;
        }
    }

    /** Section 6.9. */
    record WindowUpdate(int stream, int increment) implements Frame {}

    /** Section 6.10. */
    record Continuation(int stream, boolean endHeaders, ByteBuffer fragment) implements Frame {}

    /**
     * RFC 9218 section 7.1.
     *
     * @param prioritized the stream that it is about
     * @param value what the field {@code priority} would say
     */
    record PriorityUpdate(int prioritized, ByteBuffer value) implements Frame {
        @Override
        public int stream() {
            return 0;
        }
    }

    /** PUSH_PROMISE, section 6.6: clients never send it, but a trace shows ours. */
    record Promise(int stream, boolean endHeaders, int promised, ByteBuffer fragment) implements Frame {}

    /** A frame of a type that we do not know, to be passed over (section 4.1). */
    record Unknown(int type, int stream, int flags, int length) implements Frame {}
}
