package dev.weir.mux;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;

/** A pattern with its handler, and the place in the program that registered it. */
final class Registration {
    private static final String[] NONE = {};

    final Pattern pattern;
    final Handler handler;
    final String site;

    /** The names of the wildcards; never changes, so that requests share it. */
    private final String[] names;

    Registration(Pattern pattern, Handler handler, String site) {
        this.pattern = pattern;
        this.handler = handler;
        this.site = site;
        this.names = pattern.names();
    }

    /** Returns whether the pattern ends in a rest: then a path without a slash at its end is not matched by its full length. */
    boolean endsInRest() {
        return pattern.segments().getLast() instanceof Segment.Rest;
    }

    /** Returns the request as the handler gets it: with pattern and path values. The path must match. */
    Request bind(Request request, String path) {
        if (names.length == 0) {
            return request.withMatch(pattern.text(), NONE, NONE);
        }
        String[] values = new String[names.length];
        int filled = 0;
        int slash = 0;
        for (int i = 0; filled < values.length; i++) {
            Segment segment = pattern.segments().get(i);
            int next = path.indexOf('/', slash + 1);
            int to = next < 0 || segment instanceof Segment.Rest ? path.length() : next;
            if (!(segment instanceof Segment.Literal)) {
                values[filled++] = Escapes.decode(path, slash + 1, to);
            }
            slash = to;
        }
        return request.withMatch(pattern.text(), names, values);
    }
}
