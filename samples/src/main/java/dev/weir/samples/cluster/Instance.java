package dev.weir.samples.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A member in a process of its own: a JVM like this one, with the same modules. Its standard input is open as long as this process. */
final class Instance {
    private static final String MAIN = "dev.weir.samples.cluster.Member";
    /** More than its grace. */
    private static final long STOP_SECONDS = 25;

    private final Process process;
    private volatile boolean asked;

    private Instance(Process process) {
        this.process = process;
    }

    /**
     * Starts one, and waits until it listens.
     *
     * @param number its name
     * @param socket where it listens
     * @param key of the sessions
     * @throws ClusterException where it does not start; its standard error, which is this process's, says why
     */
    static Instance start(int number, Path socket, String key) throws IOException, ClusterException {
        ProcessBuilder builder = new ProcessBuilder(command("" + number, "unix:" + socket));
        builder.environment().put(Member.KEY, key);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = process.inputReader().readLine();
        if (!Member.LISTENS.equals(line)) {
            process.destroyForcibly();
            throw new ClusterException("instance " + number + " did not start");
        }
        return new Instance(process);
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // There are several of them on one machine, and little to do for each.
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
        add(command, "-p", System.getProperty("jdk.module.path", ""));
        add(command, "-cp", System.getProperty("java.class.path", ""));
        Module own = Instance.class.getModule();
        // In a runtime image there is neither path.
        command.addAll(own.isNamed() ? List.of("-m", own.getName() + "/" + MAIN) : List.of(MAIN));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void add(List<String> command, String option, String path) {
        if (!path.isEmpty()) {
            command.addAll(List.of(option, path));
        }
    }

    Process process() {
        return process;
    }

    /** Asks it to end, with SIGTERM. */
    void terminate() {
        asked = true;
        process.destroy();
    }

    /** Whether it was asked to end. */
    boolean isAsked() {
        return asked;
    }

    /** Waits until it has ended, which it must. */
    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
