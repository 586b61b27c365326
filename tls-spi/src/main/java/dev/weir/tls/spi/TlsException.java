package dev.weir.tls.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when TLS fails: the peer violates the protocol, negotiation fails, or a limit is exceeded. */
public class TlsException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what is wrong; may be null
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public TlsException(@Nullable String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what is wrong; may be null
     * @param cause the failure of the provider
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public TlsException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
