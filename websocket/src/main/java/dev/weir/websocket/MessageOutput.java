package dev.weir.websocket;

import dev.weir.websocket.internal.DeflateTerms;
import dev.weir.websocket.internal.Frames;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way out, in fragments of one buffer: one that is written bit by bit, or one that is compressed,
 * whose length nobody knows beforehand.
 *
 * <p>Compressed, its end is that of a sync flush without its last four bytes (RFC 7692 section 7.2.1): so four bytes
 * are always held back. With a window below 15 bits each piece of a window's size is compressed by a compressor that
 * knows nothing of what was before: no distance can be longer than the piece.
 *
 * <p><b>Threads.</b> For the holder of the sender's permit.
 */
final class MessageOutput implements AutoCloseable {
    private static final int TAIL = 4;

    private final Sender sender;
    private final byte[] buffer;
    private final @Nullable Deflater deflater;
    /** The most that is compressed without a new beginning. */
    private final int window;
    /** What is left of that. */
    private int left;

    private int first;
    private int at = Frames.MAX_HEADER;
    /** Whether the compressor has been given something, and whether since the last flush. */
    private boolean begun;

    private boolean dirty;
    private boolean closed;
    private boolean abandoned;

    MessageOutput(Sender sender, int opcode, boolean compress) {
        DeflateTerms terms = sender.deflate;
        this.sender = sender;
        this.buffer = sender.pools.takeBuffer();
        this.deflater = compress ? sender.takeDeflater() : null;
        this.window = terms == null || terms.serverBits() == 15 ? Integer.MAX_VALUE : 1 << terms.serverBits();
        this.left = window;
        this.first = compress ? opcode | Frames.RSV1 : opcode;
    }

    void write(byte[] data, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, data.length);
        int end = from + length;
        for (int pos = from; pos < end; ) {
            if (deflater == null) {
                int n = Math.min(end - pos, buffer.length - at);
                System.arraycopy(data, pos, buffer, at, n);
                at += n;
                pos += n;
                if (at == buffer.length) {
                    fragment(at);
                }
            } else {
                int n = Math.min(end - pos, left);
                deflater.setInput(data, pos, n);
                begun = true;
                dirty = true;
                pos += n;
                if (window != Integer.MAX_VALUE) {
                    left -= n;
                }
                if (left == 0) {
                    deflate(deflater, Deflater.SYNC_FLUSH);
                    deflater.reset();
                    dirty = false;
                    left = window;
                } else {
                    deflate(deflater, Deflater.NO_FLUSH);
                }
            }
        }
    }

    private void deflate(Deflater from, int flush) throws IOException {
        while (true) {
            int n = from.deflate(buffer, at, buffer.length - at, flush);
            at += n;
            if (at < buffer.length) {
                return;
            }
            fragment(at - TAIL);
        }
    }

    /** Sends what stands before {@code end}, not as the last, and keeps the rest. */
    private void fragment(int end) throws IOException {
        byte[] kept = null;
        int rest = at - end;
        if (rest > 0) {
            kept = new byte[rest];
            System.arraycopy(buffer, end, kept, 0, rest);
        }
        sender.put(first, buffer, end - Frames.MAX_HEADER);
        first = Frames.CONTINUATION;
        at = Frames.MAX_HEADER;
        if (kept != null) {
            System.arraycopy(kept, 0, buffer, at, rest);
            at += rest;
        }
    }

    void flush() throws IOException {
        syncFlush();
        int end = begun ? at - TAIL : at;
        if (end > Frames.MAX_HEADER) {
            fragment(end);
        }
    }

    private void syncFlush() throws IOException {
        if (deflater != null && dirty) {
            deflate(deflater, Deflater.SYNC_FLUSH);
            dirty = false;
        }
    }

    /** Sends what is left as the last fragment. */
    void finish() throws IOException {
        syncFlush();
        if (deflater != null && !begun) {
            // An empty message is not compressed.
            first &= ~Frames.RSV1;
        }
        int end = begun ? at - TAIL : at;
        sender.put(first | Frames.FIN, buffer, end - Frames.MAX_HEADER);
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** Frees what it has of native memory, where it is never finished. */
    void abandon() {
        abandoned = true;
        if (deflater != null) {
            deflater.end();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sender.pools.give(buffer);
            if (deflater != null) {
                sender.give(deflater);
            }
        }
    }

    /** As the handler has it. */
    OutputStream asStream() {
        return new Stream();
    }

    /** As the handler has it, for text. */
    Writer asWriter() {
        Stream stream = new Stream();
        return new FilterWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)) {
            @Override
            public void close() throws IOException {
                // What a flush would send is sent with the end.
                stream.ending = true;
                super.close();
            }
        };
    }

    private final class Stream extends OutputStream {
        private boolean ending;

        private void requireOpen() throws IOException {
            if (closed) {
                throw new IOException("the message has ended");
            }
            sender.requireOpen();
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int from, int length) throws IOException {
            requireOpen();
            MessageOutput.this.write(data, from, length);
        }

        @Override
        public void flush() throws IOException {
            requireOpen();
            if (!ending) {
                MessageOutput.this.flush();
            }
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                try {
                    finish();
                } finally {
                    MessageOutput.this.close();
                    sender.streamDone();
                }
            }
        }
    }
}
