package dev.weir.http2.connection;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What was read from a connection and not handled. The array is returned to its pool while it is empty.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
public final class FrameInput {
    /** Holds the largest frame that is allowed by default with its head, and as much again. */
    public static final int SIZE = 2 * (16_384 + 9);

    /** The size of the buffer of an idle connection. */
    private static final int SMALL = 1024;

    private final Connection connection;
    private final BufferPool pool;
    private final MemoryShare memory;
    private final ByteBuffer small = ByteBuffer.allocate(SMALL).limit(0);
    /** From its position to its limit stands what was read. */
    private ByteBuffer bytes = small;
    /** What is counted for it; zero for the small one. */
    private int reserved;
    /** Whether the last read has brought so little that the next will hardly bring much. */
    private boolean light;

    public FrameInput(Connection connection, BufferPool pool) {
        this.connection = connection;
        this.pool = pool;
        this.memory = connection.memory();
    }

    public ByteBuffer bytes() {
        return bytes;
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

    private int read(int wanted, boolean idle, boolean waits) throws IOException {
        makeRoom(wanted, idle);
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
        if (n != 0) {
            light = n <= SMALL / 2;
        }
        return n;
    }

    /**
     * Makes room for a read. A connection that receives little may wait for long and does so with the small buffer;
     * where memory is scarce, with no more than the frame that has begun needs.
     */
    private void makeRoom(int wanted, boolean idle) throws ConnectionError {
        int held = bytes.remaining();
        boolean scarce = memory.scarce();
        if (held + wanted <= SMALL && (scarce || held == 0 && (idle || light))) {
            use(small);
            reserve(0);
        } else if (bytes == small && !scarce && reserve(pool.size())) {
            use(ByteBuffer.wrap(pool.take()));
        }
        if (held + wanted > bytes.capacity() && held == bytes.capacity()) {
            // A frame that is announced is not there yet: room is made for it as it comes.
            int room = Math.min(held + wanted, Math.max(SIZE, 2 * held));
            if (!reserve(room)) {
                memory.refused();
                throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "no memory for a frame that is this large");
            }
            use(ByteBuffer.allocate(room));
        } else if (bytes.position() > 0) {
            bytes.compact().flip();
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
    private void use(ByteBuffer next) {
        if (next != bytes) {
            ByteBuffer before = bytes;
            bytes = next.clear().put(before).flip();
            if (before != small) {
                pool.give(before.array());
            }
        }
    }
}
