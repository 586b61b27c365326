package dev.weir.compress.brotli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What brotli has of its own; what all codings have in common is tested over the wire. */
class BrotliCodingTest {
    private final BrotliCoding coding = new BrotliCoding();

    /**
     * The large windows, up to 1 GiB, are none of RFC 7932: its WBITS of seven bits, 0010001, is followed by six more.
     */
    @ParameterizedTest
    @ValueSource(ints = {25, 30})
    void largeWindowsAreRefused(int log) throws IOException {
        byte[] content = {0x11, (byte) (log & 0x3f | 3 << 6), 3, 0, 0};
        try (InputStream in = coding.decoder(new ByteArrayInputStream(content))) {
            assertThrows(IOException.class, in::readAllBytes);
        }
    }

    @Test
    void aMissingLibraryIsSaidAtTheStart() {
        UnsatisfiedLinkError missing = new UnsatisfiedLinkError("no brotli in java.library.path");
        String message = assertThrows(IllegalStateException.class, () -> BrotliCoding.requireLibrary(missing))
                .getMessage();
        assertTrue(message.contains("native-linux-x86_64") && message.contains(System.getProperty("os.arch")), message);
    }

    @Test
    void qualities() {
        assertThrows(IllegalArgumentException.class, () -> new BrotliCoding(-1));
        assertThrows(IllegalArgumentException.class, () -> new BrotliCoding(12));
        assertEquals("br", new BrotliCoding(11).name());
    }
}
