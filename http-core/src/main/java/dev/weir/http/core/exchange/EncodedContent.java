package dev.weir.http.core.exchange;

import dev.weir.http.api.ContentEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The encoders of a response's content on their way to its buffer. What they put out before the head is gone is collected, so
 * that the head can say its length.
 *
 * <p><b>Threads.</b> As the response that owns it.
 */
final class EncodedContent {
    /** How much is copied at once of content that lies outside of the heap. */
    private static final int PIECE = 8 << 10;

    private enum Phase {
        /** Before the head: what comes out is kept. */
        COLLECTING,
        /** After it: what comes out goes to the buffer. */
        SENDING,
        /** At the end, or broken off: what comes out goes nowhere. */
        CLOSED
    }

    private final ResponseBuffer buffer;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    /** The innermost first, which gets the content. */
    private final List<OutputStream> streams = new ArrayList<>(1);

    private final OutputStream encoder;
    private boolean ended;
    /** Whether an encoder has thrown, so that what it puts out from now on is not to be trusted. */
    private boolean failed;

    private Phase phase = Phase.COLLECTING;

    /**
     * Creates the streams of the encoders.
     *
     * @param encoders the innermost first, which gets the content
     * @param buffer takes what comes out
     */
    EncodedContent(List<ContentEncoder> encoders, ResponseBuffer buffer) throws IOException {
        this.buffer = buffer;
        OutputStream stream = new Sink();
        try {
            for (ContentEncoder next : encoders.reversed()) {
                stream = Objects.requireNonNull(next.encode(stream), "an encoder's stream");
                streams.addFirst(stream);
            }
        } catch (IOException | RuntimeException | Error e) {
            try {
                discard();
            } catch (IOException | RuntimeException late) {
                e.addSuppressed(late);
            }
            throw e;
        }
        this.encoder = stream;
    }

    /** What the encoders put out. */
    private final class Sink extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            switch (phase) {
                case COLLECTING -> collected.write(b, off, len);
                case SENDING -> buffer.sendOrHold(b, off, len);
                case CLOSED -> {}
            }
        }
    }

    /** Encodes content. */
    void write(byte[] b, int off, int len) throws IOException {
        if (len > 0) {
            begin();
            encoder.write(b, off, len);
            failed = false;
        }
    }

    /** Encodes content that lies elsewhere, piece by piece. */
    void write(DirectContent content) throws IOException {
        byte[] piece = new byte[(int) Math.min(content.remaining(), PIECE)];
        while (content.remaining() > 0) {
            int n = (int) Math.min(content.remaining(), piece.length);
            content.read(piece, 0, n);
            write(piece, 0, n);
        }
    }

    void flush() throws IOException {
        begin();
        encoder.flush();
        failed = false;
    }

    /** A call of an encoder has failed until it returns: its handler may catch what it throws, and go on. */
    private void begin() throws IOException {
        if (failed) {
            throw new IOException("an encoder of the content has failed before");
        }
        failed = true;
    }

    /** Ends the content; the encoders put out what they have held back. Does nothing the second time. */
    void end() throws IOException {
        if (!ended) {
            begin();
            closeAll();
            failed = false;
        }
    }

    private void closeAll() throws IOException {
        ended = true;
        @Nullable Throwable first = null;
        // Each of them, as a stream need not close the one that it writes to; and whatever one throws, as it may hold
        // memory
        // outside of the heap.
        for (OutputStream stream : streams) {
            try {
                stream.close();
            } catch (IOException | RuntimeException | Error e) {
                phase = Phase.CLOSED;
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first instanceof IOException e) {
            throw e;
        }
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
    }

    /** Returns how much was collected. */
    int collected() {
        return collected.size();
    }

    /** Sends what was collected, after the head; what comes out from now on goes to the buffer. */
    void startSending() throws IOException {
        phase = Phase.SENDING;
        byte[] first = collected.toByteArray();
        collected.reset();
        if (first.length > 0) {
            buffer.sendOrHold(first, 0, first.length);
        }
    }

    /** Frees what the encoders hold; what they still put out is dropped. Does nothing the second time. */
    void discard() throws IOException {
        phase = Phase.CLOSED;
        if (!ended) {
            closeAll();
        }
    }
}
