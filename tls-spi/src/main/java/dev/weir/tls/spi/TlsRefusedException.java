package dev.weir.tls.spi;

/**
 * TLS could go on, and we refuse to: the peer asks for what costs too much, such as renegotiation. An engine lets nobody
 * choose its alert, and a {@code close_notify} would tell the peer that all was well (RFC 8446 section 6.1), so nothing is
 * sent: the connection below is to be reset.
 */
public final class TlsRefusedException extends TlsException {
    /** RFC 8446 section 6: what is in order, but not here, or not so often. */
    static final int UNEXPECTED_MESSAGE = 10;
    /** RFC 8446 section 6: the fault is none of the peer's. */
    static final int INTERNAL_ERROR = 80;

    private static final long serialVersionUID = 1;

    /** What is sent where that can still be sent in clear; -1 for nothing. */
    private final int alert;

    /**
     * Makes the exception.
     *
     * @param message what is refused
     */
    public TlsRefusedException(String message) {
        this(message, -1);
    }

    /** Makes the exception of a refusal that an alert names. */
    TlsRefusedException(String message, int alert) {
        super(message);
        this.alert = alert;
    }

    int alert() {
        return alert;
    }
}
