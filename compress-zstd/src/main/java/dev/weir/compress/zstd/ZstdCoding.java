package dev.weir.compress.zstd;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import dev.weir.middleware.internal.Pool;
import dev.weir.middleware.spi.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The content coding {@code zstd} (RFC 8878), by zstd-jni. Beside gzip and brotli it comes first, as it costs least.
 *
 * <p><b>Memory.</b> A stream that encodes has up to 2 MB outside of the heap; some of them are kept for later answers.
 * One that decodes has what the content asks for, at most 8 MiB and a little (RFC 9659).
 *
 * <p><b>Threads.</b> Thread-safe; its streams are for one thread at a time.
 */
public final class ZstdCoding implements ContentCoding {
    /** RFC 9659: no client has to take more, and none is taken from a client. */
    private static final int MAX_WINDOW_LOG = 23;
    /** 512 KiB: answers seldom repeat what lies farther back, and each that is open has this much. */
    private static final int WINDOW_LOG = 19;
    /** What is kept at most, about 16 MB. */
    private static final int POOLED = 8;

    /** What a stream needs that is worth to be used again. */
    static final class Compressor {
        final ZstdCompressCtx context = new ZstdCompressCtx();
        final byte[] buffer = new byte[16 << 10];
    }

    private final int level;
    private final Pool<Compressor> pool = new Pool<>(POOLED);

    /**
     * Creates the coding at level 3, for content that is made anew for each response.
     *
     * @throws IllegalStateException where the native library cannot be loaded
     */
    public ZstdCoding() {
        this(3);
    }

    /**
     * Creates the coding.
     *
     * @param level from 1, fast, to 19, small
     * @throws IllegalArgumentException for any other level
     * @throws IllegalStateException where the native library cannot be loaded
     */
    public ZstdCoding(int level) {
        if (level < 1 || level > 19) {
            throw new IllegalArgumentException("the level of zstd is from 1 to 19, not " + level);
        }
        this.level = level;
        try {
            Native.load();
        } catch (LinkageError | RuntimeException e) {
            throw new IllegalStateException(
                    "zstd: the native library of zstd-jni cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + "; it is unpacked into the directory java.io.tmpdir, "
                            + "which must let programs run: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public int rank() {
        return 300;
    }

    @Override
    public OutputStream encoder(OutputStream out, long length) {
        Compressor kept = pool.take();
        Compressor compressor = kept != null ? kept : new Compressor();
        try {
            ZstdCompressCtx context = compressor.context.setLevel(level);
            // Less than a window is given a smaller one; what is not known, or longer, is kept to this.
            if (length < 0 || length > 1L << WINDOW_LOG) {
                context.setWindowLog(WINDOW_LOG);
            }
            if (length >= 0) {
                context.setPledgedSrcSize(length);
            }
            return new ZstdOutput(out, compressor, this);
        } catch (RuntimeException | Error e) {
            release(compressor);
            throw e;
        }
    }

    @Override
    public InputStream decoder(InputStream in) throws IOException {
        return new ZstdInputStreamNoFinalizer(in).setLongMax(MAX_WINDOW_LOG);
    }

    /** Takes back what a stream no longer uses. */
    void release(Compressor compressor) {
        compressor.context.reset();
        if (!pool.give(compressor)) {
            compressor.context.close();
        }
    }
}
