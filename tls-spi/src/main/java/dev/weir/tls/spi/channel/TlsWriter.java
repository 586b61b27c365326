package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Wraps data into records and sends them, with as few writes as possible. Records wrapped before a failure are still
 * sent: they have consumed sequence numbers, and may contain an alert.
 *
 * <p><b>Threads.</b> Thread-safe, under its lock.
 */
final class TlsWriter {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private static final byte ALERT = 21;
    private static final byte FATAL = 2;
    /** RFC 8446 section 6.2: no acceptable set of parameters. */
    private static final byte HANDSHAKE_FAILURE = 40;

    private final ByteChannel channel;
    private final TlsEngine engine;

    private final ReentrantLock lock = new ReentrantLock();
    /** Whether output is closed to data; guarded by lock. */
    private boolean closed;
    /** Whether any record was sent; guarded by lock. */
    private boolean anySent;
    /**
     * The records that end the handshake, while the first data may go out with them; null for none. Changed under the
     * lock, by a thread that sends it or that has looked whether there is any.
     */
    private volatile byte @Nullable [] held;
    /** Guarded by lock. */
    private final RecordSizes sizes = new RecordSizes();

    /**
     * The refusal since which nothing is sent, not even {@code close_notify}; null for none. Written by the reading
     * thread.
     */
    private volatile @Nullable TlsRefusedException refused;

    TlsWriter(ByteChannel channel, TlsEngine engine) {
        this.channel = channel;
        this.engine = engine;
    }

