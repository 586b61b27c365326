package dev.weir.http2.config;

import java.time.Duration;
import java.util.Objects;

/**
 * The limits of HTTP/2 beside those that every protocol of a server shares, each with its reason. Give one to
 * {@code new Http2Provider(config)}; {@link #DEFAULT} is what the provider that is found by itself uses.
 *
 * @param maxConcurrentStreams how many streams a client may have open at once, and how many handlers of a connection
 *     run at once; from 1. A stream costs memory and a thread. No more are pushed, whatever the client allows
 * @param maxFrameSize the largest payload of a frame that we take, in bytes, from 16,384 to 16,777,215. A frame is held
 *     whole before it is dealt with. What is sent goes in frames of 16,384 at most, whatever the client allows
 * @param headerTableSize the size of the table that a client may use to compress what it sends, in bytes, from 0. The
 *     table stays for as long as the connection
 * @param encoderTableSize the largest table that we use to compress responses, in bytes, from 0, however much the
 *     client allows
 * @param streamWindow how much content a client may send on a stream before a handler has read it, in bytes, from 1 to
 *     2^31-1. It bounds the memory of a request that is not read, and the speed of an upload as it begins
 * @param connectionWindow the same for all streams of a connection together, from 65,535 to 2^31-1. What it has more
 *     than a stream's is what the other streams can use while one is not read: with a window that is no larger, one
 *     upload stops all
 * @param maxWindow up to which size the window of a stream grows where the measured bandwidth and delay of the
 *     connection can use it; that of the connection grows with it and keeps its lead. At or below {@code
 *     streamWindow} they do not grow
 * @param extendedConnect whether clients are told that they may use extended CONNECT (RFC 8441)
 * @param scheduler the name of the {@link dev.weir.http2.spi.WriteSchedulerProvider} that says which response goes
 *     first
 * @param prefaceTimeout how long a client may take to send the connection preface
 * @param settingsTimeout how long it may take from there to its SETTINGS, and how long to acknowledge ours
 * @param pingInterval how long a connection may be silent while streams are open before we ask whether the client is
 *     still there; zero not to ask
 * @param pingTimeout how long it may take to answer
 * @param abuse what a client may make us do without use to itself
 */
