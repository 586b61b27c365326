package dev.weir.http.api;

/**
 * Thrown by a handler to abort its response at once, without a log line: an HTTP/1 connection is closed, an
 * HTTP/2 stream is reset, so that the client can see that the response is not whole.
 */
public final class AbortHandler extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the exception, without a stack trace: it is not logged. */
    public AbortHandler() {
        super("aborted by the handler", null, false, false);
    }
}
