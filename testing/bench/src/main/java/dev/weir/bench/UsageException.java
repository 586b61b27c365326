package dev.weir.bench;

/** What keeps the benchmark from beginning, and the user can mend: the message says it in one line. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
