package dev.weir.middleware.internal;

import dev.weir.middleware.spi.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * gzip (RFC 1952), by the JDK's zlib. A {@link Deflater} has about 270 KB outside of the heap, which cost more to come
 * by than a small answer costs to compress; so some are kept for later answers.
 *
 * <p><b>Threads.</b> Thread-safe; its streams are for one thread at a time.
 */
public final class GzipCoding implements ContentCoding {
    /** The name in {@code Content-Encoding}. */
    public static final String NAME = "gzip";
    /** What is kept at most, about 4.5 MB: more answers than that are seldom compressed at the same instant. */
    private static final int POOLED = 16;

    /** What a stream needs that is worth to be used again. */
    static final class Compressor {
        final Deflater deflater;
        final CRC32 crc = new CRC32();
        final byte[] buffer = new byte[8 << 10];

        Compressor(int level) {
            deflater = new Deflater(level, true);
        }
    }

    private final int level;
    private final Pool<Compressor> pool = new Pool<>(POOLED);

    /**
     * Creates the coding.
     *
     * @param level from 1, fast, to 9, small
     * @throws IllegalArgumentException for any other level
     */
    public GzipCoding(int level) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("the level of gzip is from 1 to 9, not " + level);
        }
        this.level = level;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> aliases() {
        return List.of("x-gzip");
    }

    @Override
    public int rank() {
        return 100;
    }

    @Override
    public OutputStream encoder(OutputStream out, long length) throws IOException {
        Compressor kept = pool.take();
        Compressor compressor = kept != null ? kept : new Compressor(level);
        try {
            return new GzipOutput(out, compressor, this);
        } catch (IOException | RuntimeException | Error e) {
            release(compressor);
            throw e;
        }
    }

    @Override
    public InputStream decoder(InputStream in) {
        return new GzipInput(in);
    }

    /** Takes back what a stream no longer uses. */
    void release(Compressor compressor) {
        compressor.deflater.reset();
        compressor.crc.reset();
        if (!pool.give(compressor)) {
            compressor.deflater.end();
        }
    }
}
