package dev.weir.tls.spi;

import java.io.IOException;

/** Thrown when TLS fails: the peer violates the protocol, negotiation fails, or a limit is exceeded. */
public class TlsException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what is wrong
     */
    public TlsException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what is wrong
     * @param cause the failure of the provider
     */
    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
