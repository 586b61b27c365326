package dev.weir.http1;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http.core.support.HandOver;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What comes in on a connection: an array with the bytes that were read and not yet taken.
 *
 * <p><b>Threads.</b> The connection's thread. A thread made here may wait for the next bytes in its place: while a handler
 * runs whose request was read to its end, to notice that the client goes away; and where another thread reads the
 * content, so that this thread can be released while the channel's call goes on. The next reader joins it before it
 * touches the array again, and finds what was read there.
 */
final class RequestInput {
    /** Enough for most requests; four times that for a head with some tens of fields, as a new array costs by its length. */
    static final int SMALL = 1024;
    /** For content and for long heads. */
    private static final int LARGE = 16 * 1024;

    /** How long a connection that holds much waits for others to give memory back, before it is refused more. */
    private static final long RELIEF_NANOS = 1_000_000_000L;

    private static final int OWNED = 0;
    private static final int WATCHABLE = 1;
    private static final int READ_AHEAD = 2;

    private static final Runnable NOTHING = () -> {};

    private static final VarHandle ROLE;

    static {
        try {
            ROLE = MethodHandles.lookup().findVarHandle(RequestInput.class, "role", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** In place of an array while nothing is here. */
    private static final byte[] NONE = {};

    private static final ByteBuffer NO_VIEW = ByteBuffer.wrap(NONE);

    private final Connection connection;
    /** Where small arrays come from. */
    private final BufferPool pool;
    /** Counts what the array has beyond the small one. */
    private final MemoryShare memory;

    byte[] buf = NONE;
    int pos;
    int limit;
    private ByteBuffer view = NO_VIEW;
    /** Since when the head that was read last has waited for a thread; 0 where it has not, or nobody asks. */
    long readySince;
    /** The size of the array that is counted for. */
    private int reserved = SMALL;

    /** Who may read from the connection. */
    private volatile int role;
    /** Counted down when the thread that reads ahead has read. */
    private volatile @Nullable CountDownLatch aheadDone;

    /** What came of it; written by that thread before it counts down. */
    private boolean aheadRead;

    private @Nullable IOException aheadFailure;
    /** The client has closed its side. */
    private boolean sawEnd;
    /** The connection's thread, or one that reads the content: a thread reads ahead and was not joined. */
    private boolean aheadStarted;

    /** Whether a client that closes its side is taken for one that has gone. */
    private final boolean endIsGone;

    /**
     * Makes an empty one, which holds no array.
     *
     * @param pool arrays of {@link #SMALL} bytes
     */
    RequestInput(Connection connection, BufferPool pool) {
        this.connection = connection;
        this.pool = pool;
        this.endIsGone = connection.server().config().cancelOnHalfClose();
        this.memory = connection.memory();
    }

    boolean isEmpty() {
        return pos == limit;
    }

    int available() {
        return limit - pos;
    }

    /** Whether something of a request is there: empty lines are not (RFC 9112 section 2.2). */
    boolean holdsRequest() {
        for (int i = pos; i < limit; i++) {
            if (buf[i] != '\r' && buf[i] != '\n') {
                return true;
            }
        }
        return false;
    }

    /**
     * Waits for more bytes after those that are there.
     *
     * @return false at the end of what the client sends
     */
    boolean fill() throws IOException {
        if (aheadStarted && joinAhead()) {
            return true;
        }
        if (sawEnd) {
            return false;
        }
        makeRoom();
        return readMore();
    }

    /**
     * Takes what has come after what is there, without waiting where a loop serves the connection; no thread may be reading ahead.
     *
     * @return how much; 0 for nothing; -1 at the end of what the client sends
     */
    int receive() throws IOException {
        assert !aheadStarted : "a thread reads ahead";
        if (sawEnd) {
            return -1;
        }
        makeRoom();
        view.limit(buf.length).position(limit);
        return came(connection.receive(view));
    }

    private int came(int n) {
        if (n < 0) {
            sawEnd = true;
        } else {
            limit += n;
        }
        return n;
    }

    /** Whether the calling thread may wait for the client as long as it takes. */
    boolean mayWait() {
        return connection.place(Connection.NO_HANDLER) == Connection.Place.OWN;
    }

    /** Whether a thread reads ahead, or has, so that {@link #fill} may have to wait for it. */
    boolean isAhead() {
        return aheadStarted;
    }

    /** Whether to take more may need memory that is to be waited for. */
    boolean waitsForMemory() {
        return limit == buf.length && pos <= buf.length / 2 && pos < limit && memory.heavy();
    }

    /** Reads after what is there; false at the end. */
    private boolean readMore() throws IOException {
        view.limit(buf.length).position(limit);
        return came(connection.read(view)) >= 0;
    }

    /** Reads straight into the caller's buffer; nothing may be waiting here. Returns -1 at the end. */
    int readDirect(ByteBuffer dst) throws IOException {
        return connection.read(dst);
    }

    /** Puts what is there, or else what comes next, into the caller's buffer. Returns -1 at the end. */
    int read(ByteBuffer dst) throws IOException {
        if (pos == limit) {
            if (!aheadStarted) {
                return sawEnd ? -1 : readDirect(dst);
            }
            if (!fill()) {
                return -1;
            }
        }
        int n = Math.min(dst.remaining(), limit - pos);
        dst.put(buf, pos, n);
        pos += n;
        return n;
    }

    private void makeRoom() throws NoMemory {
        if (pos == limit) {
            pos = 0;
            limit = 0;
        }
        if (limit < buf.length) {
            return;
        }
        if (buf == NONE) {
            use(pool.take());
            return;
        }
        if (pos > buf.length / 2) {
            move(buf);
        } else {
            reserve(Math.max(memory.scarce() ? 0 : buf.length < 4 * SMALL ? 4 * SMALL : LARGE, 2 * (limit - pos)));
            move(new byte[reserved]);
        }
    }

    /** Moves what is here to the beginning of an array, which is this one or a larger one. */
    private void move(byte[] to) {
        int here = limit - pos;
        System.arraycopy(buf, pos, to, 0, here);
        if (to != buf) {
            use(to);
        }
        pos = 0;
        limit = here;
    }

    /** Has memory for an array of that size counted, which is larger than the one that is there. */
    private void reserve(int size) throws NoMemory {
        int more = size - reserved;
        if (memory.heavy() && !awaitRelief() || !memory.reserve(more)) {
            memory.refused();
            throw new NoMemory();
        }
        reserved = size;
    }

    private boolean awaitRelief() {
        HandOver.beforeWaiting();
        return memory.awaitRelief(RELIEF_NANOS);
    }

    /** Has the memory beyond an array of that size given back. */
    private void release(int size) {
        if (reserved > size) {
            memory.release(reserved - size);
            reserved = size;
        }
    }

    /**
     * The connection has ended: gives its memory back.
     *
     * @param unused whether nobody reads from here any more, as a handler may that has taken the connection over
     */
    void end(boolean unused) {
        release(SMALL);
        if (unused && !aheadStarted && role == OWNED) {
            useNone();
        }
    }

    /** A large head was taken out: a handler that takes its time does not hold room for another. */
    void headTaken() {
        if (buf.length > LARGE) {
            shrink();
        }
    }

    /** Makes room for content to be read in fewer calls, if there is memory to spare. */
    void enlarge() {
        enlarge(LARGE);
    }

    /** Returns whether the array is as large as that now. */
    private boolean enlarge(int size) {
        if (buf.length < size && !memory.scarce() && memory.reserve(Math.max(0, size - reserved))) {
            reserved = Math.max(reserved, size);
            move(new byte[size]);
        }
        return buf.length >= size;
    }

    /**
     * Takes what else has come of short content, so that no thread is taken for a handler to wait for what is there: the first
     * array may have been too small, and some clients send head and content apart. Does not wait, and does nothing where
     * memory is scarce. The connection must be served by a loop.
     *
     * @param length of the content, more than is here
     */
    void receiveRest(long length) {
        if (length > LARGE || sawEnd || !enlarge(Math.max(SMALL, (int) length))) {
            return;
        }
        move(buf);
        try {
            receive();
        } catch (IOException e) {
            // The content's reader meets it, as it does what a thread has found that reads ahead. A time-out is that of
            // the head, which is here.
            aheadStarted = !(e instanceof SocketTimeoutException);
            if (aheadStarted) {
                aheadFailure = e;
                aheadDone = new CountDownLatch(0);
            }
        }
    }

    /** The connection begins to wait: gives up all that it does not need for that. */
    void shrink() {
        if (pos == limit && !aheadStarted) {
            release(SMALL);
            useNone();
        }
    }

    private void use(byte[] array) {
        byte[] before = buf;
        buf = array;
        view = ByteBuffer.wrap(array);
        pool.give(before);
    }

    private void useNone() {
        pos = 0;
        limit = 0;
        byte[] before = buf;
        buf = NONE;
        view = NO_VIEW;
        pool.give(before);
    }

    // ---- a thread that reads ahead

    /** The request was read to its end and a handler runs: from now on its client may be watched. */
    void allowWatch() {
        // Bytes that are there already are a pipelined request: its client has not gone, and would not be seen to go.
        if (!holdsRequest() && !sawEnd && !aheadStarted) {
            try {
                makeRoom();
            } catch (NoMemory e) {
                // Counted already. The client is not watched then; a failed write still shows that it has gone.
                return;
            }
            ROLE.setRelease(this, WATCHABLE);
        }
    }

    /** The handler has returned: from now on no watch begins. */
    void endWatch() {
        if (role != OWNED && !ROLE.compareAndSet(this, WATCHABLE, OWNED)) {
            aheadStarted = true;
        }
    }

    /**
     * Begins to watch for the client's going, if that is allowed and no thread does. May be called from any thread; never
     * blocks.
     *
     * <p>Gone is a client whose connection breaks: a reset, or over TLS an end without {@code close_notify}. One that
     * closes its side in order has only said that it asks nothing more (RFC 9112 section 9.6). From then on there is
     * nothing to be read that could show a reset, and only a write that fails does.
     *
     * @param gone what to do when the client has gone
     */
    void watch(Runnable gone) {
        if (role == WATCHABLE && ROLE.compareAndSet(this, WATCHABLE, READ_AHEAD)) {
            start(
                    "weir-watch",
                    this::readRequest,
                    () -> {
                        boolean broken = aheadFailure != null && !(aheadFailure instanceof SocketTimeoutException);
                        if (broken || sawEnd && endIsGone) {
                            gone.run();
                        }
                    },
                    () -> awaitLoss(gone));
        }
    }

    /**
     * Has the next bytes read by a thread of our own, for a caller that must not be held up by the channel; nobody may be
     * reading. The next {@link #fill} takes what has come.
     *
     * @param done what to do, on that thread, when they have come or never will
     */
    void readAhead(Runnable done) throws NoMemory {
        makeRoom();
        aheadStarted = true;
        role = READ_AHEAD;
        start("weir-read", this::readMore, NOTHING, done);
    }

    /** Reads until there is something of a request, or no room. */
    private boolean readRequest() throws IOException {
        boolean more;
        do {
            more = readMore();
        } while (more && !holdsRequest() && limit < buf.length);
        return limit > pos;
    }

    /** After the end there are no other reads, so this delays none. */
    private void awaitLoss(Runnable gone) {
        if (sawEnd) {
            try {
                connection.awaitLoss();
            } catch (IOException e) {
                connection
                        .server()
                        .logDebug("lost after its client had closed its side: " + connection.remoteAddress(), e);
                gone.run();
            }
        }
    }

    private interface Reading {
        boolean run() throws IOException;
    }

    /** Whether {@link #fill} would have to wait for the thread that reads ahead. */
    boolean isReadingAhead() {
        if (!aheadStarted) {
            return false;
        }
        CountDownLatch done = aheadDone;
        return done == null || done.getCount() > 0;
    }

    private void start(String name, Reading reading, Runnable before, Runnable after) {
        CountDownLatch done = new CountDownLatch(1);
        aheadDone = done;
        boolean started = false;
        try {
            Thread.ofVirtual().name(name).start(() -> runAhead(reading, before, done, after));
            started = true;
        } finally {
            if (!started) {
                // No memory for a thread: the next reader does not wait for it, and reads for itself.
                done.countDown();
            }
        }
    }

    private void runAhead(Reading reading, Runnable before, CountDownLatch done, Runnable after) {
        try {
            aheadRead = reading.run();
        } catch (IOException e) {
            aheadFailure = e;
        } finally {
            try {
                before.run();
            } finally {
                done.countDown();
                after.run();
            }
        }
    }

    /** Waits for the thread that reads ahead; true when it has read something. */
    private boolean joinAhead() throws IOException {
        CountDownLatch done;
        while ((done = aheadDone) == null) {
            // The starter has taken the role and sets aheadDone within a few instructions.
            Thread.onSpinWait();
        }
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", e);
        }
        aheadDone = null;
        aheadStarted = false;
        ROLE.setRelease(this, OWNED);
        IOException failure = aheadFailure;
        aheadFailure = null;
        if (failure != null) {
            throw failure;
        }
        boolean read = aheadRead;
        aheadRead = false;
        return read;
    }
}
