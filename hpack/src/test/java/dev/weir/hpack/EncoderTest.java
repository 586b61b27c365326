package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.hpack.Codec.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the encoder chooses: which fields it puts into the table, how it says so, and what it costs. */
class EncoderTest {
    private static final List<Field> RESPONSE = Codec.fields("""
        :status: 200
        content-type: text/html; charset=utf-8
        server: weir
        cache-control: max-age=3600
        vary: accept-encoding
        date: Sat, 21 Nov 2026 04:25:00 GMT
        content-length: 1256
        x-frame-options: DENY
        """);

    @Test
    void usualResponseCostsAnOctetAField() throws HpackException {
        HpackEncoder encoder = Codec.encoder();
        HpackDecoder decoder = Codec.decoder();
        int first = Codec.encode(encoder, RESPONSE).length;
        assertTrue(first > RESPONSE.size() * 4, "the first time it is all literals: " + first);
        byte[] second = Codec.encode(encoder, RESPONSE);
        // Date and length change often: they are put into the table when they come for the second time.
        assertTrue(second.length < first / 2, "the second time: " + second.length);
        for (int i = 3; i < 100; i++) {
            assertEquals(RESPONSE.size(), Codec.encode(encoder, RESPONSE).length, "time " + i);
        }
        assertEquals(RESPONSE, Codec.decode(decoder, Codec.encode(Codec.encoder(), RESPONSE)));
    }

    @Test
    void usualResponseWithoutWhatChangesCostsAnOctetAFieldAfterTheFirst() {
        List<Field> fields = RESPONSE.stream()
                .filter(field -> !field.name().equals("date") && !field.name().equals("content-length"))
                .toList();
        HpackEncoder encoder = Codec.encoder();
        Codec.encode(encoder, fields);
        assertEquals(fields.size(), Codec.encode(encoder, fields).length);
    }

    /** The first octet's kind, at the first and at the second time. */
    @ParameterizedTest
    @CsvSource({
        ":method, GET, indexed, indexed",
        ":status, 404, indexed, indexed",
        "accept-encoding, 'gzip, deflate', indexed, indexed",
        ":status, 418, incremental, indexed",
        ":authority, example.com, incremental, indexed",
        "x-anything, value, incremental, indexed",
        "content-type, text/css, incremental, indexed",
        ":path, /a, without, incremental",
        "content-length, 17, without, incremental",
        "etag, \"abc\", without, incremental",
        "date, 'Sat, 21 Nov 2026 04:25:00 GMT', without, incremental",
        "set-cookie, a=b, without, incremental",
        "authorization, Basic abc, never, never",
        "proxy-authorization, Basic abc, never, never",
        "cookie, a=b, never, never",
        "cookie, a=0123456789012345678901234567, incremental, indexed",
        "cookie, a=01234567890123456, never, never",
        "cookie, a=012345678901234567, incremental, indexed",
    })
    void kinds(String name, String value, String first, String second) {
        HpackEncoder encoder = Codec.encoder();
        List<Field> field = List.of(new Field(name, value, false));
        assertEquals(first, kind(Codec.encode(encoder, field)));
        assertEquals(second, kind(Codec.encode(encoder, field)));
    }

    private static String kind(byte[] block) {
        int octet = block[0] & 0xff;
        return octet >= 0x80
                ? "indexed"
                : octet >= 0x40 ? "incremental" : octet >= 0x20 ? "size update" : octet >= 0x10 ? "never" : "without";
    }

    @Test
    void sensitiveFieldsAreNeverIndexedAndSayIt() throws HpackException {
        HpackEncoder encoder = Codec.encoder();
        HpackDecoder decoder = Codec.decoder();
        List<Field> fields = List.of(
                new Field("content-type", "text/plain", true),
                new Field("x", "y", true),
                new Field(":method", "GET", true));
        for (int i = 0; i < 3; i++) {
            assertEquals(fields, Codec.decode(decoder, Codec.encode(encoder, fields)), "time " + i);
        }
        assertEquals(0, encoder.entries());
        assertEquals(0, decoder.entries());
    }

    @Test
    void huffmanOnlyWhereShorter() {
        HpackEncoder encoder = Codec.encoder();
        byte[] coded = Codec.encode(encoder, List.of(new Field("x-a", "www.example.com", true)));
        byte[] plain = Codec.encode(encoder, List.of(new Field("x-a", "\u0001\u0002\u0003", true)));
        assertTrue((coded[coded.length - 13] & 0x80) != 0, Codec.hex(coded));
        assertEquals("03010203", Codec.hex(plain).substring(Codec.hex(plain).length() - 8));
    }

    // ---- sizes

    @Test
    void smallestSizeIsToldBeforeTheLast() {
        HpackEncoder encoder = Codec.encoder();
        encoder.peerTableSize(1000);
        encoder.peerTableSize(30);
        encoder.peerTableSize(2000);
        assertEquals("3e" + "3fb10f" + "82", Codec.hex(Codec.encode(encoder, Codec.fields(":method: GET\n"))));
        assertEquals("82", Codec.hex(Codec.encode(encoder, Codec.fields(":method: GET\n"))), "only once");
    }

    @ParameterizedTest
    @CsvSource({"4096, ''", "8192, ''", "4294967295, ''", "0, 20", "4095, 3fe01f"})
    void oneChange(long size, String hex) {
        HpackEncoder encoder = Codec.encoder();
        encoder.peerTableSize(size);
        assertEquals(hex + "82", Codec.hex(Codec.encode(encoder, Codec.fields(":method: GET\n"))));
    }

