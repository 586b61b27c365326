package dev.weir.simulation;

import java.util.List;

/**
 * Where a scenario happens: its time and its threads. In a {@link SimulatedWorld} both are controlled; in the
 * {@link RealWorld} they are the machine's.
 */
interface World {
    /** The time, as {@link System#nanoTime} has it. */
    long nanoTime();

    /** Waits. Ends early on an interrupt, which stays set. */
    void sleep(long nanos);

    /** Has the calling thread work for so long, so that it does not wait. */
    void compute(long nanos);

    /** Runs something on a virtual thread of this world. */
    Thread start(String name, Runnable task);

    /** Something that must hold does not. */
    void violated(String what);

    /** What has been violated so far. */
    List<String> violations();
}
