package dev.weir.http2.spi;

/**
 * Something that a stream has to send: a block of fields, or content, which may be long and is then cut into frames.
 *
 * <p><b>Threads.</b> As for the {@link WriteScheduler} that holds it.
 */
public interface OutboundFrame {
    /**
     * The stream that sends it.
     *
     * @return its id, above 0
     */
    int stream();

    /**
     * How much of it counts against the windows (RFC 9113 section 6.9.1).
     *
     * @return in octets; 0 for fields, and for an empty frame that only ends the stream
     */
    int size();

    /**
     * How much of it the windows and the largest frame let go now. A frame of {@linkplain #size() size} 0
     * may always go.
     *
     * @return in octets, from 0 to {@link #size()}
     */
    int allowed();

    /**
     * Takes the first octets off as a frame of its own; this one keeps the rest.
     *
     * @param octets how many, from 1 to {@code size() - 1}
     * @return the first part
     * @throws IllegalArgumentException for any other number
     */
    OutboundFrame split(int octets);
}
