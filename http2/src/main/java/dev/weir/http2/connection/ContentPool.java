package dev.weir.http2.connection;

import dev.weir.http.core.support.Spares;

/**
 * The arrays that hold content which was received and not read. A connection's thread takes what its handlers' threads
 * give back, so that both begin to look at a place of the connection.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class ContentPool {
    /** Enough for most forms and messages. */
    public static final int SMALL = 4096;
    /** Holds the content of the largest frame that is allowed by default. */
    public static final int LARGE = 16_384;

    private static final int KEPT = 64;
    /** At most so many of a connection's arrays find a place, which is 1 MiB. */
    private static final int PROBES = 64;
    /** How far the places of two connections are apart. */
    private static final int APART = 17;

    private final Spares<byte[]> small = new Spares<>(KEPT, PROBES);
    private final Spares<byte[]> large = new Spares<>(KEPT, PROBES);

    /**
     * Takes an array, with whatever stands in it.
     *
     * @param size {@link #SMALL} or {@link #LARGE}
     * @param connection its number
     */
    public byte[] take(int size, long connection) {
        byte[] spare = of(size).take(place(connection));
        return spare == null ? new byte[size] : spare;
    }

    /** Takes an array back, from the connection that has taken it. */
    public void give(byte[] array, long connection) {
        of(array.length).give(array, place(connection));
    }

    private Spares<byte[]> of(int size) {
        return size == SMALL ? small : large;
    }

    private static int place(long connection) {
        return (int) connection * APART;
    }
}
