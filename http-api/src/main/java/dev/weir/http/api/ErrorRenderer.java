package dev.weir.http.api;

import dev.weir.http.api.internal.FieldSyntax;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes the content of error answers, in one place for all: those that handlers throw or {@linkplain ResponseWriter#error
 * send}, those of routers, and what the server refuses before any handler sees it. The server's builder takes one.
 *
 * <p>Status and fields are the error's own; a renderer gives the content and its type. An error that has a
 * {@code Content-Type} among {@linkplain HttpError#headers its fields} is sent as it is, without the renderer.
 *
 * <p>A renderer that throws is logged, and the answer is plain text.
 *
 * <p><b>Threads.</b> Must be thread-safe.
 */
@FunctionalInterface
public interface ErrorRenderer {
    /**
     * An error that is to be answered.
     *
     * @param status from 400 to 599
     * @param message one line for the client, without anything secret
     * @param request the request, for what it accepts; nothing where its head could not be read
     * @param failure what a handler has thrown, which is not for the client; nothing where the status was meant
     */
    record Report(int status, String message, Optional<Request> request, Optional<Throwable> failure) {
        /** Checks that nothing is null. */
        public Report {
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(request, "request");
            Objects.requireNonNull(failure, "failure");
        }
    }

    /**
     * The content of an answer. One that cannot be sent is refused when it is made, with an {@link IllegalArgumentException}.
     *
     * @param contentType its media type, with the parameter {@code charset=utf-8} where the type wants one; a field value
     * @param text the content, sent as UTF-8
     * @param headers fields that come with it, such as {@code Vary}; added to those of the error, and without
     *     {@code Content-Type} and {@code Content-Length}
     */
    record Page(String contentType, String text, Headers headers) {
        /** Checks that nothing is null and that it can be sent, and copies the fields. */
        public Page {
            FieldSyntax.checkValue("Content-Type", Objects.requireNonNull(contentType, "contentType"));
            Objects.requireNonNull(text, "text");
            headers = headers.readOnly();
            if (headers.contains("Content-Type") || headers.contains("Content-Length")) {
                throw new IllegalArgumentException("type and length of a page follow from its type and its text");
            }
        }

        /**
         * Creates a page without fields of its own.
         *
         * @param contentType its media type
         * @param text the content
         */
        public Page(String contentType, String text) {
            this(contentType, text, Headers.empty());
        }
    }

    /**
     * Renders an error.
     *
     * @param report the error
     * @return the content of the answer
     */
    Page render(Report report);

    /**
     * Returns the renderer of plain text, the default: a line with the message; with the status before it where there is no
     * request.
     *
     * @return the renderer
     */
    static ErrorRenderer plainText() {
        return ErrorPages.PLAIN_TEXT;
    }

    /**
     * Returns the renderer of {@code application/problem+json} (RFC 9457): {@code type}, {@code title}, {@code status}, and
     * the message as {@code detail} where it says more than the title.
     *
     * @return the renderer
     */
    static ErrorRenderer problemJson() {
        return ErrorPages.PROBLEM_JSON;
    }

    /**
     * Returns the renderer of a small page of HTML, without script, style from elsewhere or anything of the request.
     *
     * @return the renderer
     */
    static ErrorRenderer html() {
        return ErrorPages.HTML;
    }

    /**
     * Returns a renderer that chooses by the request's {@code Accept} (RFC 9110 section 12.5.1) between
     * {@code application/problem+json} (also for {@code application/json}), {@code text/html} and plain text: the one with the
     * highest weight that is named, of equal ones HTML before JSON before plain text; and plain text where none is named, as
     * by wildcards alone, or there is no request. The page has {@code Vary: Accept}.
     *
     * @return the renderer
     */
    static ErrorRenderer byAccept() {
        return ErrorPages.BY_ACCEPT;
    }
}
