package dev.weir.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes lines, a batch at a time. Waking a thread costs more than a line: while lines
 * come it looks for them every tenth of a second, and is only woken by the first one after a pause, or when many wait.
 *
 * <p><b>Threads.</b> Thread-safe. Threads of requests call {@link #offer} alone, which never waits.
 */
final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** How long the end waits for a disk. */
    private static final long CLOSE_MILLIS = 5000;

    private static final int BUSY = 0;
    private static final int RESTING = 1;
    private static final int WAITING = 2;

    private final LineQueue queue;
    private final Thread thread;
    /** Whether the thread works, rests, or waits to be woken. */
    private final AtomicInteger state = new AtomicInteger(BUSY);

    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private volatile boolean closed;

    /** Held while lines are written; threads of requests never take it. */
    private final Object lock = new Object();
    /** Guarded by lock. */
    private final LineSink sink;
    /** Whether the last line was written in part only; guarded by lock. */
    private boolean broken;
    /** Whether the last batch was lost, which was said then; guarded by lock. */
    private boolean failing;

    LogWriter(int capacity, LineSink sink) {
        this.queue = new LineQueue(capacity);
        this.sink = sink;
        // A platform thread: it stands still with the disk, and handlers that compute do not keep it from its work.
        this.thread = Thread.ofPlatform().daemon().name("weir-access-log").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    long written() {
        return written.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    /**
     * Has a line written, or counts it as lost.
     *
     * @param line has it with its end, and nothing else; copied
     */
    void offer(LineBuffer line) {
        if (closed || !queue.offer(line)) {
            dropped.increment();
            return;
        }
        int now = state.get();
        if (now == WAITING || now == RESTING && queue.isFilling()) {
            wake(now);
        }
    }

    private void wake(int from) {
        if (state.compareAndSet(from, BUSY)) {
            LockSupport.unpark(thread);
        }
    }

    /** What was offered before goes to the old file or to the new one. */
    void reopen() throws IOException {
        synchronized (lock) {
            sink.reopen();
            broken = false;
        }
    }

    /** Writes what waits, and ends. */
    void close() throws IOException {
        closed = true;
        wake(WAITING);
        wake(RESTING);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IOException("the access log's last lines could not be written in " + CLOSE_MILLIS + " ms");
        }
        synchronized (lock) {
            sink.close();
        }
        queue.end();
        for (LineChunk late = queue.take(); late != null; late = queue.take()) {
            dropped.add(late.lines());
        }
    }

    private void run() {
        boolean ending = false;
        while (true) {
            boolean any = false;
            try {
                any = writeWaiting();
            } catch (RuntimeException | Error e) {
                // No memory for the lines to come, for example. The log goes on, as the server does.
                failed(e);
            }
            if (ending) {
                return;
            }
            ending = closed;
            if (!ending) {
                pause(any);
            }
        }
    }

    /** Writes what waits, but leaves what comes meanwhile to the next time, unless it is much; false where nothing does. */
    private boolean writeWaiting() {
        boolean full = true;
        boolean any = false;
        while (full) {
            full = queue.hasFull() || queue.isFilling() || closed;
            LineChunk chunk = queue.take();
            if (chunk == null) {
                break;
            }
            any = true;
            write(chunk);
            queue.free(chunk);
        }
        return any;
    }

    /** Rests where lines have come, else waits for one. What was offered before the state is set is seen here. */
    private void pause(boolean any) {
        int pausing = any ? RESTING : WAITING;
        state.set(pausing);
        boolean more = any ? queue.isFilling() : queue.size() > 0;
        if (!more && !closed) {
            if (any) {
                LockSupport.parkNanos(this, REST_NANOS);
            } else {
                LockSupport.park(this);
            }
            // Else it would not park again.
            Thread.interrupted();
        }
        state.set(BUSY);
    }

    private void write(LineChunk chunk) {
        int lines = chunk.lines();
        ByteBuffer content = chunk.content();
        synchronized (lock) {
            try {
                if (broken) {
                    sink.write(ByteBuffer.wrap(new byte[] {'\n'}));
                    broken = false;
                }
                sink.write(content);
                written.add(lines);
                failing = false;
            } catch (IOException | RuntimeException | Error e) {
                int whole = 0;
                for (int i = 0; i < content.position(); i++) {
                    whole += content.get(i) == '\n' ? 1 : 0;
                }
                // The next line may not become the end of one that was cut.
                broken |= content.position() > 0 && content.get(content.position() - 1) != '\n';
                written.add(whole);
                dropped.add(lines - whole);
                failed(e);
            }
        }
    }

    private void failed(Throwable why) {
        synchronized (lock) {
            if (!failing) {
                failing = true;
                LOG.error("the access log cannot be written, and loses lines: {}", why.toString());
            }
        }
    }
}
