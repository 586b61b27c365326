package dev.weir.bench.peer;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** Answers what the driver asks of a server's own JVM. Nothing of it is loaded before the first question. */
final class Meter {
    /** Memory in use on the heap after collections. */
    static final String HEAP = "heap";

    /** What all threads have allocated since the start. */
    static final String ALLOCATED = "allocated";

    /** A first collection may leave what only waited to be found unreachable, such as what references hold. */
    private static final int COLLECTIONS = 3;

    private Meter() {}

    /**
     * The answer: the question's word and a number of bytes.
     *
     * @param question {@link #HEAP} or {@link #ALLOCATED}
     */
    static String answer(String question) {
        return switch (question) {
            case HEAP -> HEAP + " " + heap();
            case ALLOCATED -> ALLOCATED + " " + allocated();
            default -> throw new IllegalArgumentException("not a question: " + question);
        };
    }

    private static long heap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return usage.getUsed();
    }

    /** A virtual thread allocates in its carrier's name, and carriers are among the threads that are added up. */
    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getTotalThreadAllocatedBytes();
    }
}
