package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What the benchmark needs of the machine, and what a reader of its numbers should know of it. */
final class Machine {
    private static final Path STAT = Path.of("/proc/stat");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path LOAD = Path.of("/proc/loadavg");

    private Machine() {}

    /** Refuses to begin where it cannot end well. */
    static void check(BenchOptions options) throws BenchUsageException, IOException {
        if (!Files.isReadable(STAT)) {
            throw new BenchUsageException("this needs Linux: the processor time of a server is read from /proc");
        }
        for (PlannedWorkload plan : options.plan()) {
            switch (plan.workload().kind()) {
                case HTTP1, HTTP1_CLOSE, TLS_HTTP1 -> require("wrk", "wrk");
                case HTTP2, TLS_HTTP2 -> require("h2load", "nghttp2-client");
                case TLS_FULL, TLS_RESUMED, RATE_HTTP1, RATE_HTTP2, LOOP_HTTP1, WEBSOCKET, IDLE, START -> {
                    // The clients are our own.
                }
            }
        }
        require("taskset", "util-linux");
        require("getconf", "libc-bin");
        for (int core : new int[] {options.serverCore(), options.loadCore()}) {
            if (coreBusyTicks(core) < 0) {
                throw new BenchUsageException("there is no core " + core
                        + "; two cores are needed, one for the server and" + " one for the load generator");
            }
        }
    }

    private static void require(String program, String debianPackage) throws BenchUsageException {
        if (Programs.find(program).isEmpty()) {
            throw new BenchUsageException("the program " + program + " is missing; it is in the Debian package "
                    + debianPackage + " (apt-get install " + debianPackage + ")");
        }
    }

    /** The time that a core was busy so far, with whatever, in clock ticks; -1 when there is no such core. */
    static long coreBusyTicks(int core) throws IOException {
        return ProcStat.coreBusyTicks(Files.readAllLines(STAT), core);
    }

    /** The time that all cores were busy so far, in clock ticks. */
    static long allBusyTicks() throws IOException {
        return ProcStat.allBusyTicks(Files.readAllLines(STAT));
    }

    /** The memory that programs can have before others lose theirs, in bytes. */
    static long availableBytes() throws IOException {
        return ProcStat.availableBytes(Files.readString(MEMORY));
    }

    /** How many cores there are. */
    static int cores() throws IOException {
        return ProcStat.cores(Files.readAllLines(STAT));
    }

    /** Clock ticks in a second, the unit of processor time in /proc. */
    static int ticksPerSecond() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("getconf", "CLK_TCK").start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        process.waitFor(1, TimeUnit.SECONDS);
        return Integer.parseInt(answer);
    }

    /** One line: when, on what, and how busy it is. */
    static String describe() throws IOException {
        String load = Files.readString(LOAD).split(" ", 2)[0];
        return String.format(
                Locale.ROOT,
                "%s  %d cores, load average %s, Linux %s, Java %s",
                LocalDateTime.now().truncatedTo(ChronoUnit.MINUTES),
                cores(),
                load,
                System.getProperty("os.version"),
                System.getProperty("java.runtime.version"));
    }
}
