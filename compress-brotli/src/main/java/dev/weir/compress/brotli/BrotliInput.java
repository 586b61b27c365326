package dev.weir.compress.brotli;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import dev.weir.middleware.internal.BlockInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads brotli: what has come is given out at once, where {@link com.aayushatharva.brotli4j.decoder.BrotliInputStream}
 * waits until the reader's array is full, and finds the end of content that fills its window exactly, which that does
 * not (1.24.0). Anything behind the end is refused.
 *
 * <p><b>Threads.</b> Used by one thread at a time, also to be closed.
 */
final class BrotliInput extends BlockInput {
    private final InputStream in;
    private final DecoderJNI.Wrapper decoder;
    private final byte[] piece = new byte[8 << 10];
    /** Memory of the decoder, valid until its next call; null for none. */
    private @Nullable ByteBuffer output;

    /** Whether the decoder may go on without more input: it says nothing of that once its output was taken. */
    private boolean mayGoOn;

    private boolean closed;

    BrotliInput(InputStream in) throws IOException {
        this.in = in;
        this.decoder = new DecoderJNI.Wrapper(piece.length);
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (closed) {
            throw new IOException("the stream is closed");
        }
        while (len > 0) {
            ByteBuffer ready = output;
            if (ready != null && ready.hasRemaining()) {
                int n = Math.min(len, ready.remaining());
                ready.get(b, off, n);
                return n;
            }
            output = null;
            switch (decoder.getStatus()) {
                case DONE -> {
                    // What came together with the end the decoder has refused itself.
                    if (in.read() >= 0) {
                        throw new IOException("brotli: more content behind the end");
                    }
                    return -1;
                }
                case OK -> decoder.push(0);
                case NEEDS_MORE_OUTPUT -> pull();
                case NEEDS_MORE_INPUT -> {
                    if (decoder.hasOutput()) {
                        pull();
                    } else if (mayGoOn) {
                        mayGoOn = false;
                        decoder.push(0);
                    } else {
                        push();
                    }
                }
                case ERROR -> throw new IOException("brotli: malformed content");
            }
        }
        return 0;
    }

    private void pull() {
        output = decoder.pull();
        mayGoOn = true;
    }

    private void push() throws IOException {
        int n = in.read(piece, 0, piece.length);
        if (n < 0) {
            throw new EOFException("brotli ends too early");
        }
        decoder.getInputBuffer().clear().put(piece, 0, n);
        decoder.push(n);
    }

    /** Gives the memory back, and leaves what it reads from open. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            output = null;
            decoder.destroy();
        }
    }
}
