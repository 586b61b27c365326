package dev.weir.http.api.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Letters and numbers of ASCII, and no other of Unicode. */
class AsciiTest {
    @Test
    void knowsTheLettersAndDigitsOfAsciiAlone() {
        for (int c = Byte.MIN_VALUE; c <= Character.MAX_VALUE; c++) {
            boolean ascii = c >= 0 && c < 0x80;
            assertEquals(ascii && Character.isDigit(c), Ascii.isDigit(c), "digit " + c);
            assertEquals(ascii && Character.isLetter(c), Ascii.isLetter(c), "letter " + c);
            assertEquals(ascii && Character.isLowerCase(c), Ascii.isLower(c), "lower " + c);
            assertEquals(ascii ? Character.digit(c, 16) : -1, Ascii.hex(c), "hex " + c);
            if (c >= 0) {
                assertEquals(
                        ascii ? Character.toLowerCase((char) c) : (char) c, Ascii.lower((char) c), "to lower " + c);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "007, 7",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, -1",
        "99999999999999999999, -1",
        "'', -1",
        "+1, -1",
        "-1, -1",
        "1 , 1",
        "' 1', -1",
        "1a, -1",
        "\u0661, -1",
    })
    void readsDecimalNumbers(String text, long expected) {
        assertEquals(expected, Ascii.decimal(text));
        byte[] bytes = ("x" + text + "x").getBytes(ISO_8859_1);
        assertEquals(expected, Ascii.decimal(bytes, 1, bytes.length - 1));
    }

    @Test
    void makesLowerCase() {
        String lower = "already";
        assertSame(lower, Ascii.lower(lower));
        assertEquals("a\u212a\u00c4z[", Ascii.lower("A\u212a\u00c4Z["));
    }

    @Test
    void comparesInAnyCase() {
        assertTrue(Ascii.equalsIgnoreCase("ChunKed", "chunked"));
        assertFalse(Ascii.equalsIgnoreCase("chun\u212aed", "chunked"), "the Kelvin sign is no k");
        assertFalse(Ascii.equalsIgnoreCase("chunke", "chunked"));
        byte[] bytes = "-HTTP/".getBytes(ISO_8859_1);
        assertTrue(Ascii.equalsIgnoreCase(bytes, 1, 5, "http"));
        assertFalse(Ascii.equalsIgnoreCase(bytes, 1, 6, "http"));
    }

    @Test
    void escapesOctets() {
        StringBuilder text = new StringBuilder();
        Ascii.appendEscape(text, 0);
        Ascii.appendEscape(text, 0xaf);
        Ascii.appendEscape(text, (byte) 0xff);
        assertEquals("%00%AF%FF", text.toString());
    }
}
