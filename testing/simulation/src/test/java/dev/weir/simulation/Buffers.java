package dev.weir.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Who has the arrays and buffers of the engine's pools: one that is given back twice would be handed out to two at once.
 * What is given back is overwritten, so that a use after that shows in what is sent.
 *
 * <p><b>Threads.</b> Those of a simulated world.
 */
final class Buffers {
    private static final byte STALE = (byte) 0xdd;
    /** What HTTP/2 reads into holds a frame at least. */
    private static final int SMALLEST_INPUT = 16_384;
    /** What HTTP/1 reads into. */
    private static final int SMALL_INPUT = 1024;

    private final World world;
    /** Whether an array or a buffer is out; false for one that was given back, whether or not the pool had room for it. */
    private final Map<Object, Boolean> out = new IdentityHashMap<>();

    Buffers(World world) {
        this.world = world;
    }

    void taken(Object buffer) {
        if (Boolean.TRUE.equals(out.put(buffer, true))) {
            world.violated("a pool hands out what somebody has" + where());
        }
    }

    void given(byte[] array) {
        if (array.length == 0) {
            // Stands for no array; a pool drops it.
            return;
        }
        back(array);
        Arrays.fill(array, STALE);
    }

    void given(ByteBuffer buffer) {
        back(buffer);
        for (int i = 0; i < buffer.position(); i++) {
            buffer.put(i, STALE);
        }
    }

    private void back(Object buffer) {
        if (Boolean.FALSE.equals(out.put(buffer, false))) {
            world.violated("something is given back to its pool twice" + where());
        }
    }

    /** How many of those that hold answers are out; what a connection reads into may go with it. */
    long ofAnswers() {
        return out.entrySet().stream()
                .filter(entry -> entry.getValue() && holdsAnswer(entry.getKey()))
                .count();
    }

    private static boolean holdsAnswer(Object buffer) {
        return !(buffer instanceof byte[] array) || array.length < SMALLEST_INPUT && array.length != SMALL_INPUT;
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
