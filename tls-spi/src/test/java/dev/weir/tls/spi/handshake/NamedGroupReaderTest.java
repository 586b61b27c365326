package dev.weir.tls.spi.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The group, parsed from the server's first messages. */
class NamedGroupReaderTest {
    /** A ServerHello of TLS 1.3: an empty session id, a suite, supported_versions, and a key share of x25519. */
    private static final String HELLO_13 =
            "0303" + "11".repeat(32) + "00" + "1301" + "00" + "000e" + "002b00020304" + "00330004001d0000";

    private static final String HELLO_12 = "0303" + "22".repeat(32) + "20" + "33".repeat(32) + "c02f" + "00" + "0000";
    private static final String KEY_EXCHANGE_12 = "03" + "0018" + "0100";

    private static String message(String type, String body) {
        return type + String.format("%06x", body.length() / 2) + body;
    }

    private static String record(String type, String body) {
        return type + "0303" + String.format("%04x", body.length() / 2) + body;
    }

    private static Optional<String> group(String... writes) {
        NamedGroupReader reader = new NamedGroupReader();
        ByteBuffer out = ByteBuffer.allocate(100_000);
        for (String write : writes) {
            int from = out.position();
            out.put(HexFormat.of().parseHex(write));
            reader.sent(out, from);
        }
        return reader.group();
    }

    @Test
    void ofTls13() {
        assertEquals(Optional.of("x25519"), group(record("16", message("02", HELLO_13))));
        assertEquals(Optional.of("x25519"), group(record("16", message("02", HELLO_13)), record("17", "ffff")));
        String postQuantum = HELLO_13.replace("001d0000", "11ec0000");
        assertEquals(
                Optional.of("X25519MLKEM768"), group(record("16", message("02", postQuantum)) + record("14", "01")));
    }

    @Test
    void ofTls12InAnyFragments() {
        String all = message("02", HELLO_12)
                + message("0b", "00".repeat(2000))
                + message("0c", KEY_EXCHANGE_12)
                + message("0e", "");
        assertEquals(Optional.of("secp384r1"), group(record("16", all)));
        for (int size : new int[] {1, 7, 100, 1999}) {
            StringBuilder records = new StringBuilder();
            for (int at = 0; at < all.length(); at += 2 * size) {
                records.append(record("16", all.substring(at, Math.min(all.length(), at + 2 * size))));
            }
            assertEquals(Optional.of("secp384r1"), group(records.toString()));
        }
    }

    @Test
    void nothingWhereNothingIsTold() {
        assertEquals(Optional.empty(), group());
        assertEquals(Optional.empty(), group(record("16", message("02", HELLO_12)), record("14", "01")));
        assertEquals(Optional.empty(), group(record("15", "0228")));
        assertEquals(
                Optional.of("group 9999"),
                group(record("16", message("02", HELLO_13.replace("001d0000", "270f0000")))));
    }

    /** Invalid messages have no group, and cause no exception. */
    @Test
    void damage() {
        Random random = new Random(8446);
        byte[] good = HexFormat.of().parseHex(record("16", message("02", HELLO_13)) + record("17", "00"));
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            NamedGroupReader reader = new NamedGroupReader();
            ByteBuffer out = ByteBuffer.allocate(200).put(bytes, 0, random.nextInt(bytes.length + 1));
            reader.sent(out, 0);
            reader.group();
        }
    }
}
