package dev.weir.simulation;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of a connection: a bounded number of bytes on their way. Reads get what the seed says, from a single
 * byte to all that is there, so that what was written together comes apart and what was written apart comes together.
 *
 * <p><b>Threads.</b> Thread-safe: one may read while another writes, and any may end it.
 */
final class Pipe {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SplittableRandom random;
    /** Reads and writes are of at most so many bytes, mostly; zero for all that can be. */
    private final int piece;

    // guarded by lock
    private final byte[] ring;
    private int head;
    private int count;
    private boolean ended;
    private boolean late;
    private String broken;
    private boolean writerWaits;
    private boolean clogged;

    /** Set before others write or read. */
    private Runnable onChange = () -> {};

    Pipe(SplittableRandom random) {
        this.random = random;
        this.ring = new byte[1 << random.nextInt(7, 17)];
        this.piece = new int[] {0, 0, 1, 7, 100, 2000}[random.nextInt(6)];
    }

    /** One that takes as much as it can, and gives all that it has. */
    Pipe() {
        this.random = new SplittableRandom(0);
        this.ring = new byte[1 << 16];
        this.piece = 0;
    }

    /** Waits for bytes; -1 at the end. */
    int read(ByteBuffer dst) throws IOException {
        lock.lock();
        try {
            while (count == 0 && !ended && broken == null && !late) {
                changed.awaitUninterruptibly();
            }
            if (broken != null) {
                throw new IOException(broken);
            }
            if (late) {
                throw new SocketTimeoutException("the read deadline has passed");
            }
            if (count == 0) {
                return -1;
            }
            int n = some(Math.min(count, dst.remaining()));
            for (int i = 0; i < n; ) {
                int run = Math.min(n - i, ring.length - head);
                dst.put(ring, head, run);
                head = (head + run) % ring.length;
                i += run;
            }
            count -= n;
            changed();
            return n;
        } finally {
            lock.unlock();
        }
    }

    private int some(int most) {
        if (piece == 0 || most == 1 || random.nextInt(16) == 0) {
            return most;
        }
        return Math.min(most, 1 + random.nextInt(piece));
    }

    /** Reads what has come; zero for nothing, -1 at the end. */
    int tryRead(ByteBuffer dst) throws IOException {
        lock.lock();
        try {
            return count == 0 && !ended && broken == null ? 0 : read(dst);
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #tryRead} would say something. */
    boolean readable() {
        lock.lock();
        try {
            return count > 0 || ended || broken != null;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what there is room for; maybe nothing. */
    int tryWrite(ByteBuffer src) throws IOException {
        lock.lock();
        try {
            if (broken != null || ended) {
                throw new IOException(broken != null ? broken : "the output was closed");
            }
            int n = clogged ? 0 : put(src);
            writerWaits = src.hasRemaining();
            return n;
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #tryWrite} would get on, or fail. */
    boolean writable() {
        lock.lock();
        try {
            return count < ring.length && !clogged || ended || broken != null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing until that is taken back, though there may be room; from one who does not wait. */
    void clogged(boolean now) {
        lock.lock();
        try {
            clogged = now;
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** Has something run at each change, under the lock. */
    void onChange(Runnable action) {
        onChange = action;
    }

    private void changed() {
        changed.signalAll();
        onChange.run();
    }

    /** Writes all, in pieces, waiting for room. */
    void write(ByteBuffer src) throws IOException {
        lock.lock();
        try {
            while (true) {
                if (broken != null) {
                    throw new IOException(broken);
                }
                if (ended) {
                    throw new IOException("the output was closed");
                }
                if (!src.hasRemaining()) {
                    return;
                }
                if (count == ring.length) {
                    writerWaits = true;
                    changed.awaitUninterruptibly();
                    writerWaits = false;
                    continue;
                }
                put(src);
            }
        } finally {
            lock.unlock();
        }
    }

    private int put(ByteBuffer src) {
        int n = Math.min(src.remaining(), ring.length - count);
        int tail = (head + count) % ring.length;
        for (int i = 0; i < n; ) {
            int run = Math.min(n - i, ring.length - tail);
            src.get(ring, tail, run);
            tail = (tail + run) % ring.length;
            i += run;
        }
        count += n;
        changed();
        return n;
    }

    /** Ends it; what is on its way still arrives. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing goes in or comes out any more. */
    void breakOff(String why) {
        lock.lock();
        try {
            if (broken == null) {
                broken = why;
            }
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** The reader's deadline has passed. */
    void late() {
        lock.lock();
        try {
            late = true;
            changed();
        } finally {
            lock.unlock();
        }
    }

    // ---- looked at while all rest

    int waiting() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    boolean writerWaits() {
        lock.lock();
        try {
            return writerWaits;
        } finally {
            lock.unlock();
        }
    }

    boolean clogged() {
        lock.lock();
        try {
            return clogged;
        } finally {
            lock.unlock();
        }
    }

    boolean over() {
        lock.lock();
        try {
            return ended || broken != null;
        } finally {
            lock.unlock();
        }
    }
}
