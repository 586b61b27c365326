package dev.weir.tls.spi;

/** Thrown when the first bytes of the peer are not a TLS record; they may be plain HTTP. */
public final class NotTlsException extends TlsException {
    private static final long serialVersionUID = 1;

    /** The bytes received. */
    private final byte[] firstBytes;

    /**
     * Creates the exception.
     *
     * @param firstBytes the bytes received; copied
     */
    public NotTlsException(byte[] firstBytes) {
        super("the first bytes are not a TLS record");
        this.firstBytes = firstBytes.clone();
    }

    /**
     * Returns the bytes received.
     *
     * @return a copy; empty when the peer closed the connection without sending any
     */
    public byte[] firstBytes() {
        return firstBytes.clone();
    }
}
