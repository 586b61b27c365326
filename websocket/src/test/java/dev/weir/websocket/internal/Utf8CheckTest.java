package dev.weir.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the decoder of the JDK. */
class Utf8CheckTest {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);

    private boolean valid(byte[] bytes) {
        decoder.reset();
        CharBuffer out = CharBuffer.allocate(bytes.length + 2);
        return !decoder.decode(ByteBuffer.wrap(bytes), out, true).isError()
                && !decoder.flush(out).isError();
    }

    private static boolean checked(byte[] bytes, int... cuts) {
        Utf8Check check = new Utf8Check();
        int at = 0;
        for (int cut : cuts) {
            if (!check.update(bytes, at, cut)) {
                return false;
            }
            at = cut;
        }
        return check.update(bytes, at, bytes.length) && check.complete();
    }

    /** All first and second bytes, with two that may follow any. */
    @Test
    void allPairsOfBytesBeforeAllContinuations() {
        for (int length = 1; length <= 4; length++) {
            byte[] bytes = new byte[length];
            for (int last : new int[] {0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF}) {
                for (int pair = 0; pair < 1 << 16; pair++) {
                    bytes[0] = (byte) (pair >> 8);
                    for (int i = 1; i < length; i++) {
                        bytes[i] = i == 1 ? (byte) pair : i == length - 1 ? (byte) last : (byte) 0x80;
                    }
                    if (valid(bytes) != checked(bytes)) {
                        assertEquals(
                                valid(bytes), checked(bytes), HexFormat.of().formatHex(bytes));
                    }
                }
            }
        }
    }

    @Test
    void everyCodePointIsRight() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
                assertTrue(checked(bytes), () -> HexFormat.of().formatHex(bytes));
            }
        }
    }

    @Test
    void isTheSameHoweverItIsCut() {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                int c = random.nextInt(4) == 0 ? random.nextInt(0x10FFFF) : random.nextInt(0x90);
                text.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 'x' : c);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int first = random.nextInt(bytes.length + 1);
            int second = first + random.nextInt(bytes.length + 1 - first);
            assertEquals(
                    valid(bytes),
                    checked(bytes, first, second),
                    () -> HexFormat.of().formatHex(bytes));
        }
    }

    /** What stands before the bar is right so far, and wrong with the byte behind it. */
    @ParameterizedTest
    @CsvSource({
        "'', 80",
        "'', bf",
        "'', c0",
        "'', c1",
        "'', f5",
        "'', ff",
        "c3, 28",
        "e0, 9f",
        "ed, a0",
        "f0, 8f",
        "f4, 90",
        "e2 82, 28",
        "f0 90 80, c0",
        "61 62 63 64 65 66 67 68 69, fe",
        "ce ba e1 bd b9 cf 83 ce bc ce b5, f5"
    })
    void failsAtTheFirstByteThatCannotBe(String good, String bad) {
        Utf8Check check = new Utf8Check();
        byte[] before = HexFormat.of().parseHex(good.replace(" ", ""));
        assertTrue(check.update(before, 0, before.length));
        byte[] after = HexFormat.of().parseHex(bad);
        assertFalse(check.update(after, 0, 1));
    }

    @Test
    void knowsAscii() {
        Utf8Check check = new Utf8Check();
        assertTrue(check.update("0123456789abcdef0".getBytes(StandardCharsets.UTF_8), 0, 17));
        assertTrue(check.ascii());
        check.update("ä".getBytes(StandardCharsets.UTF_8), 0, 2);
        assertFalse(check.ascii());
        check.reset();
        assertTrue(check.ascii());
    }
}
