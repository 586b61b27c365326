package dev.weir.wire.testkit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Keeps what a server says to one logger, which must be one of {@code slf4j-simple} that writes to the standard error:
 * those lines do not reach it while the tap is open. At most the first thousand of them are kept, and all are counted.
 *
 * <p><b>Threads.</b> Thread-safe; guarded by the object itself. One tap at a time: classes that run beside
 * others and open one say so by {@code @ResourceLock(Resources.SYSTEM_ERR)}.
 */
public final class LogTap implements AutoCloseable {
    private static final int KEPT = 1000;

    private final String logger;
    private final PrintStream before;
    private final List<String> lines = new ArrayList<>();
    private int loud;

    private LogTap(String logger, PrintStream before) {
        this.logger = logger;
        this.before = before;
    }

    /**
     * Opens it.
     *
     * @param logger the logger's name, or the last part of it
     */
    public static LogTap on(String logger) {
        LogTap tap = new LogTap(logger, System.err);
        System.setErr(new PrintStream(tap.new Lines(), true, StandardCharsets.UTF_8));
        return tap;
    }

    /** Puts lines together. */
    private final class Lines extends ByteArrayOutputStream {
        @Override
        public synchronized void flush() {
            String text = toString(StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n') + 1;
            if (end > 0) {
                text.substring(0, end).lines().forEach(LogTap.this::line);
                byte[] rest = text.substring(end).getBytes(StandardCharsets.UTF_8);
                reset();
                write(rest, 0, rest.length);
            }
        }
    }

    private synchronized void line(String line) {
        if (!line.contains(logger)) {
            before.println(line);
            return;
        }
        if (!line.contains("DEBUG")) {
            loud++;
        }
        if (lines.size() < KEPT) {
            lines.add(line);
        }
    }

    /** Forgets what came so far. */
    public synchronized void begin() {
        lines.clear();
        loud = 0;
    }

    /** How many lines came that an operator sees without turning debugging on. */
    public synchronized int loud() {
        return loud;
    }

    /** The lines that came. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Whether a line of this kind has come. */
    public synchronized boolean has(Predicate<String> kind) {
        return lines.stream().anyMatch(kind);
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
