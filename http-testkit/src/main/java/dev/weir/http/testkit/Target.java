package dev.weir.http.testkit;

import dev.weir.http.api.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a request target, whatever its form (RFC 9112 section 3.2).
 *
 * @param authority what an absolute or authority form names; null when the target names none
 * @param rawPath the path, percent-encoded; {@code *} in asterisk form, empty in authority form
 * @param query what follows the question mark, or empty
 */
record Target(@Nullable String authority, String rawPath, String query) {
    /**
     * Takes a target apart.
     *
     * @throws IllegalArgumentException where the target has no form that goes with the method
     */
    static Target parse(String method, String target) {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) <= ' ' || target.charAt(i) >= 0x7f) {
                throw new IllegalArgumentException("a target holds a space or a character outside of ASCII: " + target);
            }
        }
        if (target.startsWith("/")) {
            return ofPath(null, target);
        }
        if (target.equals("*") && method.equals(HttpMethod.OPTIONS)) {
            return new Target(null, "*", "");
        }
        if (method.equals(HttpMethod.CONNECT) && target.indexOf(':') > 0 && target.indexOf('/') < 0) {
            return new Target(target, "", "");
        }
        int start = target.indexOf("://") + 3;
        if (start < 4 || method.equals(HttpMethod.CONNECT)) {
            throw new IllegalArgumentException("not a target for " + method + ": " + target);
        }
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String rest = target.substring(end);
        if (rest.isEmpty() && method.equals(HttpMethod.OPTIONS)) {
            // RFC 9112 section 3.2.4: how a client asks a proxy for OPTIONS *
            rest = "*";
        } else if (!rest.startsWith("/")) {
            rest = "/" + rest;
        }
        return ofPath(target.substring(start, end), rest);
    }

    private static Target ofPath(@Nullable String authority, String path) {
        int question = path.indexOf('?');
        return question < 0
                ? new Target(authority, path, "")
                : new Target(authority, path.substring(0, question), path.substring(question + 1));
    }
}
