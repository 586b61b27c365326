package dev.weir.bench;

/** What keeps the benchmark from beginning, and the user can mend: the message says it in one line. */
final class BenchUsageException extends Exception {
    private static final long serialVersionUID = 1L;

    BenchUsageException(String message) {
        super(message);
    }
}