    /**
     * Writes all of several buffers in order.
     *
     * @param last whether {@code close_notify} follows the data at once
     */
    void write(ByteBuffer[] srcs, boolean last) throws IOException {
        lock.lock();
        try {
            if (closed || refused != null) {
                throw new IOException("the TLS output is closed");
            }
            sizes.begin(System.nanoTime());
            int packet = engine.packetSize();
            ByteBuffer out = begin();
            try {
                int at = skipEmpty(srcs, 0);
                while (at < srcs.length) {
                    if (out.remaining() < packet) {
                        send(out);
                    }
                    wrapSome(srcs, at, sizes.next(), out);
                    at = skipEmpty(srcs, at);
                }
                if (last) {
                    wrapEnd(out);
                }
                send(out);
            } catch (TlsException e) {
                sendWrapped(out, e);
                throw e;
            } finally {
                RecordBuffers.give(out);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns whether data can still be sent.
     *
     * @param ended whether the peer's {@code close_notify} was read: an engine that needs a wrap afterwards sends its
     *     own
     */
    boolean canWrite(boolean ended) {
        lock.lock();
        try {
            return !closed && !engine.outboundDone() && !(ended && engine.needs() == TlsStatus.NEED_WRAP);
        } finally {
            lock.unlock();
        }
    }

    /** Wraps {@code close_notify} behind the data. Called under the lock. */
    private void wrapEnd(ByteBuffer out) throws IOException {
        if (out.remaining() < engine.packetSize()) {
            send(out);
        }
        try {
            wrapRest(out);
        } catch (TlsException _) {
            // The data has its records and goes out. What has no close_notify looks truncated, as it would in two
            // writes.
        }
    }

    /** Returns a buffer for records; what is held comes first. Called under the lock. */
    private ByteBuffer begin() {
        assert lock.isHeldByCurrentThread();
        ByteBuffer out = RecordBuffers.take();
        byte[] first = held;
        if (first != null) {
            held = null;
            out.put(first);
        }
        return out;
    }

    /** Whether something is held. */
    boolean holds() {
        return held != null;
    }

    /** Sends what is held, unless another thread is writing, which sends it. */
    void sendHeld() throws IOException {
        if (held != null && lock.tryLock()) {
            try {
                ByteBuffer out = begin();
                try {
                    send(out);
                } finally {
                    RecordBuffers.give(out);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private static int skipEmpty(ByteBuffer[] srcs, int from) {
        int at = from;
        while (at < srcs.length && !srcs[at].hasRemaining()) {
            at++;
        }
        return at;
    }

    /** Wraps one record, with data of as many buffers as fit. Called under the lock. */
    private void wrapSome(ByteBuffer[] srcs, int from, int most, ByteBuffer out) throws TlsException {
        assert lock.isHeldByCurrentThread();
        int end = from;
        int size = 0;
        while (end < srcs.length && size < most) {
            size += srcs[end++].remaining();
        }
        ByteBuffer last = srcs[end - 1];
        int limit = last.limit();
        if (size > most) {
            last.limit(limit - (size - most));
            size = most;
        }
        try {
            if (engine.wrap(srcs, from, end - from, out) == TlsStatus.CLOSED) {
                throw new TlsException("the TLS output is closed");
            }
        } finally {
            last.limit(limit);
        }
        sizes.sent(size);
    }

    /** Updates the keys for sending, and requests the same of the peer (RFC 8446 section 4.6.3). */
    void updateKeys() throws IOException {
        lock.lock();
        try {
            engine.updateKeys();
            sendRecords(false);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends the engine's response to a record of the peer, unless another thread is writing, as that thread may wait
     * for a peer that waits for this server to read. The response then precedes the next record, as RFC 8446 section
     * 4.6.3 requires.
     */
    void respond() throws IOException {
        if (lock.tryLock()) {
            try {
                sendRecords(false);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Sends the records that the engine itself has to send, if any.
     *
     * @param holds whether those that end the handshake are held until {@link #sendHeld}, or the first data
     */
    void sendRecords(boolean holds) throws IOException {
        lock.lock();
        try {
            ByteBuffer out = begin();
            try {
                int packet = engine.packetSize();
                while (engine.needs() == TlsStatus.NEED_WRAP) {
                    if (out.remaining() < packet) {
                        send(out);
                    }
                    if (engine.wrap(NOTHING, 0, 1, out) == TlsStatus.CLOSED) {
                        break;
                    }
                }
                if (holds && anySent && out.position() > 0 && engine.needs() == TlsStatus.OK) {
                    // A copy, as a handler may take its time until it writes, and the buffer is large.
                    held = Arrays.copyOf(out.array(), out.position());
                } else {
                    send(out);
                }
            } catch (TlsException e) {
                sendWrapped(out, e);
                throw e;
            } finally {
                RecordBuffers.give(out);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends the alert of an engine that has failed. An engine that fails on the first message may have none; then
     * handshake_failure is sent in clear. An exception from sending is added to the failure as suppressed.
     */
    void sendAlert(TlsException why) {
        if (!lock.tryLock()) {
            // Another thread waits for a peer that may never read: the failure must not wait too.
            return;
        }
        try {
            sendRest();
            if (!anySent) {
                sendClearAlert(HANDSHAKE_FAILURE);
            }
        } catch (IOException e) {
            // The connection is lost, or the engine has no alert: the caller throws the failure itself.
            why.addSuppressed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends output after a refusal, without a record: an alert is not possible, and close_notify would be wrong. */
    TlsRefusedException refuse(TlsRefusedException why) {
        refused = why;
        return why;
    }

    /**
     * Ends output after a refusal by the channel: with an alert if that can still be sent in clear, else without a
     * record.
     *
     * @return the exception to throw; a {@link TlsRefusedException} when nothing was sent
     */
    TlsException refuse(ChannelRefusal why) {
        if (lock.tryLock()) {
            try {
                if (!anySent && !closed) {
                    closed = true;
                    TlsException alerted = new TlsException(why.getMessage(), why);
                    try {
                        sendClearAlert(why.alert());
                    } catch (IOException e) {
                        alerted.addSuppressed(e);
                    }
                    return alerted;
                }
            } finally {
                lock.unlock();
            }
        }
        return refuse(new TlsRefusedException(why.getMessage()));
    }

    /** Before the server's first message there are no keys, so an alert is sent in clear (RFC 8446 section 6). */
    private void sendClearAlert(byte description) throws IOException {
        send(ByteBuffer.wrap(new byte[] {ALERT, 3, 3, 0, 2, FATAL, description}).position(7));
    }

    /** Sends the {@code close_notify}; does nothing the second time. */
    void closeNotify() throws IOException {
        lock.lock();
        try {
            if (refused != null) {
                throw new TlsRefusedException(refused.getMessage());
            }
            sendRest();
        } finally {
            lock.unlock();
        }
    }

    /** Sends the engine's last records: its alert or its {@code close_notify}. Called under the lock. */
    private void sendRest() throws IOException {
        assert lock.isHeldByCurrentThread();
        if (closed) {
            return;
        }
        ByteBuffer out = begin();
        try {
            wrapRest(out);
            send(out);
        } catch (TlsException e) {
            sendWrapped(out, e);
            throw e;
        } finally {
            RecordBuffers.give(out);
        }
    }

    /** Closes the output, and wraps the records that the engine ends it with. Called under the lock. */
    private void wrapRest(ByteBuffer out) throws TlsException {
        assert lock.isHeldByCurrentThread();
        closed = true;
        engine.closeOutbound();
        while (!engine.outboundDone()) {
            int before = out.position();
            TlsStatus status = engine.wrap(NOTHING, 0, 1, out);
            if (status == TlsStatus.CLOSED && out.position() == before || status == TlsStatus.OVERFLOW) {
                break;
            }
            if (out.position() == before && status != TlsStatus.NEED_WRAP) {
                break;
            }
        }
    }

    /** Sends the records wrapped before a failure. */
    private void sendWrapped(ByteBuffer out, TlsException why) {
        try {
            send(out);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private void send(ByteBuffer out) throws IOException {
        assert lock.isHeldByCurrentThread();
        out.flip();
        anySent |= out.hasRemaining();
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } finally {
            out.clear();
        }
    }
}
