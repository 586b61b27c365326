package dev.weir.http2.connection;

import dev.weir.http.core.support.Spares;

/**
 * Where the connections of a server have the buffers from that they read into: a connection that waits holds none.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class InputBuffers {
    /** Enough for a usual request without content. */
    static final int SMALL = 1024;

    /** Holds the largest frame that is allowed by default with its head, and as much again. */
    public static final int LARGE = 2 * (16_384 + 9);

    private static final int KEPT = 256;

    private final Spares<InputBuffer> small = new Spares<>(KEPT);
    private final Spares<InputBuffer> large = new Spares<>(KEPT);

    InputBuffer takeSmall() {
        InputBuffer spare = small.take();
        return spare == null ? InputBuffer.of(SMALL) : spare;
    }

    InputBuffer takeLarge() {
        InputBuffer spare = large.take();
        return spare == null ? InputBuffer.of(LARGE) : spare;
    }

    /** Takes one back; of another size it is dropped. */
    void give(InputBuffer buffer) {
        switch (buffer.bytes().capacity()) {
            case SMALL -> small.give(buffer);
            case LARGE -> large.give(buffer);
            default -> {
                // it was made for a frame that is larger than usual
            }
        }
    }
}
