package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load generator for handshakes: {@link HandshakeClient} in a process of its own. It stays for all runs of a
 * workload, so that its warm-ups are those of the servers.
 */
final class Handshakes implements LoadGenerator {
    /** How much longer than asked a run may take before the process is ended. */
    private static final int GRACE_SECONDS = 20;

    private static final Pattern RESULT = Pattern.compile(
            "requests (\\d+) full (\\d+) micros (\\d+) p99 (\\d+) bad (\\d+) errors (\\d+)");

    private final Workload workload;
    private final Process process;
    private final BufferedReader lines;

    Handshakes(int core, Workload workload, Path target) throws IOException {
        this.workload = workload;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder("taskset", "-c", Integer.toString(core), java, "-Xmx256m", "-cp",
                        target.resolve("classes").toString(), HandshakeClient.class.getName(),
                        workload.kind() == Workload.Kind.TLS_RESUMED ? HandshakeClient.RESUMED : HandshakeClient.FULL,
                        Integer.toString(workload.connections()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        lines = process.inputReader(StandardCharsets.UTF_8);
    }

    @Override
    public WrkResult run(int port, int seconds) throws IOException, InterruptedException {
        process.getOutputStream().write((port + " " + seconds + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        Thread guard = Thread.ofVirtual().start(() -> endLate(seconds + GRACE_SECONDS));
        try {
            return parse(String.valueOf(lines.readLine()), workload);
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

    /** A run whose handshakes were of the other sort has measured something else, and does not count. */
    static WrkResult parse(String line, Workload workload) throws IOException {
        Matcher result = RESULT.matcher(line);
        if (!result.matches()) {
            throw new IOException("cannot read what the client of the handshakes says: " + line);
        }
        long requests = Long.parseLong(result.group(1));
        long full = Long.parseLong(result.group(2));
        long errors = Long.parseLong(result.group(6));
        if (workload.kind() == Workload.Kind.TLS_RESUMED) {
            // Each client begins with one, and after a broken connection has no ticket for the next.
            if (full > workload.connections() + 2 * errors) {
                throw new IOException("resumes no sessions: " + full + " of " + requests + " handshakes were full");
            }
        } else if (full < requests) {
            throw new IOException("only " + full + " of " + requests + " handshakes were full");
        }
        return new WrkResult(
                requests,
                Long.parseLong(result.group(3)) / 1e6,
                Long.parseLong(result.group(4)),
                Long.parseLong(result.group(5)),
                errors);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
