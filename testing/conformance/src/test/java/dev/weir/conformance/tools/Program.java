package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A program of one source file, which runs in a folder and on ports of its own. */
public final class Program implements AutoCloseable {
    /** The module that calls functions which are not Java's. */
    private static final String NATIVE = "dev.weir.tls.openssl";

    private final Path folder;
    private final Path log;
    private final Process process;
    /** In the order in which the addresses were named. */
    private final List<Integer> ports = new ArrayList<>();

    /**
     * Starts it, and waits until it listens.
     *
     * @param folder where it runs
     * @param source the file
     * @param modules beside {@code dev.weir}
     * @param addresses what stands in the source, such as {@code :8080}; each becomes a free port
     * @param others words and what is to stand in their place, in turns
     * @param arguments its own
     */
    public Program(
            Path folder,
            Path source,
            List<String> modules,
            List<String> addresses,
            List<String> others,
            String... arguments)
            throws IOException {
        this.folder = folder;
        this.log = folder.resolve("log");
        String text = Files.readString(source);
        for (String address : addresses) {
            ports.add(freePort());
            assertTrue(text.contains('"' + address + '"'), address);
            text = text.replace('"' + address + '"', "\"127.0.0.1:" + ports.getLast() + '"');
        }
        for (int i = 0; i < others.size(); i += 2) {
            assertTrue(text.contains(others.get(i)), others.get(i));
            text = text.replace(others.get(i), others.get(i + 1));
        }
        Path copy = Files.writeString(folder.resolve(source.getFileName()), text);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Most of what it does is to compile its source, once.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--add-modules",
                String.join(",", modules.isEmpty() ? List.of("dev.weir") : modules),
                copy.toString()));
        if (modules.contains(NATIVE)) {
            command.add(1, "--enable-native-access=" + NATIVE);
        }
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int port : ports) {
            Servers.await(() -> listens(port), this::log);
        }
    }

    /**
     * A port that no other program takes before this one does: below those that systems give to who asks for any, as all
     * other tests do.
     */
    public static int freePort() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int port = 20_000 + ThreadLocalRandom.current().nextInt(10_000);
            try (ServerSocket free = new ServerSocket()) {
                free.setReuseAddress(true);
                free.bind(new InetSocketAddress("127.0.0.1", port));
                return port;
            } catch (BindException e) {
                // Somebody else has it.
                continue;
            }
        }
        throw new IOException("no free port in a hundred tries");
    }

    private boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            assertTrue(process.isAlive(), this::log);
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The port of the first address. */
    public int port() {
        return ports.getFirst();
    }

    public int port(int which) {
        return ports.get(which);
    }

    /** What it has said so far. */
    public String log() {
        try {
            return folder + ": " + Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Sends it the signal by which services are ended, and does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end, and returns its exit code. */
    public int exitCode() {
        return process.onExit().join().exitValue();
    }

    /** Ends it before its time. */
    public void stop() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
