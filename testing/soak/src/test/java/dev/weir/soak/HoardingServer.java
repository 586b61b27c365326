package dev.weir.soak;

import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.samples.DemoHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server, for a process of its own with little memory, some of whose handlers want more than there is. Beside the
 * demo's routes:
 *
 * <ul>
 * <li>{@code /at-once} asks for more than the whole heap with one array;
 * <li>{@code /late} does so after the beginning of its answer;
 * <li>{@code /hoard} takes all that there is, piece by piece, so that there is none for anybody else either.
 * </ul>
 */
public final class HoardingServer {
    private static final int TOO_MUCH = 1 << 30;
    private static final int PIECE = 1 << 20;
    private static final Duration GRACE = Duration.ofSeconds(30);

    private HoardingServer() {}

    /** Prints where it listens, and serves until SIGTERM. */
    public static void main(String[] args) throws Exception {
        List<Server> self = new ArrayList<>();
        ServeMux mux = DemoHandlers.of(() -> self.getFirst().stats(), Path.of(args[0]));
        mux.handle("GET /at-once", (w, _) -> w.write("of " + new byte[TOO_MUCH].length));
        mux.handle("GET /late", (w, _) -> {
            w.write("this much");
            w.flush();
            w.write("and of " + new byte[TOO_MUCH].length);
        });
        mux.handle("GET /hoard", (w, _) -> {
            List<byte[]> hoard = new ArrayList<>();
            while (hoard.size() < TOO_MUCH / PIECE) {
                hoard.add(new byte[PIECE]);
            }
            w.write("of " + hoard.size());
        });
        Server server = Server.builder().address("127.0.0.1:0").handler(mux).build();
        self.add(server);
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!server.shutdown(GRACE)) {
                Runtime.getRuntime().halt(1);
            }
        }));
        System.out.println("http://127.0.0.1:" + server.port());
        server.awaitStop();
    }
}
