package dev.weir.http.core.exchange;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.core.spi.ServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Status and fields of a response as its handler sets them, and what the server adds when it is committed.
 *
 * <p><b>Threads.</b> As the response that owns it.
 */
final class ResponseHead {
    private int status = Status.OK;
    private Headers headers = new Headers();
    /** Null as long as there are none. */
    private @Nullable Headers trailers;

    /** Whether trailers go out; valid once finished. */
    private boolean trailing;

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

    /** Freezes the trailers, and returns those that go out. */
    Headers finishedTrailers() {
        if (trailers == null || !trailing) {
            return Headers.empty();
        }
        trailers.freeze();
        return sendableTrailers() == trailers.size() ? trailers : TrailerFields.sendable(trailers);
    }

    private int sendableTrailers() {
        int count = 0;
        for (int i = 0; trailers != null && i < trailers.size(); i++) {
            count += TrailerFields.mayTrail(trailers.name(i)) ? 1 : 0;
        }
        return count;
    }

    void suppress(String name) {
        if (Ascii.equalsIgnoreCase(name, "date")) {
            dateSuppressed = true;
        } else if (Ascii.equalsIgnoreCase(name, "content-type")) {
            typeSuppressed = true;
        } else if (Ascii.equalsIgnoreCase(name, "content-length")) {
            lengthSuppressed = true;
        } else {
            throw new IllegalArgumentException("the server adds no " + name + " that could be suppressed");
        }
    }

    /** Turns it into the head of an error's page. */
    void replace(HttpError error, ErrorRenderer.Page page) {
        status = error.status();
        error.applyTo(headers);
        headers.set("Content-Type", page.contentType());
        for (Headers.Field field : page.headers()) {
            // An error may come in the place of another, whose page has said the same.
            if (!headers.all(field.name()).contains(field.value())) {
                headers.add(field.name(), field.value());
            }
        }
        trailers = null;
        lengthSuppressed = false;
    }

    /** Makes the fields those of this head alone, as the handler may have kept them. */
    void ownHeaders() {
        headers = headers.copy();
    }

    /** Returns the length that the handler has set, or {@link ResponseCodec#UNKNOWN}. */
    long declared() {
        return ResponseHeadRules.declared(headers);
    }

    boolean allowsContent() {
        return ResponseHeadRules.allowsContent(status);
    }

    boolean wantsDate(ServerConfig config) {
        return config.sendDate() && !dateSuppressed && !headers.contains("Date");
    }

    /**
     * Returns what the head will say of the length.
     *
     * @param whole the content's length where all of it is there, else {@link ResponseCodec#UNKNOWN}
     * @param room whether trailers can go out after content whose length is not known beforehand
     * @return the length, {@link ResponseCodec#UNKNOWN} or {@link ResponseCodec#NONE}
     */
    long length(long whole, boolean room) {
        boolean open = lengthSuppressed || room && sendableTrailers() > 0;
        return ResponseHeadRules.length(status, headers, open ? ResponseCodec.UNKNOWN : whole);
    }

    /** Adds a type found by the content's first bytes, unless there is one or it is suppressed. */
    void addType(byte[] b, int off, int len) {
        if (len > 0 && !typeSuppressed) {
            ResponseHeadRules.addType(status, headers, b, off, len);
        }
    }

    /** Whether the content's first bytes are to say its type. */
    boolean lacksType() {
        return !typeSuppressed && ResponseHeadRules.lacksType(status, headers);
    }

    /**
     * Adds what the server has to say, takes out what says the length, and freezes the fields.
     *
     * @param room whether trailers can go out
     */
    void finish(boolean room) {
        trailing = room;
        if (!room) {
            // RFC 9110 section 6.6.2: it says which trailers will come, and none can.
            headers.remove("Trailer");
        } else if (trailers != null && sendableTrailers() > 0) {
            ResponseHeadRules.announce(headers, trailers);
        }
        headers.remove("Content-Length");
        // An engine may read them later than its codec has returned, when a handler that kept them could change them.
        headers.freeze();
    }
}
