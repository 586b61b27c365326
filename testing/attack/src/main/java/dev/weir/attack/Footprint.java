package dev.weir.attack;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the process holds.
 *
 * @param heap bytes that are in use after a forced collection
 * @param threads threads of the platform, without those that are started and ended as they are needed: the carriers of virtual ones,
 *     and those of loops
 * @param virtualThreads virtual threads that live, and some of those that have ended
 * @param descriptors open file descriptors; -1 where the system does not tell
 */
public record Footprint(long heap, int threads, int virtualThreads, long descriptors) {
    /** The JVM keeps some that have ended for a while. */
    private static final int VIRTUAL_SLACK = 10;
    /** Two for each of its three kinds of threads that wait for sockets in place of virtual ones, when the first of these waits. */
    private static final int DESCRIPTOR_SLACK = 6;

    /**
     * Carriers and what else the JVM starts as virtual threads need it; and threads of Weir's loops, of which there are as many as
     * stand still at a time, until they have had nothing to do for a while.
     */
    private static final List<String> ELASTIC = List.of(
            "ForkJoinPool-", "VirtualThread-unblocker", "MasterPoller", "Read-Poller", "Write-Poller", "weir-loop-");

    /** A line of a histogram: rank, instances, bytes, class. */
    private static final Pattern VIRTUAL_THREADS =
            Pattern.compile("(\\d+) +\\d+ +java\\.lang\\.(?:VirtualThread|ThreadBuilders\\$BoundVirtualThread) ");

    /** How it is now. Takes some tens of milliseconds. */
    public static Footprint now() {
        // Making a histogram of the heap collects what is no longer used. A dump of the threads would show as much,
        // but a JVM may crash when one is made while virtual threads come and go.
        int virtual = virtualThreads(histogram());
        return new Footprint(used(), platform(), virtual, open());
    }

    /** The virtual threads that a histogram of a heap tells of. */
    public static int virtualThreads(String histogram) {
        int virtual = 0;
        for (Matcher line = VIRTUAL_THREADS.matcher(histogram); line.find(); ) {
            virtual += Integer.parseInt(line.group(1));
        }
        return virtual;
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static int platform() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return (int) Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                .filter(name -> ELASTIC.stream().noneMatch(name::startsWith))
                .count();
    }

    private static long open() {
        UnixOperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
        return system == null ? -1 : system.getOpenFileDescriptorCount();
    }

    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("the JVM makes no histogram of its heap", e);
        }
    }

    /**
     * What is more than it was.
     *
     * @param before how it was
     * @param heapSlack by how many bytes the heap may have grown: pools of buffers are filled, and stay so
     * @return what has grown; empty when nothing has
     */
    public String moreThan(Footprint before, long heapSlack) {
        return more("heap", before.heap, heap, heapSlack)
                + more("threads", before.threads, threads, 0)
                + more("virtual threads", before.virtualThreads, virtualThreads, VIRTUAL_SLACK)
                + more("descriptors", before.descriptors, descriptors, DESCRIPTOR_SLACK);
    }

    private static String more(String what, long before, long now, long slack) {
        return now > before + slack ? what + " " + before + " -> " + now + "; " : "";
    }

    @Override
    public String toString() {
        return "heap " + heap / 1024 + " KiB, threads " + threads + ", virtual threads " + virtualThreads
                + ", descriptors " + descriptors;
    }
}
