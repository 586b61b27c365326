package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server under measurement: its process, what it says, and what it has used. */
final class MeasuredServer implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int REPLY_SECONDS = 30;
    private static final int POLL_MILLIS = 5;
    private static final String LISTENING = "listening";
    /** What a server says that finds that it cannot do what is asked, and why. */
    private static final String CANNOT = "cannot";
    /** Stands for the end of what the server says. */
    private static final String ENDED = "ended";

    private final BenchServer peer;
    private final Process process;
    private final ProcessTree tree;
    private final EndHook hook;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final int port;
    private final Set<Workload> warm = EnumSet.noneOf(Workload.class);
    private boolean paused;

    /**
     * Starts it, and asks it for what the workload is about to ask for.
     *
     * @param placement where it runs
     * @throws CannotException when it cannot do that here
     */
    MeasuredServer(BenchServer peer, Workload workload, Placement placement, Launcher launcher)
            throws IOException, InterruptedException {
        this.peer = peer;
        Launch launch = launcher.launch(peer, workload, 0);
        process = new ProcessBuilder(placement.command(launch.command()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        tree = new ProcessTree(process);
        hook = new EndHook(tree::end);
        Thread.ofVirtual().start(this::listen);
        try {
            port = launch.port() == 0 ? Integer.parseInt(reply(LISTENING, START_SECONDS)) : awaitPort(launch.port());
            check(workload);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Asks for what a workload is about to ask for. */
    void check(Workload workload) throws IOException {
        if (workload.target().message()) {
            SingleMessage.check(LoopPlan.of(workload), port);
            return;
        }
        for (RequestTarget target : workload.targets()) {
            String problem = new SingleRequest(workload.http2(), workload.tls(), target, port).problem();
            if (problem != null) {
                throw new IOException(peer.label() + ": " + problem);
            }
        }
    }

    /** Whether it was warm with a workload before. */
    boolean warm(Workload workload) {
        return warm.contains(workload);
    }

    /** It is warm with a workload now. */
    void nowWarm(Workload workload) {
        warm.add(workload);
    }

    /** Stops it until {@link #resume}, so that it takes no time of the cores. */
    void pause() throws IOException, InterruptedException {
        if (!paused) {
            tree.signal("STOP");
            paused = true;
        }
    }

    /** Lets it go on where it was stopped. */
    void resume() throws IOException, InterruptedException {
        if (paused) {
            tree.signal("CONT");
            paused = false;
        }
    }

    BenchServer peer() {
        return peer;
    }

    int port() {
        return port;
    }

    /** User and system time so far, in clock ticks. */
    long ticks() throws IOException {
        return tree.ticks();
    }

    long residentBytes() throws IOException {
        return tree.residentBytes();
    }

    /** What all threads have allocated so far, in bytes; 0 where there is no JVM to ask. */
    long allocatedBytes() throws IOException, InterruptedException {
        return peer.jvm() ? ask("allocated") : 0;
    }

    /** What is in use on the heap after collections, in bytes; 0 where there is no JVM to ask. */
    long heapBytes() throws IOException, InterruptedException {
        return peer.jvm() ? ask("heap") : 0;
    }

    private long ask(String question) throws IOException, InterruptedException {
        OutputStream out = process.getOutputStream();
        out.write((question + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return Long.parseLong(reply(question, REPLY_SECONDS));
    }

    /** What comes after a word in the next line that begins with it; other lines are the server's own talk. */
    private String reply(String word, int seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IOException(peer.label() + " says nothing of \"" + word + "\"");
            }
            if (line.equals(ENDED)) {
                throw new IOException(peer.label() + " has ended");
            }
            if (line.startsWith(CANNOT + " ")) {
                throw new CannotException(line);
            }
            if (line.startsWith(word + " ")) {
                return line.substring(word.length() + 1);
            }
        }
    }

    /** Reads all that the server prints, as long as it lives, so that it never waits for a reader. */
    private void listen() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add(peer.label() + ": " + e);
        }
        lines.add(ENDED);
    }

    /** For servers that say nothing when they listen. */
    private int awaitPort(int chosen) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), chosen)) {
                return socket.getPort();
            } catch (ConnectException e) {
                Thread.sleep(POLL_MILLIS);
            }
        }
        throw new IOException(peer.label() + " did not start");
    }

    @Override
    public void close() {
        hook.close();
    }
}
