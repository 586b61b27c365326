package dev.weir.http2.engine;

import dev.weir.http.core.spi.ConnectionListener.Measure;
import dev.weir.http2.config.Abuse;
import dev.weir.http2.connection.ConnectionEvents;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.exchange.Streams;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.stream.AbuseBudget;

/**
 * Counts what a client does without use to itself, and ends the connection where that is too much.
 *
 * <p><b>Threads.</b> The connection's thread, without the lock.
 */
final class AbuseGuard {
    private final ConnectionState state;
    private final ConnectionEvents events;
    private final Streams streams;
    private final AbuseBudget budget;

    AbuseGuard(ConnectionState state, ConnectionEvents events, Streams streams) {
        this.state = state;
        this.events = events;
        this.streams = streams;
        this.budget = new AbuseBudget(state.context.settings.abuse());
    }

    /**
     * Counts an act of the client's.
     *
     * @param counts whether it is of no use to the client itself
     * @throws ConnectionError when it is far too much
     */
    void spend(Abuse act, boolean counts) throws ConnectionError {
        if (!counts) {
            return;
        }
        state.context.server.counters().abuse(act.name());
        if (act == Abuse.RESET_RECEIVED || act == Abuse.RESET_PROVOKED) {
            budget.answered(takeAnswered());
        }
        switch (budget.spend(act, System.nanoTime())) {
            case OK -> {
                // within the limits
            }
            case WARN -> startDrain("too much of " + act);
            case EXHAUSTED -> throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "too much of " + act);
        }
    }

    private void startDrain(String limit) {
        state.debug("is closed gracefully: " + limit, null);
        state.lock.lock();
        try {
            events.startDrain(limit);
        } finally {
            state.lock.unlock();
        }
        state.watch.limited(limit, Measure.DRAINED);
    }

    private int takeAnswered() {
        state.lock.lock();
        try {
            return streams.takeAnswered();
        } finally {
            state.lock.unlock();
        }
    }
}
