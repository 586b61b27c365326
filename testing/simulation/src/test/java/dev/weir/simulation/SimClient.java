package dev.weir.simulation;

/** A client of a plan: asks what the plan says, does its part of the protocol, and checks all that it gets. */
interface SimClient {
    /** Asks and checks, on the calling thread and on others of the world, until it has ended the connection. */
    void run();

    /** Nothing can run, and no time passes: checks that nothing is left undone that could be done. */
    void checkRest();

    /** The same while the network holds something back: what is missing may be on its way. */
    default void delayed() {}
}
