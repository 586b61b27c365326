package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wraps data into records and sends them, in as few writes as its size allows. Records that were made before a failure are
 * sent all the same: the peer counts them, and an alert may be among them.
 *
 * <p><b>Threads.</b> Thread-safe, under its lock.
 */
final class TlsWriter {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private static final byte ALERT = 21;
    private static final byte FATAL = 2;
    /** RFC 8446 section 6.2: no set of parameters that both can do. */
    private static final byte HANDSHAKE_FAILURE = 40;

    private final ByteChannel channel;
    private final TlsEngine engine;

    private final ReentrantLock lock = new ReentrantLock();
    /** Whether nothing more may be wrapped but what the engine still has; guarded by lock. */
    private boolean closed;
    /** Whether any record was sent; guarded by lock. */
    private boolean begun;
    /** Guarded by lock. */
    private final RecordSizes sizes = new RecordSizes();

    /** Why nothing is sent any longer, not even the {@code close_notify}; null before. Written by the thread that reads. */
    private volatile TlsRefusedException refused;

    TlsWriter(ByteChannel channel, TlsEngine engine) {
        this.channel = channel;
        this.engine = engine;
    }

    /** Writes all of several buffers in order. */
    void write(ByteBuffer[] srcs) throws IOException {
        lock.lock();
        try {
            if (closed || refused != null) {
                throw new IOException("the output was closed");
            }
            sizes.begin(System.nanoTime());
            int packet = engine.packetSize();
            ByteBuffer out = RecordBuffers.take();
            try {
                int at = skipEmpty(srcs, 0);
                while (at < srcs.length) {
                    if (out.remaining() < packet) {
                        send(out);
                    }
                    wrapSome(srcs, at, sizes.next(), out);
                    at = skipEmpty(srcs, at);
                }
                send(out);
            } catch (TlsException e) {
                sendMade(out, e);
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
     * @param ended whether the peer's {@code close_notify} was read: an engine that then needs a wrap sends its own
     */
    boolean canWrite(boolean ended) {
        lock.lock();
        try {
            return !closed && !engine.outboundDone() && !(ended && engine.needs() == TlsStatus.NEED_WRAP);
        } finally {
            lock.unlock();
        }
    }

    private static int skipEmpty(ByteBuffer[] srcs, int from) {
        int at = from;
        while (at < srcs.length && !srcs[at].hasRemaining()) {
            at++;
        }
        return at;
    }

    /** Makes one record of as many buffers as it can hold. Called under the lock. */
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
                throw new TlsException("the output was closed");
            }
        } finally {
            last.limit(limit);
        }
        sizes.sent(size);
    }

    /** Changes our keys and asks the peer to change its own (RFC 8446 section 4.6.3). */
    void updateKeys() throws IOException {
        lock.lock();
        try {
            engine.updateKeys();
            sendRecords();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends the engine's answer to a record of the peer, unless another thread is writing: that one may wait for a peer that
     * waits for us to read. The answer then goes out before the next record, which is soon enough (RFC 8446 section 4.6.3).
     */
    void answer() throws IOException {
        if (lock.tryLock()) {
            try {
                sendRecords();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Sends the records that the engine itself has to send, if any are left. */
    void sendRecords() throws IOException {
        lock.lock();
        try {
            ByteBuffer out = RecordBuffers.take();
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
                send(out);
            } catch (TlsException e) {
                sendMade(out, e);
                throw e;
            } finally {
                RecordBuffers.give(out);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends the alert of an engine that has failed. An engine that fails over the first message may have none; then a general
     * one is sent in clear. Failing to send it is added to the failure.
     */
    void sendAlert(TlsException why) {
        if (!lock.tryLock()) {
            // A writer waits for a peer that may never read: the failure must not wait with it.
            return;
        }
        try {
            sendRest();
            if (!begun) {
                sendClearAlert(HANDSHAKE_FAILURE);
            }
        } catch (IOException e) {
            // The peer has gone, or the engine has no alert: the failure itself is what counts.
            why.addSuppressed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends output after a refusal, without a record: an alert is not possible here, and a close_notify would be wrong. */
    TlsRefusedException refuse(TlsRefusedException why) {
        refused = why;
        return why;
    }

    /**
     * Ends output after a refusal of the channel's own: with an alert where it can still be sent in clear, else without a
     * record.
     *
     * @return the failure to throw; a {@link TlsRefusedException} when nothing could be sent
     */
    TlsException refuse(ChannelRefusal why) {
        if (lock.tryLock()) {
            try {
                if (!begun && !closed) {
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

    /** RFC 8446 section 6: before our first message there are no keys, and an alert goes in clear. */
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

    /** Sends all that the engine has left: its alert or its {@code close_notify}. Called under the lock. */
    private void sendRest() throws IOException {
        assert lock.isHeldByCurrentThread();
        if (closed) {
            return;
        }
        closed = true;
        ByteBuffer out = RecordBuffers.take();
        try {
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
            send(out);
        } catch (TlsException e) {
            sendMade(out, e);
            throw e;
        } finally {
            RecordBuffers.give(out);
        }
    }

    /** Sends the records made before a failure. */
    private void sendMade(ByteBuffer out, TlsException why) {
        try {
            send(out);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private void send(ByteBuffer out) throws IOException {
        assert lock.isHeldByCurrentThread();
        out.flip();
        begun |= out.hasRemaining();
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } finally {
            out.clear();
        }
    }
}
