package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits of a few microseconds. The system may end a wait 50 us late, so that it can end several at once: a client that
 * sends every 50 us would then send two requests together, and the server would be woken once for both.
 *
 * <p><b>Threads.</b> That of {@link #begin} alone.
 */
final class ExactWait {
    private static final String SLACK_NANOS = "1000";

    private ExactWait() {}

    /** Makes the waits of this thread exact (proc(5), {@code timerslack_ns}); where it cannot, it says so. */
    static void begin() {
        try {
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            Files.writeString(Path.of("/proc", thread.toString(), "timerslack_ns"), SLACK_NANOS);
        } catch (IOException e) {
            System.err.println("bench: requests may be sent two at a time, as waits cannot be made exact: " + e);
        }
    }

    static void nanos(long time) {
        if (time > 0) {
            LockSupport.parkNanos(time);
        }
    }
}
