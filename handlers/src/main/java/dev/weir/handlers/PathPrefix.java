package dev.weir.handlers;

import java.util.ArrayList;
import java.util.List;

/**
 * Whole segments that a path may begin with.
 *
 * @param segments decoded
 */
record PathPrefix(List<String> segments) {
    /** Reads a prefix that a program has written. */
    static PathPrefix parse(String prefix) {
        if (!prefix.startsWith("/")) {
            throw new IllegalArgumentException("a prefix begins with a slash: " + prefix);
        }
        List<String> segments = new ArrayList<>();
        int start = 1;
        while (start < prefix.length()) {
            int end = segmentEnd(prefix, start);
            String segment = FilePath.decode(prefix, start, end);
            if (segment == null || segment.isEmpty()) {
                throw new IllegalArgumentException("an empty segment or a malformed escape: " + prefix);
            }
            segments.add(segment);
            start = end + 1;
        }
        return new PathPrefix(List.copyOf(segments));
    }

    /**
     * Returns the length of the prefix in a path.
     *
     * @param rawPath percent-encoded
     * @return up to the end of the path, or to a single slash; -1 where the prefix is not there
     */
    int lengthIn(String rawPath) {
        int at = 0;
        for (String segment : segments) {
            if (at >= rawPath.length() || rawPath.charAt(at) != '/') {
                return -1;
            }
            int end = segmentEnd(rawPath, at + 1);
            if (!segment.equals(FilePath.decode(rawPath, at + 1, end))) {
                return -1;
            }
            at = end;
        }
        boolean ends = at == rawPath.length() || rawPath.startsWith("/", at) && !rawPath.startsWith("//", at);
        return ends ? at : -1;
    }

    private static int segmentEnd(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }
}
