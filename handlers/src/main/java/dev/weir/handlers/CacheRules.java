package dev.weir.handlers;

import dev.weir.http.api.internal.Ascii;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which {@code Cache-Control} a file gets, by its name. Immutable. */
final class CacheRules {
    /** RFC 8246; a year, as more is said to be of no use (RFC 9111 section 1.2.2). */
    static final String IMMUTABLE = "public, max-age=31536000, immutable";

    /** The fewest characters of a hash that bundlers write. */
    private static final int HASH_LENGTH = 8;

    private final List<String> rules;
    private final boolean hashed;
    private final @Nullable String other;

    /**
     * Creates them.
     *
     * @param rules patterns, each followed by its value; the first that matches counts. With a slash at its beginning a
     *     pattern is of the whole path, else of the name; a star stands for any characters
     * @param hashed whether names that hold a hash of the content are good for ever
     * @param other for all else; null for none
     */
    CacheRules(List<String> rules, boolean hashed, @Nullable String other) {
        this.rules = List.copyOf(rules);
        this.hashed = hashed;
        this.other = other;
    }

    /** Returns the value for what is no file. */
    @Nullable
    String other() {
        return other;
    }

    /** Returns the field's value for a file; null for none. */
    @Nullable
    String value(List<String> names) {
        for (int i = 0; i < rules.size(); i += 2) {
            String pattern = rules.get(i);
            if (matches(pattern, pattern.startsWith("/") ? "/" + String.join("/", names) : names.getLast())) {
                return rules.get(i + 1);
            }
        }
        return hashed && isHashed(names.getLast()) ? IMMUTABLE : other;
    }

    /** Goes back to the last star alone where a character does not fit, which is enough. */
    private static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int from = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                from = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /**
     * Returns whether a name has a hash in it, as bundlers put it there: between dots ({@code app.3f9a2b1c.js}), or after the
     * last dash or underscore before the first dot ({@code index-B7x9kLm2.js}). One in Base64 may hold dashes itself.
     */
    static boolean isHashed(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return false;
        }
        String stem = name.substring(0, dot);
        int dash = Math.max(stem.lastIndexOf('-'), stem.lastIndexOf('_'));
        int fixed = dot - HASH_LENGTH - 1;
        if (dash > 0 && isHash(stem.substring(dash + 1))
                || fixed > 0 && stem.charAt(fixed) == '-' && isHash(stem.substring(fixed + 1))) {
            return true;
        }
        for (int next = name.indexOf('.', dot + 1); next > 0; next = name.indexOf('.', dot + 1)) {
            if (isHash(name.substring(dot + 1, next))) {
                return true;
            }
            dot = next;
        }
        return false;
    }

    /** Hexadecimal, Base64 or Base32: never a word, a date or a version, which may get other content one day. */
    private static boolean isHash(String text) {
        int digits = 0;
        int upper = 0;
        int lower = 0;
        boolean hex = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = Ascii.isLetter(c);
            if (Ascii.isDigit(c)) {
                digits++;
            } else if (letter && Ascii.isLower(c)) {
                lower++;
            } else if (letter) {
                upper++;
            } else if (c != '-' && c != '_') {
                return false;
            }
            hex &= Ascii.hex(c) >= 0;
        }
        if (text.length() < HASH_LENGTH || digits == 0 || upper + lower == 0) {
            return false;
        }
        return hex && upper == 0 || upper > 0 && lower > 0 || lower == 0 && text.length() == HASH_LENGTH;
    }
}
