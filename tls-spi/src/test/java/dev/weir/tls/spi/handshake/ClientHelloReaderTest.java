package dev.weir.tls.spi.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client's offer, parsed from ClientHellos. */
class ClientHelloReaderTest {
    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String vector(int octets, String content) {
        return String.format("%0" + 2 * octets + "x", content.length() / 2) + content;
    }

    private static String extension(String type, String content) {
        return type + vector(2, content);
    }

    private static String hello(String name) {
        String extensions = extension("0000", vector(2, "00" + vector(2, hex(name))))
                + extension("000a", vector(2, "001d0017"))
                + extension("000d", vector(2, "04030805"))
                + extension("0032", vector(2, "0401"))
                + extension("002b", vector(1, "03040303"))
                + extension("ff01", "00");
        String body = "0303" + "11".repeat(32) + vector(1, "") + vector(2, "1301c02b") + vector(1, "00")
                + vector(2, extensions);
        return "01" + vector(3, body);
    }

    private static ClientOffer read(byte[] message, int piece) {
        ClientHelloReader reader = new ClientHelloReader();
        for (int at = 0; at < message.length; at += piece) {
            int n = Math.min(piece, message.length - at);
            boolean done = reader.add(ByteBuffer.wrap(message, at, n));
            assertEquals(at + n == message.length, done, "after " + (at + n) + " octets");
        }
        return reader.offer();
    }

    @Test
    void inPiecesOfAnySize() {
        byte[] message = HexFormat.of().parseHex(hello("A.example"));
        for (int piece : new int[] {1, 2, 3, 50, message.length}) {
            ClientOffer offer = read(message, piece);
            assertEquals(Optional.of("A.example"), offer.serverName());
            assertEquals(Optional.of("a.example"), offer.lowerName());
            assertTrue(offer.hasTls13());
            assertEquals(
                    "the name A.example, the signature schemes ecdsa_secp256r1_sha256 rsa_pss_rsae_sha384, the groups"
                            + " x25519 secp256r1",
                    offer.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, a.example, true",
        "a.example., a.example, false",
        "a_b.example, a_b.example, false",
        "127.0.0.1, 127.0.0.1, true",
        "::1, ::1, false",
        "'a b', , false",
        "\u00e9.example, , false",
        "'', , false",
        "., ., false"
    })
    void names(String sent, String name, boolean strict) {
        ClientOffer offer = read(HexFormat.of().parseHex(hello(sent)), 1000);
        assertEquals(Optional.ofNullable(name), offer.serverName());
        assertEquals(strict, offer.hasStrictName());
    }

    @Test
    void withoutExtensions() {
        String body = "0303" + "11".repeat(32) + vector(1, "") + vector(2, "c02b") + vector(1, "00");
        ClientOffer offer = read(HexFormat.of().parseHex("01" + vector(3, body)), 1000);
        assertEquals("the name none, the signature schemes", offer.toString());
        assertFalse(offer.hasTls13());
        assertTrue(offer.hasStrictName());
    }

    @Test
    void otherMessagesAndThoseWithoutEndAreNotReadOn() {
        assertTrue(new ClientHelloReader().add(ByteBuffer.wrap(new byte[] {2})));
        assertTrue(new ClientHelloReader().add(ByteBuffer.wrap(new byte[] {1, 1, 0, 1})));
        ClientHelloReader reader = new ClientHelloReader();
        assertFalse(reader.add(ByteBuffer.wrap(new byte[] {1, 0, 1, 0, 3})));
        assertEquals(ClientOffer.UNKNOWN, reader.offer());
        assertFalse(reader.add(ByteBuffer.allocate(0)));
    }

    /** A damaged message is parsed to something or nothing; never to an exception. */
    @Test
    void damage() {
        byte[] message = HexFormat.of().parseHex(hello("a.example"));
        long seed = Long.getLong("weir.seed", 5246);
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            byte[] damaged = message.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            }
            ClientHelloReader reader = new ClientHelloReader();
            try {
                reader.add(ByteBuffer.wrap(damaged));
                ClientOffer offer = reader.offer();
                offer.serverName();
                offer.hasStrictName();
                offer.toString();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(damaged), e);
            }
        }
    }
}
