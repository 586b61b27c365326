package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What all measurements of a run share.
 *
 * @param options what the user asked for
 * @param target the folder with the compiled classes and the jars
 * @param scratch the folder for what the run needs
 * @param launcher starts servers
 * @param results keeps what is measured
 * @param log where progress is written
 * @param budget the time for all
 * @param ticksPerSecond the unit of processor time
 */
record Lab(
        BenchOptions options,
        Path target,
        Scratch scratch,
        Launcher launcher,
        Results results,
        Progress log,
        Budget budget,
        int ticksPerSecond) {
    /** Why a server is missing that there was no time for. */
    static final String NO_TIME = "left out: no time";

    /** Starts a server where the workload wants it. */
    MeasuredServer start(BenchServer peer, Workload workload) throws IOException, InterruptedException {
        return new MeasuredServer(peer, workload, options.serverPlacement(workload), launcher);
    }
}
