package dev.weir.compress.brotli;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import dev.weir.middleware.spi.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The content coding {@code br} (RFC 7932), by brotli4j. That needs, beside it, the artifact with the library of the
 * system that the program runs on, such as {@code com.aayushatharva.brotli4j:native-linux-x86_64}.
 *
 * <p><b>Memory.</b> A stream that encodes has a few MB outside of the heap. One that decodes has what the content asks
 * for, at most 16 MiB and a little; content with a larger window, which is none of RFC 7932, is refused.
 *
 * <p><b>Threads.</b> Thread-safe; its streams are for one thread at a time.
 */
public final class BrotliCoding implements ContentCoding {
    /** 512 KiB: answers seldom repeat what lies farther back, and each that is open has this much. */
    private static final int WINDOW_LOG = 19;
    /** The least that brotli has. */
    private static final int MIN_WINDOW_LOG = 10;

    private static final int BUFFER_SIZE = 16 << 10;

    private final int quality;

    /**
     * Creates the coding at quality 4, for content that is made anew for each response.
     *
     * @throws IllegalStateException where the native library cannot be loaded
     */
    public BrotliCoding() {
        this(4);
    }

    /**
     * Creates the coding.
     *
     * @param quality from 0, fast, to 11, small
     * @throws IllegalArgumentException for any other quality
     * @throws IllegalStateException where the native library cannot be loaded
     */
    public BrotliCoding(int quality) {
        if (quality < 0 || quality > 11) {
            throw new IllegalArgumentException("the quality of brotli is from 0 to 11, not " + quality);
        }
        this.quality = quality;
        requireLibrary(Brotli4jLoader.getUnavailabilityCause());
    }

    /** Refuses to go on without the native library. */
    static void requireLibrary(@Nullable Throwable missing) {
        if (missing != null) {
            throw new IllegalStateException(
                    "brotli: brotli4j has no native library for " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch")
                            + "; add the artifact com.aayushatharva.brotli4j:native-linux-x86_64, or "
                            + "its like for that system, or take weir-compress-brotli out",
                    missing);
        }
    }

    @Override
    public String name() {
        return "br";
    }

    @Override
    public int rank() {
        return 200;
    }

    @Override
    public OutputStream encoder(OutputStream out, long length) throws IOException {
        return new BrotliOutputStream(out, Encoder.Parameters.create(quality, windowLog(length)), BUFFER_SIZE);
    }

    /** Returns the logarithm of a window that is large enough for content that is that long. */
    private static int windowLog(long length) {
        int log = 64 - Long.numberOfLeadingZeros(length);
        return Math.clamp(log, MIN_WINDOW_LOG, WINDOW_LOG);
    }

    @Override
    public InputStream decoder(InputStream in) throws IOException {
        return new BrotliInput(in);
    }
}
