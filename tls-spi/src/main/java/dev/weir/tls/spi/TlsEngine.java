package dev.weir.tls.spi;

import java.nio.ByteBuffer;

/**
 * The TLS state of one connection: transforms plaintext into records and records into plaintext, without a socket.
 *
 * <p>During the handshake the caller performs what {@link #needs} returns, until that is {@link TlsStatus#OK}; then it
 * wraps data to send and unwraps received records. After a {@link TlsException} the only call allowed is {@link #wrap},
 * until it produces nothing: that is the alert for the peer.
 *
 * <p><b>Threads.</b> One thread may unwrap while another wraps. No other calls are concurrent, except {@link #needs}.
 */
public interface TlsEngine {
    /**
     * Returns what the engine needs for its next step.
     *
     * @return {@code NEED_UNWRAP}, {@code NEED_WRAP}, {@code NEED_TASK}, or {@code OK} for nothing
     */
    TlsStatus needs();

    /**
     * Decrypts one record of the peer.
     *
     * @param in received records; one is consumed
     * @param out receives the record's plaintext, if any
     * @return the result
     * @throws TlsException when the peer violates the protocol, or the handshake fails
     */
    TlsStatus unwrap(ByteBuffer in, ByteBuffer out) throws TlsException;

    /**
     * Produces one record for the peer: application data, a handshake message or an alert.
     *
     * @param in buffers with plaintext, consumed in order, as much as one record can contain
     * @param from the index of the first buffer
     * @param count the number of buffers
     * @param out receives the record; should have {@link #packetSize} bytes remaining
     * @return the result
     * @throws TlsException when the engine has failed
     */
    TlsStatus wrap(ByteBuffer[] in, int from, int count, ByteBuffer out) throws TlsException;

    /** Performs the expensive work that the engine has to do, on the calling thread. */
    void runTasks();

    /**
     * Returns the maximum size of a record.
     *
     * @return the size in bytes
     */
    int packetSize();

    /**
     * Updates the keys for sending, and requests the same of the peer (RFC 8446 section 4.6.3); the message goes out
     * with the next {@link #wrap}. Called by the thread that wraps, after the handshake.
     *
     * @throws UnsupportedOperationException when the provider does not have {@link
     *     TlsCapabilities.Feature#KEY_UPDATE}, or the connection's version is not 1.3
     * @throws TlsException when the engine has failed
     */
    default void updateKeys() throws TlsException {
        throw new UnsupportedOperationException("this provider does not update keys");
    }

    /** Closes the outbound direction: the next {@link #wrap} produces {@code close_notify}. */
    void closeOutbound();

    /**
     * Returns whether all records to send, including the last alert, were wrapped.
     *
     * @return whether the outbound direction is done
     */
    boolean outboundDone();

    /**
     * Returns what the handshake negotiated.
     *
     * @return the session; undefined before the end of the handshake
     */
    TlsSessionInfo session();
}
