package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.core.HandlerThreads;
import dev.weir.http.core.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A server on a free port of this machine, for one test; what tests provoke is not logged. */
final class LocalServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final Server server;

    LocalServer(HandlerThreads threads, Handler handler) throws IOException {
        server = Server.builder()
                .address("127.0.0.1:0")
                .handlerThreads(threads)
                .errorLog("dev.weir.provoked")
                .handler(handler)
                .build();
        server.start();
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    /** Waits until something is so. */
    static void await(BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it never comes to be");
            Thread.sleep(1);
        }
    }
}
