package dev.weir.http.core.exchange;

import dev.weir.http.api.Headers;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldKinds;

/**
 * Which fields may stand in a trailer section (RFC 9110 section 6.5.1): none that says how a message is framed, routed,
 * authenticated, or how its content is to be read, as those must be known before the content.
 */
public final class TrailerFields {
    private TrailerFields() {}

    /**
     * Whether a field may be a trailer.
     *
     * @param name a field name, in any case
     * @return false for those that RFC 9110 forbids
     */
    public static boolean mayTrail(String name) {
        return FieldKinds.mayTrail(name);
    }

    /** Those of a response's trailers that may be trailers. */
    static Headers sendable(Headers trailers) {
        Headers sendable = new Headers();
        for (int i = 0; i < trailers.size(); i++) {
            if (mayTrail(trailers.name(i))) {
                sendable.add(trailers.name(i), trailers.value(i));
            }
        }
        return sendable.freeze();
    }

    /**
     * Whether a field in a trailer section can only be meant to make two servers see two different requests.
     *
     * @param name a field name, in any case
     * @return true for those that frame or route a message
     */
    public static boolean isHostile(String name) {
        return Ascii.equalsIgnoreCase(name, "content-length")
                || Ascii.equalsIgnoreCase(name, "transfer-encoding")
                || Ascii.equalsIgnoreCase(name, "host");
    }
}
