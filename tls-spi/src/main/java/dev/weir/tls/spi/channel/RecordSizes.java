package dev.weir.tls.spi.channel;

/**
 * The sizes of the records that a connection sends. The first ones of a burst fit into one packet each, so that the
 * client can decrypt each on arrival; the later ones have the maximum size, which is cheapest.
 *
 * <p><b>Threads.</b> Guarded by the connection's write lock.
 */
final class RecordSizes {
    /** 1,460 bytes of TCP over IPv4, minus the overhead of IPv6, options, record header and tag. */
    static final int FIRST = 1_369;
    /**
     * The maximum plaintext of a record (RFC 8446 section 5.1), less what the JDK reserves in TLS 1.3 for the type and
     * for padding: given more, it leaves 17 bytes over.
     */
    static final int FULL = 16_384 - 17;

    /** The bytes of a burst that are sent in small records. */
    private static final int SMALL_BYTES = 16 * FIRST;
    /** The pause that begins a new burst: after it TCP has reduced the congestion window. */
    private static final long PAUSE_NANOS = 1_000_000_000L;

    /** The bytes sent in this burst, counted up to the bound. */
    private int burst;

    /** The time of the last write, as {@link System#nanoTime}. */
    private long writtenAt;

    /** Begins a write at a time, as {@link System#nanoTime}. */
    void begin(long now) {
        if (now - writtenAt > PAUSE_NANOS) {
            burst = 0;
        }
        writtenAt = now;
    }

    /** Returns the maximum plaintext of the next record. */
    int next() {
        return burst < SMALL_BYTES ? FIRST : FULL;
    }

    /** Counts a record that was sent. */
    void sent(int bytes) {
        burst = Math.min(burst, SMALL_BYTES) + bytes;
    }
}
