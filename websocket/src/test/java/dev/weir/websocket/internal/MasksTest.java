package dev.weir.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the loop that RFC 6455 section 5.3 describes. */
class MasksTest {
    private static void simple(byte[] bytes, int from, int to, byte[] key, int phase) {
        for (int i = from; i < to; i++) {
            bytes[i] ^= key[(phase + i - from) % 4];
        }
    }

    private static int packed(byte[] key) {
        return key[0] & 0xFF | (key[1] & 0xFF) << 8 | (key[2] & 0xFF) << 16 | key[3] << 24;
    }

    @Test
    void isTheSimpleLoopAtEveryPlaceAndLength() {
        Random random = new Random(1);
        byte[] key = new byte[4];
        for (int from = 0; from < 9; from++) {
            for (int length = 0; length < 70; length++) {
                random.nextBytes(key);
                byte[] actual = new byte[100];
                random.nextBytes(actual);
                byte[] expected = actual.clone();
                simple(expected, from, from + length, key, 0);
                Masks.apply(actual, from, from + length, packed(key));
                assertArrayEquals(expected, actual, from + " " + length);
            }
        }
    }

    @Test
    void goesOnWhereItStopped() {
        Random random = new Random(2);
        byte[] key = new byte[4];
        for (int round = 0; round < 500; round++) {
            random.nextBytes(key);
            byte[] actual = new byte[random.nextInt(200)];
            random.nextBytes(actual);
            byte[] expected = actual.clone();
            simple(expected, 0, expected.length, key, 0);
            int rest = packed(key);
            for (int at = 0; at < actual.length; ) {
                int next = at + Math.min(actual.length - at, 1 + random.nextInt(20));
                rest = Masks.apply(actual, at, next, rest);
                at = next;
            }
            assertArrayEquals(expected, actual);
            assertEquals(Integer.rotateRight(packed(key), actual.length % 4 * 8), rest);
        }
    }
}
