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
import org.jspecify.annotations.Nullable;

/**
 * Unwraps the records of the peer and returns their data.
 *
 * <p><b>Threads.</b> For the reading thread, which owns all fields.
 */
final class TlsReader {
    /** The maximum number of consecutive records without data, key updates included (CVE-2026-56862). */
    private static final int MAX_EMPTY_RECORDS = 100;

    private final RecordInput input;
    private final TlsEngine engine;
    private final TlsWriter writer;
    private final IntPredicate memory;

    /** Plaintext that did not fit into the caller's buffer; null for none. */
    private @Nullable ByteBuffer pending;
    /** Whether the peer's {@code close_notify} was read. */
    private boolean ended;
    /** The failure that all later reads repeat; null for none. */
    private @Nullable TlsException failure;
    /** The thread that reads now, for assertions only; null for none. */
    private @Nullable Thread reading;

    /** Creates a reader; {@code memory} as of {@link TlsChannel}. */
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
                return takePending(pending, dst);
            }
            if (ended) {
                return -1;
            }
            if (failure != null) {
                // A later read must not report an orderly end for truncated data.
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

    /** Unwraps into the caller's buffer, or into a spare one if a record may not fit. */
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
                    writer.sendHeld();
                    int more = input.fill();
                    if (more < 0) {
                        throw new TlsTruncatedException();
                    }
                    if (more == 0) {
                        giveBack(target, dst);
                        return 0;
                    }
                }
                case OVERFLOW -> target = RecordBuffers.take();
                case CLOSED -> {
                    ended = true;
                    return -1;
                }
                case NEED_TASK -> engine.runTasks();
                case NEED_WRAP -> writer.respond();
                case OK, NEED_UNWRAP -> {}
            }
            if (status != TlsStatus.UNDERFLOW && ++empty > MAX_EMPTY_RECORDS) {
                throw new ChannelRefusal(
                        "more than " + MAX_EMPTY_RECORDS + " records without data", ChannelRefusal.UNEXPECTED_MESSAGE);
            }
        }
    }

    /** Gives a spare buffer back that nothing has come into. */
    private static void giveBack(ByteBuffer target, ByteBuffer dst) {
        if (target != dst) {
            RecordBuffers.give(target);
        }
    }

    /** Returns whether data may be there of which the channel below does not know. */
    boolean holdsInput() {
        return pending != null || input.ready();
    }

    private int takePending(ByteBuffer kept, ByteBuffer dst) {
        int n = Math.min(dst.remaining(), kept.remaining());
        dst.put(dst.position(), kept, kept.position(), n);
        dst.position(dst.position() + n);
        kept.position(kept.position() + n);
        if (!kept.hasRemaining()) {
            boolean _ = memory.test(-kept.capacity()); // a release is not refused
            pending = null;
        }
        return n;
    }

    /** Keeps a copy of the data in a spare buffer, from a position on, for later reads, and releases the buffer. */
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
