package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A load generator of our own, in a process of its own. It stays for all runs of a workload, so that its
 * warm-ups are those of the servers: each run is a line with a port and a number of seconds,
 * and what else the program understands, answered by a line.
 */
final class JavaLoadProcess implements AutoCloseable {
    /** How much longer than asked a run may take before the process is ended. */
    private static final int GRACE_SECONDS = 20;

    private final Process process;
    private final BufferedReader lines;

    JavaLoadProcess(Placement placement, Path target, Class<?> program, List<String> args) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // The collector that a JVM chooses on one core; on several it would have threads of its own beside the server.
        List<String> command = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", target.resolve("classes").toString(), program.getName()));
        command.addAll(args);
        process = new ProcessBuilder(placement.command(command))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /** The line that a run is answered with; {@code null} in words when the process has ended. */
    String run(int port, int seconds, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(Integer.toString(port), Integer.toString(seconds)));
        words.addAll(List.of(more));
        process.getOutputStream().write((String.join(" ", words) + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        Thread guard = Thread.ofVirtual().start(() -> endLate(seconds + GRACE_SECONDS));
        try {
            return String.valueOf(lines.readLine());
        } finally {
            guard.interrupt();
        }
    }

    private void endLate(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
            process.destroyForcibly();
        } catch (InterruptedException e) {
            // It has answered.
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
