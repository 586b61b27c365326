package dev.weir.http.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler to answer with a status. The answer is the message as the server's {@link ErrorRenderer} writes
 * it, plain text by default, with the fields of {@link #headers()}, and with those that were set before for the response as a whole (see {@link #applyTo}). It is no
 * failure of the program, so it carries no stack trace and is not logged.
 *
 * <p>A response that is committed cannot be replaced: then the server treats this like any failure.
 */
public class HttpError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** From 400 to 599. */
    private final int status;

    private final transient Headers headers = new Headers();

    /**
     * An error with the status's own phrase as its message.
     *
     * @param status a status code from 400 to 599
     * @throws IllegalArgumentException for any other code
     */
    public HttpError(int status) {
        this(status, Status.reason(status));
    }

    /**
     * An error with a message for the client.
     *
     * @param status a status code from 400 to 599
     * @param message what the client reads; it must hold nothing that is secret
     * @throws IllegalArgumentException for any other code
     */
    public HttpError(int status, String message) {
        this(status, message, null);
    }

    /**
     * An error with a message for the client and a cause for those who catch it.
     *
     * @param status a status code from 400 to 599
     * @param message what the client reads; it must hold nothing that is secret
     * @param cause may be null; never shown to the client
     * @throws IllegalArgumentException for any other code
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public HttpError(int status, String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause, false, false);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("an error's status is from 400 to 599, not " + status);
        }
        this.status = status;
    }

    /**
     * Returns the status code.
     *
     * @return from 400 to 599
     */
    public final int status() {
        return status;
    }

    /**
     * Fields to send with the answer, such as {@code WWW-Authenticate} with a 401. Empty at first.
     *
     * @return the fields, to be added to
     */
    public final Headers headers() {
        return headers;
    }

    /**
     * Adds a field to send with the answer.
     *
     * @param name the field's name
     * @param value its value
     * @return this
     * @throws IllegalArgumentException where name or value is not valid (see {@link Headers#add})
     */
    public final HttpError with(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /**
     * Makes the fields of a response those of this error's answer, as the server does when it is thrown. What described
     * the content goes: its type, coding, language, length and range, validators, digests, how it may be cached (unless
     * with {@code no-store}), and {@code Location}. What was set for the response as a whole stays: cookies,
     * {@code Vary}, {@code Strict-Transport-Security}, the fields of CORS, identifiers, timings, {@code Allow} and any
     * other. This error's own fields take the place of those of their names; {@code Set-Cookie}, {@code Vary},
     * {@code Link} and {@code Server-Timing} are added. {@code Content-Type} is plain text in UTF-8, unless it is among
     * the error's own.
     *
     * @param fields the fields of a response that is not committed
     * @throws UnsupportedOperationException where they are read-only
     */
    public final void applyTo(Headers fields) {
        ErrorFields.removeContent(fields);
        ErrorFields.add(fields, headers);
        fields.remove("Content-Length");
        if (!headers.contains("Content-Type")) {
            fields.set("Content-Type", "text/plain; charset=utf-8");
        }
        // What stands in an error's text must not be taken for something that runs.
        fields.set("X-Content-Type-Options", "nosniff");
    }

    /**
     * Returns the error that answers what a handler has thrown.
     *
     * @param thrown what was thrown
     * @return itself where it is one; for a {@link ContentException} its status and message; else 500, which says
     *     nothing of the cause
     */
    public static HttpError of(Throwable thrown) {
        return switch (thrown) {
            case HttpError e -> e;
            case ContentException e -> new HttpError(e.status(), Status.reason(e.status()) + ": " + e.getMessage());
            default -> new HttpError(Status.INTERNAL_SERVER_ERROR);
        };
    }

    /**
     * 400, the request is wrong.
     *
     * @param message says to the client what is wrong with it
     * @return the error, to be thrown
     */
    public static HttpError badRequest(String message) {
        return new HttpError(Status.BAD_REQUEST, message);
    }

    /**
     * 403, the client may not.
     *
     * @return the error, to be thrown
     */
    public static HttpError forbidden() {
        return new HttpError(Status.FORBIDDEN);
    }

    /**
     * 404, there is no such thing.
     *
     * @return the error, to be thrown
     */
    public static HttpError notFound() {
        return new HttpError(Status.NOT_FOUND);
    }

    /**
     * 405, the thing does not know this method (RFC 9110 section 15.5.6 wants the list of those it knows).
     *
     * @param allow the methods that are allowed, as the value of {@code Allow}
     * @return the error, to be thrown
     */
    public static HttpError methodNotAllowed(String allow) {
        return new HttpError(Status.METHOD_NOT_ALLOWED).with("Allow", allow);
    }

    /**
     * 413, the content is larger than the handler takes.
     *
     * @return the error, to be thrown
     */
    public static HttpError contentTooLarge() {
        return new HttpError(Status.CONTENT_TOO_LARGE);
    }
}