public record Http2Config(
        int maxConcurrentStreams,
        int maxFrameSize,
        int headerTableSize,
        int encoderTableSize,
        int streamWindow,
        int connectionWindow,
        int maxWindow,
        boolean extendedConnect,
        String scheduler,
        Duration prefaceTimeout,
        Duration settingsTimeout,
        Duration pingInterval,
        Duration pingTimeout,
        AbuseLimits abuse) {
    /** The largest window that HTTP/2 can express (RFC 9113 section 6.9.1). */
    static final int LARGEST_WINDOW = Integer.MAX_VALUE;

    /** The window that every connection begins with; SETTINGS does not change it (section 6.9.2). */
    static final int INITIAL_WINDOW = 65_535;

    private static final int SMALLEST_FRAME = 16_384;
    private static final int LARGEST_FRAME = 16_777_215;

    /** What is used where nothing else is said. */
    public static final Http2Config DEFAULT = new Http2Config(
            250,
            SMALLEST_FRAME,
            4096,
            4096,
            256 << 10,
            1 << 20,
            8 << 20,
            false,
            "rfc9218",
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ZERO,
            Duration.ofSeconds(15),
            AbuseLimits.DEFAULT);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException when one is out of range, saying which and what it may be
     */
    public Http2Config {
        require(maxConcurrentStreams >= 1, "maxConcurrentStreams is at least 1");
        require(
                maxFrameSize >= SMALLEST_FRAME && maxFrameSize <= LARGEST_FRAME,
                "maxFrameSize is from 16384 to 16777215 (RFC 9113 section 6.5.2)");
        require(headerTableSize >= 0, "headerTableSize is not negative");
        require(encoderTableSize >= 0, "encoderTableSize is not negative");
        require(streamWindow >= 1, "streamWindow is at least 1");
        require(
                connectionWindow >= INITIAL_WINDOW,
                "connectionWindow is at least 65535, which every connection begins with (RFC 9113 section 6.9.2)");
        Objects.requireNonNull(scheduler, "scheduler");
        Objects.requireNonNull(abuse, "abuse");
        require(positive(prefaceTimeout), "prefaceTimeout is longer than zero");
        require(positive(settingsTimeout), "settingsTimeout is longer than zero");
        require(!pingInterval.isNegative(), "pingInterval is not negative");
        require(positive(pingTimeout), "pingTimeout is longer than zero");
    }

    private static boolean positive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    /**
     * The same with another limit of streams.
     *
     * @param streams how many may be open at once, from 1
     * @return a new configuration
     */
    public Http2Config withMaxConcurrentStreams(int streams) {
        return new Http2Config(
                streams,
                maxFrameSize,
                headerTableSize,
                encoderTableSize,
                streamWindow,
                connectionWindow,
                maxWindow,
                extendedConnect,
                scheduler,
                prefaceTimeout,
                settingsTimeout,
                pingInterval,
                pingTimeout,
                abuse);
    }

    /**
     * The same with another limit of frames.
     *
     * @param bytes the largest payload that is taken, from 16,384 to 16,777,215
     * @return a new configuration
     */
    public Http2Config withMaxFrameSize(int bytes) {
        return new Http2Config(
                maxConcurrentStreams,
                bytes,
                headerTableSize,
                encoderTableSize,
                streamWindow,
                connectionWindow,
                maxWindow,
                extendedConnect,
                scheduler,
                prefaceTimeout,
                settingsTimeout,
                pingInterval,
                pingTimeout,
                abuse);
    }

    /**
     * The same with other compression tables.
     *
     * @param decoder how large a table the client may use, from 0
     * @param encoder how large a table we use at most, from 0
     * @return a new configuration
     */
    public Http2Config withTables(int decoder, int encoder) {
        return new Http2Config(
                maxConcurrentStreams,
                maxFrameSize,
                decoder,
                encoder,
                streamWindow,
                connectionWindow,
                maxWindow,
                extendedConnect,
                scheduler,
                prefaceTimeout,
                settingsTimeout,
                pingInterval,
                pingTimeout,
                abuse);
    }

    /**
     * The same with other windows.
     *
     * @param stream the window of a stream, from 1
     * @param connection the window of the connection, from 65,535
     * @param largest up to which size they grow
     * @return a new configuration
     */
    public Http2Config withWindows(int stream, int connection, int largest) {
        return new Http2Config(
                maxConcurrentStreams,
                maxFrameSize,
                headerTableSize,
                encoderTableSize,
                stream,
                connection,
                largest,
                extendedConnect,
                scheduler,
                prefaceTimeout,
                settingsTimeout,
                pingInterval,
                pingTimeout,
                abuse);
    }

    /**
     * The same with extended CONNECT allowed or not.
     *
     * @param allowed whether clients are told that they may use it
     * @return a new configuration
     */
    public Http2Config withExtendedConnect(boolean allowed) {
        return new Http2Config(
                maxConcurrentStreams,
                maxFrameSize,
                headerTableSize,
                encoderTableSize,
                streamWindow,
                connectionWindow,
                maxWindow,
                allowed,
                scheduler,
                prefaceTimeout,
                settingsTimeout,
                pingInterval,
                pingTimeout,
                abuse);
    }

    /**
     * The same with another scheduler.
     *
     * @param name the name of a provider that is there when the server starts
     * @return a new configuration
     */
    public Http2Config withScheduler(String name) {
        return new Http2Config(
                maxConcurrentStreams,
                maxFrameSize,
                headerTableSize,
                encoderTableSize,
                streamWindow,
                connectionWindow,
                maxWindow,
                extendedConnect,
                name,
                prefaceTimeout,
                settingsTimeout,
                pingInterval,
                pingTimeout,
                abuse);
    }

    /**
     * The same with other times for the start of a connection.
     *
     * @param preface how long a client may take to send the preface
     * @param settings how long it may take to send its SETTINGS, and to acknowledge ours
     * @return a new configuration
     */
    public Http2Config withStartTimeouts(Duration preface, Duration settings) {
        return new Http2Config(
                maxConcurrentStreams,
                maxFrameSize,
                headerTableSize,
                encoderTableSize,
                streamWindow,
                connectionWindow,
                maxWindow,
                extendedConnect,
                scheduler,
                preface,
                settings,
                pingInterval,
                pingTimeout,
                abuse);
    }

    /**
     * The same with pings of our own.
     *
     * @param interval how long a connection may be silent while streams are open; zero for no pings
     * @param timeout how long an answer may take
     * @return a new configuration
     */
    public Http2Config withPings(Duration interval, Duration timeout) {
        return new Http2Config(
                maxConcurrentStreams,
                maxFrameSize,
                headerTableSize,
                encoderTableSize,
                streamWindow,
                connectionWindow,
                maxWindow,
                extendedConnect,
                scheduler,
                prefaceTimeout,
                settingsTimeout,
                interval,
                timeout,
                abuse);
    }

    /**
     * The same with other limits against abuse.
     *
     * @param limits what a client may make us do
     * @return a new configuration
     */
    public Http2Config withAbuse(AbuseLimits limits) {
        return new Http2Config(
                maxConcurrentStreams,
                maxFrameSize,
                headerTableSize,
                encoderTableSize,
                streamWindow,
                connectionWindow,
                maxWindow,
                extendedConnect,
                scheduler,
                prefaceTimeout,
                settingsTimeout,
                pingInterval,
                pingTimeout,
                limits);
    }
}
