package dev.weir.tls.spi;

/**
 * Thrown when the connection ends without the peer's {@code close_notify}: the data received may be truncated (RFC 8446
 * section 6.1).
 */
public final class TlsTruncatedException extends TlsException {
    private static final long serialVersionUID = 1;

    /** Creates the exception. */
    public TlsTruncatedException() {
        super("the connection ended without close_notify");
    }
}
