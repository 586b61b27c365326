package dev.weir.conformance.tools;

import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The demo as a process of its own. */
public final class DemoProcess implements AutoCloseable {
    private static final String MAIN = "dev.weir.samples.Main";

    private final Process process;
    private final Path log;
    private final List<URI> urls = new ArrayList<>();

    private DemoProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it, and waits until it has said where it listens.
     *
     * @param folder for its log
     * @param options of its command line
     */
    public static DemoProcess start(Path folder, String... options) throws IOException {
        Path log = folder.resolve("demo.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        String modules = System.getProperty("jdk.module.path");
        if (modules == null) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        } else {
            command.addAll(List.of("-p", modules, "-m", "dev.weir.samples/" + MAIN));
        }
        command.add("demo");
        command.addAll(List.of(options));
        DemoProcess demo = new DemoProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
        Servers.await(() -> demo.listens() || !demo.process.isAlive(), demo::log);
        if (demo.urls.isEmpty()) {
            throw new AssertionError(demo.log());
        }
        return demo;
    }

    private boolean listens() {
        // A line is written at once, with its end.
        log().lines()
                .filter(line -> line.startsWith("http") && line.endsWith("/"))
                .map(URI::create)
                .filter(url -> !urls.contains(url))
                .forEach(urls::add);
        return !urls.isEmpty();
    }

    /** The port of the first address. */
    public int port() {
        return urls.getFirst().getPort();
    }

    /** What it has written. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal, as {@code kill} does. */
    public void signal(String name) throws IOException, InterruptedException {
        Tool.output(List.of("kill", "-" + name, Long.toString(process.pid())));
    }

    /** Waits for its end, and returns its exit code. */
    public int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
