package dev.weir.http1;

import dev.weir.http.core.exchange.DirectContent;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http.core.support.DateCache;
import dev.weir.http.core.support.DirectBuffers;
import dev.weir.http.core.support.HandOver;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on a connection: responses are put together in one array and leave in as few writes as possible.
 *
 * <p><b>Threads.</b> The connection's thread. While a handler runs and finished answers wait here, they are <em>lent</em>:
 * then a virtual thread of {@link DelayedFlusher} may send them, and the connection's thread takes the output back, waiting
 * for that write, before it touches it again.
 */
final class ResponseOutput {
    private static final int OWNED = 0;
    private static final int LENT = 1;
    private static final int SENDING = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ResponseOutput.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How much of a file is sent at once: what is known to be sent of a response whose client goes is exact to that. */
    private static final long TRANSFERRED = 1 << 20;

    private static final byte[] NONE = {};
    private static final ByteBuffer NO_VIEW = ByteBuffer.wrap(NONE);

    private final Connection connection;
    private final BufferPool pool;
    private final DirectBuffers fileBuffers;
    private final DelayedFlusher delayedFlusher;
    /** Whether requests get to know how long their writes have waited. */
    private final boolean timed;

    /** What follows is owned by the thread that has the output by {@link #state}. While nothing waits there may be no array. */
    private byte[] buf = NONE;

    private int count;
    private ByteBuffer view = NO_VIEW;
    private @Nullable Throwable failure;
    /** The request whose handler's thread must not be interrupted within a write; null outside a handler. */
    private @Nullable Http1Request guard;

    /** OWNED by the connection's thread, LENT, or SENDING by a late flush. */
    private volatile int state;
    /** Connection's thread: whether it lent the output and has not taken it back. */
    private boolean lent;
    /** How often it was lent; the late flush reads it to see whether time has passed. */
    private volatile int lendCount;

    /** Connection's thread: whether a deadline for writing is set. */
    private boolean deadlineSet;

    private volatile boolean watched;
    /** Late flush only. */
    private int seenLendCount;
    /** Late flush only. */
    private int quietPolls;
    /** The connection's thread, while it waits for a late flush. */
    private volatile @Nullable Thread waiting;

    ResponseOutput(
            Connection connection,
            BufferPool pool,
            DirectBuffers fileBuffers,
            DelayedFlusher delayedFlusher,
            boolean timed) {
        this.connection = connection;
        this.pool = pool;
        this.fileBuffers = fileBuffers;
        this.delayedFlusher = delayedFlusher;
        this.timed = timed;
    }

    /** Makes room for some bytes after what is there already; what is there may be sent for that. */
    void reserve(int bytes) throws IOException {
        reclaim();
        if (buf == NONE) {
            use(pool.take());
        }
        if (buf.length - count < bytes) {
            flush();
            if (bytes > pool.size()) {
                release();
                use(new byte[bytes]);
            } else if (buf == NONE) {
                use(pool.take());
            }
        }
    }

    private void use(byte[] array) {
        buf = array;
        view = ByteBuffer.wrap(array);
    }

    private void useNone() {
        buf = NONE;
        view = NO_VIEW;
    }

    /** Adds a byte; there must be room. */
    void put(byte b) {
        buf[count++] = b;
    }

    /** Adds bytes; there must be room. */
    void put(byte[] bytes) {
        put(bytes, 0, bytes.length);
    }

    /** Adds bytes; there must be room. */
    void put(byte[] bytes, int off, int len) {
        System.arraycopy(bytes, off, buf, count, len);
        count += len;
    }

    /** Adds text in ISO-8859-1, as it was checked to be; there must be room. */
    void put(String text) {
        int length = text.length();
        byte[] to = buf;
        int at = count;
        for (int i = 0; i < length; i++) {
            to[at + i] = (byte) text.charAt(i);
        }
        count = at + length;
    }

    /** Adds the line of {@code Date}; there must be room. */
    void putDate() {
        put(DateCache.line());
    }

