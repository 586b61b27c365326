package dev.weir.http.api;

/** Numbers in protocol text: digits are 0 to 9 and nothing else that Unicode calls a digit. */
final class Ascii {
    private Ascii() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * Reads a decimal number without a sign.
     *
     * @return the number, or -1 where it is none or is over {@link Long#MAX_VALUE}
     */
    static long decimal(String s) {
        if (s.isEmpty()) {
            return -1;
        }
        long n = 0;
        for (int i = 0; i < s.length(); i++) {
            int digit = s.charAt(i) - '0';
            if (digit < 0 || digit > 9 || n > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            n = n * 10 + digit;
        }
        return n;
    }

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /** As {@link String#toLowerCase()} would, but for the letters of ASCII alone, whatever the locale. */
    static String lower(String s) {
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
}
