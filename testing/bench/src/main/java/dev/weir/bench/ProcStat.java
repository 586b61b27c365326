package dev.weir.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads processor times from the text of Linux's /proc (see proc(5)). Pure: takes lines, gives numbers. */
final class ProcStat {
    /** Positions after the program's name, which is field 2 and may hold spaces and parentheses. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;
    /** The times of children that have ended and were waited for. */
    private static final int CHILDREN_USER = 13;

    private static final int CHILDREN_SYSTEM = 14;

    /** Positions in a core's line: its name, then user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int IDLE = 4;

    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    private static final Pattern CORE = Pattern.compile("cpu[0-9]+ ");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final Pattern AVAILABLE = Pattern.compile("^MemAvailable:\\s+(\\d+) kB", Pattern.MULTILINE);

    private ProcStat() {}

    /**
     * User and system time of a whole process, threads that have ended included.
     *
     * @param line the content of /proc/PID/stat
     */
    static long processTicks(String line) {
        String[] fields = fields(line, SYSTEM);
        return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    }

    /**
     * The same, with the time of children that have ended, and of theirs.
     *
     * @param line the content of /proc/PID/stat
     */
    static long processTicksWithEndedChildren(String line) {
        String[] fields = fields(line, CHILDREN_SYSTEM);
        return processTicks(line) + Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]);
    }

    /** What stands after the name, up to a last one at least. */
    private static String[] fields(String line, int last) {
        int nameEnd = line.lastIndexOf(')');
        if (nameEnd < 0) {
            throw new IllegalArgumentException("no line of /proc/PID/stat: " + line);
        }
        String[] fields = line.substring(nameEnd + 1).strip().split(" ");
        if (fields.length <= last) {
            throw new IllegalArgumentException("a short line of /proc/PID/stat: " + line);
        }
        return fields;
    }

    /**
     * The memory of a process that is not swapped out.
     *
     * @param status the content of /proc/PID/status
     * @return in bytes; 0 for one that has ended and waits for its parent
     */
    static long residentBytes(String status) {
        Matcher resident = RESIDENT.matcher(status);
        return resident.find() ? Long.parseLong(resident.group(1)) * 1024 : 0;
    }

    /**
     * The memory that programs can have before others lose theirs, in bytes.
     *
     * @param info the content of /proc/meminfo
     * @return {@link Long#MAX_VALUE} where the system does not say
     */
    static long availableBytes(String info) {
        Matcher available = AVAILABLE.matcher(info);
        return available.find() ? Long.parseLong(available.group(1)) * 1024 : Long.MAX_VALUE;
    }

    /**
     * The time that a core did something, or was held by another guest of its host.
     *
     * @param lines the content of /proc/stat
     * @return -1 when there is no such core
     */
    static long coreBusyTicks(List<String> lines, int core) {
        String start = "cpu" + core + " ";
        for (String line : lines) {
            if (line.startsWith(start)) {
                return busy(line.strip().split(" +"));
            }
        }
        return -1;
    }

    /**
     * The same of all cores together.
     *
     * @param lines the content of /proc/stat
     */
    static long allBusyTicks(List<String> lines) {
        return lines.stream()
                .filter(line -> CORE.matcher(line).lookingAt())
                .mapToLong(line -> busy(line.strip().split(" +")))
                .sum();
    }

    /**
     * How many cores there are.
     *
     * @param lines the content of /proc/stat
     */
    static int cores(List<String> lines) {
        return (int)
                lines.stream().filter(line -> CORE.matcher(line).lookingAt()).count();
    }

    private static long busy(String[] fields) {
        long sum = 0;
        for (int i = 1; i < fields.length && i <= STEAL; i++) {
            if (i != IDLE && i != IO_WAIT) {
                sum += Long.parseLong(fields[i]);
            }
        }
        return sum;
    }
}
