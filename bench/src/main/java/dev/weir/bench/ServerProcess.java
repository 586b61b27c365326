package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server under measurement: its process, pinned to its core, and the processor time that it has used. */
final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 30;
    private static final int ANSWER_MILLIS = 5_000;
    private static final String LISTENING = "listening ";

    private final Peer peer;
    private final Process process;
    private final Thread hook;
    private final int port;

    /**
     * Starts it.
     *
     * @param workload says whether it speaks TLS
     * @param target the folder with the compiled classes and the jars
     * @param keyStore the certificate that it has if it does
     */
    ServerProcess(Peer peer, Workload workload, int core, Path target, KeyStoreFile keyStore)
            throws IOException, InterruptedException {
        this.peer = peer;
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        command.addAll(peer.command(java, target, workload.tls() ? keyStore.flags() : List.of()));
        // taskset becomes the server, so that this is the server's own process id.
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            port = awaitPort();
            check(workload.tls());
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    Peer peer() {
        return peer;
    }

    int port() {
        return port;
    }

    /** User and system time so far, in clock ticks. */
    long ticks() throws IOException {
        return ProcStat.processTicks(Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat")));
    }

    private int awaitPort() throws IOException, InterruptedException {
        CompletableFuture<Integer> said = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> listen(said));
        try {
            return said.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(peer.label() + " did not start: " + e.getMessage(), e);
        }
    }

    /** Reads all that the server prints, as long as it lives, so that it never waits for a reader. */
    private void listen(CompletableFuture<Integer> said) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(LISTENING)) {
                    said.complete(Integer.valueOf(line.substring(LISTENING.length())));
                }
            }
            said.completeExceptionally(new IOException("it has ended"));
        } catch (IOException | NumberFormatException e) {
            said.completeExceptionally(e);
        }
    }

    /** One request by hand: the load generator counts answers, but does not look into them. */
    private void check(boolean tls) throws IOException {
        String answer;
        try (Socket socket = connect(tls)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            String request = "GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder read = new StringBuilder();
            byte[] buffer = new byte[4096];
            // The connection stays open, so the end is seen by the content.
            int n = 0;
            while (n >= 0 && read.indexOf("World!") < 0) {
                n = socket.getInputStream().read(buffer);
                read.append(new String(buffer, 0, Math.max(n, 0), StandardCharsets.ISO_8859_1));
            }
            answer = read.toString();
        }
        String problem = Answer.problem(answer);
        if (problem != null) {
            throw new IOException(peer.label() + ": " + problem + ": " + answer.replace("\r\n", " | "));
        }
    }

    private Socket connect(boolean tls) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return tls
                ? new CountingTrust().context().getSocketFactory().createSocket(loopback, port)
                : new Socket(loopback, port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hooks run already, and this one does what was just done.
        }
    }
}
