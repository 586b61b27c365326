package dev.weir.http.core.internal;

import dev.weir.http.api.Headers;
import dev.weir.http.api.Status;
import dev.weir.http.core.spi.ServerConfig;

/**
 * Status and fields of a response as its handler sets them, and what the server adds when it is committed.
 *
 * <p><b>Threads.</b> As the response that owns it.
 */
final class ResponseHead {
    private int status = Status.OK;
    private Headers headers = new Headers();
    /** Null as long as there are none. */
    private Headers trailers;

    private boolean dateSuppressed;
    private boolean typeSuppressed;
    private boolean lengthSuppressed;

    int status() {
        return status;
    }

    void status(int code) {
        status = code;
    }

    Headers headers() {
        return headers;
    }

    Headers trailers() {
        if (trailers == null) {
            trailers = new Headers();
        }
        return trailers;
    }

    /** The trailers as they go out: nobody can change them any more. */
    Headers settledTrailers() {
        return trailers == null ? Headers.empty() : trailers.freeze();
    }

    void suppress(String name) {
        if (Octets.equalsIgnoreCase(name, "date")) {
            dateSuppressed = true;
        } else if (Octets.equalsIgnoreCase(name, "content-type")) {
            typeSuppressed = true;
        } else if (Octets.equalsIgnoreCase(name, "content-length")) {
            lengthSuppressed = true;
        } else {
            throw new IllegalArgumentException("the server adds no " + name + " that could be suppressed");
        }
    }

    /** Becomes the head of an error's text. */
    void replace(int code, Headers fields) {
        status = code;
        headers = new Headers();
        trailers = null;
        headers.addAll(fields);
        headers.remove("Content-Length");
        headers.set("Content-Type", "text/plain; charset=utf-8");
        headers.set("X-Content-Type-Options", "nosniff");
        lengthSuppressed = false;
    }

    /** The length that the handler has set, or {@link ResponseWire#UNKNOWN}. */
    long declared() {
        return HeadRules.declared(headers);
    }

    boolean allowsContent() {
        return HeadRules.allowsContent(status);
    }

    boolean wantsDate(ServerConfig config) {
        return config.sendDate() && !dateSuppressed && !headers.contains("Date");
    }

    /**
     * Adds what the server has to say.
     *
     * @param whole the content's length where all of it is there, else {@link ResponseWire#UNKNOWN}
     * @param b the content's beginning, or null
     * @return the length, {@link ResponseWire#UNKNOWN} or {@link ResponseWire#NONE}; the fields have none
     */
    long settle(long whole, byte[] b, int off, int len) {
        boolean hasTrailers = trailers != null && !trailers.isEmpty();
        long length =
                HeadRules.length(status, headers, hasTrailers || lengthSuppressed ? ResponseWire.UNKNOWN : whole);
        if (hasTrailers) {
            HeadRules.announce(headers, trailers);
        }
        if (len > 0 && !typeSuppressed) {
            HeadRules.addType(status, headers, b, off, len);
        }
        headers.remove("Content-Length");
        return length;
    }
}
