package dev.weir.tls.spi;

import dev.weir.tls.spi.pem.KeyMaterialException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown for a TLS configuration that cannot be used. The message says what to change, and names the file if there is
 * one.
 */
public final class TlsConfigException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what to change
     */
    public TlsConfigException(String message) {
        super(message);
    }

    /** Creates the exception from an internal one, with its message and cause. */
    TlsConfigException(KeyMaterialException same) {
        super(same.getMessage(), same.getCause());
    }

    /**
     * Creates the exception.
     *
     * @param message what to change
     * @param cause the cause
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public TlsConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
