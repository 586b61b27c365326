package dev.weir.tls.spi;

/**
 * The connection ended without the peer's {@code close_notify}, so that what was received may not be all that was sent
 * (RFC 8446 section 6.1).
 */
public final class TlsTruncatedException extends TlsException {
    private static final long serialVersionUID = 1;

    /** Makes the exception. */
    public TlsTruncatedException() {
        super("the connection ended without a close_notify");
    }
}
