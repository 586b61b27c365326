package dev.weir.http2.exchange;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open streams, by id. Ids rise, so that they spread over the slots.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
final class StreamTable {
    private @Nullable Http2Stream[] slots = new Http2Stream[4];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    private int slot(int id) {
        return id >>> 1 & slots.length - 1;
    }

    /** Returns the stream of that id; null for none. */
    @Nullable
    Http2Stream get(int id) {
        int slot = slot(id);
        Http2Stream stream = slots[slot];
        while (stream != null) {
            if (stream.id == id) {
                return stream;
            }
            slot = slot + 1 & slots.length - 1;
            stream = slots[slot];
        }
        return null;
    }

    /** Adds a stream, whose id must be new. */
    void add(Http2Stream stream) {
        if (size * 2 >= slots.length) {
            @Nullable Http2Stream[] old = slots;
            slots = new Http2Stream[old.length * 2];
            for (Http2Stream one : old) {
                if (one != null) {
                    place(one);
                }
            }
        }
        place(stream);
        size++;
    }

    private void place(Http2Stream stream) {
        int slot = slot(stream.id);
        while (slots[slot] != null) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = stream;
    }

    /** Removes a stream, and moves those whose probing passed it. */
    void remove(Http2Stream stream) {
        int mask = slots.length - 1;
        int hole = slot(stream.id);
        while (slots[hole] != stream) {
            if (slots[hole] == null) {
                return;
            }
            hole = hole + 1 & mask;
        }
        int at = hole;
        while (true) {
            at = at + 1 & mask;
            Http2Stream next = slots[at];
            if (next == null) {
                break;
            }
            // It may fill the hole unless its own slot is after the hole.
            if ((at - slot(next.id) & mask) >= (at - hole & mask)) {
                slots[hole] = next;
                hole = at;
            }
        }
        slots[hole] = null;
        size--;
    }

    /** Returns a copy of all, which does not change with the table. */
    List<Http2Stream> all() {
        List<Http2Stream> all = new ArrayList<>(size);
        for (Http2Stream stream : slots) {
            if (stream != null) {
                all.add(stream);
            }
        }
        return all;
    }
}
