package dev.weir.http.core.spi;

import java.time.Duration;

/**
 * The settings of a server that its protocols need; those of its listener and its life cycle are not here. Immutable. {@link
 * dev.weir.http.core.ServerBuilder} describes each setting, checks its range and makes this; {@link Builder} checks no
 * ranges, so that tests of engines can go below them.
 */
public final class ServerConfig {
    /** Every setting at its default. */
    public static final ServerConfig DEFAULT = builder().build();

    private final Duration readHeaderTimeout;
    private final Duration readTimeout;
    private final Duration writeTimeout;
    private final Duration idleTimeout;
    private final Duration lingerTimeout;
    private final int minRequestRate;
    private final int maxHeaderBytes;
    private final int maxHeaderCount;
    private final int maxTargetBytes;
    private final int responseBufferSize;
    private final int maxDrainBytes;
    private final boolean answerOptionsAsterisk;
    private final boolean sendDate;
    private final boolean cancelOnHalfClose;
    private final boolean trustTargetScheme;

    private ServerConfig(Builder builder) {
        this.readHeaderTimeout = builder.readHeaderTimeout;
        this.readTimeout = builder.readTimeout;
        this.writeTimeout = builder.writeTimeout;
        this.idleTimeout = idleTimeout(builder);
        this.lingerTimeout = builder.lingerTimeout;
        this.minRequestRate = builder.minRequestRate;
        this.maxHeaderBytes = builder.maxHeaderBytes;
        this.maxHeaderCount = builder.maxHeaderCount;
        this.maxTargetBytes = Math.min(builder.maxTargetBytes, builder.maxHeaderBytes);
        this.responseBufferSize = builder.responseBufferSize;
        this.maxDrainBytes = builder.maxDrainBytes;
        this.answerOptionsAsterisk = builder.answerOptionsAsterisk;
        this.sendDate = builder.sendDate;
        this.cancelOnHalfClose = builder.cancelOnHalfClose;
        this.trustTargetScheme = builder.trustTargetScheme;
    }

    private static Duration idleTimeout(Builder builder) {
        if (!builder.idleTimeout.isZero()) {
            return builder.idleTimeout;
        }
        return builder.readTimeout.isZero() ? builder.readHeaderTimeout : builder.readTimeout;
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with these settings.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.readHeaderTimeout = readHeaderTimeout;
        builder.readTimeout = readTimeout;
        builder.writeTimeout = writeTimeout;
        builder.idleTimeout = idleTimeout;
        builder.lingerTimeout = lingerTimeout;
        builder.minRequestRate = minRequestRate;
        builder.maxHeaderBytes = maxHeaderBytes;
        builder.maxHeaderCount = maxHeaderCount;
        builder.maxTargetBytes = maxTargetBytes;
        builder.responseBufferSize = responseBufferSize;
        builder.maxDrainBytes = maxDrainBytes;
        builder.answerOptionsAsterisk = answerOptionsAsterisk;
        builder.sendDate = sendDate;
        builder.cancelOnHalfClose = cancelOnHalfClose;
        builder.trustTargetScheme = trustTargetScheme;
        return builder;
    }

    /**
     * Returns the most time for a request's head; zero for none.
     *
     * @return the most time for a request's head
     */
    public Duration readHeaderTimeout() {
        return readHeaderTimeout;
    }

    /**
     * Returns the most time for a whole request; zero for none.
     *
     * @return the most time for a whole request
     */
    public Duration readTimeout() {
        return readTimeout;
    }

    /**
     * Returns the most time from the end of the head to the end of the response; zero for none.
     *
     * @return the most time from the end of the head to the end of the response
     */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /**
     * Returns the most time between requests, with its fallbacks applied; zero for none.
     *
     * @return the most time between requests, with its fallbacks applied
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * Returns how long a connection that is closed early still reads, so that the client sees the answer; zero for not at all.
     *
     * @return how long a connection that is closed early still reads
     */
    public Duration lingerTimeout() {
        return lingerTimeout;
    }

    /**
     * Returns the bytes a second below which content is refused; zero for none.
     *
     * @return the bytes a second below which content is refused
     */
    public int minRequestRate() {
        return minRequestRate;
    }

    /**
     * Returns the most bytes of request line and fields together.
     *
     * @return the most bytes of request line and fields together
     */
    public int maxHeaderBytes() {
        return maxHeaderBytes;
    }

    /**
     * Returns the most field lines of a section.
     *
     * @return the most field lines of a section
     */
    public int maxHeaderCount() {
        return maxHeaderCount;
    }

    /**
     * Returns the most bytes of a request line.
     *
     * @return the most bytes of a request line
     */
    public int maxTargetBytes() {
        return maxTargetBytes;
    }

    /**
     * Returns how many bytes of content are held back before the response is committed.
     *
     * @return how many bytes of content are held back before the response is committed
     */
    public int responseBufferSize() {
        return responseBufferSize;
    }

    /**
     * Returns the most content that is read and dropped after a handler, to keep the connection.
     *
     * @return the most content that is read and dropped after a handler, to keep the connection
     */
    public int maxDrainBytes() {
        return maxDrainBytes;
    }

    /**
     * Whether {@code OPTIONS *} is answered by the server itself.
     *
     * @return whether {@code OPTIONS *} is answered by the server itself
     */
    public boolean answerOptionsAsterisk() {
        return answerOptionsAsterisk;
    }

    /**
     * Whether responses get a {@code Date} of their own.
     *
     * @return whether responses get a {@code Date} of their own
     */
    public boolean sendDate() {
        return sendDate;
    }

