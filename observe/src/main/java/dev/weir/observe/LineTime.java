package dev.weir.observe;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/**
 * When requests were over, out of times of {@link System#nanoTime}: the date is made, and the clock asked, once a second.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
final class LineTime {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int NANOS_A_MILLI = 1_000_000;

    private final DateTimeFormatter format;
    /** When the second began that the text is of. */
    private long from = System.nanoTime() - 2 * SECOND;

    private byte[] text = {};

    LineTime(DateTimeFormatter format) {
        this.format = format;
    }

    /** Returns the second of a time as text. */
    byte[] second(long nanoTime) {
        long since = nanoTime - from;
        if (since < 0 || since >= SECOND) {
            turn(nanoTime);
        }
        return text;
    }

    private void turn(long nanoTime) {
        Instant now = Instant.now();
        Instant then = now.minusNanos(System.nanoTime() - nanoTime);
        from = nanoTime - then.getNano();
        text = format.format(LocalDateTime.ofEpochSecond(then.getEpochSecond(), 0, ZoneOffset.UTC))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the thousandths of the same time. */
    int millis(long nanoTime) {
        return (int) (nanoTime - from) / NANOS_A_MILLI;
    }
}
