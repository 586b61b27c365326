package dev.weir.simulation;

import dev.weir.hpack.BufferGrowth;
import dev.weir.hpack.HpackEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a client of HTTP/2 sends: frames in a queue, and a thread that writes them, so that the client reads on whatever
 * its writes wait for.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class Http2Sender {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Pipe pipe;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private final HpackEncoder encoder = new HpackEncoder(4096, BufferGrowth.doubling());
    private boolean writing;
    private boolean ends;

    Http2Sender(Pipe pipe) {
        this.pipe = pipe;
        queue.add(PREFACE);
    }

    /** Writes what is queued, until the end. */
    void writeAll() {
        try {
            while (true) {
                byte[] next;
                lock.lock();
                try {
                    writing = false;
                    while (queue.isEmpty() && !ends) {
                        changed.awaitUninterruptibly();
                    }
                    if (queue.isEmpty()) {
                        break;
                    }
                    next = queue.poll();
                    writing = true;
                } finally {
                    lock.unlock();
                }
                pipe.write(ByteBuffer.wrap(next));
            }
            pipe.end();
        } catch (IOException e) {
            // The connection has ended; the reader sees it.
            end();
        }
    }

    void end() {
        lock.lock();
        try {
            ends = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is on its way. */
    boolean quiet() {
        lock.lock();
        try {
            return queue.isEmpty() && !writing && pipe.waiting() == 0;
        } finally {
            lock.unlock();
        }
    }

    void frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        lock.lock();
        try {
            queue.add(frame.array());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void frame(int type, int flags, int stream, int value) {
        frame(type, flags, stream, ByteBuffer.allocate(4).putInt(value).array());
    }

    void settings(int... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        frame(SETTINGS, 0, 0, payload.array());
    }

    /**
     * A request's head or its trailers; in one piece with its compression, as the order on the wire is what the table
     * follows.
     */
    void fields(int stream, boolean end, String... fields) {
        lock.lock();
        try {
            ByteBuffer block = encoder.beginBlock(ByteBuffer.allocate(256));
            for (int i = 0; i < fields.length; i += 2) {
                block = encoder.encode(fields[i], fields[i + 1], false, block);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(block.array(), 0, block.position());
            frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, bytes.toByteArray());
        } finally {
            lock.unlock();
        }
    }

    /** The server's table for what we send. */
    void tableSize(long size) {
        lock.lock();
        try {
            encoder.peerTableSize(size);
        } finally {
            lock.unlock();
        }
    }
}
