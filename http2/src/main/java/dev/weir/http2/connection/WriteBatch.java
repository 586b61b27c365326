package dev.weir.http2.connection;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.DirectBuffers;
import dev.weir.http2.frame.FrameSink;
import dev.weir.http2.frame.FrameWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one write carries: frames in an array, and content of some size, with all that comes before more of it, in a
 * buffer outside of the heap. On the wire the first part of the frames is before that buffer, and the rest after it.
 *
 * <p><b>Threads.</b> As its owner's: guarded by the connection's lock while it is filled, and owned by the writing
 * thread then.
 */
final class WriteBatch {
    /** How much is put together in an array. */
    private static final int ARRAY_SIZE = 65_536;
    /**
     * How much is put together in a buffer outside of the heap: 64 KiB cost a sixth more, and with 256 KiB the content
     * has left the processor's cache when it is sent.
     */
    private static final int DIRECT_SIZE = 96 * 1024;
    /** Six frames of the usual size with their heads, and what else goes out with them. */
    static final int BUFFER_SIZE = 128 * 1024;
    /** Content that is worth it. */
    private static final int LARGE = 4096;

    /** Frames of all kinds; content that is large is elsewhere if it can be. */
    final FrameSink frames;

    /** Null where nothing is to be had of it, as over TLS. */
    private final @Nullable DirectBuffers buffers;
    /** Null when there is none. */
    private @Nullable ByteBuffer content;
    /** How many octets of the frames go ahead of the content. */
    private int ahead;

    /**
     * Makes one.
     *
     * @param buffers null for none
     * @param size how much its array holds before it grows
     */
    WriteBatch(@Nullable DirectBuffers buffers, int size) {
        this.buffers = buffers;
        this.frames = new FrameSink(size);
    }

    int length() {
        return content == null ? frames.length() : frames.length() + content.position();
    }

    boolean isEmpty() {
        return length() == 0;
    }

    /** Returns whether it is time to write. */
    boolean full() {
        return content == null ? frames.length() >= ARRAY_SIZE : length() >= DIRECT_SIZE;
    }

    /** Returns whether it is worth a write of its own. */
    boolean large() {
        return length() >= DIRECT_SIZE / 2;
    }

    /** Returns whether content of some length could be added before it is full. */
    boolean hasRoomFor(int octets) {
        return length() + octets <= (buffers == null ? ARRAY_SIZE : DIRECT_SIZE);
    }

    /** Adds a frame of content from an array. */
    void data(int stream, byte[] from, int at, int count, boolean end) {
        ByteBuffer target = beginData(stream, count, end);
        if (target != null) {
            target.put(from, at, count);
        } else {
            frames.put(from, at, count);
        }
    }

    /** Adds a frame of content from a buffer, whose position is ignored. */
    void data(int stream, ByteBuffer from, int at, int count, boolean end) {
        ByteBuffer target = beginData(stream, count, end);
        if (target != null) {
            target.put(target.position(), from, at, count).position(target.position() + count);
        } else {
            frames.put(from, at, count);
        }
    }

    /** Adds the head of a frame; returns the buffer that takes its payload, null where that follows the frames. */
    private @Nullable ByteBuffer beginData(int stream, int count, boolean end) {
        FrameWriter.dataHead(frames, stream, count, end);
        ByteBuffer target = count < LARGE ? null : room(count);
        if (target != null) {
            // The head, and before it all that followed the content that is there.
            target.put(frames.array(), ahead, frames.length() - ahead);
            frames.truncate(ahead);
        }
        return target;
    }

    /** Returns the buffer for content, with room for as much after the frames before it; null for none. */
    private @Nullable ByteBuffer room(int count) {
        if (content == null) {
            content = buffers == null || count > BUFFER_SIZE / 2 ? null : buffers.take();
            ahead = content == null ? 0 : frames.length() - FrameSink.HEAD;
        }
        return content != null && content.remaining() >= frames.length() - ahead + count ? content : null;
    }

    /** Writes it all. */
    void writeTo(Connection transport) throws IOException {
        if (content == null) {
            transport.write(ByteBuffer.wrap(frames.array(), 0, frames.length()));
        } else {
            transport.write(parts());
        }
    }

    /** Returns what is there, in order. */
    ByteBuffer[] parts() {
        ByteBuffer[] parts = new ByteBuffer[content == null ? 1 : 3];
        parts[0] = ByteBuffer.wrap(frames.array(), 0, content == null ? frames.length() : ahead);
        if (content != null) {
            parts[1] = content.duplicate().flip();
            parts[2] = ByteBuffer.wrap(frames.array(), ahead, frames.length() - ahead);
        }
        return parts;
    }

    /** Empties it. */
    void clear() {
        frames.clear();
        if (buffers != null && content != null) {
            buffers.give(content);
            content = null;
        }
    }
}
