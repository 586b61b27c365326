package dev.weir.mux;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import org.jspecify.annotations.Nullable;

/** A pattern with its handler, and the place in the program that registered it. */
final class Registration {
    /** Under this key a router that is mounted finds the whole pattern of its mount. */
    static final AttributeKey<String> MOUNT = AttributeKey.of("dev.weir.mux.MOUNT");

    private static final String[] NONE = {};

    /** For how many segments {@link #wild} has a bit. */
    private static final int NOTED = Long.SIZE;

    /** For registration, conflicts and lists: what a request needs of it stands below, an object nearer. */
    final Pattern pattern;
    /** The pattern's. */
    final String method;

    private final String text;
    /** With all middleware around it. */
    final Handler handler;

    final String site;
    /** The middleware around the handler. */
    final Chain chain;
    /** The router that the route leads to, of which it takes the prefix off; or null. */
    final @Nullable ServeMux mounted;

    /** The names of the wildcards; never changes, so that requests share it. */
    private final String[] names;

    /** How many names there are. */
    private final int values;
    /** Which of the first segments are wildcards, from the lowest bit on; those from {@link #NOTED} on are looked up. */
    private final long wild;
    /** Whether the last name stands for all that is left of the path. */
    private final boolean endsInName;

    /** The pattern below the mount that it was last asked for; threads may each make it once. */
    private volatile @Nullable Mounted last;

    /** A pattern of a mounted router as seen from the outermost one. */
    private record Mounted(String mount, String pattern) {}

    Registration(Pattern pattern, Handler handler, String site, Chain chain) {
        this(pattern, handler, site, chain, null);
    }

    Registration(Pattern pattern, Handler handler, String site, Chain chain, @Nullable ServeMux mounted) {
        this.pattern = pattern;
        this.handler = handler;
        this.site = site;
        this.chain = chain;
        this.mounted = mounted;
        this.method = pattern.method();
        this.text = pattern.text();
        this.names = pattern.names();
        this.values = names.length;
        this.endsInName = pattern.segments().getLast() instanceof Segment.Rest(String name) && !name.isEmpty();
        long bits = 0;
        for (int i = 0; i < Math.min(pattern.segments().size(), NOTED); i++) {
            bits |= isWild(i) ? 1L << i : 0;
        }
        this.wild = bits;
    }

    private boolean isWild(int segment) {
        return !(pattern.segments().get(segment) instanceof Segment.Literal);
    }

    /**
     * Returns the pattern as the outermost router has it.
     *
     * @param mount the whole pattern of the mount that this router is served under; empty where it is under none
     */
    String patternBelow(String mount) {
        if (mount.isEmpty()) {
            return text;
        }
        Mounted known = last;
        if (known == null || !known.mount.equals(mount)) {
            known = new Mounted(mount, pattern.textBelow(mount));
            last = known;
        }
        return known.pattern;
    }

    /** Returns a request as a router gets it that is mounted under a prefix of so many segments. */
    static Request below(Request r, int depth) {
        String path = r.rawPath();
        int end = 0;
        for (int i = 0; i < depth; i++) {
            int next = path.indexOf('/', end + 1);
            end = next < 0 ? path.length() : next;
        }
        return end == 0 ? r : r.withoutPathPrefix(path.substring(0, end));
    }

    /** Returns the number of segments that are taken off for a mounted router. */
    int depth() {
        return pattern.segments().size() - 1;
    }

    /** Returns whether the pattern ends in a rest: then a path without a slash at its end is not matched by its full length. */
    boolean endsInRest() {
        return pattern.segments().getLast() instanceof Segment.Rest;
    }

    /** Returns the request as the handler gets it: with pattern and path values. The path must match. */
    Request bind(Request request, String path, String mount) {
        String whole = patternBelow(mount);
        Request bound = bindAs(whole, request, path);
        return mounted == null ? bound : bound.withAttribute(MOUNT, whole);
    }

    private Request bindAs(String whole, Request request, String path) {
        if (values == 0) {
            return request.withMatch(whole, NONE, NONE);
        }
        String[] found = new String[values];
        int filled = 0;
        int slash = 0;
        for (int i = 0; filled < values; i++) {
            boolean last = endsInName && filled + 1 == values;
            boolean taken = i < NOTED ? (wild >>> i & 1) != 0 : isWild(i);
            int next = path.indexOf('/', slash + 1);
            int to = next < 0 || taken && last ? path.length() : next;
            if (taken) {
                found[filled++] = Escapes.decode(path, slash + 1, to);
            }
            slash = to;
        }
        return request.withMatch(whole, names, found);
    }
}
