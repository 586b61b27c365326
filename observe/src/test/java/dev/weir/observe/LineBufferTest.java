package dev.weir.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What text becomes in a line. */
class LineBufferTest {
    private static String text(LineBuffer buffer) {
        return new String(buffer.content().array(), 0, buffer.length(), StandardCharsets.US_ASCII);
    }

    /** A plus is the character with the number behind it. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
        # text,            common,          JSON
        a b,               a b,             a b
        a"b,               a\\x22b,         a\\"b
        a\\b,              a\\x5cb,         a\\\\b
        +0000,             \\x00,           \\u0000
        +000a,             \\x0a,           \\u000a
        +000d,             \\x0d,           \\u000d
        +001b[2J,          \\x1b[2J,        \\u001b[2J
        +0009,             \\x09,           \\u0009
        +007f,             \\x7f,           \\u007f
        +0085,             \\x85,           \\u0085
        +009b1m,           \\x9b1m,         \\u009b1m
        +00e9,             \\xe9,           \\u00e9
        +0100,             \\u0100,         \\u0100
        +2028,             \\u2028,         \\u2028
        +202e,             \\u202e,         \\u202e
        +2066,             \\u2066,         \\u2066
        +feff,             \\ufeff,         \\ufeff
        +d83d+de00,        \\ud83d\\ude00,  \\ud83d\\ude00
        +d83d,             \\ud83d,         \\ufffd
        +de00+d83d,        \\ude00\\ud83d,  \\ufffd\\ufffd
        %0a,               %0a,             %0a
        """)
    void escapes(String coded, String common, String json) {
        String text = decode(coded.replace("\\\\", "\\"));
        assertEquals(common.replace("\\\\", "\\"), text(new LineBuffer().escaped(text)), coded);
        assertEquals(
                json.replace("\\\\", "\\"), text(new LineBuffer().json(text)).replace("\\\\", "\\"), coded);
    }

    private static String decode(String coded) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < coded.length(); i++) {
            if (coded.charAt(i) == '+') {
                text.append((char) Integer.parseInt(coded.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                text.append(coded.charAt(i));
            }
        }
        return text.toString();
    }

    @Test
    void everyCharacterIsVisibleAsciiAndNoQuote() {
        for (int c = 0; c <= 0xffff; c++) {
            String common = text(new LineBuffer().escaped("" + (char) c));
            String json = text(new LineBuffer().json("" + (char) c));
            int at = c;
            assertTrue(common.chars().allMatch(x -> x >= ' ' && x < 0x7f && x != '"'), () -> "U+" + at);
            assertTrue(json.chars().allMatch(x -> x >= ' ' && x < 0x7f), () -> "U+" + at);
            assertTrue(c != '"' || json.equals("\\\""), json);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.000000",
        "999, 0.000000",
        "1000, 0.000001",
        "1500000, 0.001500",
        "1000000000, 1.000000",
        "61234567890, 61.234567"
    })
    void seconds(long nanos, String expected) {
        assertEquals(expected, text(new LineBuffer().seconds(nanos)));
    }

    @Test
    void aLongLineGrowsIt() {
        LineBuffer buffer = new LineBuffer();
        buffer.json("\u0001".repeat(100_000));
        assertEquals(600_000, buffer.length());
        buffer.reset(0);
        assertEquals(0, buffer.put(-7).length() - 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 8191, 1_000_000_007, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void numbersAreWrittenInFull(long number) {
        LineBuffer out = new LineBuffer().put('<').put(number).put('>');
        assertEquals("<" + number + ">", text(out));
    }
}
