package dev.weir.http2.spi;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http2.spi.StreamPriority.Urgency;

/** Reads the dictionary of the field {@code priority} (RFC 9218 section 4, RFC 9651 sections 3.2 and 4.2.2). */
final class PriorityParser {
    private static final int MOST_DIGITS = 15;
    /** What an item is that is neither integer nor boolean: of no use here, but well-formed. */
    private static final int OTHER = -1;

    private static final int FALSE = -2;
    private static final int TRUE = -3;

    private final String text;
    private int at;
    private boolean malformed;

    PriorityParser(String text) {
        this.text = text;
    }

    Urgency parse() {
        int urgency = StreamPriority.DEFAULT.urgency();
        boolean incremental = StreamPriority.DEFAULT.incremental();
        skip(" ");
        boolean more = at < text.length();
        while (more) {
            int nameStart = at;
            key();
            int nameEnd = at;
            int value = TRUE;
            if (peek() == '=') {
                at++;
                value = peek() == '(' ? innerList() : item();
            }
            parameters();
            if (nameEnd - nameStart == 1) {
                // "a member that is out of range or of an unexpected type is ignored": what was said before goes with
                // it
                if (text.charAt(nameStart) == 'u') {
                    urgency = value >= 0 && value <= 7 ? value : StreamPriority.DEFAULT.urgency();
                } else if (text.charAt(nameStart) == 'i') {
                    incremental = value == TRUE;
                }
            }
            skip(" \t");
            more = at < text.length();
            if (more) {
                expect(',');
                skip(" \t");
                if (at == text.length()) {
                    malformed = true; // a comma with nothing after it
                }
            }
            if (malformed) {
                return StreamPriority.DEFAULT;
            }
        }
        return malformed ? StreamPriority.DEFAULT : new Urgency(urgency, incremental);
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private void skip(String spaces) {
        while (at < text.length() && spaces.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void expect(char c) {
        if (peek() == c) {
            at++;
        } else {
            fail();
        }
    }

    /** Gives up: the value says nothing. */
    private void fail() {
        malformed = true;
        at = text.length();
    }

    /** Section 4.2.3.3. */
    private void key() {
        if (!Ascii.isLower(peek()) && peek() != '*') {
            fail();
            return;
        }
        while (Ascii.isLower(peek()) || Ascii.isDigit(peek()) || peek() >= 0 && "_-.*".indexOf(peek()) >= 0) {
            at++;
        }
    }

    /** Section 4.2.3.2: each begins with a semicolon, and says nothing to us. */
    private void parameters() {
        while (peek() == ';') {
            at++;
            skip(" ");
            key();
            if (peek() == '=') {
                at++;
                item();
            }
        }
    }

    /** Section 4.2.1.2. */
    private int innerList() {
        at++;
        while (!malformed) {
            skip(" ");
            if (peek() == ')') {
                at++;
                return OTHER;
            }
            item();
            parameters();
            if (peek() != ' ' && peek() != ')') {
                fail();
            }
        }
        return OTHER;
    }

    /** Section 4.2.3.1: an item without its parameters. */
    private int item() {
        int c = peek();
        if (Ascii.isDigit(c) || c == '-') {
            return number();
        }
        if (c == '?') {
            at++;
            int value = peek();
            if (value != '0' && value != '1') {
                fail();
                return OTHER;
            }
            at++;
            return value == '1' ? TRUE : FALSE;
        }
        if (c == '"') {
            string();
        } else if (c == ':') {
            bytes();
        } else if (c == '@') {
            at++;
            if (number() == OTHER && text.charAt(at - 1) == '.') {
                fail();
            }
        } else if (c == '%') {
            at++;
            displayString();
        } else if (Ascii.isLetter(c) || c == '*') {
            token();
        } else {
            fail();
        }
        return OTHER;
    }

    /** Section 4.2.4: the value of an integer that is not negative, else {@link #OTHER}. */
    private int number() {
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        int start = at;
        long value = 0;
        while (Ascii.isDigit(peek()) && at - start <= MOST_DIGITS) {
            value = value * 10 + (peek() - '0');
            at++;
        }
        int digits = at - start;
        if (digits == 0 || digits > MOST_DIGITS) {
            fail();
            return OTHER;
        }
        if (peek() != '.') {
            return negative && value != 0 || value > 7 ? OTHER : (int) value;
        }
        at++;
        int fraction = at;
        while (Ascii.isDigit(peek())) {
            at++;
        }
        if (digits > 12 || at == fraction || at - fraction > 3) {
            fail();
        }
        return OTHER;
    }

    /** Section 4.2.5. */
    private void string() {
        at++;
        while (true) {
            int c = peek();
            at++;
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                c = peek();
                at++;
                if (c != '"' && c != '\\') {
                    fail();
                    return;
                }
            } else if (c < ' ' || c > '~') {
                fail();
                return;
            }
        }
    }

    /** Section 4.2.10: percent-encoded, between quotes. */
    private void displayString() {
        if (peek() != '"') {
            fail();
            return;
        }
        at++;
        while (true) {
            int c = peek();
            at++;
            if (c == '"') {
                return;
            }
            if (c < ' ' || c > '~') {
                fail();
                return;
            }
            if (c == '%') {
                for (int i = 0; i < 2; i++) {
                    c = peek();
                    at++;
                    if (!Ascii.isDigit(c) && (c < 'a' || c > 'f')) {
                        fail();
                        return;
                    }
                }
            }
        }
    }

    /** Section 4.2.7: base64 between colons. */
    private void bytes() {
        at++;
        while (Ascii.isLetter(peek()) || Ascii.isDigit(peek()) || peek() >= 0 && "+/=".indexOf(peek()) >= 0) {
            at++;
        }
        expect(':');
    }

    /** Section 4.2.6. */
    private void token() {
        at++;
        while (Ascii.isLetter(peek())
                || Ascii.isDigit(peek())
                || peek() >= 0 && "!#$%&'*+-.^_`|~:/".indexOf(peek()) >= 0) {
            at++;
        }
    }
}
