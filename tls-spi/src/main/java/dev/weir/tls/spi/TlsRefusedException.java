package dev.weir.tls.spi;

/**
 * TLS could go on, and we refuse to: the peer asks for what costs too much, such as renegotiation. An engine lets nobody
 * choose its alert, and a {@code close_notify} would tell the peer that all was well (RFC 8446 section 6.1), so nothing is
 * sent: the connection below is to be reset.
 */
public final class TlsRefusedException extends TlsException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message what is refused
     */
    public TlsRefusedException(String message) {
        super(message);
    }
}
