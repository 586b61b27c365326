package dev.weir.http.core.loop;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what other threads bring about; only a test that fails waits for long. */
final class Conditions {
    private static final long SAFETY_NANOS = 60_000_000_000L;

    private Conditions() {}

    /** Waits until something holds. */
    static void await(BooleanSupplier holds, Supplier<String> message) {
        long end = System.nanoTime() + SAFETY_NANOS;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it has never come about that " + message.get());
            }
            Thread.yield();
        }
    }

    static void await(BooleanSupplier holds, String message) {
        await(holds, () -> message);
    }

    /** Whether a thread waits for something, and does not compute. */
    static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }
}
