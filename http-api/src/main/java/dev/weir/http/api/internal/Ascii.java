package dev.weir.http.api.internal;

/**
 * Letters and numbers in protocol text: ASCII alone, never by the rules of Unicode or of a locale. Pure functions, for
 * every module of Weir.
 */
public final class Ascii {
    private static final String HEX = "0123456789ABCDEF";

    private Ascii() {}

    /** Returns whether a character or byte is a digit. */
    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Returns whether a character or byte is a letter, in any case. */
    public static boolean isLetter(int c) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    /** Returns whether a character or byte is a letter in lower case. */
    public static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    /** Appends an octet percent-encoded (RFC 3986 section 2.1). */
    public static void appendEscape(StringBuilder text, int octet) {
        text.append('%').append(HEX.charAt(octet >> 4 & 15)).append(HEX.charAt(octet & 15));
    }

    /** Appends a character as a backslash, the letter u and four hexadecimal digits, as JSON and Java have it. */
    public static void appendUnicodeEscape(StringBuilder text, char c) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(lower(HEX.charAt(c >> shift & 15)));
        }
    }

    /** Returns the value of a hexadecimal digit, 0 to 15; -1 for any other character or byte. */
    public static int hex(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /**
     * Reads a decimal number without a sign.
     *
     * @return the number, or -1 where it is none or is over {@link Long#MAX_VALUE}
     */
    public static long decimal(String s) {
        int length = s.length();
        if (length == 0) {
            return -1;
        }
        long n = 0;
        for (int i = 0; i < length; i++) {
            int digit = s.charAt(i) - '0';
            if (digit < 0 || digit > 9 || n > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            n = n * 10 + digit;
        }
        return n;
    }

    /**
     * Reads a decimal number without a sign.
     *
     * @param start where its first digit is
     * @param end after its last digit
     * @return the number, or -1 where it is none or is over {@link Long#MAX_VALUE}
     */
    public static long decimal(byte[] bytes, int start, int end) {
        if (start >= end) {
            return -1;
        }
        long n = 0;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || n > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            n = n * 10 + digit;
        }
        return n;
    }

    public static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /** As {@link String#toLowerCase()} would, but for the letters of ASCII alone, whatever the locale. */
    public static String lower(String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                StringBuilder text = new StringBuilder(s.length()).append(s, 0, i);
                for (; i < s.length(); i++) {
                    text.append(lower(s.charAt(i)));
                }
                return text.toString();
            }
        }
        return s;
    }

    /**
     * Whether a text is a word, in any case.
     *
     * @param lower the word, in lower case
     */
    public static boolean equalsIgnoreCase(String text, String lower) {
        int length = lower.length();
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(text.charAt(i)) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a slice is a word, in any case.
     *
     * @param start where the slice begins
     * @param end after its last byte
     * @param lower the word, in lower case
     */
    public static boolean equalsIgnoreCase(byte[] bytes, int start, int end, String lower) {
        int length = lower.length();
        if (end - start != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int b = bytes[start + i];
            if (b >= 'A' && b <= 'Z') {
                b += 32;
            }
            if (b != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
