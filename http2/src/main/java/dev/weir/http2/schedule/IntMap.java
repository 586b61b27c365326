package dev.weir.http2.schedule;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A map from streams' ids, which are above 0, without boxing. */
final class IntMap<V> {
    private int[] keys = new int[4];
    private @Nullable Object[] values = new Object[4];
    private int size;

    int size() {
        return size;
    }

    private int slot(int key) {
        // Ids of one side rise in steps of two.
        return (key >>> 1 ^ key << 4) & keys.length - 1;
    }

    @SuppressWarnings("unchecked") // only V gets in
    @Nullable
    V get(int key) {
        int slot = slot(key);
        while (keys[slot] != 0) {
            if (keys[slot] == key) {
                return (V) values[slot];
            }
            slot = slot + 1 & keys.length - 1;
        }
        return null;
    }

    /** Puts a value in under a key that is not there yet. */
    void put(int key, V value) {
        if (2 * size >= keys.length) {
            int[] oldKeys = keys;
            @Nullable Object[] oldValues = values;
            keys = new int[oldKeys.length * 2];
            values = new Object[oldKeys.length * 2];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] != 0) {
                    place(oldKeys[i], oldValues[i]);
                }
            }
        }
        place(key, value);
        size++;
    }

    private void place(int key, @Nullable Object value) {
        int slot = slot(key);
        while (keys[slot] != 0) {
            slot = slot + 1 & keys.length - 1;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    /** Takes a value out; null when it was not there. */
    @Nullable
    V remove(int key) {
        V removed = get(key);
        if (removed == null) {
            return null;
        }
        int mask = keys.length - 1;
        int hole = slot(key);
        while (keys[hole] != key) {
            hole = hole + 1 & mask;
        }
        int at = hole + 1 & mask;
        while (keys[at] != 0) {
            if ((at - slot(keys[at]) & mask) >= (at - hole & mask)) {
                keys[hole] = keys[at];
                values[hole] = values[at];
                hole = at;
            }
            at = at + 1 & mask;
        }
        keys[hole] = 0;
        values[hole] = null;
        size--;
        return removed;
    }

    @SuppressWarnings("unchecked") // only V gets in
    void forEach(Consumer<V> action) {
        for (Object value : values) {
            if (value != null) {
                action.accept((V) value);
            }
        }
    }
}
