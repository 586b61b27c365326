package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.TlsStatus;
import dev.weir.tls.spi.TlsTruncatedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.function.IntPredicate;

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

    private final TlsEngine engine;
    private final IntPredicate memory;

    /** Reader only. */
    private final RecordInput input;
    /** Data in clear that the caller had no room for; reader only; null when there is none. */
    private ByteBuffer clear;

    private boolean ended;
    /** Why nothing more can be read; reader only; null while all is well. */
    private TlsException failure;

    private final TlsWriter output;

    private volatile TlsSessionInfo session;

    /**
     * Makes a channel whose handshake is still to be made.
     *
     * @param channel the channel below, in blocking mode
     * @param engine a new engine
     */
    public TlsChannel(ByteChannel channel, TlsEngine engine) {
        this(channel, engine, _ -> true);
    }

    /**
     * Makes a channel whose handshake is still to be made, and whose owner counts what it holds for its peer: records
     * that are not whole, and data that was not read, beyond the first KiB.
     *
     * @param channel the channel below, in blocking mode
     * @param engine a new engine
     * @param memory is asked for so many bytes more, and says false when there are not so many: reading fails then. Is
     *     given a negative number when they are held no longer. Called by the thread that reads. What is held when the
     *     channel below is closed is not given back
     */
    public TlsChannel(ByteChannel channel, TlsEngine engine, IntPredicate memory) {
        this.engine = engine;
        this.memory = memory;
        this.input = new RecordInput(channel, engine, memory);
        this.output = new TlsWriter(channel, engine);
    }

    /**
     * Makes the handshake, with as many others as want to.
     *
     * @return what it has agreed on
     * @throws NotTlsException when the peer does not speak TLS; nothing was sent
     * @throws TlsRefusedException when we refuse to go on and no alert can say so; the connection below is to be reset
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
     * @throws TlsRefusedException when we refuse to go on and no alert can say so; the connection below is to be reset
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
                    output.sendRecords();
                } else if (needs == TlsStatus.OK) {
                    session = engine.session();
                } else if (compute(needs, early, limit, until) == TlsStatus.UNDERFLOW) {
                    int n = input.fill();
                    if (n < 0) {
                        throw new TlsException("the client left within the handshake");
                    }
                    taken += n;
                    if (taken > MAX_HANDSHAKE_BYTES) {
                        throw new ChannelRefusal(
                                "the handshake is larger than " + MAX_HANDSHAKE_BYTES + " bytes",
                                ChannelRefusal.UNEXPECTED_MESSAGE);
                    }
                }
            }
        } catch (ChannelRefusal e) {
            throw output.refuse(e);
        } catch (TlsRefusedException e) {
            throw output.refuse(e);
        } catch (TlsException e) {
            output.alert(e);
            throw e;
        } finally {
            hold(early, 0);
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
     * @throws TlsRefusedException when we refuse to go on and no alert can say so; the connection below is to be reset
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
        } catch (ChannelRefusal e) {
            failure = e;
            throw output.refuse(e);
        } catch (TlsRefusedException e) {
            failure = e;
            throw output.refuse(e);
        } catch (TlsException e) {
            failure = e;
            output.alert(e);
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
                int taken = Math.min(n, dst.remaining());
                dst.put(target.array(), 0, taken);
                hold(target, taken);
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
                case NEED_WRAP -> output.answer();
                case OK, NEED_UNWRAP -> {}
            }
            if (status != TlsStatus.UNDERFLOW && ++empty > MAX_EMPTY_RECORDS) {
                throw new ChannelRefusal(
                        "more than " + MAX_EMPTY_RECORDS + " records without data", ChannelRefusal.UNEXPECTED_MESSAGE);
            }
        }
    }

    private int takeClear(ByteBuffer dst) {
        int n = Math.min(dst.remaining(), clear.remaining());
        dst.put(dst.position(), clear, clear.position(), n);
        dst.position(dst.position() + n);
        clear.position(clear.position() + n);
        if (!clear.hasRemaining()) {
            memory.test(-clear.capacity());
            clear = null;
        }
        return n;
    }

    /** Keeps what nobody has read of a spare buffer, from some place on, and gives that back. */
    private void hold(ByteBuffer spare, int from) throws IOException {
        int size = spare.position() - from;
        try {
            if (size > 0) {
                if (!memory.test(size)) {
                    throw new IOException(RecordInput.NO_MEMORY);
                }
                clear = ByteBuffer.wrap(Arrays.copyOfRange(spare.array(), from, from + size));
            }
        } finally {
            RecordBuffers.give(spare);
        }
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
        output.write(srcs);
    }

    /**
     * Whether data can still be sent. Behind a peer's {@code close_notify} it can over TLS 1.3, unless the provider ends
     * both directions with it (RFC 8446 section 6.1); over TLS 1.2 it cannot (RFC 5246 section 7.2.1).
     *
     * @return true until the output was closed, by whoever
     */
    public boolean canWrite() {
        return output.canWrite(ended);
    }

    /**
     * Has new keys made for what is sent from now on, and the peer asked to do the same (RFC 8446 section 4.6.3).
     *
     * @throws UnsupportedOperationException when the provider cannot, or the version is not 1.3
     * @throws IOException when the connection is gone
     */
    public void updateKeys() throws IOException {
        output.updateKeys();
    }

    /**
     * Sends the {@code close_notify}. Reading goes on. Does nothing the second time.
     *
     * @throws TlsRefusedException when the channel has refused to go on, so that the end is no orderly one and nothing is
     *     sent: the connection below is to be reset
     * @throws IOException when the connection is gone
     */
    public void closeOutput() throws IOException {
        output.close();
    }
}