    /** Adds a number in decimal; there must be room for 20 bytes. */
    void putDecimal(long number) {
        int digits = 1;
        long rest = number;
        for (long more = number; more >= 10; more /= 10) {
            digits++;
        }
        for (int i = count + digits - 1; i >= count; i--) {
            buf[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        count += digits;
    }

    /** Adds a number in hexadecimal; there must be room for 8 bytes. */
    void putHex(int number) {
        int shift = Math.max(0, 28 - (Integer.numberOfLeadingZeros(number | 1) & ~3));
        for (; shift >= 0; shift -= 4) {
            buf[count++] = (byte) Character.forDigit(number >>> shift & 15, 16);
        }
    }

    /** Adds content, or sends it straight from the caller's array where it is large. */
    void write(byte[] bytes, int off, int len) throws IOException {
        reclaim();
        if (buf == NONE && len <= 1024) {
            reserve(len);
        }
        if (buf != NONE && len <= buf.length - count) {
            put(bytes, off, len);
            return;
        }
        write(ByteBuffer.wrap(bytes, off, len));
    }

    /** Sends content straight from where it lies, after what waits. */
    void write(ByteBuffer content) throws IOException {
        reclaim();
        checkFailure();
        send(count == 0 ? null : pending(), content, false);
    }

    /** Sends a part of a file after what waits, as far as the connection takes it uncopied. */
    void transfer(DirectContent.OfFile part) throws IOException {
        if (connection.tls().isPresent()) {
            // It has to be read to be encrypted; and then what waits goes out in one write with its beginning.
            return;
        }
        if (part.remaining() <= Http1Protocol.FILE_READ && readAndWrite(part)) {
            return;
        }
        flush();
        long stalled = stalledNanos();
        enterIo();
        try {
            long piece;
            long sent;
            do {
                piece = Math.min(part.remaining(), TRANSFERRED);
                sent = connection.transferFrom(part.file(), part.position(), piece);
                part.advance(sent);
            } while (sent == piece && part.remaining() > 0);
        } finally {
            leaveIo();
            countStall(stalled);
        }
    }

    /** Sends a part of a file in one write with what waits; false where there is no buffer to be had. */
    private boolean readAndWrite(DirectContent.OfFile part) throws IOException {
        ByteBuffer buffer = fileBuffers.take();
        if (buffer == null) {
            return false;
        }
        try {
            if (!part.tryRead(buffer.limit((int) part.remaining()))) {
                return false;
            }
            write(buffer.flip());
        } finally {
            fileBuffers.give(buffer);
        }
        return true;
    }

    /** Sends what waits. */
    void flush() throws IOException {
        flush(false);
    }

    /** The same, and where it is said to be the last, nothing is sent after that. */
    void flush(boolean last) throws IOException {
        reclaim();
        checkFailure();
        if (count > 0) {
            send(null, pending(), last);
        }
    }

    /** From now on no interrupt reaches the calling thread within a write but through this request's gate. */
    void guardBy(@Nullable Http1Request request) {
        guard = request;
    }

    private void send(@Nullable ByteBuffer first, ByteBuffer second, boolean last) throws IOException {
        long stalled = stalledNanos();
        enterIo();
        try {
            if (last) {
                connection.writeLast(second);
            } else if (first == null) {
                connection.write(second);
            } else {
                connection.write(new ByteBuffer[] {first, second});
            }
        } catch (IOException e) {
            if (guard != null) {
                guard.clientGone();
            }
            throw e;
        } finally {
            leaveIo();
            countStall(stalled);
        }
        if (buf.length > pool.size()) {
            // It was for one long head; as much content is not to wait here from now on.
            useNone();
        }
    }

    private long stalledNanos() {
        return timed ? connection.stalledNanos() : 0;
    }

    /** Counts what a write has waited for the client, for the request whose handler writes. */
    private void countStall(long before) {
        if (timed && guard != null) {
            guard.stalled(connection.stalledNanos() - before);
        }
    }

    private void enterIo() {
        if (guard != null) {
            guard.gate().enterIo();
        }
    }

    private void leaveIo() {
        if (guard != null) {
            guard.gate().leaveIo();
        }
    }

    private ByteBuffer pending() {
        ByteBuffer first = view;
        first.position(0).limit(count);
        count = 0;
        return first;
    }

    private void checkFailure() throws IOException {
        if (failure != null) {
            throw new IOException("an earlier answer could not be sent", failure);
        }
    }

    /** Whether the calling thread may send what waits, as nothing does or it may wait for a client that does not read. */
    boolean maySend() {
        return !lent && count == 0 || connection.place(Connection.NO_HANDLER) != Connection.Place.ELSEWHERE;
    }

    /** Sets until when the answer must be sent that is begun next. */
    void writeUntil(long deadline) {
        connection.writeDeadline(deadline);
        deadlineSet = true;
    }

    /** Sends what waits; all that was begun is sent then, and its deadline is over. */
    void flushAnswers(boolean last) throws IOException {
        flush(last);
        if (deadlineSet) {
            connection.writeDeadline(0);
            deadlineSet = false;
        }
    }

    /** Gives the array back while the connection waits; nothing may be pending. */
    void release() {
        if (buf != NONE && count == 0) {
            pool.give(buf);
            useNone();
        }
    }

    /** Drops what waits: the connection is closed. */
    void drop() {
        reclaim();
        count = 0;
        release();
    }

    // ---- lending

    /** A handler begins: what waits may be sent by a late flush from now on. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the request's thread alone writes lendCount
    void lend() {
        if (count > 0) {
            lent = true;
            lendCount++;
            STATE.setRelease(this, LENT);
            if (!watched) {
                watched = true;
                delayedFlusher.watch(this);
            }
        }
    }

    /** Takes the output back, waiting for a late flush that is under way. Connection's thread. */
    void reclaim() {
        if (!lent) {
            return;
        }
        lent = false;
        if (STATE.compareAndSet(this, LENT, OWNED)) {
            return;
        }
        waiting = Thread.currentThread();
        boolean interrupted = false;
        HandOver.beforeWaiting();
        while (state == SENDING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waiting = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Looks after an output that was lent: sends when it has been lent since the last look. The thread of the late flush.
     *
     * @return false when it need not be watched
     */
    boolean poll() {
        int now = lendCount;
        if (state != LENT) {
            if (now != seenLendCount) {
                seenLendCount = now;
                quietPolls = 0;
                return true;
            }
            if (++quietPolls < 10) {
                return true;
            }
            watched = false;
            // Lent just now, and not added again? Then it stays.
            if (state != LENT) {
                return false;
            }
            watched = true;
            return true;
        }
        quietPolls = 0;
        if (now != seenLendCount) {
            seenLendCount = now;
        } else if (STATE.compareAndSet(this, LENT, SENDING)) {
            boolean started = false;
            try {
                Thread.ofVirtual().name("weir-delayed-flush").start(this::sendDelayed);
                started = true;
            } finally {
                if (!started) {
                    // No memory for a thread: what waits goes out when the handler returns.
                    endSending();
                }
            }
        }
        return true;
    }

    private void sendDelayed() {
        try {
            connection.write(pending());
        } catch (IOException | RuntimeException | Error e) {
            // The connection's thread meets it at its next write.
            failure = e;
        } finally {
            endSending();
        }
    }

    private void endSending() {
        state = OWNED;
        LockSupport.unpark(waiting);
    }
}
