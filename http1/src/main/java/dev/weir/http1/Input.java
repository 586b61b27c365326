package dev.weir.http1;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * What comes in on a connection: an array with the bytes that were read and not yet taken.
 *
 * <p><b>Threads.</b> The connection's thread. While a handler runs whose request was read to its end, a watcher may wait
 * for the next bytes in its place, to notice that the client goes away; the connection's thread joins it before it
 * touches the array again, and what the watcher has read is then simply there.
 */
final class Input {
    /** Enough for most requests; all that a waiting connection holds. */
    static final int SMALL = 1024;
    /** For content and for long heads. */
    private static final int LARGE = 16 * 1024;

    /** How long a connection that holds much waits for others to give memory back, before it is refused more. */
    private static final long RELIEF_NANOS = 1_000_000_000L;

    private static final int OWNED = 0;
    private static final int WATCHABLE = 1;
    private static final int WATCHED = 2;

    private static final VarHandle ROLE;

    static {
        try {
            ROLE = MethodHandles.lookup().findVarHandle(Input.class, "role", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Connection connection;
    /** Counts what the array has beyond the small one. */
    private final MemoryShare memory;

    byte[] buf = new byte[SMALL];
    int pos;
    int limit;
    private ByteBuffer view = ByteBuffer.wrap(buf);
    /** The size of the array that is counted for. */
    private int reserved = SMALL;

    /** Who may read from the connection. */
    private volatile int role;
    /** Counted down when the watcher has read. Written before {@link #role} becomes WATCHED. */
    private CountDownLatch watcherDone;

    private IOException watcherFailure;
    private boolean watcherSawEnd;
    /** The connection's thread: a watcher was started and not joined. */
    private boolean watcherStarted;

    Input(Connection connection) {
        this.connection = connection;
        this.memory = connection.memory();
    }

    boolean isEmpty() {
        return pos == limit;
    }

    int available() {
        return limit - pos;
    }

    /**
     * Waits for more bytes behind those that are there.
     *
     * @return false at the end of what the client sends
     */
    boolean fill() throws IOException {
        if (watcherStarted && joinWatcher()) {
            return true;
        }
        if (watcherSawEnd) {
            return false;
        }
        makeRoom();
        view.limit(buf.length).position(limit);
        int n = connection.read(view);
        if (n < 0) {
            return false;
        }
        limit += n;
        return true;
    }

    /** Reads straight into the caller's array; nothing may be waiting here. Returns -1 at the end. */
    int read(byte[] b, int off, int len) throws IOException {
        return connection.read(ByteBuffer.wrap(b, off, len));
    }

    /** Puts what is there, or else what comes next, into the caller's array. Returns -1 at the end. */
    int take(byte[] b, int off, int len) throws IOException {
        if (pos == limit) {
            if (!watcherStarted) {
                return watcherSawEnd ? -1 : read(b, off, len);
            }
            if (!fill()) {
                return -1;
            }
        }
        int n = Math.min(len, limit - pos);
        System.arraycopy(buf, pos, b, off, n);
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
        if (pos > buf.length / 2) {
            System.arraycopy(buf, pos, buf, 0, limit - pos);
        } else {
            int wanted = 2 * (limit - pos);
            reserve(memory.scarce() ? wanted : Math.max(LARGE, wanted));
            use(Arrays.copyOfRange(buf, pos, pos + reserved));
        }
        limit -= pos;
        pos = 0;
    }

    /** Has memory for an array of that size counted, which is larger than the one that is there. */
    private void reserve(int size) throws NoMemory {
        int more = size - reserved;
        if (memory.heavy() && !memory.awaitRelief(RELIEF_NANOS) || !memory.reserve(more)) {
            memory.refused();
            throw new NoMemory();
        }
        reserved = size;
    }

    /** Has the memory beyond an array of that size given back. */
    private void release(int size) {
        if (reserved > size) {
            memory.release(reserved - size);
            reserved = size;
        }
    }

    /** The connection has ended: what is here is no longer the server's matter. */
    void end() {
        release(SMALL);
    }

    /** A large head was taken out: a handler that takes its time does not hold room for another. */
    void headTaken() {
        if (buf.length > LARGE) {
            shrink();
        }
    }

    /** Makes room for content to be read in fewer calls, if there is memory to spare. */
    void enlarge() {
        if (buf.length < LARGE && !memory.scarce() && memory.reserve(LARGE - buf.length)) {
            reserved = LARGE;
            byte[] larger = new byte[LARGE];
            System.arraycopy(buf, pos, larger, 0, limit - pos);
            use(larger);
            limit -= pos;
            pos = 0;
        }
    }

    /** The connection begins to wait: gives up all that it does not need for that. */
    void shrink() {
        if (pos == limit && buf.length > SMALL && !watcherStarted) {
            use(new byte[SMALL]);
            release(SMALL);
            pos = 0;
            limit = 0;
        }
    }

    private void use(byte[] array) {
        buf = array;
        view = ByteBuffer.wrap(array);
    }

    // ---- watching for the client to go

    /** The request was read to its end and a handler runs: from now on a watcher may be started. */
    void allowWatch() {
        // Bytes that are there already are a pipelined request: its client has not gone, and would not be seen to go.
        if (pos == limit && !watcherSawEnd && !watcherStarted) {
            ROLE.setRelease(this, WATCHABLE);
        }
    }

    /** The handler has returned: no watcher is started any more. */
    void endWatch() {
        if (role != OWNED && !ROLE.compareAndSet(this, WATCHABLE, OWNED)) {
            watcherStarted = true;
        }
    }

    /**
     * Begins to watch, if that is allowed and nobody does. May be called from any thread; never blocks.
     *
     * @param gone what to do when the client goes
     */
    void watch(Runnable gone) {
        if (role != WATCHABLE) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        if (ROLE.compareAndSet(this, WATCHABLE, WATCHED)) {
            watcherDone = done;
            boolean started = false;
            try {
                Thread.ofVirtual().name("weir-watch").start(() -> runWatcher(gone, done));
                started = true;
            } finally {
                if (!started) {
                    // No memory for a thread: the connection's own, which may wait for it, reads for itself.
                    done.countDown();
                }
            }
        }
    }

    private void runWatcher(Runnable gone, CountDownLatch done) {
        try {
            pos = 0;
            limit = 0;
            view.limit(buf.length).position(0);
            int n = connection.read(view);
            if (n < 0) {
                watcherSawEnd = true;
            } else {
                limit = n;
            }
        } catch (IOException e) {
            watcherFailure = e;
        } finally {
            if (watcherSawEnd || watcherFailure != null) {
                gone.run();
            }
            done.countDown();
        }
    }

    /** Waits for the watcher; true when it has read something. */
    private boolean joinWatcher() throws IOException {
        CountDownLatch done;
        while ((done = watcherDone) == null) {
            // Between taking the role and telling of itself the starter needs a few instructions.
            Thread.onSpinWait();
        }
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", e);
        }
        watcherDone = null;
        watcherStarted = false;
        ROLE.setRelease(this, OWNED);
        IOException failure = watcherFailure;
        watcherFailure = null;
        if (failure != null) {
            throw failure;
        }
        return limit > pos;
    }
}
