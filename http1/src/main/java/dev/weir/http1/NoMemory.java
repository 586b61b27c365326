package dev.weir.http1;

import java.io.IOException;

/** The server has no memory for what the client sends: it holds as much for its clients as it may. */
@SuppressWarnings("serial") // never serialized
final class NoMemory extends IOException {
    /** When the client may try again, as {@code Retry-After} has it: what is held is given back within seconds. */
    static final String RETRY_SECONDS = "5";

    static final String REASON = "the server has no memory for it now";

    NoMemory() {
        super(REASON);
    }

    @Override
    public Throwable fillInStackTrace() {
        // Clients cause it.
        return this;
    }
}
