package dev.weir.soak;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A load generator, wrk or h2load, that asks for small answers as fast as they come, until it is stopped. */
final class Pressure implements Closeable {
    private static final int PATIENCE_SECONDS = 20;

    private final String name;
    private final Process process;
    private final CompletableFuture<String> said;

    private Pressure(String name, List<String> command) throws IOException {
        this.name = name;
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        said = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    /**
     * One on each route.
     *
     * @throws IOException when one of the programs is not there
     */
    static List<Pressure> onAll(ServerProcess server) throws IOException {
        List<Pressure> all = new ArrayList<>();
        try {
            for (Route route : Route.values()) {
                String url = (route.tls() ? "https" : "http") + "://127.0.0.1:" + route.port(server) + "/plaintext";
                all.add(new Pressure(
                        route.toString(),
                        route.http2()
                                ? List.of("h2load", "-n", "100000000", "-c", "4", "-m", "10", "-t", "1", url)
                                : List.of("wrk", "-t", "1", "-c", "16", "-d", "600s", url)));
            }
        } catch (IOException e) {
            all.forEach(Pressure::close);
            throw e;
        }
        return all;
    }

    /** Whether it still runs. */
    boolean runs() {
        return process.isAlive();
    }

    /** Stops it. */
    String stop() throws IOException, InterruptedException {
        // What both take for Ctrl-C: wrk then says what it has counted.
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return name + ": " + said.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
