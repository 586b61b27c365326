package dev.weir.http.api;

/**
 * Thrown by a handler to cut its response off at once and without a word in the log: an HTTP/1 connection is closed, an
 * HTTP/2 stream is reset, so that the client can see that the response is not whole.
 */
public final class AbortHandler extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the exception; it has no stack trace, as nobody will see it. */
    public AbortHandler() {
        super("aborted by the handler", null, false, false);
    }
}
