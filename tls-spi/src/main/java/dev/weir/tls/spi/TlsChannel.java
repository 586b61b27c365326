package dev.weir.tls.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * TLS over a blocking channel, with plain blocking calls. Deadlines are the caller's: closing the channel below ends every
 * call.
 *
 * <p>While it waits for the peer it holds no more than a small buffer. What is written goes out in as few writes as its
 * size allows; the first records of a burst are small, so that a client can begin with what has come, and later ones as
 * large as TLS has them.
 *
 * <p><b>Threads.</b> {@link #handshake} first, on one thread; then one thread may read while another writes.
 */
public final class TlsChannel {
    /** What a client may send before the handshake is over. */
    private static final int MAX_HANDSHAKE_BYTES = 256 * 1024;
    /** Records without data, key updates among them, that may follow one another (CVE-2026-56862). */
    private static final int MAX_EMPTY_RECORDS = 100;

    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final ByteChannel channel;
    private final TlsEngine engine;

    /** Reader only. */
    private final RecordInput input;
    /** Data in clear that the caller had no room for; reader only; null when there is none. */
    private ByteBuffer clear;

    private boolean ended;
    /** Why nothing more can be read; reader only; null while all is well. */
    private TlsException failure;

    private final ReentrantLock writeLock = new ReentrantLock();
    /** Guarded by writeLock. */
    private boolean outputClosed;
    /** Guarded by writeLock. */
    private final RecordSizes sizes = new RecordSizes();

    private volatile TlsSessionInfo session;

    /**
     * Makes a channel whose handshake is still to be made.
     *
     * @param channel the channel below, in blocking mode
     * @param engine a new engine
     */
    public TlsChannel(ByteChannel channel, TlsEngine engine) {
        this.channel = channel;
        this.engine = engine;
        this.input = new RecordInput(channel, engine);
    }

    /**
     * Makes the handshake, with as many others as want to.
     *
     * @return what it has agreed on
     * @throws NotTlsException when the peer does not speak TLS; nothing was sent
     * @throws TlsException when the handshake fails; the alert was sent
     * @throws IOException when the connection is gone
     */
    public TlsSessionInfo handshake() throws IOException {
        return handshake(new HandshakeLimit(Integer.MAX_VALUE), 0);
    }

    /**
     * Makes the handshake.
     *
     * @param limit how many others may compute meanwhile; shared by a server's channels
     * @param until when waiting for a turn is given up, as {@link System#nanoTime}; 0 for never. Waiting for the peer
     *     is ended by closing the channel below.
     * @return what it has agreed on
     * @throws NotTlsException when the peer does not speak TLS; nothing was sent
     * @throws TlsException when the handshake fails; the alert was sent
     * @throws IOException when the connection is gone
     */
    public TlsSessionInfo handshake(HandshakeLimit limit, long until) throws IOException {
        long taken = input.first();
        ByteBuffer early = RecordBuffers.take();
        try {
            while (session == null) {
                TlsStatus needs = engine.needs();
                if (needs == TlsStatus.NEED_WRAP) {
                    sendRecords();
                } else if (needs == TlsStatus.OK) {
                    session = engine.session();
                } else if (compute(needs, early, limit, until) == TlsStatus.UNDERFLOW) {
                    int n = input.fill();
                    if (n < 0) {
                        throw new TlsException("the client left within the handshake");
                    }
                    taken += n;
                    if (taken > MAX_HANDSHAKE_BYTES) {
                        throw new TlsException("the handshake is larger than " + MAX_HANDSHAKE_BYTES + " bytes");
                    }
                }
            }
        } catch (TlsException e) {
            sendAlert(e);
            throw e;
        } finally {
            if (early.position() == 0) {
                RecordBuffers.give(early);
            } else {
                clear = early.flip();
            }
        }
        return session;
    }

    /**
     * The part of a handshake that costs: all that can be done with what has come, in one turn, as a crowd may be
     * waiting for the next.
     */
    private TlsStatus compute(TlsStatus needs, ByteBuffer early, HandshakeLimit limit, long until) throws IOException {
        if (!canCompute(needs)) {
            return TlsStatus.UNDERFLOW;
        }
        limit.enter(until);
        try {
            TlsStatus status = needs;
            for (TlsStatus next = needs; canCompute(next) && status != TlsStatus.OVERFLOW; next = engine.needs()) {
                if (next == TlsStatus.NEED_TASK) {
                    engine.runTasks();
                    continue;
                }
                status = engine.unwrap(input.records(), early);
                if (status == TlsStatus.CLOSED) {
                    throw new TlsException("the client ended the handshake");
                }
                if (status == TlsStatus.UNDERFLOW) {
                    return status;
                }
            }
            return status;
        } finally {
            limit.leave();
        }
    }

    /** Whether there is work that nothing has to come for. */
    private boolean canCompute(TlsStatus needs) {
        return needs == TlsStatus.NEED_TASK || needs == TlsStatus.NEED_UNWRAP && input.ready();
    }

    /**
     * What the handshake has agreed on.
     *
     * @return the session
     * @throws IllegalStateException before the handshake is over
     */
    public TlsSessionInfo session() {
        if (session == null) {
            throw new IllegalStateException("the handshake is not over");
        }
        return session;
    }

    /**
     * Reads data, waiting until there is some.
     *
     * @param dst takes it; must have room
     * @return how many bytes, at least one; -1 when the peer has ended with a {@code close_notify}
     * @throws TlsTruncatedException when the connection ended without one
     * @throws TlsException when the peer breaks the protocol; the alert was sent
     * @throws IOException when the connection is gone
     */
    public int read(ByteBuffer dst) throws IOException {
        if (clear != null) {
            return takeClear(dst);
        }
        if (ended) {
            return -1;
        }
        if (failure != null) {
            // What was cut off does not come to a good end by asking again.
            throw new TlsException(failure.getMessage(), failure);
        }
        try {
            return unwrap(dst);
        } catch (TlsTruncatedException e) {
            failure = e;
            throw e;
        } catch (TlsException e) {
            failure = e;
            sendAlert(e);
            throw e;
        }
    }

    /** Unwraps into the caller's buffer, or into one of our own where a record may not fit. */
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
                clear = target.flip();
                return takeClear(dst);
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
                case NEED_WRAP -> answer();
                case OK, NEED_UNWRAP -> { }
            }
            if (status != TlsStatus.UNDERFLOW && ++empty > MAX_EMPTY_RECORDS) {
                throw new TlsException("more than " + MAX_EMPTY_RECORDS + " records without data");
            }
        }
    }

    private int takeClear(ByteBuffer dst) {
        int n = Math.min(dst.remaining(), clear.remaining());
        dst.put(dst.position(), clear, clear.position(), n);
        dst.position(dst.position() + n);
        clear.position(clear.position() + n);
        if (!clear.hasRemaining()) {
            RecordBuffers.give(clear);
            clear = null;
        }
        return n;
    }

    /**
     * Writes all of a buffer.
     *
     * @param src the data; has nothing remaining afterwards
     * @throws IOException when the connection is gone, or output was closed
     */
    public void write(ByteBuffer src) throws IOException {
        write(new ByteBuffer[] {src});
    }

    /**
     * Writes all of several buffers in order.
     *
     * @param srcs the data; have nothing remaining afterwards
     * @throws IOException when the connection is gone, or output was closed
     */
    public void write(ByteBuffer[] srcs) throws IOException {
        writeLock.lock();
        try {
            if (outputClosed) {
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
            } finally {
                RecordBuffers.give(out);
            }
        } finally {
            writeLock.unlock();
        }
    }

    private static int skipEmpty(ByteBuffer[] srcs, int from) {
        int at = from;
        while (at < srcs.length && !srcs[at].hasRemaining()) {
            at++;
        }
        return at;
    }

    /** Makes one record of as many buffers as it can hold. */
    private void wrapSome(ByteBuffer[] srcs, int from, int most, ByteBuffer out) throws TlsException {
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

    /**
     * Whether data can still be sent. Behind a peer's {@code close_notify} it can over TLS 1.3, unless the provider ends
     * both directions with it (RFC 8446 section 6.1); over TLS 1.2 it cannot (RFC 5246 section 7.2.1).
     *
     * @return true until the output was closed, by whoever
     */
    public boolean canWrite() {
        writeLock.lock();
        try {
            return !outputClosed && !engine.outboundDone() && !(ended && engine.needs() == TlsStatus.NEED_WRAP);
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Has new keys made for what is sent from now on, and the peer asked to do the same (RFC 8446 section 4.6.3).
     *
     * @throws UnsupportedOperationException when the provider cannot, or the version is not 1.3
     * @throws IOException when the connection is gone
     */
    public void updateKeys() throws IOException {
        writeLock.lock();
        try {
            engine.updateKeys();
            sendRecords();
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Sends what the engine answers, unless a writer is at work: its peer may be waiting for us to read, and the answer
     * goes out before the next record, which is soon enough (RFC 8446 section 4.6.3).
     */
    private void answer() throws IOException {
        if (writeLock.tryLock()) {
            try {
                sendRecords();
            } finally {
                writeLock.unlock();
            }
        }
    }

    /** Sends what the engine itself has to say, if it has not been said by another thread meanwhile. */
    private void sendRecords() throws IOException {
        writeLock.lock();
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
            } finally {
                RecordBuffers.give(out);
            }
        } finally {
            writeLock.unlock();
        }
    }

    /** Tells the peer why, as far as it still listens. */
    private void sendAlert(TlsException why) {
        if (!writeLock.tryLock()) {
            // A writer waits for a peer that may never read: the failure must not wait with it.
            return;
        }
        try {
            sendLast();
        } catch (IOException e) {
            // The peer has gone, or the engine has nothing to say: the failure itself is what counts.
            why.addSuppressed(e);
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Sends the {@code close_notify}. Reading goes on. Does nothing the second time.
     *
     * @throws IOException when the connection is gone
     */
    public void closeOutput() throws IOException {
        sendLast();
    }

    private void sendLast() throws IOException {
        writeLock.lock();
        try {
            if (outputClosed) {
                return;
            }
            outputClosed = true;
            engine.closeOutbound();
            ByteBuffer out = RecordBuffers.take();
            try {
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
            } finally {
                RecordBuffers.give(out);
            }
        } finally {
            writeLock.unlock();
        }
    }

    private void send(ByteBuffer out) throws IOException {
        out.flip();
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } finally {
            out.clear();
        }
    }
}
