package dev.weir.tls.spi;

import java.nio.ByteBuffer;

/**
 * One connection's TLS, as a machine that turns buffers into buffers.
 *
 * <p>Whoever runs it asks {@link #needs} during the handshake and does as it says, until that is {@link TlsStatus#OK}.
 * Then it wraps what is to be sent and unwraps what was received. After a {@link TlsException} the engine can only be
 * asked to {@link #wrap} until nothing more comes: that is the alert for the peer.
 *
 * <p><b>Threads.</b> One thread may unwrap while another wraps. Nothing else is done at the same time, but for
 * {@link #needs}.
 */
public interface TlsEngine {
    /**
     * What the engine needs before it can go on.
     *
     * @return {@code NEED_UNWRAP}, {@code NEED_WRAP}, {@code NEED_TASK}, or {@code OK} when it needs nothing
     */
    TlsStatus needs();

    /**
     * Takes one record of the peer's.
     *
     * @param in records; what was used is consumed
     * @param out takes the data in clear, if the record held any
     * @return what came of it
     * @throws TlsException where the peer breaks the protocol, or the handshake fails
     */
    TlsStatus unwrap(ByteBuffer in, ByteBuffer out) throws TlsException;

    /**
     * Makes one record for the peer, of data, or of what the handshake has to say.
     *
     * @param in buffers with data in clear, taken in order, as many as one record holds; what was used is consumed
     * @param from the first buffer to take
     * @param count how many of them
     * @param out takes the record; should have room for {@link #packetSize} bytes
     * @return what came of it
     * @throws TlsException where the engine has failed
     */
    TlsStatus wrap(ByteBuffer[] in, int from, int count, ByteBuffer out) throws TlsException;

    /** Does the expensive work that the engine asks for, on the calling thread. */
    void runTasks();

    /**
     * The most bytes that a record takes.
     *
     * @return bytes
     */
    int packetSize();

    /**
     * Has new keys made for what is sent from now on, and the peer asked to do the same (RFC 8446 section 4.6.3): needs
     * a {@link #wrap} to be told. Called by the thread that wraps, once the handshake is over.
     *
     * @throws UnsupportedOperationException when the provider does not have {@link
     *     TlsCapabilities.Feature#KEY_UPDATE}, or the version of the connection is not 1.3
     * @throws TlsException when the engine has failed
     */
    default void updateKeys() throws TlsException {
        throw new UnsupportedOperationException("keys are not updated by this provider");
    }

    /** Ends what we send: the next {@link #wrap} gives the {@code close_notify}. */
    void closeOutbound();

    /**
     * Whether everything that was to be sent, the last alert too, has been wrapped.
     *
     * @return true from then on
     */
    boolean outboundDone();

    /**
     * What the handshake has agreed on.
     *
     * @return the session; meaningful once the handshake is over
     */
    TlsSessionInfo session();
}
