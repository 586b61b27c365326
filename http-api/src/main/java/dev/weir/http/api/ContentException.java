package dev.weir.http.api;

import java.io.IOException;

/**
 * The request's content could not be read to its end. Thrown by {@link Request#content()}. A handler may let it pass: as
 * long as nothing was sent, the server answers with {@link #status()}.
 */
public final class ContentException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why the content ended too early. */
    public enum Reason {
        /** The bytes break the protocol, for example a chunk without its end (400). */
        MALFORMED(Status.BAD_REQUEST),
        /** The client closed, or reset the stream, before the end (400, which the client does not see). */
        INCOMPLETE(Status.BAD_REQUEST),
        /** The read deadline passed, or the content came slower than the server's minimum rate (408). */
        TIMEOUT(Status.REQUEST_TIMEOUT),
        /** More content than the limit set with {@link Request#withContentLimit} or by the server (413). */
        TOO_LARGE(Status.CONTENT_TOO_LARGE),
        /** Trailer fields over the server's limits (431). */
        TRAILERS_TOO_LARGE(Status.REQUEST_HEADER_FIELDS_TOO_LARGE);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        /**
         * Returns the status that answers it.
         *
         * @return a 4xx status code
         */
        public int status() {
            return status;
        }
    }

    /** Why the content ended. */
    private final Reason reason;

    /**
     * Makes the exception.
     *
     * @param reason why the content ended
     * @param message what was wrong; the client reads it too, so nothing secret
     */
    public ContentException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Makes the exception.
     *
     * @param reason why the content ended
     * @param message what was wrong; the client reads it too, so nothing secret
     * @param cause what the connection said
     */
    public ContentException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why the content ended.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns the status that answers it.
     *
     * @return a 4xx status code
     */
    public int status() {
        return reason.status();
    }
}
