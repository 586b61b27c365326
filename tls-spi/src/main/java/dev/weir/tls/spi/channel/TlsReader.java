package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsStatus;
import dev.weir.tls.spi.TlsTruncatedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Unwraps the peer's records and hands out their data.
 *
 * <p><b>Threads.</b> For the thread that reads; all fields are its own.
 */
final class TlsReader {
    /** Records without data, key updates among them, that may follow one another (CVE-2026-56862). */
    private static final int MAX_EMPTY_RECORDS = 100;

    private final RecordInput input;
    private final TlsEngine engine;
    private final TlsWriter writer;
    private final IntPredicate memory;

    /** Data in clear for which the caller had no room; null for none. */
    private ByteBuffer pending;
    /** Whether the peer's {@code close_notify} was read. */
    private boolean ended;
    /** Why reading has failed, which it does from then on; null before. */
    private TlsException failure;
    /** The thread that reads now, for assertions alone; null for none. */
    private Thread reading;

    /** Creates a reader; memory as {@link TlsChannel} has it. */
    TlsReader(RecordInput input, TlsEngine engine, TlsWriter writer, IntPredicate memory) {
        this.input = input;
        this.engine = engine;
        this.writer = writer;
        this.memory = memory;
    }

    /** Reads data, as {@link TlsChannel#read}. */
    int read(ByteBuffer dst) throws IOException {
        assert begin() : "two threads read at once";
        try {
            if (pending != null) {
                return takePending(dst);
            }
            if (ended) {
                return -1;
            }
            if (failure != null) {
                // A second read must not turn truncated data into an orderly end.
                throw new TlsException(failure.getMessage(), failure);
            }
            return unwrapOrFail(dst);
        } finally {
            assert end();
        }
    }

    private boolean begin() {
        boolean alone = reading == null;
        reading = Thread.currentThread();
        return alone;
    }

    private boolean end() {
        reading = null;
        return true;
    }

    /** Returns whether the peer's {@code close_notify} was read. */
    boolean ended() {
        return ended;
    }

    private int unwrapOrFail(ByteBuffer dst) throws IOException {
        try {
            return unwrap(dst);
        } catch (TlsTruncatedException e) {
            failure = e;
            throw e;
        } catch (ChannelRefusal e) {
            failure = e;
            throw writer.refuse(e);
        } catch (TlsRefusedException e) {
            failure = e;
            throw writer.refuse(e);
        } catch (TlsException e) {
            failure = e;
            writer.sendAlert(e);
            throw e;
        }
    }

    /** Unwraps into the caller's buffer, or into a spare one where a record may not fit. */
    private int unwrap(ByteBuffer dst) throws IOException {
        ByteBuffer target = dst;
        int empty = 0;
        while (true) {
            int before = target.position();
            TlsStatus status = engine.unwrap(input.records(), target);
            int n = target.position() - before;
            if (n > 0 && target == dst) {
                return n;
            }
            if (n > 0) {
                int taken = Math.min(n, dst.remaining());
                dst.put(target.array(), 0, taken);
                keep(target, taken);
                return taken;
            }
            switch (status) {
                case UNDERFLOW -> {
                    if (input.fill() < 0) {
                        throw new TlsTruncatedException();
                    }
                }
                case OVERFLOW -> target = RecordBuffers.take();
                case CLOSED -> {
                    ended = true;
                    return -1;
                }
                case NEED_TASK -> engine.runTasks();
                case NEED_WRAP -> writer.answer();
                case OK, NEED_UNWRAP -> {}
            }
            if (status != TlsStatus.UNDERFLOW && ++empty > MAX_EMPTY_RECORDS) {
                throw new ChannelRefusal(
                        "more than " + MAX_EMPTY_RECORDS + " records without data", ChannelRefusal.UNEXPECTED_MESSAGE);
            }
        }
    }

    private int takePending(ByteBuffer dst) {
        int n = Math.min(dst.remaining(), pending.remaining());
        dst.put(dst.position(), pending, pending.position(), n);
        dst.position(dst.position() + n);
        pending.position(pending.position() + n);
        if (!pending.hasRemaining()) {
            boolean _ = memory.test(-pending.capacity()); // giving back is never refused
            pending = null;
        }
        return n;
    }

    /** Keeps the data in a spare buffer, from a position on, for later reads, and gives the buffer back. */
    void keep(ByteBuffer spare, int from) throws IOException {
        int size = spare.position() - from;
        try {
            if (size > 0) {
                if (!memory.test(size)) {
                    throw new IOException(RecordInput.NO_MEMORY);
                }
                pending = ByteBuffer.wrap(Arrays.copyOfRange(spare.array(), from, from + size));
            }
        } finally {
            RecordBuffers.give(spare);
        }
    }
}
