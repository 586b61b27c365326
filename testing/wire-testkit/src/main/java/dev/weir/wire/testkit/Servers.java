package dev.weir.wire.testkit;

import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.ServerStats;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What the tests ask of a server from outside. */
public final class Servers {
    /** A logger that is off: failures that a test provokes are no news. */
    public static final String LOG = "dev.weir.provoked";

    /** How long {@link #await} waits: far longer than anything takes, on a busy machine too. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Servers() {}

    /**
     * Starts a server on a free port of this machine, whose log is off.
     *
     * @param settings what else is to be set, or set in another way
     */
    public static Server start(UnaryOperator<ServerBuilder> settings, Handler handler) throws IOException {
        Server server = settings.apply(
                        Server.builder().address("127.0.0.1:0").handler(handler).errorLog(LOG))
                .build();
        server.start();
        return server;
    }

    /** Waits until something is so; tells how it is when it never comes to be. */
    public static void await(BooleanSupplier so, Supplier<String> otherwise) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(otherwise.get());
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Waits until the server's books are empty. */
    public static void awaitNoConnections(Server server) {
        await(
                () -> {
                    ServerStats stats = server.stats();
                    return stats.openConnections() == 0 && stats.runningHandlers() == 0 && stats.openTunnels() == 0;
                },
                () -> "connections, handlers or tunnels are left over: " + server.stats());
    }
}
