package dev.weir.http2;

import dev.weir.http.core.internal.BufferPool;
import dev.weir.http.core.spi.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What has been read from a connection and not yet dealt with. The array is given back while nothing is there.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
final class FrameInput {
    /** Holds the largest frame that is allowed by default with its head, and as much again. */
    static final int SIZE = 2 * (16_384 + 9);

    /** What an idle connection waits with. */
    private static final int SMALL = 1024;

    private final Connection connection;
    private final BufferPool pool;
    private final ByteBuffer small = ByteBuffer.allocate(SMALL).limit(0);
    /** From its position to its limit stands what was read. */
    private ByteBuffer bytes = small;

    FrameInput(Connection connection, BufferPool pool) {
        this.connection = connection;
        this.pool = pool;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Reads more, waiting until something comes.
     *
     * @param wanted how much is to find room behind what is there already; where it is much, as it comes
     * @param idle whether it may take long, so that as little as possible is to be held meanwhile
     * @return false at the end
     */
    boolean fill(int wanted, boolean idle) throws IOException {
        makeRoom(wanted, idle);
        int from = bytes.position();
        int end = bytes.limit();
        bytes.limit(bytes.capacity()).position(end);
        int n;
        try {
            n = connection.read(bytes);
        } finally {
            end = bytes.position();
            bytes.position(from).limit(end);
        }
        return n >= 0;
    }

    private void makeRoom(int wanted, boolean idle) {
        int held = bytes.remaining();
        if (idle && held == 0 && wanted <= SMALL) {
            use(small);
        } else if (bytes == small) {
            use(ByteBuffer.wrap(pool.take()));
        }
        if (held + wanted > bytes.capacity() && held == bytes.capacity()) {
            // A frame that is announced is not there yet: room is made for it as it comes.
            use(ByteBuffer.allocate(Math.min(held + wanted, Math.max(SIZE, 2 * held))));
        } else if (bytes.position() > 0) {
            bytes.compact().flip();
        }
    }

    /** Goes on with another buffer, taking what is there along, and gives the one before back. */
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
