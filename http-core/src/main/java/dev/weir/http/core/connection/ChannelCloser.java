package dev.weir.http.core.connection;

import dev.weir.http.core.connection.ConnectionState.Phase;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Closes the channel of a connection, in each of the ways that there are. What fails on the way is logged alone, as
 * the connection ends.
 *
 * <p><b>Threads.</b> Any.
 */
final class ChannelCloser {
    /** How long a connection must be quiet before a shutdown treats it as idle. */
    private static final long IDLE_CHECK_NANOS = 50_000_000L;

    /** The most time for close_notify to be written. */
    private static final long CLOSE_NOTIFY_NANOS = 1_000_000_000L;

    private final SocketChannel channel;
    private final ConnectionIo io;
    private final ServerContext server;
    /** For the log; changed before the protocol is known. */
    private volatile SocketAddress remote;

    ChannelCloser(SocketChannel channel, ConnectionIo io, ServerContext server, SocketAddress remote) {
        this.channel = channel;
        this.io = io;
        this.server = server;
        this.remote = remote;
    }

    void remote(SocketAddress address) {
        remote = address;
    }

    /** Sends close_notify, in a short time, and closes the channel. */
    void closeGracefully() {
        try {
            if (!io.deadlines.writeExpired()) {
                io.deadlines.write(Deadlines.in(CLOSE_NOTIFY_NANOS));
                io.closeNotify();
            }
        } catch (IOException e) {
            server.logDebug("while closing the connection of " + remote, e);
        } finally {
            close();
        }
    }

    /**
     * Closes a connection that is idle, and gives its client time to ask once more where that is to be expected: the answer to that
     * says that it is the last, while a request that meets the end of its connection may be lost (RFC 9112 section 9.5).
     *
     * @param expected whether a request is to be expected
     * @param most how long it is waited for, in nanoseconds
     */
    void closeSoon(ConnectionState state, BooleanSupplier expected, long most) {
        long until = System.nanoTime() + most;
        while (state.phase() == Phase.IDLE && expected.getAsBoolean() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(IDLE_CHECK_NANOS);
        }
        closeIfIdle(state);
    }

    /**
     * Closes a connection if it is idle. A request may have been read and not be recognised yet, on its way through TLS for
     * example; so the check waits for a moment, and for another after a handshake.
     */
    private void closeIfIdle(ConnectionState state) {
        boolean wasBusy;
        do {
            wasBusy = io.busy();
            LockSupport.parkNanos(IDLE_CHECK_NANOS);
        } while (state.phase() == Phase.NEW && (io.busy() || wasBusy));
        Phase seen = state.phase();
        boolean quiet = seen == Phase.IDLE || seen == Phase.NEW && !io.busy();
        if (quiet && io.waiting() == 0 && state.change(seen, Phase.CLOSED)) {
            state.deliver();
            closeGracefully();
        }
    }

    /** Has the channel's close reset the connection, so that the peer cannot take what it has for all. */
    void resetOnClose() {
        try {
            if (channel.isOpen() && channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            server.logDebug("could not reset the connection of " + remote, e);
        }
    }

    /**
     * Wakes a reader with an end, and leaves the way open for an answer.
     *
     * @param reason for the log, when that fails
     */
    void closeInput(String reason) {
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            server.logDebug("could not close the input of " + remote + " though " + reason, e);
        }
    }

    /**
     * Has the connection closed without waiting for it: the close of a channel at a loop waits for calls that are under way, and
     * should one of these never end, no other connection is to suffer from that.
     */
    void aside(Runnable close) {
        try {
            if (io.socket.joined()) {
                Thread.ofVirtual().name("weir-close").start(close);
                return;
            }
        } catch (OutOfMemoryError e) {
            server.logDebug("no memory for a thread that closes the connection of " + remote, null);
        }
        close.run();
    }

    /** Closes the channel at once; whoever waits for it meets that. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            server.logDebug("while closing the connection of " + remote, e);
        } finally {
            io.socket.closed();
        }
    }
}
