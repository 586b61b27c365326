package dev.weir.tls.spi;

import dev.weir.tls.spi.pem.KeyMaterialException;
import java.io.IOException;

/** A TLS configuration is of no use. The message says what to change, and names the file where there is one. */
public final class TlsConfigException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message what to change
     */
    public TlsConfigException(String message) {
        super(message);
    }

    /** Makes the exception of one that says the same. */
    TlsConfigException(KeyMaterialException same) {
        super(same.getMessage(), same.getCause());
    }

    /**
     * Makes the exception.
     *
     * @param message what to change
     * @param cause what went wrong
     */
    public TlsConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
