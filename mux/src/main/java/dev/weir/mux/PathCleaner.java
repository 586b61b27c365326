package dev.weir.mux;

/**
 * Paths without empty segments and dot segments (RFC 3986 section 5.2.4). A dot counts as one also when it is
 * percent-encoded, as clients take it for one (section 6.2.2.2).
 */
final class PathCleaner {
    private PathCleaner() {}

    /** Returns whether a path that begins with a slash is its own cleaned form. */
    static boolean isClean(String path) {
        int slash = 0;
        while (slash >= 0 && slash + 1 < path.length()) {
            char first = path.charAt(slash + 1);
            if (first == '/') {
                return false;
            }
            int next = path.indexOf('/', slash + 1);
            if ((first == '.' || first == '%') && dots(path, slash + 1, next < 0 ? path.length() : next) > 0) {
                return false;
            }
            slash = next;
        }
        return true;
    }

    /**
     * Returns a path that begins with a slash, cleaned. A slash at the end stays, and a dot segment at the end leaves one, as
     * it names a directory. The result begins with exactly one slash.
     */
    static String clean(String path) {
        StringBuilder out = new StringBuilder(path.length());
        boolean directory = false;
        int length = path.length();
        for (int from = 1; from <= length; ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? length : slash;
            int dots = dots(path, from, to);
            directory = dots > 0 || from == to;
            if (dots == 2) {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
            } else if (!directory) {
                out.append('/').append(path, from, to);
            }
            from = to + 1;
        }
        if (directory || out.isEmpty()) {
            out.append('/');
        }
        return out.toString();
    }

    /** Returns the number of dots in a segment that is a dot segment; 0 for any other. */
    private static int dots(String path, int from, int to) {
        int dots = 0;
        for (int i = from; i < to; dots++) {
            char c = path.charAt(i);
            if (c == '.') {
                i++;
            } else if (c == '%' && i + 2 < to && path.charAt(i + 1) == '2' && (path.charAt(i + 2) | 0x20) == 'e') {
                i += 3;
            } else {
                return 0;
            }
            if (dots == 2) {
                return 0;
            }
        }
        return dots;
    }
}