    @Test
    void ownBoundIsToldAtTheBeginning() throws HpackException {
        HpackEncoder encoder = new HpackEncoder(100, BufferGrowth.doubling());
        byte[] block = Codec.encode(encoder, Codec.fields("x-a: b\n"));
        assertEquals("3f45", Codec.hex(block).substring(0, 4));
        assertEquals(1, Codec.decode(Codec.decoder(), block).size());
        HpackEncoder none = new HpackEncoder(0, BufferGrowth.doubling());
        Codec.encode(none, RESPONSE);
        Codec.encode(none, RESPONSE);
        assertEquals(0, none.entries());
    }

    @Test
    void fieldThatIsLargerThanTheTableLeavesItAlone() {
        HpackEncoder encoder = new HpackEncoder(100, BufferGrowth.doubling());
        Codec.encode(encoder, Codec.fields("x-a: b\n"));
        byte[] block = Codec.encode(encoder, List.of(new Field("x-b", "v".repeat(100), false)));
        assertEquals("without", kind(block));
        assertEquals(Codec.fields("x-a: b\n"), Codec.table(encoder));
    }

    @Test
    void changeOfSizeWithoutANewBlockIsRefused() {
        HpackEncoder encoder = Codec.encoder();
        ByteBuffer out = encoder.beginBlock(ByteBuffer.allocate(100));
        encoder.peerTableSize(0);
        assertThrows(IllegalStateException.class, () -> encoder.encode("a", "b", false, out));
    }

    @Test
    void oldestEntriesLeaveFirst() {
        HpackEncoder encoder = new HpackEncoder(34 * 3, BufferGrowth.doubling());
        for (String name : List.of("a", "b", "c", "d")) {
            Codec.encode(encoder, List.of(new Field(name, "1", false)));
        }
        assertEquals(Codec.fields("d: 1\nc: 1\nb: 1\n"), Codec.table(encoder));
        assertEquals("incremental", kind(Codec.encode(encoder, List.of(new Field("a", "1", false)))), "it has left");
        assertEquals("indexed", kind(Codec.encode(encoder, List.of(new Field("d", "1", false)))), "it is still there");
    }

    @Test
    void lookupsStayRightOverManyEntries() throws HpackException {
        HpackEncoder encoder = new HpackEncoder(65_536, BufferGrowth.doubling());
        HpackDecoder decoder = Codec.decoder();
        encoder.peerTableSize(65_536);
        decoder.maxTableSize(65_536);
        for (int i = 0; i < 20_000; i++) {
            List<Field> fields = List.of(
                    new Field("name-" + i % 3000, "value-" + i % 4001, false), new Field("name-" + i % 7, "v", false));
            assertEquals(fields, Codec.decode(decoder, Codec.encode(encoder, fields)), "block " + i);
        }
        assertEquals(Codec.table(encoder), Codec.table(decoder));
    }

    // ---- buffers and arguments

    @Test
    void growthIsAskedForRoomAndItsBufferUsed() {
        List<Integer> asked = new ArrayList<>();
        HpackEncoder encoder = new HpackEncoder(4096, (full, more) -> {
            asked.add(more);
            return BufferGrowth.doubling().grow(full, more);
        });
        ByteBuffer start = ByteBuffer.allocate(1);
        ByteBuffer out = encoder.encode(":method", "GET", false, start);
        assertTrue(out == start, "an octet has room in a buffer of one");
        out = encoder.encode("x-a", "b", false, out);
        assertTrue(asked.size() == 1 && asked.getFirst() >= 6, "asked for " + asked);
        assertEquals("82", Codec.hex(new byte[] {out.get(0)}), "what was there before");
    }

    @ParameterizedTest
    @CsvSource({"x-a, \u0100", "x-\u010a, b"})
    void textThatIsNoOctetsIsRefusedAndWritesNothing(String name, String value) {
        HpackEncoder encoder = Codec.encoder();
        ByteBuffer out = ByteBuffer.allocate(100);
        assertThrows(IllegalArgumentException.class, () -> encoder.encode(name, value, false, out));
        assertEquals(0, out.position());
        assertEquals(0, encoder.entries());
    }

    @Test
    void argumentsOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> new HpackEncoder(-1, BufferGrowth.doubling()));
        assertThrows(IllegalArgumentException.class, () -> Codec.encoder().peerTableSize(-1));
        assertThrows(IllegalArgumentException.class, () -> Codec.encoder().peerTableSize(1L << 32));
        assertThrows(IllegalArgumentException.class, () -> new HpackDecoder(-1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new HpackDecoder(1, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> Codec.decoder().maxTableSize(-1));
    }

    @Test
    void usualTextComesBackAsTheSameInstances() throws HpackException {
        List<Field> fields = Codec.fields(":method: DELETE\nx-forwarded-for: 1\nte: trailers\n");
        byte[] block = Codec.encode(new HpackEncoder(0, BufferGrowth.doubling()), fields);
        List<Field> once = Codec.decode(Codec.decoder(), block);
        List<Field> again = Codec.decode(Codec.decoder(), block);
        for (int i = 0; i < once.size(); i++) {
            assertTrue(once.get(i).name() == again.get(i).name(), once.get(i).name());
        }
        assertTrue(once.get(0).value() == again.get(0).value(), "DELETE");
        assertTrue(once.get(2).value() == again.get(2).value(), "trailers");
    }
}
