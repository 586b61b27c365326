package dev.weir.bench;

import java.io.IOException;

/** A server is not installed here, or has no such ability: no failure, but a word in the table. */
final class CannotException extends IOException {
    private static final long serialVersionUID = 1L;

    CannotException(String message) {
        super(message);
    }
}