    /**
     * Whether a client that closes its side is taken for one that has gone.
     *
     * @return whether a client that closes its side is taken for one that has gone
     */
    public boolean cancelOnHalfClose() {
        return cancelOnHalfClose;
    }

    /**
     * Whether a target may name the other of {@code http} and {@code https} than the connection has.
     *
     * @return whether a target may name the other of {@code http} and {@code https} than the connection has
     */
    public boolean trustTargetScheme() {
        return trustTargetScheme;
    }

    /**
     * Returns the most time for a request's head by both of the settings that limit it.
     *
     * @return the shorter of {@link #readHeaderTimeout} and {@link #readTimeout}; zero for none
     */
    public Duration headTimeout() {
        return shorter(readHeaderTimeout, readTimeout);
    }

    /**
     * Returns the most time for a TLS handshake: the shortest of the settings for reading and writing.
     *
     * @return the time; zero for none
     */
    public Duration handshakeTimeout() {
        return shorter(headTimeout(), writeTimeout);
    }

    private static Duration shorter(Duration one, Duration other) {
        return other.isZero() || !one.isZero() && one.compareTo(other) < 0 ? one : other;
    }

    /**
     * Makes a {@link ServerConfig}. Ranges are not checked.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        private Duration readHeaderTimeout = Duration.ofSeconds(10);
        private Duration readTimeout = Duration.ZERO;
        private Duration writeTimeout = Duration.ZERO;
        private Duration idleTimeout = Duration.ofMinutes(2);
        private Duration lingerTimeout = Duration.ofMillis(500);
        private int minRequestRate = 240;
        private int maxHeaderBytes = 65_536;
        private int maxHeaderCount = 500;
        private int maxTargetBytes = 16_384;
        private int responseBufferSize = 4096;
        private int maxDrainBytes = 262_144;
        private boolean answerOptionsAsterisk = true;
        private boolean sendDate = true;
        private boolean cancelOnHalfClose = false;
        private boolean trustTargetScheme = false;

        private Builder() {}

        /**
         * Sets the most time for a request's head; zero for none; default 10 seconds.
         *
         * @param value the new value
         * @return this
         */
        public Builder readHeaderTimeout(Duration value) {
            readHeaderTimeout = value;
            return this;
        }

        /**
         * Sets the most time for a whole request; zero for none; default none.
         *
         * @param value the new value
         * @return this
         */
        public Builder readTimeout(Duration value) {
            readTimeout = value;
            return this;
        }

        /**
         * Sets the most time from the end of the head to the end of the response; zero for none; default none.
         *
         * @param value the new value
         * @return this
         */
        public Builder writeTimeout(Duration value) {
            writeTimeout = value;
            return this;
        }

        /**
         * Sets the most time between requests; zero for the read timeout, or where there is none the read header timeout; default 2 minutes.
         *
         * @param value the new value
         * @return this
         */
        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        /**
         * Sets how long a connection that is closed early still reads, so that the client sees the answer; zero for not at all; default 500 milliseconds.
         *
         * @param value the new value
         * @return this
         */
        public Builder lingerTimeout(Duration value) {
            lingerTimeout = value;
            return this;
        }

        /**
         * Sets the bytes a second below which content is refused; zero for none; default 240.
         *
         * @param value the new value
         * @return this
         */
        public Builder minRequestRate(int value) {
            minRequestRate = value;
            return this;
        }

        /**
         * Sets the most bytes of request line and fields together; default 64 KiB.
         *
         * @param value the new value
         * @return this
         */
        public Builder maxHeaderBytes(int value) {
            maxHeaderBytes = value;
            return this;
        }

        /**
         * Sets the most field lines of a section; default 500.
         *
         * @param value the new value
         * @return this
         */
        public Builder maxHeaderCount(int value) {
            maxHeaderCount = value;
            return this;
        }

        /**
         * Sets the most bytes of a request line, at most those of the whole head; default 16 KiB.
         *
         * @param value the new value
         * @return this
         */
        public Builder maxTargetBytes(int value) {
            maxTargetBytes = value;
            return this;
        }

        /**
         * Sets how many bytes of content are held back before the response is committed; default 4 KiB.
         *
         * @param value the new value
         * @return this
         */
        public Builder responseBufferSize(int value) {
            responseBufferSize = value;
            return this;
        }

        /**
         * Sets the most content that is read and dropped after a handler, to keep the connection; default 256 KiB.
         *
         * @param value the new value
         * @return this
         */
        public Builder maxDrainBytes(int value) {
            maxDrainBytes = value;
            return this;
        }

        /**
         * Sets whether {@code OPTIONS *} is answered by the server itself; default true.
         *
         * @param value the new value
         * @return this
         */
        public Builder answerOptionsAsterisk(boolean value) {
            answerOptionsAsterisk = value;
            return this;
        }

        /**
         * Sets whether responses get a {@code Date} of their own; default true.
         *
         * @param value the new value
         * @return this
         */
        public Builder sendDate(boolean value) {
            sendDate = value;
            return this;
        }

        /**
         * Sets whether a client that closes its side is taken for one that has gone; default false.
         *
         * @param value the new value
         * @return this
         */
        public Builder cancelOnHalfClose(boolean value) {
            cancelOnHalfClose = value;
            return this;
        }

        /**
         * Sets whether a target may name the other of {@code http} and {@code https} than the connection has; default false.
         *
         * @param value the new value
         * @return this
         */
        public Builder trustTargetScheme(boolean value) {
            trustTargetScheme = value;
            return this;
        }

        /**
         * Returns the settings.
         *
         * @return a new configuration
         */
        public ServerConfig build() {
            return new ServerConfig(this);
        }
    }
}
