package dev.weir.http.core.exchange;

import dev.weir.http.api.Attribute;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Request;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.ConnectionInfo;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that a handler of this server answers. An engine extends it with what came over its wire; the connection's
 * properties and the cancellation are here.
 *
 * <p><b>Threads.</b> What an engine overrides is called as {@link Request} says. {@link #cancel}, {@link #cancelled} and
 * {@link #onCancel} may be called from any thread.
 */
public abstract class ServerRequest extends Request {
    private final ConnectionInfo connection;
    private final InterruptGate gate = new InterruptGate();
    /** What to run on cancellation; null while there is nothing. Guarded by this. */
    private @Nullable CancelActions actions;

    /**
     * Creates a request whose handler has not begun.
     *
     * @param connection the connection that it came over
     */
    protected ServerRequest(ConnectionInfo connection) {
        this.connection = connection;
    }

    // ---- for engines

    /**
     * Returns the trailer fields that have come.
     *
     * @return the fields, read-only; null while the content was not read to its end
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    protected abstract @Nullable Headers receivedTrailers();

    /**
     * Ends the handler's use of the content, as it has returned: refuses later reads, and ends one that another thread is
     * still in. Called on the handler's thread.
     */
    protected abstract void seal();

    /**
     * Starts to watch whether the client goes, on an engine that does not watch all the time. Called from any thread, any
     * number of times, whenever a handler asks for the cancellation and it has not come.
     */
    protected void watchClient() {}

    /**
     * Cancels the request, unless the handler has returned or it is cancelled already: interrupts the handler's
     * thread as soon as it is in no channel call, and has the actions run on a thread of their own. Runs no code of
     * the handler's.
     *
     * @return true when this call cancelled it
     */
    public final boolean cancel() {
        if (!gate.cancel()) {
            return false;
        }
        CancelActions due;
        synchronized (this) {
            due = actions;
        }
        if (due != null) {
            due.start();
        }
        return true;
    }

    /**
     * Returns the gate for interrupts of the handler's thread. An engine shuts it around each call to a channel that the
     * handler's thread may make.
     *
     * @return the gate, always the same
     */
    public final InterruptGate gate() {
        return gate;
    }

    /**
     * Returns whether the request was cancelled, without {@linkplain #watchClient asking for a watch}.
     *
     * @return true from the cancellation on
     */
    public final boolean wasCancelled() {
        return gate.cancelled();
    }

    // ---- for handlers

    @Override
    public final Headers trailers() {
        Headers received = receivedTrailers();
        if (received == null) {
            throw new IllegalStateException("the trailers come after the content, which was not read to its end");
        }
        return received;
    }

    @Override
    public final SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public final SocketAddress localAddress() {
        return connection.localAddress();
    }

    @Override
    public final Optional<TlsInfo> tls() {
        return connection.tls();
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is optional for users
    public final <T> @Nullable T attribute(Attribute<T> key) {
        return connection.attribute(key);
    }

    @Override
    public final boolean cancelled() {
        if (!gate.settled()) {
            watchClient();
        }
        return gate.cancelled();
    }

    @Override
    public final void onCancel(Runnable action) {
        Objects.requireNonNull(action, "action");
        CancelActions own;
        synchronized (this) {
            if (actions == null) {
                actions = new CancelActions(connection.server(), this);
            }
            own = actions;
            own.add(action);
        }
        if (gate.cancelled()) {
            own.start();
        } else {
            watchClient();
        }
    }
}
