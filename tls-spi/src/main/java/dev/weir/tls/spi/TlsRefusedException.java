package dev.weir.tls.spi;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the peer requests what the protocol permits but the server refuses for its cost, such as renegotiation.
 * An engine cannot be made to send an alert then, and {@code close_notify} would signal an orderly end (RFC 8446
 * section 6.1), so nothing is sent: the caller resets the connection below.
 */
public final class TlsRefusedException extends TlsException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what is refused; may be null
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public TlsRefusedException(@Nullable String message) {
        super(message);
    }
}
