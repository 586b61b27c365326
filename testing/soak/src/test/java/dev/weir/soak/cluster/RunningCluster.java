package dev.weir.soak.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program {@code weir cluster}, as a user runs it. */
final class RunningCluster {
    private final Process process;
    private final BufferedReader out;
    private final List<String> said = new ArrayList<>();
    private final int port;

    RunningCluster(Processes processes, Path log, int instances, int port) throws IOException {
        process = processes.start(
                log,
                Processes.java("dev.weir.samples.Main", "cluster", "--instances", "" + instances, "--port", "" + port));
        out = process.inputReader();
        this.port = URI.create(Processes.awaitLine(out, "http://", said)).getPort();
    }

    int port() {
        return port;
    }

    /** The process of an instance, from 1. */
    long pid(int instance) {
        String beginning = "instance " + instance + " is process ";
        return said.stream()
                .filter(line -> line.startsWith(beginning))
                .mapToLong(line -> Long.parseLong(line.substring(beginning.length())))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    /** Has all replaced, one after the other, and waits for that. */
    void restart() throws IOException {
        process.getOutputStream().write("restart\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        Processes.awaitLine(out, "all are restarted", said);
    }

    /** Waits for a line that begins so. */
    void await(String beginning) throws IOException {
        said.add(Processes.awaitLine(out, beginning, said));
    }
}
