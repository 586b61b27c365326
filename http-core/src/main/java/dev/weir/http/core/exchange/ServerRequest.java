package dev.weir.http.core.exchange;

import dev.weir.http.api.AttributeKey;
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
 * <p><b>Threads.</b> What an engine overrides is called as {@link Request} says. {@link #cancel}, {@link #cut},
 * {@link #cancelled}, {@link #onCancel}, {@link #interruptHandler}, {@link #draining} and {@link #onDrain} may be called from
 * any thread.
 */
public abstract class ServerRequest extends Request {
    private final InterruptGate gate = new InterruptGate();
    /** What to run on cancellation and drain; null while there is nothing. Made under the monitor. */
    private volatile @Nullable RequestEvents events;

    /** The pattern of the route; empty before a router has matched it. */
    private String pattern = "";

    /** Creates a request whose handler has not begun. */
    protected ServerRequest() {}

    // ---- for engines

    /**
     * Returns the connection that it came over.
     *
     * @return the connection, always the same
     */
    protected abstract ConnectionInfo connection();

    /**
     * Returns the stream that it came on.
     *
     * @return its identifier; 0, as without an override, where the protocol has no streams
     */
    protected int streamId() {
        return 0;
    }

    /**
     * Returns since when the handler could have been called. Asked for once, when it is about to be, where the server has a
     * listener for requests.
     *
     * @return a time of {@link System#nanoTime}; 0, as without an override, where that is not known
     */
    protected long readySince() {
        return 0;
    }

    /**
     * Returns how much content has come. Asked for when the response has ended, where somebody gets word of that.
     *
     * @return bytes without framing; 0, as without an override, where they are not counted
     */
    protected long receivedBytes() {
        return 0;
    }

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
     * Cancels the request as its client has gone, unless the handler has returned or it is cancelled already: interrupts the
     * handler's thread as soon as it is in no channel call, and has the actions run on a thread of their own. Runs no code of
     * the handler's.
     *
     * @return true when this call cancelled it
     */
    public final boolean cancel() {
        return cancel(false);
    }

    /**
     * Cancels the request as the server ends it, otherwise like {@link #cancel}: a deadline has passed, or the server is closed.
     *
     * @return true when this call cancelled it
     */
    public final boolean cut() {
        return cancel(true);
    }

    private boolean cancel(boolean byServer) {
        if (!gate.cancel(byServer)) {
            return false;
        }
        RequestEvents due = events;
        if (due != null) {
            due.cancelled();
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

    /**
     * Notes who ends the request, before the handler's calls fail for that; {@link #cancel} or {@link #cut} follows. Only the
     * first that is noted counts.
     *
     * @param byServer whether it is the server, and not the client
     */
    public final void endedBy(boolean byServer) {
        gate.endedBy(byServer);
    }

    /** Returns whether it was the server that has ended the request. */
    final boolean wasEndedByServer() {
        return gate.endedByServer();
    }

    /** Ends the watch for events, as the handler has returned and the gate is shut for good. */
    final void endEvents() {
        RequestEvents over = events;
        if (over != null) {
            over.close();
        }
    }

    private synchronized RequestEvents events() {
        RequestEvents made = events;
        if (made == null) {
            made = new RequestEvents(connection().server(), this);
            events = made;
            if (gate.ended()) {
                // The handler returned before it could be seen there.
                made.close();
            }
        }
        return made;
    }

    @Override
    protected final void matched(String route) {
        pattern = route;
    }

    // ---- for handlers

    @Override
    public final String pattern() {
        return pattern;
    }

    @Override
    public final boolean draining() {
        return connection().server().draining();
    }

    @Override
    public final boolean shuttingDown() {
        return connection().server().shuttingDown();
    }

    @Override
    public final void onDrain(Runnable action) {
        events().onDrain(Objects.requireNonNull(action, "action"));
    }

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
        return connection().remoteAddress();
    }

    @Override
    public final SocketAddress localAddress() {
        return connection().localAddress();
    }

    @Override
    public final Optional<TlsInfo> tls() {
        return connection().tls();
    }

    @Override
    public final <T> Optional<T> attribute(AttributeKey<T> key) {
        return connection().attribute(key);
    }

    @Override
    public final boolean interruptHandler() {
        return gate.interrupt();
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
        RequestEvents own = events();
        own.onCancel(Objects.requireNonNull(action, "action"));
        if (gate.cancelled()) {
            own.cancelled();
        } else {
            watchClient();
        }
    }
}
