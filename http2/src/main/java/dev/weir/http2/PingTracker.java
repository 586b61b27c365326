package dev.weir.http2;

import dev.weir.http.core.support.Deadlines;

/**
 * What we ask the client and wait for: pings, each with its purpose, and the acknowledgement of our SETTINGS.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, but for {@link #heard}.
 */
final class PingTracker {
    /** What a ping's purpose looks like on the wire: eight letters. The client sends them back. */
    private static final long ROUND_TRIP = 0x776569722d676f21L;

    private static final long WINDOW = 0x776569722d776e64L;
    private static final long ALIVE = 0x776569722d686579L;

    /** How long the first step of winding up waits for the client to have read it. */
    private static final long ROUND_TRIP_NANOS = 1_000_000_000L;

    private final FrameFlusher out;
    private final Streams streams;
    private final BandwidthEstimator bandwidth;
    private final long settingsNanos;
    private final long intervalNanos;
    private final long timeoutNanos;

    /** When each was asked; zero when none is under way. */
    private long roundTripAsked;

    private long aliveAsked;
    private long settingsSent;
    /** When the client was last heard of; written by the connection's thread. */
    private volatile long heard = System.nanoTime();

    PingTracker(Http2Config settings, FrameFlusher out, Streams streams) {
        this.out = out;
        this.streams = streams;
        this.bandwidth = new BandwidthEstimator(
                Math.min(settings.streamWindow(), settings.connectionWindow()), settings.maxWindow());
        this.settingsNanos = Deadlines.nanos(settings.prefaceTimeout().plus(settings.settingsTimeout()));
        this.intervalNanos = Deadlines.nanos(settings.pingInterval());
        this.timeoutNanos = Deadlines.nanos(settings.pingTimeout());
    }

    private static long now() {
        long now = System.nanoTime();
        return Deadlines.of(now);
    }

    /** Something has come; the connection's thread, without the lock. */
    void heard() {
        heard = System.nanoTime();
    }

    /** Our SETTINGS are out. */
    void settingsSent() {
        settingsSent = now();
    }

    /** The client has acknowledged them; false when there was nothing to acknowledge. */
    boolean settingsAcknowledged() {
        boolean asked = settingsSent != 0;
        settingsSent = 0;
        return asked;
    }

    /** Asks, so that the answer shows that the client has read all before it. */
    void askForRoundTrip() {
        roundTripAsked = now();
        FrameWriter.ping(out.control(), false, ROUND_TRIP);
    }

    /** Content has come: maybe it is time to measure how much of it is on its way at once. */
    void dataReceived(int octets) {
        if (bandwidth.dataReceived(octets, System.nanoTime())) {
            FrameWriter.ping(out.control(), false, WINDOW);
        }
    }

    /** The client has answered a ping. Answers to what we did not ask are nothing to us (RFC 9113 section 6.7). */
    void answered(long data, Http2Connection connection) {
        if (data == ROUND_TRIP && roundTripAsked != 0) {
            roundTripAsked = 0;
            connection.roundTripOver();
        } else if (data == WINDOW) {
            int window = bandwidth.pingAcked(System.nanoTime());
            if (window > 0) {
                streams.growWindows(window);
            }
        } else if (data == ALIVE) {
            aliveAsked = 0;
        }
    }

    /**
     * Looks at what is late.
     *
     * @return why the connection is to be left; null when it is not
     */
    ErrorCode tick(long now, Http2Connection connection) {
        if (roundTripAsked != 0 && now - roundTripAsked > ROUND_TRIP_NANOS) {
            roundTripAsked = 0;
            connection.roundTripOver();
        }
        if (settingsSent != 0 && now - settingsSent > settingsNanos) {
            settingsSent = 0;
            return ErrorCode.SETTINGS_TIMEOUT;
        }
        if (intervalNanos != 0 && !streams.isEmpty()) {
            if (aliveAsked == 0 && now - heard > intervalNanos) {
                aliveAsked = Deadlines.of(now);
                FrameWriter.ping(out.control(), false, ALIVE);
            } else if (aliveAsked != 0 && now - aliveAsked > timeoutNanos) {
                // Whatever has come meanwhile shows that the client is there, though it does not answer.
                aliveAsked = 0;
                return now - heard > timeoutNanos ? ErrorCode.NO_ERROR : null;
            }
        }
        return null;
    }
}
