package dev.weir.http2.engine;

import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.config.Abuse;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.connection.ConnectionEvents;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.exchange.Streams;
import dev.weir.http2.frame.Frame;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.stream.BandwidthEstimator;
import dev.weir.http2.stream.SolicitedFrames;

/**
 * The pings of both sides: those that we send, each with its purpose, and the answers to the client's (RFC 9113 section
 * 6.7).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, but for {@link #received} and {@link #receive}, which the
 * connection's thread calls without it.
 */
final class PingTracker {
    /** The content of a ping says its purpose: eight letters that the client sends back. */
    private static final long ROUND_TRIP = 0x776569722d676f21L;

    private static final long WINDOW = 0x776569722d776e64L;
    private static final long ALIVE = 0x776569722d686579L;

    /** How long a graceful close waits for the client to have read the first GOAWAY. */
    private static final long ROUND_TRIP_NANOS = 1_000_000_000L;

    private final ConnectionLock lock;
    private final ConnectionEvents events;
    private final SolicitedFrames solicited;
    private final FrameFlusher out;
    private final Streams streams;
    private final AbuseGuard abuse;
    private final BandwidthEstimator bandwidth;
    private final long intervalNanos;
    private final long timeoutNanos;

    /** When the ping after the first GOAWAY was sent; 0 while no answer is awaited. */
    private long roundTripSent;
    /** When the ping was sent that checks whether the client is alive; 0 while no answer is awaited. */
    private long aliveSent;
    /** When anything was received last; written by the connection's thread. */
    private volatile long lastReceived = System.nanoTime();

    PingTracker(ConnectionState state, ConnectionEvents events, FrameFlusher out, Streams streams, AbuseGuard abuse) {
        this.lock = state.lock;
        this.events = events;
        this.solicited = state.solicited;
        this.out = out;
        this.streams = streams;
        this.abuse = abuse;
        Http2Config config = state.context.settings;
        this.bandwidth =
                new BandwidthEstimator(Math.min(config.streamWindow(), config.connectionWindow()), config.maxWindow());
        this.intervalNanos = Deadlines.nanos(config.pingInterval());
        this.timeoutNanos = Deadlines.nanos(config.pingTimeout());
    }

    /**
     * Notes that something was received.
     *
     * @param now a time of {@link System#nanoTime}
     */
    void received(long now) {
        lastReceived = now;
    }

    /** Receives a ping, or the answer to one of ours. */
    void receive(Frame.Ping f) throws ConnectionError {
        boolean unsolicited = false;
        lock.lock();
        try {
            if (f.ack()) {
                answered(f.data());
            } else {
                unsolicited = !solicited.takePing();
                FrameWriter.ping(out.control(), true, f.data());
            }
        } finally {
            lock.unlock();
        }
        abuse.spend(Abuse.PING, unsolicited);
        out.awaitControlsSent();
    }

    /** Ignores answers to pings that were not sent. */
    private void answered(long data) {
        if (data == ROUND_TRIP && roundTripSent != 0) {
            roundTripSent = 0;
            events.roundTripOver();
        } else if (data == WINDOW) {
            int window = bandwidth.pingAcked(System.nanoTime());
            if (window > 0) {
                streams.windows.grow(window);
            }
        } else if (data == ALIVE) {
            aliveSent = 0;
        }
    }

    /** Sends a ping whose answer shows that the client has read all before it. */
    void startRoundTrip() {
        lock.assertHeld();
        roundTripSent = Deadlines.of(System.nanoTime());
        FrameWriter.ping(out.control(), false, ROUND_TRIP);
    }

    /** Counts received content; sends a ping where it is time to measure how much is under way at once. */
    void dataReceived(int octets) {
        lock.assertHeld();
        if (bandwidth.dataReceived(octets, System.nanoTime())) {
            FrameWriter.ping(out.control(), false, WINDOW);
        }
    }

    /** Ends the wait for the answer that a graceful close waits for, when that takes too long. */
    void checkRoundTrip(long now) {
        lock.assertHeld();
        if (roundTripSent != 0 && now - roundTripSent > ROUND_TRIP_NANOS) {
            roundTripSent = 0;
            events.roundTripOver();
        }
    }

    /**
     * Sends a ping where the client has been silent for long with streams open.
     *
     * @return false when the client does not answer
     */
    boolean checkAlive(long now) {
        lock.assertHeld();
        if (intervalNanos == 0 || streams.isEmpty()) {
            return true;
        }
        if (aliveSent == 0 && now - lastReceived > intervalNanos) {
            aliveSent = Deadlines.of(now);
            FrameWriter.ping(out.control(), false, ALIVE);
        } else if (aliveSent != 0 && now - aliveSent > timeoutNanos) {
            // Anything received since then shows that the client is alive, though it does not answer.
            aliveSent = 0;
            return now - lastReceived <= timeoutNanos;
        }
        return true;
    }
}
