package dev.weir.bench;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * Where lines about a run are written; on a terminal with a last line that says what is measured now, and how long all
 * may still take.
 *
 * <p><b>Threads.</b> For one thread.
 */
final class Progress extends PrintStream {
    /** To the beginning of the line, and what is there away. */
    private static final String ERASE = "\r\033[K";

    private static final double SECONDS_A_MINUTE = 60;
    /** Below this part, what was done says little of what is to be done. */
    private static final double ENOUGH = 0.02;

    private final boolean terminal;
    private final LongSupplier clock;
    private final long start;
    /** How long all is thought to take, in seconds, and what of it is done. */
    private double planned;

    private double done;
    private String status = "";

    /**
     * Makes one.
     *
     * @param terminal whether a line can be written again
     * @param nanoClock tells the time
     */
    Progress(PrintStream out, boolean terminal, LongSupplier nanoClock) {
        super(out, true);
        this.terminal = terminal;
        this.clock = nanoClock;
        this.start = nanoClock.getAsLong();
    }

    /** There is more to do than was said before. */
    void plan(double seconds) {
        planned += seconds;
    }

    double planned() {
        return planned;
    }

    /** Something that was thought to take so long is done. */
    void done(double seconds) {
        done += seconds;
    }

    /** All is done that was planned first, up to so many seconds; some may have been left out. */
    void doneUpTo(double seconds) {
        done = seconds;
    }

    /** Says what is measured now. */
    void now(String what) {
        if (terminal) {
            status = line(what, done, planned, (clock.getAsLong() - start) / 1e9);
            print(ERASE + status);
            flush();
        }
    }

    /** Takes the last line away. */
    void end() {
        if (terminal) {
            status = "";
            print(ERASE);
            flush();
        }
    }

    @Override
    public void println(String line) {
        super.println(status.isEmpty() ? line : ERASE + line);
        if (!status.isEmpty()) {
            print(status);
            flush();
        }
    }

    /** What the last line says: what was done has told how far one is wrong about the rest. */
    static String line(String what, double done, double planned, double elapsed) {
        double part = planned == 0 ? 0 : Math.min(1, done / planned);
        double left = part < ENOUGH ? planned - done : elapsed / part * (1 - part);
        return Report.format("%3.0f %%  %s left  %s", part * 100, time(left), what);
    }

    private static String time(double seconds) {
        return seconds < SECONDS_A_MINUTE
                ? Report.format("%.0f s", Math.max(0, seconds))
                : Report.format("%.0f min", seconds / SECONDS_A_MINUTE);
    }
}
