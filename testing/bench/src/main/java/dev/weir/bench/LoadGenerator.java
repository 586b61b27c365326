package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What asks a server. */
interface LoadGenerator extends AutoCloseable {
    /** Does what must be done before a run, and is not measured; most do nothing. */
    default void prepare(int port) throws IOException {}

    /** Asks for so long. */
    LoadResult run(int port, int seconds) throws IOException, InterruptedException;

    /** The same with the small answers alone, where the workload mixes them with others; empty where it does not. */
    default Optional<LoadGenerator> withoutSleepers() {
        return Optional.empty();
    }

    /** Ends what outlives a run; most have nothing. */
    @Override
    default void close() {}

    /**
     * Runs a command to its end.
     *
     * @param seconds how long it may take before it is ended
     * @return what it says
     * @throws IOException when it ends with an error
     */
    static String output(List<String> command, int seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // A thread ends it when it hangs, as reading its output would then hang too.
        Thread guard = Thread.ofVirtual().start(() -> endLate(process, seconds));
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException("the load generator ended with " + exit + ": " + output.strip());
            }
            return output;
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
}
