package dev.weir.http.core.connection;

import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.SessionView;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The phase of one connection, and its way from one to the next: a terminal phase is never left, but for CLOSED after
 * HIJACKED.
 *
 * <p><b>Threads.</b> Thread-safe without locks where there is no listener.
 */
public final class ConnectionState {
    /** The phases; the listener of the server gets them as constants of its own. */
    public enum Phase {
        NEW,
        ACTIVE,
        IDLE,
        HIJACKED,
        CLOSED,
    }

    /** Receives changes of phase; each once, in order, one at a time for each connection. */
    @FunctionalInterface
    public interface Listener {
        void changed(long id, SocketAddress remote, Phase phase);
    }

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(ConnectionState.class, "phase", Phase.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null without a listener. */
    private final @Nullable StateNotifier notifier;

    /** Changed by compare-and-set alone; where there is a notifier, under its monitor. */
    private volatile Phase phase = Phase.NEW;

    /**
     * Who serves the connection step by step; null before that, and where its protocol has no sessions. Written after all else
     * that is known of it then.
     */
    private volatile @Nullable ProtocolSession session;

    ConnectionState(@Nullable StateNotifier notifier) {
        this.notifier = notifier;
    }

    /** The client has another address than the socket, as its proxy says. */
    void remote(SocketAddress address) {
        if (notifier != null) {
            notifier.remote(address);
        }
    }

    public Phase phase() {
        return phase;
    }

    /** The connection is served by this, where it is not null. */
    void serveBy(@Nullable ProtocolSession served) {
        session = served;
    }

    /** For those who watch the server: what the protocol knows of the connection. */
    public SessionView view(int most) {
        ProtocolSession served = session;
        return served == null ? SessionView.NONE : served.view(most);
    }

    boolean isHijacked() {
        return phase == Phase.HIJACKED;
    }

    /** The server has accepted the connection; the listener is called once the connection's own thread runs. */
    void accepted() {
        if (notifier != null) {
            notifier.queue(Phase.NEW);
        }
    }

    /** Calls the listener with what is queued, on the calling thread, which must be one of the connection's. */
    void deliver() {
        if (notifier != null) {
            notifier.deliver();
        }
    }

    /** Calls the listener with what is queued, on a thread of its own. */
    void deliverAsync() {
        if (notifier != null) {
            notifier.deliverAsync();
        }
    }

    /** Changes the phase unless it is terminal or the same, and calls the listener; true when it has changed. */
    boolean enter(Phase next) {
        boolean changed = enterSilently(next);
        if (changed) {
            deliver();
        }
        return changed;
    }

    /** The same, with the call of the listener left to the caller. */
    boolean enterSilently(Phase next) {
        Phase seen = phase;
        while (seen != next && seen != Phase.CLOSED && (seen != Phase.HIJACKED || next == Phase.CLOSED)) {
            if (change(seen, next)) {
                return true;
            }
            seen = phase;
        }
        return false;
    }

    /** Changes the phase if it is still the one that was seen; the listener is left to the caller. */
    boolean change(Phase seen, Phase next) {
        if (notifier == null) {
            return PHASE.compareAndSet(this, seen, next);
        }
        // Queued in the order of the changes.
        synchronized (notifier) {
            boolean changed = PHASE.compareAndSet(this, seen, next);
            // For the listener the phases of a connection that was taken over end with HIJACKED.
            if (changed && seen != Phase.HIJACKED) {
                notifier.queue(next);
            }
            return changed;
        }
    }
}
