package dev.weir.middleware.internal;

import dev.weir.http.api.Request;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which paths a setting is for: one path ({@code /hook}), all below a folder ({@code /assets/}), or all with an ending
 * ({@code *.css}). A pattern is compared with the decoded path, and only with one that can be read in no other way:
 * so what is exempt from a check is what a handler is going to serve, not what a router would redirect there.
 */
public final class PathPattern {
    /** Begins with a slash for a path, and ends with one for all below it; begins with a dot for an ending. */
    private final String text;

    private PathPattern(String text) {
        this.text = text;
    }

    /**
     * Reads a pattern.
     *
     * @param pattern a path as {@link Request#path} has it, a path that ends with a slash for all below it, or a star
     *     and an ending
     * @return the pattern
     * @throws IllegalArgumentException where it has another form, or no path could match it
     */
    public static PathPattern of(String pattern) {
        if (pattern.startsWith("*.") && pattern.length() > 2 && !hasAny(pattern, 1, "*/%\\?#{}")) {
            return new PathPattern(pattern.substring(1));
        }
        if (!pattern.startsWith("/") || hasAny(pattern, 0, "*%\\?#{}") || !isClean(pattern)) {
            throw new IllegalArgumentException(
                    "a path pattern is a decoded path such as /hook, a folder with a slash at its"
                            + " end such as /assets/, or an ending such as *.css, not " + pattern);
        }
        return new PathPattern(pattern);
    }

    /**
     * Returns the path of a request where it can be read in one way only.
     *
     * @param r the request
     * @return the decoded path; null with an empty or a dot segment, a backslash, an encoded slash or percent sign,
     *     or bytes that are no UTF-8
     */
    public static @Nullable String plainPath(Request r) {
        String raw = r.rawPath();
        if (!raw.startsWith("/")) {
            return null;
        }
        String path = raw;
        if (raw.indexOf('%') >= 0) {
            String lower = raw.toLowerCase(Locale.ROOT);
            path = r.path();
            if (lower.contains("%2f") || hasAny(path, 0, "%\ufffd\0")) {
                return null;
            }
        }
        return path.indexOf('\\') < 0 && isClean(path) ? path : null;
    }

    /**
     * Returns whether one of several patterns matches a request.
     *
     * @param patterns the patterns
     * @param r the request
     * @return false for a path that is not {@linkplain #plainPath plain}
     */
    public static boolean any(Collection<PathPattern> patterns, Request r) {
        if (patterns.isEmpty()) {
            return false;
        }
        String path = plainPath(r);
        if (path != null) {
            for (PathPattern pattern : patterns) {
                if (pattern.matches(path)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Returns whether this pattern matches a path.
     *
     * @param path from {@link #plainPath}
     * @return true where it does
     */
    public boolean matches(String path) {
        if (text.charAt(0) == '.') {
            return path.endsWith(text) && path.charAt(path.length() - text.length() - 1) != '/';
        }
        return text.endsWith("/") ? path.startsWith(text) : path.equals(text);
    }

    private static boolean hasAny(String text, int from, String characters) {
        for (int i = from; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a path that begins with a slash has no empty segment but the last, and no dot segment. */
    private static boolean isClean(String path) {
        for (int start = 1; start < path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            int length = end - start;
            if (length == 0
                    || path.charAt(start) == '.' && (length == 1 || length == 2 && path.charAt(start + 1) == '.')) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }
}
