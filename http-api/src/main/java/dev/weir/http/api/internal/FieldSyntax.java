package dev.weir.http.api.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What may stand in a field, and how names compare: by ASCII alone, never by the rules of a locale or of Unicode. */
public final class FieldSyntax {
    private static final int UNCLOSED = -2;

    /** tchar of RFC 9110 section 5.6.2. */
    private static final boolean[] TOKEN = new boolean[128];

    /** Names that nearly every message has: materialised without a new string. Indexed by length. */
    private static final String[][] COMMON = new String[32][];

    static {
        for (int c = 0; c < TOKEN.length; c++) {
            TOKEN[c] = Ascii.isLetter(c) || Ascii.isDigit(c);
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
        String[] common = {
            "Host",
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Authorization",
            "Cache-Control",
            "Connection",
            "Content-Encoding",
            "Content-Length",
            "Content-Type",
            "Cookie",
            "Date",
            "ETag",
            "Expect",
            "Forwarded",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "If-Range",
            "If-Unmodified-Since",
            "Origin",
            "Pragma",
            "Priority",
            "Range",
            "Referer",
            "Sec-Fetch-Dest",
            "Sec-Fetch-Mode",
            "Sec-Fetch-Site",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Upgrade-Insecure-Requests",
            "User-Agent",
            "Via",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "host",
            "accept",
            "user-agent",
            "content-type",
            "content-length",
            "cookie",
        };
        for (String name : common) {
            int slot = name.length();
            String[] row = COMMON[slot] == null ? new String[0] : COMMON[slot];
            row = Arrays.copyOf(row, row.length + 1);
            row[row.length - 1] = name;
            COMMON[slot] = row;
        }
    }

    private FieldSyntax() {}

    public static boolean isTokenChar(char c) {
        return c < 128 && TOKEN[c];
    }

    public static boolean isToken(String s) {
        int length = s.length();
        for (int i = 0; i < length; i++) {
            if (!isTokenChar(s.charAt(i))) {
                return false;
            }
        }
        return length > 0;
    }

    public static String checkName(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException("not a field name: " + quote(name));
        }
        return name;
    }

    /** Returns the value without the white space around it, if it may be sent; RFC 9110 section 5.5. */
    public static String checkValue(String name, String value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c > 0xff || c < 0x20 && c != '\t' || c == 0x7f) {
                throw new IllegalArgumentException(
                        "the value of " + name + " holds a character that no field may: " + quote(value));
            }
        }
        return trimmed(value);
    }

    public static boolean equal(String a, String b) {
        if (a.equals(b)) {
            return true;
        }
        int length = a.length();
        if (b.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y && Ascii.lower(x) != Ascii.lower(y)) {
                return false;
            }
        }
        return true;
    }

    /** Compares as many bytes from {@code start} as {@code name} has characters. */
    public static boolean equal(byte[] bytes, int start, String name) {
        int length = name.length();
        for (int i = 0; i < length; i++) {
            int x = bytes[start + i] & 0xff;
            char y = name.charAt(i);
            if (x != y && Ascii.lower((char) x) != Ascii.lower(y)) {
                return false;
            }
        }
        return true;
    }

    public static String toString(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length < COMMON.length && COMMON[length] != null) {
            for (String name : COMMON[length]) {
                if (same(bytes, start, name)) {
                    return name;
                }
            }
        }
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    public static boolean listHasToken(String list, String token) {
        int length = list.length();
        int start = 0;
        boolean quotes = list.indexOf('"') >= 0;
        while (start <= length) {
            int comma = quotes ? memberEnd(list, start) : list.indexOf(',', start);
            if (comma == UNCLOSED) {
                // From here on a quote is a character like any other: each is looked at twice at most.
                quotes = false;
                comma = list.indexOf(',', start);
            }
            int end = comma < 0 ? length : comma;
            int next = end + 1;
            while (start < end && isSpace(list.charAt(start))) {
                start++;
            }
            while (end > start && isSpace(list.charAt(end - 1))) {
                end--;
            }
            if (end - start == token.length() && regionEqual(list, start, token)) {
                return true;
            }
            start = next;
        }
        return false;
    }

    /** Returns whether a list has no member, or none that is another than a token. */
    public static boolean listHasNoneBut(String list, String token) {
        for (String member : members(list)) {
            if (!equal(member, token)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the members of a list of tokens, in their order and without the white space around them; empty ones are none. */
    public static List<String> members(String list) {
        List<String> members = new ArrayList<>();
        for (int start = 0; start <= list.length(); ) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            String member = trimmed(list.substring(start, end));
            if (!member.isEmpty()) {
                members.add(member);
            }
            start = end + 1;
        }
        return members;
    }

    /** Without the spaces and tabs around it. */
    public static String trimmed(String s) {
        int start = 0;
        int end = s.length();
        while (start < end && isSpace(s.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(s.charAt(end - 1))) {
            end--;
        }
        return s.substring(start, end);
    }

    /**
     * Returns where a member of a list ends: at a comma that stands in no quoted string (RFC 9110 section 5.6.4).
     *
     * @return where the comma is; -1 for the list's end, or {@link #UNCLOSED} where a quoted string has none
     */
    private static int memberEnd(String list, int start) {
        boolean inQuotes = false;
        for (int at = start; at < list.length(); at++) {
            char c = list.charAt(at);
            if (c == '"') {
                inQuotes = !inQuotes;
            } else if (c == '\\' && inQuotes) {
                at++;
            } else if (c == ',' && !inQuotes) {
                return at;
            }
        }
        return inQuotes ? UNCLOSED : -1;
    }

    private static boolean regionEqual(String list, int start, String token) {
        for (int i = 0; i < token.length(); i++) {
            if (Ascii.lower(list.charAt(start + i)) != Ascii.lower(token.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(byte[] bytes, int start, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (bytes[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** For messages: without the characters that would break a log line. */
    public static String quote(String s) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < Math.min(s.length(), 80); i++) {
            char c = s.charAt(i);
            text.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        return text.append(s.length() > 80 ? "...\"" : "\"").toString();
    }
}
