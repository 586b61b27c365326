package dev.weir.observe;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Entries that wait to be written, in a number and a size that are bounded. It takes no lock.
 *
 * <p><b>Threads.</b> Any thread offers; one polls.
 */
final class LineQueue {
    /** Entries of more characters than this count against {@link #MOST_LONG}; the others are bounded by their number. */
    private static final int LONG = 1024;
    /** The most characters of long entries: a flood of large heads may not fill the heap. */
    private static final int MOST_LONG = 4 << 20;

    private final AtomicReferenceArray<@Nullable LogEntry> slots;
    private final int mask;
    /** The next slot to fill. */
    private final AtomicLong tail = new AtomicLong();
    /** The next slot to empty; written by the thread that polls, after the slot was emptied. */
    private final AtomicLong head = new AtomicLong();

    private final AtomicInteger longCharacters = new AtomicInteger();

    /**
     * Makes an empty queue.
     *
     * @param capacity a power of two
     */
    LineQueue(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** Adds an entry at the end; false where there is no room for it. */
    boolean offer(LogEntry entry) {
        int weight = entry.weight();
        if (weight > LONG && longCharacters.addAndGet(weight) > MOST_LONG) {
            longCharacters.addAndGet(-weight);
            return false;
        }
        long at;
        do {
            at = tail.get();
            if (at - head.get() > mask) {
                if (weight > LONG) {
                    longCharacters.addAndGet(-weight);
                }
                return false;
            }
        } while (!tail.compareAndSet(at, at + 1));
        slots.setRelease((int) at & mask, entry);
        return true;
    }

    /** Takes the entry at the front; null where there is none, or none whose thread is done with it. */
    @Nullable
    LogEntry poll() {
        long at = head.get();
        int slot = (int) at & mask;
        LogEntry entry = slots.getAcquire(slot);
        if (entry != null) {
            slots.setRelease(slot, null);
            head.set(at + 1);
            int weight = entry.weight();
            if (weight > LONG) {
                longCharacters.addAndGet(-weight);
            }
        }
        return entry;
    }

    /** How many there are, those included that are being added. */
    int size() {
        long from = head.get();
        return (int) (tail.get() - from);
    }

    /** Whether so much waits that it should not wait any longer. */
    boolean isFilling() {
        return size() > mask >> 4;
    }
}
