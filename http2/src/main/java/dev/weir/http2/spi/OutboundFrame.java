package dev.weir.http2.spi;

/**
 * What a stream has to send: a block of fields, or content, which may be long and is then split into frames.
 *
 * <p><b>Threads.</b> As for the {@link WriteScheduler} that holds it.
 */
public interface OutboundFrame {
    /**
     * Returns the stream that sends it.
     *
     * @return its id, above 0
     */
    int stream();

    /**
     * Returns how much of it counts against the windows (RFC 9113 section 6.9.1).
     *
     * @return in octets; 0 for fields, and for an empty frame that only ends the stream
     */
    int size();

    /**
     * Returns how much of it the windows and the largest frame size allow to be sent now. A frame of
     * {@linkplain #size() size} 0 may always be sent.
     *
     * @return in octets, from 0 to {@link #size()}
     */
    int allowed();

    /**
     * Splits the first octets off as a frame of their own; this one keeps the rest.
     *
     * @param octets how many, from 1 to {@code size() - 1}
     * @return the first part
     * @throws IllegalArgumentException for any other number
     */
    OutboundFrame split(int octets);
}
