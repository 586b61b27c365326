package dev.weir.http.core.exchange;

import dev.weir.http.api.ContentSniffer;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;

/** What the head of a response must say of its content (RFC 9110 sections 6.4.1, 8.3 and 8.6). Pure functions. */
final class ResponseHeadRules {
    private ResponseHeadRules() {}

    /** Refuses what is no status of a final response. */
    static void requireFinal(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("a final status is from 200 to 599, not " + status);
        }
    }

    /** Returns whether a response with this status has content: also 205 has none (RFC 9110 section 15.3.6). */
    static boolean allowsContent(int status) {
        return Status.allowsContent(status) && status != Status.RESET_CONTENT;
    }

    /** Returns the length that the handler has set, or {@link ResponseCodec#UNKNOWN}. */
    static long declared(Headers headers) {
        String value = headers.get("Content-Length");
        if (value == null) {
            return ResponseCodec.UNKNOWN;
        }
        long length = Ascii.decimal(value);
        if (length < 0) {
            throw new IllegalStateException("not a Content-Length: " + value);
        }
        return length;
    }

    /**
     * Returns what the head says of the length.
     *
     * @param whole the length of the content where all of it is there, else {@link ResponseCodec#UNKNOWN}
     * @return the length, {@link ResponseCodec#UNKNOWN} or {@link ResponseCodec#NONE}
     * @throws IllegalStateException where the handler has set what is for the server to set
     */
    static long length(int status, Headers headers, long whole) {
        if (headers.contains("Transfer-Encoding")) {
            throw new IllegalStateException("Transfer-Encoding is for the server to set (RFC 9112 section 6.1)");
        }
        long declared = declared(headers);
        if (allowsContent(status)) {
            return declared >= 0 ? declared : whole;
        }
        if (status == Status.RESET_CONTENT) {
            return 0;
        }
        // RFC 9110 section 8.6: none with 204; with 304 it may say what a 200 would
        return status == Status.NOT_MODIFIED && declared >= 0 ? declared : ResponseCodec.NONE;
    }

    /** Adds {@code Trailer} with the names of the trailers that are known already (RFC 9110 section 6.6.2). */
    static void announce(Headers headers, Headers trailers) {
        if (headers.contains("Trailer")) {
            return;
        }
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < trailers.size(); i++) {
            String name = trailers.name(i);
            if (TrailerFields.mayTrail(name) && trailers.indexOf(name, 0) == i) {
                names.append(names.isEmpty() ? "" : ", ").append(name);
            }
        }
        headers.add("Trailer", names.toString());
    }

    /** Adds a type found by the content's first bytes, unless the handler has set one, or the content is coded. */
    static void addType(int status, Headers headers, byte[] b, int off, int len) {
        if (lacksType(status, headers)) {
            headers.add("Content-Type", ContentSniffer.sniff(b, off, len));
        }
    }

    /** Whether the content's first bytes are to say its type. */
    static boolean lacksType(int status, Headers headers) {
        return allowsContent(status) && !headers.contains("Content-Type") && !headers.contains("Content-Encoding");
    }
}
