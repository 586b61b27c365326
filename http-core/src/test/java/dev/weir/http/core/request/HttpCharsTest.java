package dev.weir.http.core.request;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http.core.support.DateCache;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCharsTest {
    @Test
    void tokensAreTchars() {
        String tchar = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (int c = 0; c < 256; c++) {
            assertEquals(c < 128 && tchar.indexOf(c) >= 0, HttpChars.isToken((byte) c), "0x" + Integer.toHexString(c));
        }
    }

    @Test
    void valuesHoldNoControlsButTab() {
        for (int c = 0; c < 256; c++) {
            assertEquals(
                    c == '\t' || c >= 0x20 && c != 0x7f, HttpChars.isValue((byte) c), "0x" + Integer.toHexString(c));
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, 0",
                "05, 5",
                "9223372036854775807, 9223372036854775807",
                "9223372036854775808, -1",
                "'', -1",
                "+1, -1",
                "-1, -1",
                "' 1', -1",
                "0x1, -1",
                "\u0661, -1",
                "99999999999999999999, -1",
            })
    void decimals(String text, long value) {
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(value, Ascii.decimal(b, 0, b.length));
        assertEquals(value, Ascii.decimal(text));
    }

    @Test
    void caseIsThatOfAsciiAlone() {
        byte[] kelvin = "\u212a".getBytes(StandardCharsets.UTF_8);
        assertEquals(false, Ascii.equalsIgnoreCase(kelvin, 0, kelvin.length, "k"));
        assertEquals(false, Ascii.equalsIgnoreCase("\u212a", "k"));
        assertEquals(false, Ascii.equalsIgnoreCase("K\u0130", "ki"));
        assertTrue(Ascii.equalsIgnoreCase("HoSt", "host"));
        assertEquals(false, Ascii.equalsIgnoreCase("[", "{"));
    }

    @Test
    void poolsGiveBackWhatTheyGotAndNothingTwice() {
        BufferPool pool = new BufferPool(10, 8);
        byte[] first = pool.take();
        byte[] second = pool.take();
        assertNotSame(first, second);
        assertEquals(10, first.length);
        pool.give(first);
        pool.give(new byte[11]);
        byte[] again = pool.take();
        assertTrue(again == first, "the array that was given back");
        assertNotSame(again, pool.take());
    }

    @Test
    void theDateIsAnImfFixdate() {
        String line = new String(DateCache.line(), StandardCharsets.US_ASCII);
        assertTrue(
                line.matches("Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d"
                        + " GMT\r\n"),
                line);
        assertArrayEquals(new byte[] {'D', 'a', 't', 'e'}, java.util.Arrays.copyOf(DateCache.line(), 4));
    }
}
