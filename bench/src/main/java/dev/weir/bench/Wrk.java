package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the load generator, pinned to its core, for one workload. */
final class Wrk {
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

    WrkResult run(int port, int seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(port, seconds))
                .redirectErrorStream(true)
                .start();
        // A thread ends it when it hangs, as reading its output would then hang too.
        Thread guard = Thread.ofVirtual().start(() -> endLate(process, seconds + GRACE_SECONDS));
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException("wrk ended with " + exit + ": " + output.strip());
            }
            return WrkResult.parse(output);
        } finally {
            process.destroyForcibly();
            guard.interrupt();
        }
    }

    private static void endLate(Process process, int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // It has ended by itself.
        }
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
        command.add("http://127.0.0.1:" + port + "/plaintext");
        if (workload.depth() > 1) {
            command.addAll(List.of("--", Integer.toString(workload.depth())));
        }
        return command;
    }
}
