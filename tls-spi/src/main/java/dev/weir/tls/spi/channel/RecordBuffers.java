package dev.weir.tls.spi.channel;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A pool of buffers for records, shared by all connections, so that no connection holds one while it waits.
 *
 * <p><b>Threads.</b> Thread-safe without locks.
 */
final class RecordBuffers {
    /** The records of a write to the channel below. */
    private static final int RECORDS = 4;
    /** A full record is begun only where there is room for the largest, {@code SSLSession.getPacketBufferSize()}. */
    private static final int SIZE = RECORDS * 16_709;

    private static final int SLOTS = 64;
    private static final int PROBES = 4;
    private static final AtomicReferenceArray<ByteBuffer> SPARE = new AtomicReferenceArray<>(SLOTS);

    private RecordBuffers() {}

    static ByteBuffer take() {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < PROBES; i++) {
            ByteBuffer spare = SPARE.getAndSet(start + i & SLOTS - 1, null);
            if (spare != null) {
                return spare;
            }
        }
        return ByteBuffer.allocate(SIZE);
    }

    static void give(ByteBuffer buffer) {
        buffer.clear();
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < PROBES; i++) {
            if (SPARE.compareAndSet(start + i & SLOTS - 1, null, buffer)) {
                return;
            }
        }
    }
}
