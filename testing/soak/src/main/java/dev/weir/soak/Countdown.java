package dev.weir.soak;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says which phase has begun; on a terminal a last line counts down the time that all may still take.
 *
 * <p><b>Threads.</b> Thread-safe: a thread of its own writes the last line each second, until this is closed.
 */
final class Countdown implements Consumer<String>, AutoCloseable {
    /** To the beginning of the line, and what is there away. */
    private static final String ERASE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier clock;
    private final long end;
    private final Thread ticker = Thread.ofVirtual().unstarted(this::tick);
    /** Guarded by this. */
    private boolean closed;

    /**
     * Makes one.
     *
     * @param terminal whether a line can be written again
     * @param total how long all is thought to take
     * @param nanoClock tells the time
     */
    Countdown(PrintStream out, boolean terminal, Duration total, LongSupplier nanoClock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = nanoClock;
        this.end = nanoClock.getAsLong() + total.toNanos();
    }

    /** Begins to count, where there is a terminal. */
    Countdown start() {
        if (terminal) {
            ticker.start();
        }
        return this;
    }

    @Override
    public synchronized void accept(String phase) {
        out.println((terminal ? ERASE : "") + "soak: " + phase);
        show();
    }

    private synchronized void show() {
        if (terminal && !closed) {
            out.print(ERASE + line(end - clock.getAsLong()));
            out.flush();
        }
    }

    /** What the last line says. */
    static String line(long nanos) {
        long seconds = Math.max(0, TimeUnit.NANOSECONDS.toSeconds(nanos));
        return seconds < 60 ? seconds + " s left" : seconds / 60 + " min " + seconds % 60 + " s left";
    }

    private void tick() {
        try {
            while (true) {
                show();
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            // It is closed.
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        ticker.interrupt();
        if (terminal) {
            out.print(ERASE);
            out.flush();
        }
    }
}
