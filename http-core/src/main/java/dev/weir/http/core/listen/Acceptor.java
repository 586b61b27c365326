package dev.weir.http.core.listen;

import dev.weir.http.core.connection.ConnectionRegistry;
import dev.weir.http.core.connection.ServerConnection;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The accept loop: a platform thread of its own, so that handlers that compute cannot starve it. It keeps the process
 * alive until the server ends.
 */
public final class Acceptor {
    private static final long MIN_PAUSE_MILLIS = 5;
    private static final long MAX_PAUSE_MILLIS = 1000;
    /** How often a loop that waits for a place looks whether the server ends. */
    private static final long PLACE_MILLIS = 50;

    private final Listener listener;
    private final ServerContext context;
    private final ConnectionRegistry registry;
    private final Service service;
    private final AtomicLong ids;
    private final Pause pause;

    private volatile boolean stopping;
    private @Nullable Thread thread;
    /** The accept loop's: whether the place that was taken last is a connection's now. */
    private boolean placeUsed;
    /** The accept loop's: failures that could not be logged since the last one that was. */
    private long unlogged;

    /** Has connections served. */
    @FunctionalInterface
    public interface Service {
        /**
         * Begins.
         *
         * @throws IOException when the client has gone already
         */
        void start(ServerConnection connection) throws IOException;
    }

    /** A way to wait, so that a test can look at how long. */
    public interface Pause {
        void millis(long millis) throws InterruptedException;
    }

    public Acceptor(
            Listener listener,
            ServerContext context,
            ConnectionRegistry registry,
            Service service,
            AtomicLong ids,
            Pause pause) {
        this.listener = listener;
        this.context = context;
        this.registry = registry;
        this.service = service;
        this.ids = ids;
        this.pause = pause;
    }

    public void start(String name) {
        thread = Thread.ofPlatform().daemon(false).name("weir-accept-" + name).start(this::run);
    }

    /** Accepts what the system has accepted for us already, then stops listening; returns when that is done. */
    public void stop() {
        stopping = true;
        listener.wake();
        boolean interrupted = false;
        // The log may be an application's code, and end the server on the accept loop's own thread.
        while (thread != null && thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void run() {
        long pauseMillis = MIN_PAUSE_MILLIS;
        try {
            while (!stopping) {
                try {
                    listener.await();
                    acceptAll();
                    pauseMillis = MIN_PAUSE_MILLIS;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Throwable e) {
                    if (stopping) {
                        break;
                    }
                    // Out of file descriptors or of memory, for example: that passes, and does not affect connections
                    // that
                    // are open. Nothing here needs memory, as without this loop the server would serve no new client.
                    log(e, pauseMillis);
                    pause.millis(pauseMillis);
                    pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
                }
            }
            acceptAll();
        } catch (InterruptedException e) {
            context.logDebug("the accept loop was interrupted and ends", e);
        } catch (IOException e) {
            context.logDebug("while accepting the last connections", e);
        } finally {
            try {
                listener.close();
            } catch (IOException e) {
                context.logError("cannot close the listener", e);
            }
        }
    }

    private void log(Throwable e, long pauseMillis) {
        try {
            context.logError(
                    "cannot accept: " + e + "; trying again in " + pauseMillis + " ms"
                            + (unlogged == 0 ? "" : " (and " + unlogged + " times before)"),
                    null);
            unlogged = 0;
        } catch (Throwable noMemory) {
            // The log wants memory as well. The next line that can be written has the count.
            unlogged++;
        }
    }

    private void acceptAll() throws IOException, InterruptedException {
        while (true) {
            while (!registry.takePlace(PLACE_MILLIS)) {
                if (stopping) {
                    return;
                }
            }
            placeUsed = false;
            try {
                SocketChannel channel = listener.accept();
                if (channel == null) {
                    return;
                }
                begin(channel);
            } finally {
                if (!placeUsed) {
                    registry.freePlace();
                }
            }
        }
    }

    private void begin(SocketChannel channel) throws IOException {
        ServerConnection connection = null;
        boolean done = false;
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            connection = new ServerConnection(ids.incrementAndGet(), registry, channel);
            registry.opened(connection);
            placeUsed = true;
            service.start(connection);
            done = true;
        } catch (IOException e) {
            // The client has gone already.
            context.logDebug("a connection was lost before it was served", e);
        } finally {
            if (!done) {
                drop(channel, connection);
            }
        }
    }

    /** Ends a connection whose service could not begin, as there is no memory for its thread for example. */
    private void drop(SocketChannel channel, @Nullable ServerConnection connection) throws IOException {
        try {
            channel.close();
        } finally {
            if (connection != null) {
                // The registry gives the place back with a connection that it has.
                placeUsed = registry.has(connection);
                connection.leave();
            }
        }
    }
}
