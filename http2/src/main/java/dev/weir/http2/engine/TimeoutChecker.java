package dev.weir.http2.engine;

import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.exchange.Http2Stream;
import dev.weir.http2.exchange.Streams;
import dev.weir.http2.frame.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the time limits of a connection and its streams, and ends what is late.
 *
 * <p><b>Threads.</b> {@link #tick} is called by a thread of the server, about every 100 ms, and never blocks.
 */
final class TimeoutChecker {
    private final ConnectionState state;
    private final ConnectionLock lock;
    private final FrameFlusher out;
    private final Streams streams;
    private final PingTracker pings;
    private final LocalSettings localSettings;
    private final ConnectionPhase phase;
    private final ActivityTracker activity;

    /** Why the connection is ended when its read deadline passes; null for a deadline of the preface or of SETTINGS. */
    private volatile @Nullable ErrorCode endCode;

    TimeoutChecker(
            ConnectionState state,
            FrameFlusher out,
            Streams streams,
            PingTracker pings,
            LocalSettings localSettings,
            ConnectionPhase phase,
            ActivityTracker activity) {
        this.state = state;
        this.lock = state.lock;
        this.out = out;
        this.streams = streams;
        this.pings = pings;
        this.localSettings = localSettings;
        this.phase = phase;
        this.activity = activity;
    }

    /**
     * Returns the code of a connection that this class has ended, by its read deadline; null when that deadline was one
     * of the preface or of SETTINGS.
     */
    @Nullable
    ErrorCode endCode() {
        return endCode;
    }

    /** Checks what is late. */
    void tick() {
        long now = System.nanoTime();
        List<Http2Stream> late = new ArrayList<>(0);
        ErrorCode lost;
        boolean idle;
        lock.lock();
        try {
            pings.checkRoundTrip(now);
            lost = checkAnswers(now);
            idle = phase.isOpen() && activity.isIdleTooLong(now) && !out.writing();
            if (idle) {
                phase.sendFinalGoAway("the connection was idle for too long");
            }
            out.tick();
            if (streams.headTimer.isLate(now)) {
                // Nothing else can come after it: streams that are open are not waited for.
                end(ErrorCode.NO_ERROR, now);
            }
            // Opens what was not opened at the start, as memory was scarce.
            streams.windows.openConnection();
            streams.tick(now, late);
            out.flushSoon();
        } finally {
            lock.unlockAside();
        }
        if (idle) {
            state.debug("was closed: it was idle for too long", null);
        }
        if (lost != null) {
            state.debug("does not answer " + (lost == ErrorCode.NO_ERROR ? "a ping" : "our SETTINGS"), null);
            end(lost, now);
        }
        late.forEach(stream -> streams.cancel(stream, true));
    }

    /** Wakes the connection's thread, which ends the connection. */
    private void end(ErrorCode code, long now) {
        endCode = code;
        state.transport.readDeadline(Deadlines.of(now));
    }

    /** Returns the error of a client that does not answer in time; null for none. */
    private @Nullable ErrorCode checkAnswers(long now) {
        if (localSettings.isLate(now)) {
            return ErrorCode.SETTINGS_TIMEOUT;
        }
        return pings.checkAlive(now) ? null : ErrorCode.NO_ERROR;
    }
}
