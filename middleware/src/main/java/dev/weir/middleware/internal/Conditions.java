package dev.weir.middleware.internal;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpDate;
import dev.weir.http.api.Status;
import java.time.Instant;
import java.util.Optional;

/** The conditions of a GET or HEAD against what it would be answered with, in the order of RFC 9110 section 13.2.2. */
public final class Conditions {
    private Conditions() {}

    /**
     * Evaluates all conditions but {@code If-Range}.
     *
     * @param request the request's fields
     * @param tag the strong tag of the answer
     * @param modified when the answer last changed; conditions by date are left alone without it
     * @return the status that they come to: 200, 304 or 412
     */
    public static int evaluate(Headers request, String tag, Optional<Instant> modified) {
        boolean failed = request.contains("If-Match")
                ? !names(request, "If-Match", tag, true)
                : isAfter(modified, request, "If-Unmodified-Since");
        if (failed) {
            return Status.PRECONDITION_FAILED;
        }
        boolean same = request.contains("If-None-Match")
                ? names(request, "If-None-Match", tag, false)
                : modified.isPresent()
                        && date(request, "If-Modified-Since").isPresent()
                        && !isAfter(modified, request, "If-Modified-Since");
        return same ? Status.NOT_MODIFIED : Status.OK;
    }

    private static boolean isAfter(Optional<Instant> modified, Headers request, String name) {
        Optional<Instant> since = date(request, name);
        return modified.isPresent() && since.isPresent() && modified.get().isAfter(since.get());
    }

    /** Nothing where it is no date, or not the only one (sections 13.1.3 and 13.1.4). */
    private static Optional<Instant> date(Headers request, String name) {
        return request.all(name).size() == 1 ? request.find(name).flatMap(HttpDate::parse) : Optional.empty();
    }

    private static boolean names(Headers request, String name, String tag, boolean strongly) {
        String opaque = tag.substring(1, tag.length() - 1);
        for (String value : request.all(name)) {
            if (value.equals("*")) {
                return true;
            }
            TagList listed = new TagList(value);
            while (listed.next()) {
                if (!(strongly && listed.weak()) && opaque.equals(listed.opaque())) {
                    return true;
                }
            }
        }
        return false;
    }
}
