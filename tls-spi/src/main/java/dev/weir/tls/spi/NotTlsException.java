package dev.weir.tls.spi;

/** What the peer sent first is no TLS record; it may be plain HTTP. */
public final class NotTlsException extends TlsException {
    private static final long serialVersionUID = 1;

    /** What came. */
    private final byte[] firstBytes;

    /**
     * Makes the exception.
     *
     * @param firstBytes what came; copied
     */
    public NotTlsException(byte[] firstBytes) {
        super("the first bytes are no TLS record");
        this.firstBytes = firstBytes.clone();
    }

    /**
     * What came.
     *
     * @return the bytes; none when the peer left without a word; a copy
     */
    public byte[] firstBytes() {
        return firstBytes.clone();
    }
}
