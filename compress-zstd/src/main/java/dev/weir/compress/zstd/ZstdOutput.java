package dev.weir.compress.zstd;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdException;
import dev.weir.compress.zstd.ZstdCoding.Compressor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Writes a frame of zstd with a {@link Compressor} of the coding's pool.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
final class ZstdOutput extends OutputStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final OutputStream out;
    private final Compressor compressor;
    private final ZstdCoding owner;
    private boolean closed;

    ZstdOutput(OutputStream out, Compressor compressor, ZstdCoding owner) {
        this.out = out;
        this.compressor = compressor;
        this.owner = owner;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        requireOpen();
        if (len > 0) {
            encode(ByteBuffer.wrap(b, off, len), EndDirective.CONTINUE);
        }
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        encode(NOTHING.duplicate(), EndDirective.FLUSH);
        out.flush();
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
    }

    private void encode(ByteBuffer content, EndDirective directive) throws IOException {
        byte[] buffer = compressor.buffer;
        boolean done;
        do {
            ByteBuffer to = ByteBuffer.wrap(buffer);
            try {
                done = compressor.context.compressByteBufferStream(to, content, directive);
            } catch (ZstdException e) {
                // Less or more was written than the length that was said, for example.
                throw new IOException("zstd: " + e.getMessage(), e);
            }
            out.write(buffer, 0, to.position());
        } while (directive == EndDirective.CONTINUE ? content.hasRemaining() : !done);
    }

    /** Writes the end; gives the compressor back, also where that fails. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            encode(NOTHING.duplicate(), EndDirective.END);
        } finally {
            owner.release(compressor);
        }
        out.close();
    }
}
