package dev.weir.http2.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The limits of HTTP/2 beside those that all protocols of a server share, each with its reason. Given to a server by
 * {@code new Http2Provider(config)}; the provider that {@code ServiceLoader} finds uses {@link #DEFAULT}.
 *
 * <p><b>Threads.</b> Immutable. A builder belongs to one thread at a time.
 */
public final class Http2Config {
    /** The limits where nothing else was set. */
    public static final Http2Config DEFAULT = builder().build();

    private final int maxConcurrentStreams;
    private final int maxFrameSize;
    private final int headerTableSize;
    private final int encoderTableSize;
    private final int streamWindow;
    private final int connectionWindow;
    private final int maxWindow;
    private final @Nullable Boolean extendedConnect;
    private final String scheduler;
    private final Duration prefaceTimeout;
    private final Duration settingsTimeout;
    private final Duration pingInterval;
    private final Duration pingTimeout;
    private final AbuseLimits abuse;

    private Http2Config(Builder builder) {
        this.maxConcurrentStreams = builder.maxConcurrentStreams;
        this.maxFrameSize = builder.maxFrameSize;
        this.headerTableSize = builder.headerTableSize;
        this.encoderTableSize = builder.encoderTableSize;
        this.streamWindow = builder.streamWindow;
        this.connectionWindow = builder.connectionWindow;
        this.maxWindow = builder.maxWindow;
        this.extendedConnect = builder.extendedConnect;
        this.scheduler = builder.scheduler;
        this.prefaceTimeout = builder.prefaceTimeout;
        this.settingsTimeout = builder.settingsTimeout;
        this.pingInterval = builder.pingInterval;
        this.pingTimeout = builder.pingTimeout;
        this.abuse = builder.abuse;
    }

    /**
     * Returns a new builder, which holds the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a new builder, which holds these limits.
     *
     * @return the builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns how many streams a client may have open at once, and how many handlers of a connection run at once.
     *
     * @return the limit
     */
    public int maxConcurrentStreams() {
        return maxConcurrentStreams;
    }

    /**
     * Returns the largest payload of a frame that is accepted.
     *
     * @return the size, in bytes
     */
    public int maxFrameSize() {
        return maxFrameSize;
    }

    /**
     * Returns the size of the table that a client may use to compress its fields.
     *
     * @return the size, in bytes
     */
    public int headerTableSize() {
        return headerTableSize;
    }

    /**
     * Returns the largest table that is used to compress the fields of responses, however much the client allows.
     *
     * @return the size, in bytes
     */
    public int encoderTableSize() {
        return encoderTableSize;
    }

    /**
     * Returns how much content a client may send on a stream before a handler has read it.
     *
     * @return the size, in bytes
     */
    public int streamWindow() {
        return streamWindow;
    }

    /**
     * Returns how much content a client may send on all streams of a connection together.
     *
     * @return the size, in bytes
     */
    public int connectionWindow() {
        return connectionWindow;
    }

    /**
     * Returns up to which size the window of a stream grows where the measured bandwidth and delay of the connection
     * can use it.
     *
     * @return the size, in bytes
     */
    public int maxWindow() {
        return maxWindow;
    }

    /**
     * Returns whether clients are offered extended CONNECT (RFC 8441).
     *
     * @return whether they are; empty for the protocols that modules speak, as {@link dev.weir.http.api.TunnelProtocol}
     *     has it
     */
    public Optional<Boolean> extendedConnect() {
        return Optional.ofNullable(extendedConnect);
    }

    /**
     * Returns the name of the {@link dev.weir.http2.spi.WriteSchedulerProvider} that decides which response is sent
     * first.
     *
     * @return the name
     */
    public String scheduler() {
        return scheduler;
    }

    /**
     * Returns how long a client may take to send the connection preface.
     *
     * @return the time
     */
    public Duration prefaceTimeout() {
        return prefaceTimeout;
    }

    /**
     * Returns how long a client may take to send its SETTINGS after the preface, and to acknowledge ours.
     *
     * @return the time
     */
    public Duration settingsTimeout() {
        return settingsTimeout;
    }

    /**
     * Returns how long a connection may be silent while streams are open before a ping asks whether the client is
     * alive.
     *
     * @return the time; zero for no pings
     */
    public Duration pingInterval() {
        return pingInterval;
    }

    /**
     * Returns how long a client may take to answer a ping.
     *
     * @return the time
     */
    public Duration pingTimeout() {
        return pingTimeout;
    }

    /**
     * Returns how much a client may do that is of no use to itself.
     *
     * @return the limits
     */
    public AbuseLimits abuse() {
        return abuse;
    }

    /** Sets limits, each of which is checked at once. */
    public static final class Builder {
        private static final int SMALLEST_FRAME = 16_384;
        private static final int LARGEST_FRAME = 16_777_215;
        /** The window that every connection begins with; SETTINGS does not change it (RFC 9113 section 6.9.2). */
        private static final int INITIAL_WINDOW = 65_535;

        private int maxConcurrentStreams = 250;
        private int maxFrameSize = SMALLEST_FRAME;
        private int headerTableSize = 4096;
        private int encoderTableSize = 4096;
        private int streamWindow = 256 << 10;
        private int connectionWindow = 1 << 20;
        private int maxWindow = 8 << 20;
        private @Nullable Boolean extendedConnect;
        private String scheduler = "rfc9218";
        private Duration prefaceTimeout = Duration.ofSeconds(10);
        private Duration settingsTimeout = Duration.ofSeconds(2);
        private Duration pingInterval = Duration.ZERO;
        private Duration pingTimeout = Duration.ofSeconds(15);
        private AbuseLimits abuse = AbuseLimits.DEFAULT;

        private Builder() {}

        private Builder(Http2Config from) {
            this.maxConcurrentStreams = from.maxConcurrentStreams;
            this.maxFrameSize = from.maxFrameSize;
            this.headerTableSize = from.headerTableSize;
            this.encoderTableSize = from.encoderTableSize;
            this.streamWindow = from.streamWindow;
            this.connectionWindow = from.connectionWindow;
            this.maxWindow = from.maxWindow;
            this.extendedConnect = from.extendedConnect;
            this.scheduler = from.scheduler;
            this.prefaceTimeout = from.prefaceTimeout;
            this.settingsTimeout = from.settingsTimeout;
            this.pingInterval = from.pingInterval;
            this.pingTimeout = from.pingTimeout;
            this.abuse = from.abuse;
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
         * Sets how many streams a client may have open at once, and how many handlers of a connection run at once;
         * default 250. A stream costs memory and a thread. No more are pushed, whatever the client allows.
         *
         * @param streams the number, from 1
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder maxConcurrentStreams(int streams) {
            require(streams >= 1, "maxConcurrentStreams is at least 1");
            maxConcurrentStreams = streams;
            return this;
        }

        /**
         * Sets the largest payload of a frame that is accepted; default 16,384. A frame is held whole before it is
         * handled. What is sent goes in frames of 16,384 bytes at most, whatever the client allows.
         *
         * @param bytes the size, in bytes, from 16,384 to 16,777,215
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder maxFrameSize(int bytes) {
            require(
                    bytes >= SMALLEST_FRAME && bytes <= LARGEST_FRAME,
                    "maxFrameSize is from 16384 to 16777215 (RFC 9113 section 6.5.2)");
            maxFrameSize = bytes;
            return this;
        }

        /**
         * Sets the size of the table that a client may use to compress its fields; default 4,096. The table lives as
         * long as the connection.
         *
         * @param bytes the size, in bytes, from 0
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder headerTableSize(int bytes) {
            require(bytes >= 0, "headerTableSize is not negative");
            headerTableSize = bytes;
            return this;
        }

        /**
         * Sets the largest table that is used to compress the fields of responses, however much the client allows;
         * default 4,096.
         *
         * @param bytes the size, in bytes, from 0
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder encoderTableSize(int bytes) {
            require(bytes >= 0, "encoderTableSize is not negative");
            encoderTableSize = bytes;
            return this;
        }

        /**
         * Sets how much content a client may send on a stream before a handler has read it; default 256 KiB. It
         * bounds the memory of a request that is not read, and the speed at which an upload begins.
         *
         * @param bytes the size, in bytes, from 1 to 2^31-1
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder streamWindow(int bytes) {
            require(bytes >= 1, "streamWindow is at least 1");
            streamWindow = bytes;
            return this;
        }

        /**
         * Sets how much content a client may send on all streams of a connection together; default 1 MiB. What it has
         * more than the window of a stream is what the other streams can use while one is not read: with no more, one
         * upload stops all.
         *
         * @param bytes the size, in bytes, from 65,535 to 2^31-1
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder connectionWindow(int bytes) {
            require(
                    bytes >= INITIAL_WINDOW,
                    "connectionWindow is at least 65535, which every connection begins with (RFC 9113 section 6.9.2)");
            connectionWindow = bytes;
            return this;
        }

        /**
         * Sets up to which size the window of a stream grows where the measured bandwidth and delay of the connection
         * can use it; default 8 MiB. That of the connection grows with it and keeps its lead. At or below the window of
         * a stream they do not grow.
         *
         * @param bytes the size, in bytes
         * @return this builder
         */
        public Builder maxWindow(int bytes) {
            maxWindow = bytes;
            return this;
        }

        /**
         * Sets whether clients are offered extended CONNECT (RFC 8441). Where it is not set, it is offered for the
         * protocols that modules on the path say they speak ({@link dev.weir.http.api.TunnelProtocol}), when there are
         * any, and requests for others get 501.
         *
         * @param offered true for every protocol, when handlers see each request; false for none
         * @return this builder
         */
        public Builder extendedConnect(boolean offered) {
            extendedConnect = offered;
            return this;
        }

        /**
         * Sets the name of the {@link dev.weir.http2.spi.WriteSchedulerProvider} that decides which response is sent
         * first; default {@code rfc9218}.
         *
         * @param name the name of a provider that is there when the server starts
         * @return this builder
         */
        public Builder scheduler(String name) {
            scheduler = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets how long a client may take to send the connection preface; default 10 seconds.
         *
         * @param timeout the time, longer than zero
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder prefaceTimeout(Duration timeout) {
            require(positive(timeout), "prefaceTimeout is longer than zero");
            prefaceTimeout = timeout;
            return this;
        }

        /**
         * Sets how long a client may take to send its SETTINGS after the preface, and to acknowledge ours; default 2
         * seconds.
         *
         * @param timeout the time, longer than zero
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder settingsTimeout(Duration timeout) {
            require(positive(timeout), "settingsTimeout is longer than zero");
            settingsTimeout = timeout;
            return this;
        }

        /**
         * Sets how long a connection may be silent while streams are open before a ping asks whether the client is
         * alive; default zero.
         *
         * @param interval the time; zero for no pings
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder pingInterval(Duration interval) {
            require(!interval.isNegative(), "pingInterval is not negative");
            pingInterval = interval;
            return this;
        }

        /**
         * Sets how long a client may take to answer a ping; default 15 seconds.
         *
         * @param timeout the time, longer than zero
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder pingTimeout(Duration timeout) {
            require(positive(timeout), "pingTimeout is longer than zero");
            pingTimeout = timeout;
            return this;
        }

        /**
         * Sets how much a client may do that is of no use to itself; default {@link AbuseLimits#DEFAULT}.
         *
         * @param limits the limits
         * @return this builder
         */
        public Builder abuse(AbuseLimits limits) {
            abuse = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /**
         * Makes the configuration. The builder may be used further.
         *
         * @return the configuration
         */
        public Http2Config build() {
            return new Http2Config(this);
        }
    }
}
