package dev.weir.http2.connection;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What was read from a connection and not handled. While there is nothing, and nothing is read, it holds no buffer.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
public final class FrameInput {
    /** In place of a buffer. */
    private static final InputBuffer NONE = InputBuffer.of(0);

    private final Connection connection;
    private final InputBuffers pool;
    private final MemoryShare memory;

    private InputBuffer buffer = NONE;
    /** What is counted for it; zero for a small one. */
    private int reserved;
    /** Whether the last read has brought so little that the next will hardly bring much. */
    private boolean light;
    /** Whether it has brought as much as there was room for, so that more has come most likely. */
    private boolean filled;

    public FrameInput(Connection connection, InputBuffers pool) {
        this.connection = connection;
        this.pool = pool;
        this.memory = connection.memory();
    }

    /** From its position to its limit stands what was read. */
    public ByteBuffer bytes() {
        return buffer.bytes();
    }

    /** A view of that array, which shows one payload after the other. */
    public ByteBuffer view() {
        return buffer.view();
    }

    /**
     * Reads more, waiting until something comes.
     *
     * @param wanted how much room there must be after what was read; where it is much, room is made as it comes
     * @param idle whether it may take long, so that as little as possible is to be held meanwhile
     * @return false at the end
     */
    public boolean fill(int wanted, boolean idle) throws IOException {
        return read(wanted, idle, true) >= 0;
    }

    /**
     * Reads what has come, where a loop serves the connection without waiting.
     *
     * @param wanted as of {@link #fill}
     * @param idle as of {@link #fill}
     * @return how much; 0 for nothing; -1 at the end
     */
    public int receive(int wanted, boolean idle) throws IOException {
        return read(wanted, idle, false);
    }

    /** Returns whether the last read has brought as much as there was room for, so that more has come most likely. */
    public boolean filled() {
        return filled;
    }

    private int read(int wanted, boolean idle, boolean waits) throws IOException {
        makeRoom(wanted, idle);
        ByteBuffer bytes = bytes();
        int from = bytes.position();
        int end = bytes.limit();
        bytes.limit(bytes.capacity()).position(end);
        int n;
        try {
            n = waits ? connection.read(bytes) : connection.receive(bytes);
        } finally {
            end = bytes.position();
            bytes.position(from).limit(end);
        }
        filled = bytes.limit() == bytes.capacity();
        if (n != 0) {
            light = n <= InputBuffers.SMALL / 2;
        }
        return n;
    }

    /**
     * Makes room for a read. A connection that receives little may wait for long and does so with the small buffer;
     * where memory is scarce, with no more than the frame that has begun needs.
     */
    private void makeRoom(int wanted, boolean idle) throws ConnectionError {
        int held = bytes().remaining();
        boolean scarce = memory.scarce();
        if (held + wanted <= InputBuffers.SMALL && (scarce || held == 0 && (idle || light))) {
            if (bytes().capacity() != InputBuffers.SMALL) {
                use(pool.takeSmall());
            }
            reserve(0);
        } else if (bytes().capacity() <= InputBuffers.SMALL && !scarce && reserve(InputBuffers.LARGE)) {
            use(pool.takeLarge());
        } else if (buffer == NONE) {
            use(pool.takeSmall());
        }
        ByteBuffer bytes = bytes();
        if (held + wanted > bytes.capacity() && held == bytes.capacity()) {
            // A frame that is announced is not there yet: room is made for it as it comes.
            int room = Math.min(held + wanted, Math.max(InputBuffers.LARGE, 2 * held));
            if (!reserve(room)) {
                memory.refused();
                throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "no memory for a frame that is this large");
            }
            use(InputBuffer.of(room));
        } else if (bytes.position() > 0) {
            bytes.compact().flip();
        }
    }

    /** Gives the buffer back if nothing stands in it: the connection waits for its client. */
    public void rest() {
        if (buffer != NONE && !bytes().hasRemaining()) {
            use(NONE);
            reserve(0);
        }
    }

    /** Counts for a buffer of that size in place of the one before; false when there is not so much memory. */
    private boolean reserve(int size) {
        if (size <= reserved) {
            memory.release(reserved - size);
        } else if (!memory.reserve(size - reserved)) {
            return false;
        }
        reserved = size;
        return true;
    }

    /** Releases the memory, as the connection has ended. */
    public void end() {
        reserve(0);
    }

    /** Continues with another buffer, copies what is there, and returns the one before to the pool. */
    private void use(InputBuffer next) {
        InputBuffer before = buffer;
        buffer = next;
        if (before.bytes().hasRemaining()) {
            next.bytes().clear().put(before.bytes()).flip();
        } else if (next != NONE) {
            next.bytes().clear().limit(0);
        }
        pool.give(before);
    }
}
