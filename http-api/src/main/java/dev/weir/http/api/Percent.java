package dev.weir.http.api;

import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986 section 2.1), undone as UTF-8. */
final class Percent {
    private Percent() {}

    /**
     * Decodes; what is not a valid escape stays as it is.
     *
     * @param s the encoded text
     * @param plusIsSpace whether a plus sign means a space, as in forms
     */
    static String decode(String s, boolean plusIsSpace) {
        if (s.indexOf('%') < 0 && !(plusIsSpace && s.indexOf('+') >= 0)) {
            return s;
        }
        byte[] encoded = s.getBytes(StandardCharsets.UTF_8);
        int out = 0;
        for (int i = 0; i < encoded.length; i++) {
            byte b = encoded[i];
            if (b == '%' && i + 2 < encoded.length) {
                int high = hex(encoded[i + 1]);
                int low = hex(encoded[i + 2]);
                if ((high | low) >= 0) {
                    b = (byte) (high << 4 | low);
                    i += 2;
                }
            } else if (b == '+' && plusIsSpace) {
                b = ' ';
            }
            encoded[out++] = b;
        }
        return new String(encoded, 0, out, StandardCharsets.UTF_8);
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
