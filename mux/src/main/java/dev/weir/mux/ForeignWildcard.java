package dev.weir.mux;

/**
 * Wildcards as other routers write them: {@code :id}, {@code *}, {@code **}, {@code *rest}, {@code <id>},
 * {@code <int:id>}. As text they would match nothing that was meant, without a word.
 */
final class ForeignWildcard {
    private ForeignWildcard() {}

    /**
     * Says how a segment is written here.
     *
     * @param segment the segment as it stands in the pattern
     * @param last whether nothing follows it
     * @return a message; empty where the segment is text
     */
    static String translate(String segment, boolean last) {
        if (segment.startsWith(":")) {
            return "write {" + name(segment.substring(1)) + "} for a wildcard" + orText("a colon", "%3A");
        }
        if (segment.startsWith("*")) {
            String name = name(segment.substring(1));
            return "write {" + name + "} for one segment"
                    + (last ? ", {" + name + "...} or a slash at the end for all that follows" : "")
                    + orText("an asterisk", "%2A");
        }
        if (segment.startsWith("<") && segment.endsWith(">")) {
            // Some say before a colon what the value must be.
            String name = name(segment.substring(Math.max(1, segment.lastIndexOf(':') + 1), segment.length() - 1));
            return "write {" + name + "} for a wildcard" + orText("an angle bracket", "%3C");
        }
        return "";
    }

    private static String orText(String character, String escape) {
        return "; " + character + " at the beginning of a segment is written " + escape;
    }

    /** Returns a wildcard's name as it may stay; another where it may not. */
    private static String name(String text) {
        boolean fits = !text.isEmpty() && Character.isJavaIdentifierStart(text.charAt(0)) && !text.equals("$");
        for (int i = 0; fits && i < text.length(); i++) {
            char c = text.charAt(i);
            fits = Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
        }
        return fits ? text : "name";
    }
}
