package dev.weir.mux;

import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a pattern: {@code [METHOD ][HOST]/[PATH]}. Used once. */
final class PatternParser {
    /** Beside letters and digits, what a host may hold (RFC 3986 section 3.2.2, with the brackets of IPv6). */
    private static final String HOST = "-._~!$&'()*+,;=:[]";

    /** Written in another case, these are meant all the same, and would never match. */
    private static final List<String> STANDARD = List.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.DELETE,
            HttpMethod.CONNECT,
            HttpMethod.OPTIONS,
            HttpMethod.TRACE,
            HttpMethod.PATCH);

    private final String text;
    private final List<Segment> segments = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    PatternParser(String text) {
        this.text = text;
    }

    Pattern parse() {
        if (text.isEmpty()) {
            throw bad(0, "it is empty");
        }
        int slash = text.indexOf('/');
        int space = 0;
        while (space < text.length() && !isSpace(space)) {
            space++;
        }
        String method = "";
        int hostStart = 0;
        // A space after the first slash is part of the path.
        if (space < text.length() && (slash < 0 || space < slash)) {
            method = method(space);
            hostStart = space;
            while (hostStart < text.length() && isSpace(hostStart)) {
                hostStart++;
            }
        }
        if (slash < 0) {
            throw bad(hostStart, "there is no path: it must hold a slash");
        }
        String host = host(hostStart, slash);
        path(slash, method.equals("CONNECT"));
        return new Pattern(text, method, host, text.substring(slash), List.copyOf(segments));
    }

    private String method(int end) {
        if (end == 0) {
            throw bad(0, "a method must stand before the space");
        }
        for (int i = 0; i < end; i++) {
            if (!FieldSyntax.isTokenChar(text.charAt(i))) {
                throw bad(i, "a method must be a token (RFC 9110 section 9.1)");
            }
        }
        String method = text.substring(0, end);
        for (String standard : STANDARD) {
            if (method.equalsIgnoreCase(standard) && !method.equals(standard)) {
                throw bad(0, "methods are case-sensitive: write " + standard + text.substring(end));
            }
        }
        // The methods of requests are mostly the constants of the API: comparing is then a look at the reference.
        return method.intern();
    }

    private String host(int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == '{') {
                throw bad(i, "a host has no wildcards, or the slash before the path is missing");
            }
            char c = text.charAt(i);
            if (!Ascii.isLetter(c) && !Ascii.isDigit(c) && HOST.indexOf(c) < 0) {
                throw bad(i, "this character cannot stand in a host");
            }
        }
        String host = text.substring(start, end);
        int hostEnd = HostNames.end(host);
        if (!host.startsWith("[") && host.indexOf(':') < hostEnd && host.indexOf(':') >= 0) {
            throw bad(start + host.indexOf(':'), "an IPv6 address stands in brackets");
        }
        if (hostEnd < host.length()) {
            if (hostEnd == 0 || hostEnd + 1 == host.length()) {
                throw bad(start + hostEnd, "a host and a port must stand around the colon");
            }
            for (int i = hostEnd + 1; i < host.length(); i++) {
                if (!Ascii.isDigit(host.charAt(i))) {
                    throw bad(start + i, "a port is a number");
                }
            }
        }
        return HostNames.normal(host);
    }

    private void path(int slash, boolean connect) {
        for (int from = slash + 1; from <= text.length(); ) {
            int next = text.indexOf('/', from);
            int to = next < 0 ? text.length() : next;
            if (text.startsWith("{", from)) {
                wildcard(from, to);
            } else if (from == text.length()) {
                segments.add(new Segment.Rest(""));
            } else {
                literal(from, to, connect);
            }
            from = to + 1;
        }
    }

    private void literal(int from, int to, boolean connect) {
        String meant = ForeignWildcard.translate(text.substring(from, to), to == text.length());
        if (!meant.isEmpty()) {
            throw bad(from, meant);
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '{' || c == '}') {
                throw bad(i, "a wildcard must be a whole segment");
            }
            if (c == '?' || c == '#') {
                throw bad(
                        i,
                        "a pattern has no query and no fragment (in a path, this is written "
                                + (c == '?' ? "%3F)" : "%23)"));
            }
            if (c < ' ' || c == 0x7f) {
                throw bad(i, "a control character cannot stand in a path");
            }
        }
        String key = Escapes.key(text, from, to);
        if (!connect && (key.isEmpty() || key.equals(".") || key.equals(".."))) {
            throw bad(from, "an empty segment or a dot segment never matches, as paths are cleaned first");
        }
        // Patterns have many segments in common: comparing then reads what is in the processor's caches already.
        segments.add(new Segment.Literal(key.intern()));
    }

    private void wildcard(int from, int to) {
        int close = text.indexOf('}', from);
        if (close < 0 || close >= to) {
            throw bad(from, "the wildcard is not closed");
        }
        if (close + 1 < to) {
            throw bad(close + 1, "a wildcard must be a whole segment");
        }
        boolean last = to == text.length();
        String name = text.substring(from + 1, close);
        if (name.equals("$")) {
            if (!last) {
                throw bad(from, "{$} must be at the end");
            }
            segments.add(new Segment.End());
            return;
        }
        boolean rest = name.endsWith("...");
        if (rest) {
            name = name.substring(0, name.length() - 3);
            if (!last) {
                throw bad(from, "a {name...} wildcard must be at the end");
            }
        }
        if (name.isEmpty()) {
            throw bad(from + 1, "the wildcard has no name");
        }
        checkIdentifier(name, from + 1);
        if (!names.add(name)) {
            throw bad(from + 1, "the name " + name + " stands for two wildcards");
        }
        // Handlers ask with constants: comparing is then a look at the reference.
        name = name.intern();
        segments.add(rest ? new Segment.Rest(name) : new Segment.Wild(name));
    }

    private void checkIdentifier(String name, int offset) {
        for (int i = 0, c; i < name.length(); i += Character.charCount(c)) {
            c = name.codePointAt(i);
            boolean fits = i == 0 ? Character.isJavaIdentifierStart(c) : Character.isJavaIdentifierPart(c);
            if (!fits || Character.isIdentifierIgnorable(c) || name.equals("$")) {
                throw bad(offset + i, "a wildcard's name must be a Java identifier");
            }
        }
    }

    private boolean isSpace(int i) {
        return text.charAt(i) == ' ' || text.charAt(i) == '\t';
    }

    private IllegalArgumentException bad(int offset, String reason) {
        return new IllegalArgumentException("bad pattern \"" + text + "\" at offset " + offset + ": " + reason);
    }
}
