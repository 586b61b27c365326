package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the load generator, pinned to its core, for one workload. */
final class Wrk implements LoadGenerator {
    /** How much longer than asked it may take before it is ended. */
    private static final int GRACE_SECONDS = 20;

    private static final int TIMEOUT_SECONDS = 5;

    private final int core;
    private final Workload workload;
    private final Path pipelineScript;

    Wrk(int core, Workload workload, Path target) {
        this.core = core;
        this.workload = workload;
        this.pipelineScript = target.resolve("classes/dev/weir/bench/pipeline.lua");
    }

    @Override
    public WrkResult run(int port, int seconds) throws IOException, InterruptedException {
        return WrkResult.parse(LoadGenerator.output(command(port, seconds), seconds + GRACE_SECONDS));
    }

    List<String> command(int port, int seconds) {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core), "wrk", "--latency"));
        command.addAll(List.of("-t", "1", "-c", Integer.toString(workload.connections())));
        command.addAll(List.of("-d", seconds + "s", "--timeout", TIMEOUT_SECONDS + "s"));
        if (workload.close()) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        if (workload.depth() > 1) {
            command.addAll(List.of("-s", pipelineScript.toString()));
        }
        command.add(workload.uri(port));
        if (workload.depth() > 1) {
            command.addAll(List.of("--", Integer.toString(workload.depth())));
        }
        return command;
    }
}
