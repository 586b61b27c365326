package dev.weir.compress.zstd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What zstd has of its own; what all codings have in common is tested over the wire. */
class ZstdCodingTest {
    private final ZstdCoding coding = new ZstdCoding();

    /** RFC 9659: a window of more than 8 MiB is neither asked of a client nor taken from one. */
    @ParameterizedTest
    @CsvSource({"10, true", "23, true", "24, false", "27, false"})
    void windows(int log, boolean taken) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out)) {
            zstd.setWindowLog(log);
            zstd.write("text".getBytes());
            zstd.flush();
        }
        try (InputStream in = coding.decoder(new ByteArrayInputStream(out.toByteArray()))) {
            if (taken) {
                assertEquals("text", new String(in.readAllBytes()));
            } else {
                assertThrows(IOException.class, in::readAllBytes);
            }
        }
    }

    /** Window_Descriptor of RFC 8878 section 3.1.1.1.2. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 100L << 20})
    void ownWindowsAreHalfAMiB(long length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream zstd = coding.encoder(out, length);
        zstd.write(new byte[100]);
        zstd.flush();
        int exponent = (out.toByteArray()[5] & 0xff) >> 3;
        assertEquals(1 << 19, 1 << 10 + exponent);
        assertThrows(IOException.class, () -> {
            try (zstd) {
                zstd.write(new byte[0]);
                if (length < 0) {
                    throw new IOException("nothing is wrong with a length that was not said");
                }
            }
        });
    }

    @Test
    void framesOneAfterAnotherAndThoseToSkip() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String text : new String[] {"a", "", "b"}) {
            coding.encoder(out, -1).close();
            out.writeBytes(new byte[] {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3});
            try (OutputStream zstd = coding.encoder(out, text.length())) {
                zstd.write(text.getBytes());
            }
        }
        try (InputStream in = coding.decoder(new ByteArrayInputStream(out.toByteArray()))) {
            assertEquals("ab", new String(in.readAllBytes()));
        }
    }

    @Test
    void levels() {
        assertThrows(IllegalArgumentException.class, () -> new ZstdCoding(0));
        assertThrows(IllegalArgumentException.class, () -> new ZstdCoding(20));
        assertEquals("zstd", new ZstdCoding(19).name());
    }
}
