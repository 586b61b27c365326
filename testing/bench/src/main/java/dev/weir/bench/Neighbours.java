package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes that compute beside a measured run, on any core: {@link Neighbour}. They end with the run. */
final class Neighbours implements AutoCloseable {
    /** How many a workload with neighbours has. */
    static final int NUMBER = 2;

    /** How much longer than the run they live when nobody ends them. */
    private static final int GRACE_SECONDS = 30;

    private final List<Process> all = new ArrayList<>();
    private final EndHook hook = new EndHook(this::end);

    /**
     * Starts them, and waits until all compute.
     *
     * @param number how many; 0 for a run without neighbours
     * @param seconds the length of the run
     * @param target the folder with the compiled classes
     */
    Neighbours(int number, int seconds, Path target) throws IOException {
        try {
            for (int i = 0; i < number; i++) {
                Process one = new ProcessBuilder(command(seconds + GRACE_SECONDS, target))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                add(one);
            }
            for (Process one : all()) {
                String line = one.inputReader(StandardCharsets.US_ASCII).readLine();
                if (!Neighbour.COMPUTING.equals(line)) {
                    throw new IOException("a neighbour does not compute, but says: " + line);
                }
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    static List<String> command(int seconds, Path target) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-cp",
                target.resolve("classes").toString(),
                Neighbour.class.getName(),
                Integer.toString(seconds));
    }

    private synchronized void add(Process one) {
        all.add(one);
    }

    synchronized List<Process> all() {
        return List.copyOf(all);
    }

    /** By whoever is first: the end of the run, or the hook when the program is interrupted. */
    private void end() {
        for (Process one : all()) {
            one.destroyForcibly();
        }
        try {
            for (Process one : all()) {
                one.waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        hook.close();
    }
}
