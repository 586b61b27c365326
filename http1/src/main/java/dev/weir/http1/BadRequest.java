package dev.weir.http1;

/** A request that no handler gets to see, with the status that answers it. The connection ends with it. */
final class BadRequest extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    BadRequest(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
