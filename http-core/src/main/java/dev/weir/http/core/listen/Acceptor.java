package dev.weir.http.core.listen;

import dev.weir.http.core.connection.ConnectionRegistry;
import dev.weir.http.core.connection.ConnectionStarter;
import dev.weir.http.core.connection.ServerConnection;
import dev.weir.http.core.loop.Loop;
import dev.weir.http.core.loop.LoopSocket;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.HandOver;
import dev.weir.http.core.support.Places;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Accepts, step by step on a loop: that knows first when a connection comes, and serves it without waking another thread. What has to
 * be waited for (file descriptors, memory, a place) is waited for on a thread of its own.
 *
 * <p><b>Threads.</b> {@link #start} and {@link #stop} are for the server; the rest for who makes the steps.
 */
public final class Acceptor implements LoopSocket.Steps {
    private static final long MIN_PAUSE_MILLIS = 5;
    private static final long MAX_PAUSE_MILLIS = 1000;
    /** How often one that waits for a place looks whether the server ends. */
    private static final long PLACE_MILLIS = 50;
    /** The most time to wait for a turn, as handlers that compute may leave no thread to begin on. */
    private static final long TURN_MILLIS = 50;
    /** How many are accepted in one step on a loop, which has others to serve. */
    private static final int MOST_AT_ONCE = 64;

    private final Listener listener;
    private final ServerContext context;
    private final ConnectionRegistry registry;
    /** The registry's, or the listener's own. */
    private final Places places;

    private final ConnectionStarter starter;
    private final AtomicLong ids;
    private final Pause pause;
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile boolean stopping;
    /** The thread that makes a step now; null for none. */
    private volatile @Nullable Thread stepping;
    /** How long to wait after the next failure. */
    private long pauseMillis = MIN_PAUSE_MILLIS;
    /** Whether the last try has failed, and the time to wait is not over. */
    private boolean failed;
    /** Whether the place that was taken last is a connection's now. */
    private boolean placeUsed;
    /** Whether the turn that was taken last is the starter's to give back. */
    private boolean turnUsed;
    /** Whether it has been tried to go on, at the end, on a thread that may wait. */
    private boolean left;
    /** Failures that could not be logged since the last one that was. */
    private long unlogged;

    /** A way to wait, so that a test can look at how long. */
    public interface Pause {
        void millis(long millis) throws InterruptedException;
    }

    public Acceptor(
            Listener listener,
            ServerContext context,
            ConnectionRegistry registry,
            ConnectionStarter starter,
            AtomicLong ids,
            Pause pause) {
        this(listener, context, registry, registry.places(), starter, ids, pause);
    }

    public Acceptor(
            Listener listener,
            ServerContext context,
            ConnectionRegistry registry,
            Places places,
            ConnectionStarter starter,
            AtomicLong ids,
            Pause pause) {
        this.places = places;
        this.listener = listener;
        this.context = context;
        this.registry = registry;
        this.starter = starter;
        this.ids = ids;
        this.pause = pause;
    }

    /** Begins to accept, on a loop. */
    public void start(Loop loop) throws IOException {
        listener.join(loop, this);
    }

    /** Accepts what the system has accepted for us already, then stops listening; returns when that is done. */
    public void stop() {
        stopping = true;
        listener.wake();
        // The log may be an application's code, and end the server within a step.
        if (stepping == Thread.currentThread()) {
            return;
        }
        HandOver.beforeWaiting();
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean handedOver() {
        return false;
    }

    @Override
    public Next step() {
        stepping = Thread.currentThread();
        boolean done = false;
        try {
            Next next = stepNow();
            done = next == Next.DONE;
            return next;
        } catch (InterruptedException e) {
            context.logDebug("what accepts was interrupted and ends", e);
            done = true;
            return Next.DONE;
        } finally {
            stepping = null;
            if (done) {
                end();
            }
        }
    }

    private Next stepNow() throws InterruptedException {
        while (true) {
            if (failed) {
                if (!listener.mayWait()) {
                    return Next.THREAD;
                }
                pause.millis(pauseMillis);
                pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
                failed = false;
            }
            boolean last = stopping;
            if (last && !left) {
                left = true;
                if (!listener.mayWait()) {
                    return Next.THREAD;
                }
            }
            try {
                if (last) {
                    leave();
                }
                Next next = acceptSome(last);
                pauseMillis = MIN_PAUSE_MILLIS;
                if (last || next != Next.INPUT || !stopping) {
                    return last ? Next.DONE : next;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                if (last || stopping) {
                    context.logDebug("while accepting the last connections: " + e, null);
                    return Next.DONE;
                }
                // Out of file descriptors or of memory, for example: that passes, and does not affect connections that
                // are open. Nothing here needs memory, as without this the server would serve no new client.
                log(e, pauseMillis);
                failed = true;
            }
        }
    }

    /** Where there was no memory for a thread that may wait, it is closed as it is. */
    private void leave() {
        if (listener.mayWait()) {
            try {
                listener.leave();
            } catch (IOException e) {
                context.logDebug("while leaving the loop", e);
            }
        }
    }

    private void end() {
        try {
            listener.close();
        } catch (IOException e) {
            context.logError("cannot close the listener", e);
        } finally {
            ended.countDown();
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

    /**
     * Accepts what is there, on a loop not too many.
     *
     * @param last whether nothing is to be waited for, as the server ends
     * @return what is to be waited for
     */
    private Next acceptSome(boolean last) throws IOException, InterruptedException {
        boolean waits = listener.mayWait();
        for (int i = 0; last || waits || i < MOST_AT_ONCE; i++) {
            if (!places.take(0)) {
                if (last) {
                    return Next.INPUT;
                }
                if (!waits) {
                    return Next.THREAD;
                }
                while (!places.take(PLACE_MILLIS)) {
                    if (stopping) {
                        return Next.INPUT;
                    }
                }
            }
            placeUsed = false;
            try {
                boolean turn = starter.takeTurn(waits ? TURN_MILLIS : 0);
                if (!turn && !waits && !last) {
                    return Next.THREAD;
                }
                turnUsed = false;
                try {
                    SocketChannel channel = listener.accept();
                    if (channel == null) {
                        return Next.INPUT;
                    }
                    begin(channel, turn);
                } finally {
                    if (turn && !turnUsed) {
                        starter.freeTurn();
                    }
                }
            } finally {
                if (!placeUsed) {
                    places.free();
                }
            }
        }
        return Next.INPUT;
    }

    private void begin(SocketChannel channel, boolean turn) throws IOException {
        ServerConnection connection = null;
        boolean done = false;
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            connection = new ServerConnection(ids.incrementAndGet(), registry, channel);
            registry.opened(connection, places);
            placeUsed = true;
            turnUsed = true;
            starter.start(connection, turn);
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
