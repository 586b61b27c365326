package dev.weir.simulation;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Who has the arrays of the engine's pools: one that is given back twice would be handed out to two at once. What is
 * given back is overwritten, so that whoever still reads it shows that by what it sends.
 *
 * <p><b>Threads.</b> Those of a simulated world.
 */
final class Buffers {
    private static final byte STALE = (byte) 0xdd;
    /** What is read into holds a frame of HTTP/2 at least. */
    private static final int SMALLEST_INPUT = 16_384;

    private final World world;
    /** Whether an array is out; false for one that was given back, whether or not the pool had room for it. */
    private final Map<byte[], Boolean> out = new IdentityHashMap<>();

    Buffers(World world) {
        this.world = world;
    }

    void taken(byte[] array) {
        if (Boolean.TRUE.equals(out.put(array, true))) {
            world.violated("a pool hands an array out that somebody has" + where());
        }
    }

    void given(byte[] array) {
        if (Boolean.FALSE.equals(out.put(array, false))) {
            world.violated("an array is given back to its pool twice" + where());
        }
        Arrays.fill(array, STALE);
    }

    /** How many of those that hold answers are out; what a connection reads into may go with it. */
    long ofAnswers() {
        return out.entrySet().stream().filter(entry -> entry.getValue() && entry.getKey().length < SMALLEST_INPUT)
                .count();
    }

    private static String where() {
        StackTraceElement[] stack = new Throwable().getStackTrace();
        StringBuilder text = new StringBuilder();
        for (int i = 3; i < Math.min(9, stack.length); i++) {
            text.append("\n    ").append(stack[i]);
        }
        return text.toString();
    }
}
