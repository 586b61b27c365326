package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The frames that our client of HTTP/2 writes, and the one thing that it reads in fields. */
class LoadFramesTest {
    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void opensAConnection() {
        String magic = hex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes());
        String settings = "000012 04 00 00000000 0001 00000000 0002 00000000 0004 40000000".replace(" ", "");
        String window = "000004 08 00 00000000 40000000".replace(" ", "");
        assertEquals(magic + settings + window, hex(LoadFrames.preface()));
    }

    @Test
    void asks() {
        String fields = "82 86 04 0a 2f706c61696e74657874 01 09 6c6f63616c686f7374".replace(" ", "");
        assertEquals("000019" + "01" + "05" + "00000003" + fields, hex(LoadFrames.request(3, RequestTarget.PLAINTEXT)));
        assertEquals(
                "000019" + "01" + "05" + "00000003" + fields.replaceFirst("86", "87"),
                hex(LoadFrames.request(3, RequestTarget.PLAINTEXT, true)));
        String echo = hex(LoadFrames.request(1, RequestTarget.ECHO));
        assertTrue(echo.startsWith("000014" + "01" + "04" + "00000001" + "8386"), echo);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 88, true",
        "5, 8840, true",
        "4, 2088, true",
        "4, 202088, true",
        "36, 000000000f88, true",
        "12, 0488000000, true",
        "44, 04000000000f88000000, true",
        "4, 8d, false",
        "4, 20, false",
        "4, '', false"
    })
    void knowsTheStatus200(int flags, String payload, boolean ok) {
        assertEquals(ok, LoadFrames.isOk(flags, ByteBuffer.wrap(HexFormat.of().parseHex(payload))));
    }
}
