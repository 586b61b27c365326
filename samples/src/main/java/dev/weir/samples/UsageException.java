package dev.weir.samples;

/** The program cannot start, and its user can change that: the message is the one line that says how. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message, null, false, false);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
