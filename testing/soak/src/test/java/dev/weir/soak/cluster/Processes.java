package dev.weir.soak.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;

/** Programs that a test starts and ends. */
final class Processes implements AutoCloseable {
    private static final int END_SECONDS = 60;

    private final List<Process> all = new ArrayList<>();

    /** A program whose first lines are read, and which hears when this one is gone. */
    Process start(Path log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        all.add(process);
        return process;
    }

    /** One that is not started where it is not installed: then the test is skipped. */
    Process tool(Path log, String name, String... arguments) throws IOException {
        Path path = Path.of("/usr/sbin", name);
        List<String> command = new ArrayList<>();
        command.add(Files.isExecutable(path) ? path.toString() : name);
        command.addAll(List.of(arguments));
        try {
            return start(log, command);
        } catch (IOException e) {
            return Assumptions.abort(name + " is not installed");
        }
    }

    /** The JVM that runs this, and a class of the programs. */
    static List<String> java(String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
        String modules = System.getProperty("jdk.module.path", "");
        String classes = System.getProperty("java.class.path", "");
        if (!modules.isEmpty()) {
            command.addAll(List.of("-p", modules));
        }
        if (!classes.isEmpty()) {
            command.addAll(List.of("-cp", classes));
        }
        command.addAll(modules.isEmpty() ? List.of(main) : List.of("-m", "dev.weir.samples/" + main));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Reads lines up to one that begins so, and returns it. */
    static String awaitLine(BufferedReader lines, String beginning, List<String> before) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            before.add(line);
        }
        throw new IOException("it has ended without a line " + beginning + ": " + before);
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, "" + pid).inheritIO().start().waitFor();
    }

    static void end(Process process) throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("it does not end");
        }
    }

    @Override
    public void close() {
        all.forEach(Process::destroy);
        for (Process process : all) {
            try {
                process.onExit().get(END_SECONDS / 2, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                process.destroyForcibly();
            }
        }
    }
}
