package dev.weir.http.core;

import dev.weir.http.core.connection.ConnectionState;

/** The states of a connection. Each transition is reported once, in order, to the listener of {@code connState}. */
public enum ConnState {
    /** Accepted; nothing was read of a request. */
    NEW,
    /** A request is being read or answered. */
    ACTIVE,
    /** Between requests. */
    IDLE,
    /**
     * A handler has taken it over. Terminal: that it is closed in the end is not reported, though it counts as open until
     * then.
     */
    HIJACKED,
    /** Closed. Terminal. */
    CLOSED;

    static ConnState of(ConnectionState.Phase phase) {
        return switch (phase) {
            case NEW -> NEW;
            case ACTIVE -> ACTIVE;
            case IDLE -> IDLE;
            case HIJACKED -> HIJACKED;
            case CLOSED -> CLOSED;
        };
    }
}
