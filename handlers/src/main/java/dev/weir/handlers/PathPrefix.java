package dev.weir.handlers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
     * What is left of a path.
     *
     * @param rawPath percent-encoded
     * @return begins with one slash; nothing where the prefix is not there
     */
    Optional<String> strip(String rawPath) {
        int at = 0;
        for (String segment : segments) {
            if (at >= rawPath.length() || rawPath.charAt(at) != '/') {
                return Optional.empty();
            }
            int end = segmentEnd(rawPath, at + 1);
            if (!segment.equals(FilePath.decode(rawPath, at + 1, end))) {
                return Optional.empty();
            }
            at = end;
        }
        String rest = at == rawPath.length() ? "/" : rawPath.substring(at);
        return rest.startsWith("/") && !rest.startsWith("//") ? Optional.of(rest) : Optional.empty();
    }

    private static int segmentEnd(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }
}
