package dev.weir.simulation;

import dev.weir.http.core.spi.Protocol;
import java.io.IOException;

/** A connection that a simulated engine serves: what a server does around it, and what must hold in the end. */
record EngineUnderTest(World world, SimServer server, SimConnection connection, Protocol protocol) {
    /**
     * Starts all of it.
     *
     * @param fault what comes between; null for nothing
     */
    void begin(Runnable client, Runnable fault) {
        Thread serving = world.start("server", this::serve);
        world.start("sweeper", connection::sweep);
        Thread asking = world.start("client", client);
        if (fault != null) {
            world.start("fault", fault);
        }
        world.start("end", () -> {
            join(serving);
            join(asking);
            protocol.close();
        });
    }

    private void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            world.violated("interrupted at the end");
        }
    }

    private void serve() {
        try {
            protocol.serve(connection);
        } catch (IOException e) {
            server.logDebug("broke off", e);
        } catch (Exception e) {
            throw new IllegalStateException("the engine throws", e);
        } finally {
            if (Thread.interrupted()) {
                world.violated("the connection's thread is left interrupted");
            }
            connection.close();
        }
    }

    /** A graceful shutdown begins. */
    void drain() {
        server.drain();
        connection.drain();
    }

    /** All threads have ended. */
    void checkEnd() {
        if (server.counters().running() != 0) {
            world.violated(server.counters().running() + " handlers still run");
        }
        if (server.counters().openTunnels() != 0) {
            world.violated(server.counters().openTunnels() + " tunnels are counted as open");
        }
        if (!connection.isClosed()) {
            world.violated("the connection is not closed");
        }
        if (connection.memory().held() != 0 || server.memory().held() != 0) {
            world.violated(connection.memory().held() + " bytes are counted for a connection that has ended");
        }
    }
}
