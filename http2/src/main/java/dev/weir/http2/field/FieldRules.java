package dev.weir.http2.field;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.core.request.HttpChars;
import dev.weir.http.core.request.WordList;

/** What may stand in a field of HTTP/2 (RFC 9113 section 8.2). Pure functions. */
public final class FieldRules {
    /** By octet: whether it may stand in a name, which is a token in lower case. */
    private static final boolean[] NAME = new boolean[256];

    /** By octet: whether it may stand in a value. */
    private static final boolean[] VALUE = new boolean[256];

    /** By octet: whether it may stand in a path with its query. */
    private static final boolean[] TARGET = new boolean[256];

    static {
        for (int i = 0; i < 256; i++) {
            NAME[i] = HttpChars.isToken((byte) i) && (i < 'A' || i > 'Z');
            VALUE[i] = HttpChars.isValue((byte) i);
            TARGET[i] = HttpChars.isTarget((byte) i);
        }
    }

    private FieldRules() {}

    /** Section 8.2.1: a token, without upper case. */
    static boolean isName(String name) {
        return all(NAME, name) && !name.isEmpty();
    }

    /**
     * Section 8.2.1: no NUL, CR or LF, nor space or tab around it; no other control characters either (RFC 9110 5.5).
     */
    static boolean isValue(String value) {
        if (!all(VALUE, value)) {
            return false;
        }
        int length = value.length();
        return length == 0 || !isSpace(value.charAt(0)) && !isSpace(value.charAt(length - 1));
    }

    /** Returns the octets of a target, without fragment. */
    public static boolean isTarget(String target) {
        return all(TARGET, target);
    }

    private static boolean all(boolean[] allowed, String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (!allowed[text.charAt(i) & 0xff]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /**
     * Section 8.2.2: fields that speak of an HTTP/1 connection have no place in HTTP/2, but for a {@code te} that
     * lists nothing except {@code trailers}.
     *
     * @param name in lower case
     */
    public static boolean isConnectionSpecific(String name, String value) {
        return switch (name) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> true;
            case "te" -> WordList.count(value, "trailers") == WordList.OTHERS;
            default -> false;
        };
    }

    /** Section 8.3.1, RFC 3986 section 3.1: ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ). */
    static boolean isScheme(String scheme) {
        for (int i = 0; i < scheme.length(); i++) {
            char c = scheme.charAt(i);
            if (!Ascii.isLetter(c) && (i == 0 || !Ascii.isDigit(c) && c != '+' && c != '-' && c != '.')) {
                return false;
            }
        }
        return !scheme.isEmpty();
    }
}
