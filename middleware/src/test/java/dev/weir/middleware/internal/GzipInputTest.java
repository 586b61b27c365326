package dev.weir.middleware.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** gzip by RFC 1952, in and out, beside the JDK's. */
class GzipInputTest {
    private static final GzipCoding CODING = new GzipCoding(5);

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] encoded(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = CODING.encoder(out, -1)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] decoded(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        try (InputStream in = CODING.decoder(new ByteArrayInputStream(all.toByteArray()))) {
            return in.readAllBytes();
        }
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            content[i] = (byte) ('a' + random.nextInt(7));
        }
        return content;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 300_000})
    void bothWays(int length) throws IOException {
        byte[] content = content(length);
        assertArrayEquals(content, decoded(gzip(content)), "ours of the JDK's");
        assertArrayEquals(
                content,
                new GZIPInputStream(new ByteArrayInputStream(encoded(content))).readAllBytes(),
                "the JDK's of ours");
    }

    @Test
    void membersOneAfterAnother() throws IOException {
        assertEquals("abc", new String(decoded(gzip("a".getBytes()), gzip(new byte[0]), gzip("bc".getBytes()))));
    }

    @Test
    void aHeaderWithAllThatItMayHave() throws IOException {
        byte[] plain = gzip("text".getBytes());
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 1 | 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3, 5, 0, 9, 9, 9, 9, 9});
        header.writeBytes("name\0comment\0".getBytes());
        CRC32 crc = new CRC32();
        crc.update(header.toByteArray());
        byte[] right = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
        assertEquals("text", new String(decoded(header.toByteArray(), right, rest)));
        byte[] wrong = {(byte) (right[0] + 1), right[1]};
        assertThrows(IOException.class, () -> decoded(header.toByteArray(), wrong, rest));
    }

    /** Every prefix of it ends too early, every byte changed or added is seen: nothing passes but the whole. */
    @Test
    void nothingButTheWhole() throws IOException {
        byte[] whole = gzip("The quick brown fox".getBytes());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> decoded(cut), "the first " + length + " bytes");
        }
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] = (byte) (changed[i] ^ (i == 3 ? 0x20 : 1)); // a flag that means something
            boolean told = i >= 4 && i < 10; // time and system are not looked at
            if (told) {
                decoded(changed);
            } else {
                int at = i;
                assertThrows(IOException.class, () -> decoded(changed), () -> "byte " + at);
            }
        }
        for (String behind : new String[] {"\0", "x", "\u001f", "garbage behind it"}) {
            assertThrows(IOException.class, () -> decoded(whole, behind.getBytes()), behind);
        }
    }

    @Test
    void whatIsFlushedCanBeRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream gzip = CODING.encoder(out, -1);
        for (int i = 0; i < 3; i++) {
            gzip.write(("event " + i).getBytes());
            gzip.flush();
            gzip.flush();
            InputStream in = CODING.decoder(new ByteArrayInputStream(out.toByteArray()));
            assertEquals("event 0event 1event 2".substring(0, 7 * i + 7), new String(in.readNBytes(7 * i + 7)));
        }
        gzip.close();
        gzip.close();
        assertThrows(IOException.class, () -> gzip.write(1));
        assertThrows(IOException.class, gzip::flush);
        assertEquals("event 0event 1event 2", new String(decoded(out.toByteArray())));
    }

    /** The pool gives each stream a compressor of its own, and a fresh one, whatever the stream before has come to. */
    @Test
    void compressorsAreUsedAgain() throws IOException {
        for (int i = 0; i < 50; i++) {
            OutputStream broken = CODING.encoder(
                    new OutputStream() {
                        private int left = 100;

                        @Override
                        public void write(int b) throws IOException {
                            if (left-- <= 0) {
                                throw new IOException("the client has gone");
                            }
                        }
                    },
                    -1);
            assertThrows(IOException.class, () -> {
                try (broken) {
                    broken.write(content(100_000));
                }
            });
            byte[] content = content(1000 + i);
            assertArrayEquals(content, decoded(encoded(content)));
        }
        OutputStream[] open = new OutputStream[40];
        ByteArrayOutputStream[] outs = new ByteArrayOutputStream[open.length];
        for (int i = 0; i < open.length; i++) {
            outs[i] = new ByteArrayOutputStream();
            open[i] = CODING.encoder(outs[i], -1);
            open[i].write(content(i));
        }
        for (int i = 0; i < open.length; i++) {
            open[i].write(content(i));
            open[i].close();
            byte[] twice = Arrays.copyOf(content(i), 2 * i);
            System.arraycopy(content(i), 0, twice, i, i);
            assertArrayEquals(twice, decoded(outs[i].toByteArray()));
        }
    }

    @Test
    void levelsAreFromOneToNine() {
        for (int level : new int[] {Deflater.DEFAULT_COMPRESSION, 0, 10}) {
            assertThrows(IllegalArgumentException.class, () -> new GzipCoding(level));
        }
    }
}
