package dev.weir.simulation;

/** Decides what the machine would: who runs next, and when a thread is stopped. Called by one thread at a time. */
interface Choices {
    /**
     * Who runs next.
     *
     * @param ready how many can, at least one; in the order in which they became so
     * @return from 0 to {@code ready - 1}
     */
    int next(int ready);

    /**
     * Whether the running thread is stopped before it does what others can see.
     *
     * @param ready how many others could run, or 1 when the next timer would wake the first of them
     */
    boolean stop(int ready);

    /** Whether the clock goes on to the next timer though something could run: the machine is slow, or was away. */
    boolean lapse();
}
