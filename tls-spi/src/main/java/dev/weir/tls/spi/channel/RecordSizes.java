package dev.weir.tls.spi.channel;

/**
 * How large the records are that a connection sends. The first of a burst are small, so that each fits into a packet and
 * the client can use it as soon as that is there; then they are as large as TLS has them, which costs least.
 *
 * <p><b>Threads.</b> Guarded by the connection's write lock.
 */
final class RecordSizes {
    /** 1,460 bytes of TCP over IPv4, less what IPv6, options, record and tag take. */
    static final int FIRST = 1_369;
    /** The most that a record holds (RFC 8446 section 5.1). */
    static final int FULL = 16_384;

    /** After so much, a client has enough to begin with. */
    private static final int SMALL_ONES = 16 * FIRST;
    /** A pause that begins a new burst: by then a connection's congestion window has shrunk. */
    private static final long PAUSE_NANOS = 1_000_000_000L;

    /** How much the burst has had, up to the bound; and when it was written to last. */
    private int burst;

    private long writtenAt;

    /** Something is written, at a time as {@link System#nanoTime} has it. */
    void begin(long now) {
        if (now - writtenAt > PAUSE_NANOS) {
            burst = 0;
        }
        writtenAt = now;
    }

    /** The most that the next record is to hold. */
    int next() {
        return burst < SMALL_ONES ? FIRST : FULL;
    }

    void sent(int octets) {
        burst = Math.min(burst, SMALL_ONES) + octets;
    }
}
