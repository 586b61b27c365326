package dev.weir.tls.spi;

import java.io.IOException;

/** TLS cannot go on: the peer breaks the protocol, nothing could be agreed on, or a limit was passed. */
public class TlsException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message what is wrong
     */
    public TlsException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong
     * @param cause what the provider said
     */
    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
