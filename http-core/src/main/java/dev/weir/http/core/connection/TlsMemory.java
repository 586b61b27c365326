package dev.weir.http.core.connection;

import dev.weir.http.core.spi.MemoryShare;
import java.util.function.IntPredicate;

/**
 * What TLS holds of a connection's share: records that are not whole, and data in clear that was not read. The channel
 * has no end of its own, so the connection's end gives all of it back.
 *
 * <p><b>Threads.</b> Guarded by itself: one thread reads while another may close.
 */
final class TlsMemory implements IntPredicate {
    private final MemoryShare share;
    private int held;
    private boolean ended;

    TlsMemory(MemoryShare share) {
        this.share = share;
    }

    /** Takes so many bytes more, or gives them back where they are negative; false when there are not so many. */
    @Override
    public synchronized boolean test(int bytes) {
        if (ended) {
            return true;
        }
        if (bytes < 0) {
            share.release(-bytes);
        } else if (!share.reserve(bytes)) {
            share.refused();
            return false;
        }
        held += bytes;
        return true;
    }

    /** The connection has ended. */
    synchronized void end() {
        ended = true;
        share.release(held);
        held = 0;
    }
}
