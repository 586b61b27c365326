package dev.weir.websocket;

import java.time.Duration;
import java.util.zip.Deflater;

/**
 * The limits of WebSockets, each with its reason, and how they are compressed. Given to {@link
 * WebSockets.Builder#config}. Time-outs are looked after by one thread for all WebSockets of a handler: they may end up
 * to a quarter later, a second at most.
 *
 * <p><b>Threads.</b> Immutable. A builder belongs to one thread at a time.
 */
public final class WebSocketConfig {
    /** The limits where nothing else was set. */
    public static final WebSocketConfig DEFAULT = builder().build();

    private final long maxFrameSize;
    private final int maxMessageSize;
    private final long maxStreamSize;
    private final int maxInflation;
    private final int maxControlFrames;
    private final Duration writeTimeout;
    private final Duration pingInterval;
    private final Duration pingTimeout;
    private final Duration idleTimeout;
    private final Duration closeTimeout;
    private final boolean compression;
    private final int compressionThreshold;
    private final int compressionLevel;
    private final boolean serverTakeover;
    private final boolean clientTakeover;
    private final int serverWindowBits;
    private final int clientWindowBits;

    private WebSocketConfig(Builder builder) {
        this.maxFrameSize = builder.maxFrameSize;
        this.maxMessageSize = builder.maxMessageSize;
        this.maxStreamSize = builder.maxStreamSize;
        this.maxInflation = builder.maxInflation;
        this.maxControlFrames = builder.maxControlFrames;
        this.writeTimeout = builder.writeTimeout;
        this.pingInterval = builder.pingInterval;
        this.pingTimeout = builder.pingTimeout;
        this.idleTimeout = builder.idleTimeout;
        this.closeTimeout = builder.closeTimeout;
        this.compression = builder.compression;
        this.compressionThreshold = builder.compressionThreshold;
        this.compressionLevel = builder.compressionLevel;
        this.serverTakeover = builder.serverTakeover;
        this.clientTakeover = builder.clientTakeover;
        this.serverWindowBits = builder.serverWindowBits;
        this.clientWindowBits = builder.clientWindowBits;
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
     * Returns the largest payload of a frame.
     *
     * @return the size, in bytes
     */
    public long maxFrameSize() {
        return maxFrameSize;
    }

    /**
     * Returns the largest message that {@link WebSocket#receive} returns, decompressed.
     *
     * @return the size, in bytes
     */
    public int maxMessageSize() {
        return maxMessageSize;
    }

    /**
     * Returns the longest message that {@link WebSocket#nextMessage} reads, decompressed.
     *
     * @return the size, in bytes
     */
    public long maxStreamSize() {
        return maxStreamSize;
    }

    /**
     * Returns how many times as long as it came a message may become by decompression, once it has more than 1 MiB.
     *
     * @return the ratio
     */
    public int maxInflation() {
        return maxInflation;
    }

    /**
     * Returns how many frames a second may carry nothing of a message: pings, pongs, and fragments without a byte.
     *
     * @return the number
     */
    public int maxControlFrames() {
        return maxControlFrames;
    }

    /**
     * Returns how long the client may take to accept what was sent, for each 64 KiB of it.
     *
     * @return the time; zero for no limit
     */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /**
     * Returns how long the client may be silent before a ping asks whether it is there.
     *
     * @return the time; zero for no pings
     */
    public Duration pingInterval() {
        return pingInterval;
    }

    /**
     * Returns how long it may be silent after that ping, while a thread listens.
     *
     * @return the time; zero for no limit
     */
    public Duration pingTimeout() {
        return pingTimeout;
    }

    /**
     * Returns how long there may be no message in either direction.
     *
     * @return the time; zero for no limit
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * Returns how long the client may take to answer a Close.
     *
     * @return the time; zero for no limit
     */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /**
     * Returns whether messages are compressed for clients that offer it (permessage-deflate, RFC 7692).
     *
     * @return as it was set
     */
    public boolean compression() {
        return compression;
    }

    /**
     * Returns the shortest message that is sent compressed.
     *
     * @return the size, in bytes
     */
    public int compressionThreshold() {
        return compressionThreshold;
    }

    /**
     * Returns the level of compression.
     *
     * @return from 1 to 9
     */
    public int compressionLevel() {
        return compressionLevel;
    }

    /**
     * Returns whether what is sent refers to earlier messages (context takeover), where the client allows it.
     *
     * @return as it was set
     */
    public boolean serverTakeover() {
        return serverTakeover;
    }

    /**
     * Returns whether what clients send may refer to earlier messages.
     *
     * @return as it was set
     */
    public boolean clientTakeover() {
        return clientTakeover;
    }

    /**
     * Returns how far what is sent may refer back, as the binary logarithm of bytes, where the client does not want
     * less.
     *
     * @return from 8 to 15
     */
    public int serverWindowBits() {
        return serverWindowBits;
    }

    /**
     * Returns how far what clients send may refer back, of those that can be told.
     *
     * @return from 8 to 15
     */
    public int clientWindowBits() {
        return clientWindowBits;
    }

    /** Sets limits, each of which is checked at once. */
    public static final class Builder {
        private long maxFrameSize = Long.MAX_VALUE;
        private int maxMessageSize = 1 << 20;
        private long maxStreamSize = 1L << 40;
        private int maxInflation = 200;
        private int maxControlFrames = 200;
        private Duration writeTimeout = Duration.ofSeconds(30);
        private Duration pingInterval = Duration.ofSeconds(30);
        private Duration pingTimeout = Duration.ofSeconds(20);
        private Duration idleTimeout = Duration.ZERO;
        private Duration closeTimeout = Duration.ofSeconds(5);
        private boolean compression = true;
        private int compressionThreshold = 256;
        private int compressionLevel = Deflater.BEST_SPEED;
        private boolean serverTakeover = false;
        private boolean clientTakeover = false;
        private int serverWindowBits = 15;
        private int clientWindowBits = 15;

        private Builder() {}

        private Builder(WebSocketConfig from) {
            this.maxFrameSize = from.maxFrameSize;
            this.maxMessageSize = from.maxMessageSize;
            this.maxStreamSize = from.maxStreamSize;
            this.maxInflation = from.maxInflation;
            this.maxControlFrames = from.maxControlFrames;
            this.writeTimeout = from.writeTimeout;
            this.pingInterval = from.pingInterval;
            this.pingTimeout = from.pingTimeout;
            this.idleTimeout = from.idleTimeout;
            this.closeTimeout = from.closeTimeout;
            this.compression = from.compression;
            this.compressionThreshold = from.compressionThreshold;
            this.compressionLevel = from.compressionLevel;
            this.serverTakeover = from.serverTakeover;
            this.clientTakeover = from.clientTakeover;
            this.serverWindowBits = from.serverWindowBits;
            this.clientWindowBits = from.clientWindowBits;
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
         * Sets the largest payload of a frame, in bytes; no limit of its own by default, as a frame is not held:
         * those of messages hold.
         *
         * @param bytes the size, in bytes, from 125
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder maxFrameSize(long bytes) {
            require(bytes >= 125, "maxFrameSize is at least 125, as control frames have that many bytes");
            maxFrameSize = bytes;
            return this;
        }

        /**
         * Sets the largest message that {@link WebSocket#receive} returns, decompressed, in bytes; default 1 MiB. A
         * longer one ends the WebSocket with 1009.
         *
         * @param bytes the size, in bytes, from 1, at most 2^31-9
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder maxMessageSize(int bytes) {
            require(bytes >= 1 && bytes <= Integer.MAX_VALUE - 8, "maxMessageSize is from 1 to 2147483639");
            maxMessageSize = bytes;
            return this;
        }

        /**
         * Sets the longest message that {@link WebSocket#nextMessage} reads, decompressed, in bytes; default 1 TiB. A
         * longer one ends the WebSocket with 1009.
         *
         * @param bytes the size, in bytes, from 1
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder maxStreamSize(long bytes) {
            require(bytes >= 1, "maxStreamSize is at least 1");
            maxStreamSize = bytes;
            return this;
        }

        /**
         * Sets how many times as long as it came a message may become by decompression, once it has more than 1
         * MiB; default 200. Deflate reaches 1,030: a kilobyte that costs the work of a megabyte. Up to 1 MiB, which is
         * also the default of {@link #maxMessageSize}, any ratio is taken, as honest text that repeats itself has it too.
         *
         * @param ratio the ratio, from 1; 1,100 for no limit
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder maxInflation(int ratio) {
            require(ratio >= 1, "maxInflation is at least 1");
            maxInflation = ratio;
            return this;
        }

        /**
         * Sets how many frames a second may carry nothing of a message: pings, pongs, and fragments without a byte;
         * default 200. More end the WebSocket with 1008: each costs an answer or a wake-up.
         *
         * @param perSecond the number, from 1
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder maxControlFrames(int perSecond) {
            require(perSecond >= 1, "maxControlFrames is at least 1");
            maxControlFrames = perSecond;
            return this;
        }

        /**
         * Sets how long the client may take to accept what was sent, for each 64 KiB of it; default 30 seconds. One
         * that does not is cut off, and the thread that sends gets an exception.
         *
         * @param timeout the time; zero for no limit
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder writeTimeout(Duration timeout) {
            require(!timeout.isNegative(), "writeTimeout is not negative");
            writeTimeout = timeout;
            return this;
        }

        /**
         * Sets how long the client may be silent before a ping asks whether it is there; default 30 seconds.
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
         * Sets how long it may be silent after that ping, while a thread listens; default 20 seconds. Then it is cut
         * off.
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
         * Sets how long there may be no message in either direction; default zero. Then the WebSocket is closed with
         * 1001.
         *
         * @param timeout the time; zero for no limit
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder idleTimeout(Duration timeout) {
            require(!timeout.isNegative(), "idleTimeout is not negative");
            idleTimeout = timeout;
            return this;
        }

        /**
         * Sets how long the client may take to answer a Close; default 5 seconds. Then it is cut off.
         *
         * @param timeout the time, longer than zero
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder closeTimeout(Duration timeout) {
            require(positive(timeout), "closeTimeout is longer than zero");
            closeTimeout = timeout;
            return this;
        }

        /**
         * Sets whether messages are compressed for clients that offer it (permessage-deflate, RFC 7692); default
         * true. What is secret and what a client has said do not belong in one message then, as over TLS its length
         * tells of it (as BREACH has it).
         *
         * @param on whether they are
         * @return this builder
         */
        public Builder compression(boolean on) {
            compression = on;
            return this;
        }

        /**
         * Sets the shortest message that is sent compressed, in bytes; default 256. A short one hardly gets shorter.
         *
         * @param bytes the size, in bytes, from 0
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder compressionThreshold(int bytes) {
            require(bytes >= 0, "compressionThreshold is not negative");
            compressionThreshold = bytes;
            return this;
        }

        /**
         * Sets the level of compression; default 1, the fastest.
         *
         * @param level from 1 to 9
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder compressionLevel(int level) {
            require(level >= 1 && level <= 9, "compressionLevel is from 1 to 9");
            compressionLevel = level;
            return this;
        }

        /**
         * Sets whether what is sent refers to earlier messages (context takeover), where the client allows it;
         * default false. It compresses short messages that are alike far better, and holds some 270 KiB of native
         * memory for each WebSocket, where without it a few compressors serve all; and a {@link Broadcast} can then
         * not share what it has compressed.
         *
         * @param on whether it does
         * @return this builder
         */
        public Builder serverTakeover(boolean on) {
            serverTakeover = on;
            return this;
        }

        /**
         * Sets whether what clients send may refer to earlier messages; default false. It holds up to 32 KiB
         * for each WebSocket, of what was said last.
         *
         * @param on whether it may
         * @return this builder
         */
        public Builder clientTakeover(boolean on) {
            clientTakeover = on;
            return this;
        }

        /**
         * Sets how far what is sent may refer back, as the binary logarithm of bytes, where the client does not want
         * less; default 15. Below it each piece of that many bytes is compressed on its own, without context
         * takeover, as the JDK's compressor knows no other window: it saves clients memory, and compresses worse.
         *
         * @param bits from 8 to 15
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder serverWindowBits(int bits) {
            require(bits >= 8 && bits <= 15, "serverWindowBits is from 8 to 15 (RFC 7692 section 7.1.2.1)");
            serverWindowBits = bits;
            return this;
        }

        /**
         * Sets how far what clients send may refer back, of those that can be told; default 15. Saves them memory; it
         * saves none here.
         *
         * @param bits from 8 to 15
         * @return this builder
         * @throws IllegalArgumentException when it is out of that range
         */
        public Builder clientWindowBits(int bits) {
            require(bits >= 8 && bits <= 15, "clientWindowBits is from 8 to 15 (RFC 7692 section 7.1.2.2)");
            clientWindowBits = bits;
            return this;
        }

        /**
         * Makes the configuration. The builder may be used further.
         *
         * @return the configuration
         */
        public WebSocketConfig build() {
            return new WebSocketConfig(this);
        }
    }
}
