package dev.weir.http2.engine;

import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.ConnectionWatch;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.exchange.Streams;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.FrameWriter;

/**
 * The phases of a connection up to its end, and the GOAWAY frames between them (RFC 9113 section 6.8).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
final class ConnectionPhase {
    private enum Phase {
        OPEN,
        /** GOAWAY(2^31-1) was sent: a client that has read it opens no more streams. */
        DRAINING,
        /** GOAWAY with the last stream that is served was sent: the connection ends after the open streams. */
        ENDING,
        /** We send nothing more. */
        ENDED,
    }

    private final ConnectionLock lock;
    private final FrameFlusher out;
    private final Streams streams;
    private final PingTracker pings;
    private final ConnectionWatch watch;

    private Phase phase = Phase.OPEN;

    ConnectionPhase(ConnectionState state, FrameFlusher out, Streams streams, PingTracker pings) {
        this.lock = state.lock;
        this.watch = state.watch;
        this.out = out;
        this.streams = streams;
        this.pings = pings;
    }

    boolean isOpen() {
        lock.assertHeld();
        return phase == Phase.OPEN;
    }

    boolean isEnded() {
        lock.assertHeld();
        return phase == Phase.ENDED;
    }

    /** Returns whether a new stream of the client's is served. */
    boolean accepts() {
        lock.assertHeld();
        return phase == Phase.OPEN || phase == Phase.DRAINING;
    }

    /**
     * Takes the first step of a graceful close: announces it, while requests that are on their way are still served.
     */
    void startDrain(String reason) {
        lock.assertHeld();
        if (phase == Phase.OPEN) {
            phase = Phase.DRAINING;
            FrameWriter.goAway(out.control(), Integer.MAX_VALUE, ErrorCode.NO_ERROR.code(), reason);
            pings.startRoundTrip();
            watch.goAwaySent(ErrorCode.NO_ERROR, reason);
        }
    }

    /** Takes the second step, as the client has read the first GOAWAY: names the last stream that is served. */
    void roundTripOver() {
        lock.assertHeld();
        if (phase == Phase.DRAINING) {
            sendFinalGoAway("");
        }
    }

    /** Names the last stream that is served, unless that was done. */
    void sendFinalGoAwayOnce(String reason) {
        if (accepts()) {
            sendFinalGoAway(reason);
        }
    }

    void sendFinalGoAway(String reason) {
        lock.assertHeld();
        if (phase == Phase.OPEN && !reason.isEmpty()) {
            // Neither the second of two, nor the answer to the client's own.
            watch.goAwaySent(ErrorCode.NO_ERROR, reason);
        }
        phase = Phase.ENDING;
        FrameWriter.goAway(out.control(), streams.lastProcessed(), ErrorCode.NO_ERROR.code(), reason);
    }

    /** Sends the GOAWAY of a connection that ends at once. */
    void sendGoAway(ErrorCode code, String reason) {
        lock.assertHeld();
        // The request that caused an error is named with the others, so that its client does not send it again.
        int last = code == ErrorCode.NO_ERROR ? streams.lastProcessed() : streams.last();
        FrameWriter.goAway(out.control(), last, code.code(), reason);
        watch.goAwaySent(code, reason);
    }

    /**
     * Ends the connection if it is in its last phase and no stream is open.
     *
     * @return whether it has ended by this
     */
    boolean endIfDone() {
        lock.assertHeld();
        if (phase != Phase.ENDING || !streams.isEmpty()) {
            return false;
        }
        phase = Phase.ENDED;
        return true;
    }

    void end() {
        lock.assertHeld();
        phase = Phase.ENDED;
    }
}
