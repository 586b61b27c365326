package dev.weir.bench;

/** How much a server has to be warmed up before it is measured with a workload. */
enum Readiness {
    /** It has to be started. */
    NEW,
    /** It runs, and was measured with another workload. */
    RUNNING,
    /** It was warm with this workload in a round before. */
    WARM
}
