package dev.weir.soak;

import dev.weir.attack.GoodClient.Latency;
import java.util.Arrays;

/** How long each of many answers took. Not thread-safe: owned by the thread that asks. */
final class Times {
    private static final Latency NONE = new Latency(0, 0, 0, 0);

    private long[] micros = new long[256];
    private int count;

    void add(long nanos) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, 2 * count);
        }
        micros[count++] = nanos / 1000;
    }

    Latency latency() {
        if (count == 0) {
            return NONE;
        }
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return new Latency(count, sorted[count / 2], sorted[(int) (count * 99L / 100)], sorted[count - 1]);
    }
}
