package dev.weir.observe;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lines that wait to be written, in a number and a size that are bounded. They stand in chunks, in their order, so that there is no
 * object for a line, and a chunk can be written as it is. It takes no lock.
 *
 * <p><b>Threads.</b> Any thread offers; one takes.
 */
final class LineQueue {
    /** Lines of more bytes than this count against {@link #MOST_LONG}; the others are bounded by their number. */
    private static final int LONG = 1024;
    /** The most bytes of long lines: a flood of large heads may not fill the heap. */
    private static final int MOST_LONG = 4 << 20;

    private static final int CHUNK_BYTES = 64 << 10;
    private static final int SPARES = 4;
    /** The writer is woken once an eighth is full. */
    private static final int FILLING_SHIFT = 3;
    /** Behind the last chunk, once there is an end. */
    private static final LineChunk END = new LineChunk(0, new byte[0]);

    private final int capacity;
    /** Where lines are added, or one before. */
    private final AtomicReference<LineChunk> tail;
    /** Where lines are taken; of the thread that takes. */
    private LineChunk head;
    /** How many lines may have been added, from the first on: those that were taken, and the capacity. */
    private volatile long most;

    private final AtomicInteger longBytes = new AtomicInteger();
    /** Of chunks that were written, as many as there are between two looks of the writer; null for none. */
    private final AtomicReferenceArray<byte @Nullable []> spares = new AtomicReferenceArray<>(SPARES);

    /**
     * Makes an empty queue.
     *
     * @param capacity how many lines may wait
     */
    LineQueue(int capacity) {
        this.capacity = capacity;
        most = capacity;
        head = new LineChunk(0, new byte[CHUNK_BYTES]);
        tail = new AtomicReference<>(head);
    }

    /**
     * Adds a line at the end; false where there is no room for it.
     *
     * @param line has it, and nothing else
     */
    boolean offer(LineBuffer line) {
        int length = line.length();
        boolean isLong = length > LONG;
        if (isLong && longBytes.addAndGet(length) > MOST_LONG) {
            longBytes.addAndGet(-length);
            return false;
        }
        LineChunk.Added added = LineChunk.Added.NOT_HERE;
        try {
            LineChunk chunk = tail.get();
            added = chunk.add(line, isLong, most);
            while (added == LineChunk.Added.NOT_HERE && chunk != END) {
                chunk = follow(chunk, length);
                added = chunk.add(line, isLong, most);
            }
        } finally {
            if (added != LineChunk.Added.YES && isLong) {
                longBytes.addAndGet(-length);
            }
        }
        return added == LineChunk.Added.YES;
    }

    /** Seals a chunk, and returns what is behind it: there is room for a line, unless others have filled that as well. */
    private LineChunk follow(LineChunk chunk, int length) {
        chunk.seal();
        LineChunk next = chunk.next();
        if (next == null) {
            byte[] bytes = length > CHUNK_BYTES ? new byte[length] : chunkBytes();
            next = chunk.link(new LineChunk(chunk.end(), bytes));
        }
        tail.compareAndSet(chunk, next);
        return next;
    }

    private byte[] chunkBytes() {
        for (int i = 0; i < SPARES; i++) {
            byte[] spare = spares.get(i) == null ? null : spares.getAndSet(i, null);
            if (spare != null) {
                return spare;
            }
        }
        return new byte[CHUNK_BYTES];
    }

    /** Takes the lines at the front, which no longer wait then; null where there are none. */
    @Nullable
    LineChunk take() {
        while (head != END && (head.lines() > 0 || head.next() != null)) {
            LineChunk chunk = head;
            head = follow(chunk, 0);
            if (chunk.lines() > 0) {
                chunk.awaitCopied();
                most = chunk.end() + capacity;
                longBytes.addAndGet(-chunk.longBytes());
                return chunk;
            }
        }
        return null;
    }

    /** Whether what {@link #take} would return is full. */
    boolean hasFull() {
        return head.next() != null;
    }

    /** Has the memory back of a chunk that was taken. */
    void free(LineChunk chunk) {
        if (chunk.bytes().length == CHUNK_BYTES) {
            int i = 0;
            while (i < SPARES && !spares.compareAndSet(i, null, chunk.bytes())) {
                i++;
            }
        }
    }

    /** Refuses all that is offered from here on. */
    void end() {
        LineChunk last = tail.get();
        while (last != END) {
            last.link(END);
            last = follow(last, 0);
        }
    }

    /** How many wait, those included that are being added. */
    long size() {
        LineChunk last = tail.get();
        return last == END ? 0 : last.end() + capacity - most;
    }

    /** Whether so much waits that it should not wait any longer. */
    boolean isFilling() {
        return size() > capacity >> FILLING_SHIFT;
    }
}
