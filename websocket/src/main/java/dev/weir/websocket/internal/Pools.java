package dev.weir.websocket.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What WebSockets use for the time of a message, shared by those of one handler: buffers, compressors, decompressors.
 * As many as are kept bound the memory of those that are idle, not how many are in use.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Pools {
    /** Bytes of a buffer: a header and what is sent with it in one write, 16 KiB. */
    public static final int BUFFER = Frames.MAX_HEADER + (16 << 10);

    private static final int KEPT_BUFFERS = 32;

    private final int level;
    private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(KEPT_BUFFERS);
    private final BlockingQueue<Deflater> deflaters;
    private final BlockingQueue<Inflater> inflaters;

    /** Creates one that is empty. */
    public Pools(int level) {
        int kept = 2 * Runtime.getRuntime().availableProcessors();
        this.level = level;
        this.deflaters = new ArrayBlockingQueue<>(kept);
        this.inflaters = new ArrayBlockingQueue<>(kept);
    }

    /** Returns a buffer of {@link #BUFFER} bytes, whatever is in it. */
    public byte[] takeBuffer() {
        byte[] buffer = buffers.poll();
        return buffer != null ? buffer : new byte[BUFFER];
    }

    /** Takes one back that nobody uses any more. */
    public void give(byte[] buffer) {
        if (!buffers.offer(buffer)) {
            // More were in use at once than are kept.
            return;
        }
    }

    /** Returns a compressor without a header, as new. */
    public Deflater takeDeflater() {
        Deflater deflater = deflaters.poll();
        return deflater != null ? deflater : new Deflater(level, true);
    }

    /** Takes one back that nobody uses any more. */
    public void give(Deflater deflater) {
        deflater.reset();
        if (!deflaters.offer(deflater)) {
            deflater.end();
        }
    }

    /** Returns a decompressor without a header, as new. */
    public Inflater takeInflater() {
        Inflater inflater = inflaters.poll();
        return inflater != null ? inflater : new Inflater(true);
    }

    /** Takes one back that nobody uses any more. */
    public void give(Inflater inflater) {
        inflater.reset();
        if (!inflaters.offer(inflater)) {
            inflater.end();
        }
    }
}
