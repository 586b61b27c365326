package dev.weir.http.api;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code type/subtype; name=value; name="quoted"} (RFC 9110 sections 5.6.6 and 8.3.1), in one pass. */
final class MediaTypeParser {
    /** More belong to an attack: each costs a comparison with those before it. */
    private static final int MAX_PARAMETERS = 100;

    private final String s;
    private int at;
    /** Whether a backslash is a character like any other, unless a quote or another follows. */
    private boolean bareBackslash;

    private MediaTypeParser(String s) {
        this.s = s;
    }

    static Optional<MediaType> parse(String value) {
        return new MediaTypeParser(value).mediaType();
    }

    /**
     * Returns the parameters of a part's {@code Content-Disposition}. In them a backslash escapes only a quote and itself: it
     * is a common character of file names, and browsers do not escape it.
     *
     * @param value the field value
     * @param from where the first semicolon may stand
     * @return the parameters; nothing where they are malformed
     */
    static Optional<List<MediaType.Parameter>> formParameters(String value, int from) {
        MediaTypeParser parser = new MediaTypeParser(value);
        parser.at = from;
        parser.bareBackslash = true;
        return Optional.ofNullable(parser.parameters());
    }

    private Optional<MediaType> mediaType() {
        skipSpace();
        String type = token();
        if (type.isEmpty() || !next('/')) {
            return Optional.empty();
        }
        String subtype = token();
        List<MediaType.Parameter> parameters = subtype.isEmpty() ? null : parameters();
        return parameters == null ? Optional.empty() : Optional.of(new MediaType(type, subtype, parameters));
    }

    /** Null where they are malformed. */
    private @Nullable List<MediaType.Parameter> parameters() {
        List<MediaType.Parameter> parameters = new ArrayList<>(2);
        Set<String> names = new HashSet<>();
        while (true) {
            skipSpace();
            if (at == s.length()) {
                return parameters;
            }
            if (!next(';')) {
                return null;
            }
            skipSpace();
            String name = token();
            if (name.isEmpty()) {
                // The grammar allows a semicolon without a parameter.
                continue;
            }
            if (!next('=')) {
                return null;
            }
            String value = at < s.length() && s.charAt(at) == '"' ? quoted() : token();
            if (value == null || value.isEmpty() && s.charAt(at - 1) != '"' || names.size() == MAX_PARAMETERS) {
                return null;
            }
            if (names.add(Ascii.lower(name))) {
                parameters.add(new MediaType.Parameter(name, value));
            }
        }
    }

    /** Without its quotes and backslashes; null where it does not end. */
    private @Nullable String quoted() {
        StringBuilder text = new StringBuilder();
        for (at++; at < s.length(); at++) {
            char c = s.charAt(at);
            if (c == '"') {
                at++;
                return text.toString();
            }
            if (c == '\\' && escapes() && ++at < s.length()) {
                c = s.charAt(at);
            }
            if (at == s.length() || !MediaType.isQuotable(c)) {
                return null;
            }
            text.append(c);
        }
        return null;
    }

    /** Returns whether the backslash here goes with the next character. */
    private boolean escapes() {
        char next = at + 1 < s.length() ? s.charAt(at + 1) : '"';
        return !bareBackslash || next == '"' || next == '\\';
    }

    private String token() {
        int start = at;
        while (at < s.length() && FieldSyntax.isTokenChar(s.charAt(at))) {
            at++;
        }
        return s.substring(start, at);
    }

    private boolean next(char c) {
        if (at < s.length() && s.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < s.length() && (s.charAt(at) == ' ' || s.charAt(at) == '\t')) {
            at++;
        }
    }
}
