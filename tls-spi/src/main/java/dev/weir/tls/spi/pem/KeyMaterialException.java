package dev.weir.tls.spi.pem;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for certificates or keys that cannot be used. The message says what to change, and names the file if there is
 * one.
 */
public final class KeyMaterialException extends Exception {
    private static final long serialVersionUID = 1;

    KeyMaterialException(String message) {
        super(message);
    }

    KeyMaterialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
