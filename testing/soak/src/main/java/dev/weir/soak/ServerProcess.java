package dev.weir.soak;

import dev.weir.attack.Footprint;
import dev.weir.wire.testkit.Wire;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server in a process of its own: a JVM with the modules of this one. What it prints first are the URLs where it can
 * be reached, one a line.
 *
 * <p><b>Threads.</b> Thread-safe, but for {@link #close}.
 */
public final class ServerProcess implements Closeable {
    private static final int END_SECONDS = 60;
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    /** A thread of a dump that Java knows; those of the collector have no number. */
    private static final Pattern JAVA_THREAD = Pattern.compile("(?m)^\"([^\"]*)\" #\\d+ ");
    /** Threads that the JVM starts and ends as it sees fit. */
    private static final Pattern COMES_AND_GOES =
            Pattern.compile("ForkJoinPool-.*|C[12] CompilerThread.*|Attach Listener");

    private final Process process;
    private final ServerLog log = new ServerLog();
    private final BufferedReader out;
    private final Thread hook;
    private int port = -1;
    private int tlsPort = -1;

    private ServerProcess(Process process) {
        this.process = process;
        out = process.inputReader();
        BufferedReader err = process.errorReader();
        Thread.ofVirtual().start(() -> drain(err));
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void drain(BufferedReader reader) {
        try (reader) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                log.add(line);
            }
        } catch (IOException e) {
            log.add("the standard error broke: " + e);
        }
    }

    /** Starts the demo on free ports, with TLS and without. */
    public static ServerProcess demo(String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("demo", "--host", "127.0.0.1", "--port", "0", "--tls-port", "0"));
        arguments.addAll(List.of(options));
        return start(List.of(), List.of(), "dev.weir.samples/dev.weir.samples.Main", 2, arguments);
    }

    /**
     * Starts a server, and waits until it listens.
     *
     * @param before what runs the JVM, such as {@code faketime} with its options; empty for nothing
     * @param jvm options of the JVM
     * @param main module and class
     * @param urls how many lines with a URL it prints
     * @param arguments its own
     */
    public static ServerProcess start(
            List<String> before, List<String> jvm, String main, int urls, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(tool("java"));
        command.addAll(jvm);
        command.addAll(List.of("-p", System.getProperty("jdk.module.path")));
        // Where tests run, what no module requires lies on the class path: the provider of the log, for one.
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) {
            command.addAll(List.of("-cp", classPath));
        }
        command.addAll(List.of("-m", main));
        command.addAll(arguments);
        ServerProcess server = new ServerProcess(new ProcessBuilder(command).start());
        try {
            for (int i = 0; i < urls; i++) {
                server.listensAt(server.out.readLine());
            }
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        Thread.ofVirtual().start(() -> server.drain(server.out));
        return server;
    }

    /** A program of the JDK that runs this. */
    static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private void listensAt(String line) throws IOException {
        if (line == null) {
            process.onExit().join();
            throw new IOException("the server did not start:\n" + log);
        }
        URI url = URI.create(line);
        if (url.getScheme().equals("https")) {
            tlsPort = url.getPort();
        } else {
            port = url.getPort();
        }
    }

    /** The port without TLS; -1 when there is none. */
    public int port() {
        return port;
    }

    /** The port with TLS; -1 when there is none. */
    public int tlsPort() {
        return tlsPort;
    }

    ServerLog log() {
        return log;
    }

    /** What it has said on its standard error: the first lines. */
    public String said() {
        return log.toString();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it holds after a forced collection. Takes a second or so, as other programs are started for it. */
    public Footprint footprint() throws IOException {
        // Making a histogram collects what is no longer used.
        String histogram = jcmd("GC.class_histogram");
        Matcher total = HISTOGRAM_TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException(
                    "no histogram of the heap: " + histogram.lines().limit(5).toList());
        }
        int threads = (int) JAVA_THREAD
                .matcher(jcmd("Thread.print"))
                .results()
                .filter(thread -> !COMES_AND_GOES.matcher(thread.group(1)).matches())
                .count();
        return new Footprint(Long.parseLong(total.group(1)), threads, Footprint.virtualThreads(histogram), open());
    }

    /** What the system says of its memory in KiB and its threads; nothing where the system does not tell. */
    Map<String, Long> status() throws IOException {
        Path file = Path.of("/proc", Long.toString(process.pid()), "status");
        Map<String, Long> numbers = new HashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split("[:\\s]+");
                if (words.length > 1 && words[1].matches("[0-9]+")) {
                    numbers.put(words[0], Long.valueOf(words[1]));
                }
            }
        }
        return numbers;
    }

    /** Its descriptors; -1 where the system does not tell. */
    private long open() throws IOException {
        Path all = Path.of("/proc", Long.toString(process.pid()), "fd");
        if (!Files.isDirectory(all)) {
            return -1;
        }
        try (Stream<Path> each = Files.list(all)) {
            return each.count();
        }
    }

    private String jcmd(String command) throws IOException {
        Process jcmd = new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        jcmd.getOutputStream().close();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.onExit().join().exitValue() != 0) {
            throw new IOException("jcmd " + command + ": " + said + "\n" + log);
        }
        return said;
    }

    /** Asks it to end, with SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /**
     * Waits until it has ended.
     *
     * @return its exit code
     */
    public int awaitEnd() throws IOException {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the server does not end:\n" + log);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS).join();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hooks run already, and this one does what was just done.
            log.add(e.toString());
        }
    }
}
