package dev.weir.http2.engine;

import dev.weir.hpack.HpackDecoder;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.EngineContext;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.exchange.Streams;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.frame.Setting;
import java.util.EnumMap;
import java.util.Map;

/**
 * The SETTINGS that we send, their acknowledgement, and what takes effect by that (RFC 9113 sections 6.5.2 and 6.5.3,
 * RFC 8441 section 3, RFC 9218 section 2.1).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock. Only the connection's thread receives the acknowledgement, and
 * so that thread may call {@link #acknowledged} without the lock.
 */
final class LocalSettings {
    private final ConnectionLock lock;
    private final EngineContext context;
    private final FrameFlusher out;
    private final Streams streams;
    private final HpackDecoder decoder;
    private final long timeoutNanos;

    /** When they were sent; 0 while no acknowledgement is awaited. */
    private long sentAt;
    /** Whether the client has acknowledged them: its frames obey them from there on. */
    private boolean acknowledged;

    LocalSettings(ConnectionState state, FrameFlusher out, Streams streams, HpackDecoder decoder) {
        this.lock = state.lock;
        this.context = state.context;
        this.out = out;
        this.streams = streams;
        this.decoder = decoder;
        Http2Config config = context.settings;
        this.timeoutNanos = Deadlines.nanos(config.prefaceTimeout().plus(config.settingsTimeout()));
    }

    /** Sends all that differ from the values a connection begins with, in one frame. */
    void send() {
        lock.assertHeld();
        FrameWriter.settings(out.control(), values());
        sentAt = Deadlines.of(System.nanoTime());
    }

    private Map<Setting, Long> values() {
        Http2Config config = context.settings;
        Map<Setting, Long> values = new EnumMap<>(Setting.class);
        values.put(Setting.HEADER_TABLE_SIZE, (long) config.headerTableSize());
        values.put(Setting.MAX_CONCURRENT_STREAMS, (long) config.maxConcurrentStreams());
        values.put(Setting.INITIAL_WINDOW_SIZE, (long) config.streamWindow());
        values.put(Setting.MAX_FRAME_SIZE, (long) config.maxFrameSize());
        values.put(Setting.MAX_HEADER_LIST_SIZE, (long) context.config.maxHeaderBytes());
        if (context.tunnels.offered()) {
            values.put(Setting.ENABLE_CONNECT_PROTOCOL, 1L);
        }
        if (!context.schedulers.usesRfc7540Priorities()) {
            values.put(Setting.NO_RFC7540_PRIORITIES, 1L);
        }
        return values;
    }

    /**
     * Receives the client's acknowledgement.
     *
     * @throws ConnectionError when none is awaited
     */
    void receiveAck() throws ConnectionError {
        lock.lock();
        try {
            streams.windows.settingsAcknowledged(streams.all());
            if (sentAt == 0) {
                throw new ConnectionError(
                        ErrorCode.PROTOCOL_ERROR, "an acknowledgement of SETTINGS that were not sent");
            }
            sentAt = 0;
            acknowledged = true;
        } finally {
            lock.unlock();
        }
        decoder.maxTableSize(context.settings.headerTableSize());
    }

    /** Returns whether the client has acknowledged them. */
    boolean acknowledged() {
        return acknowledged;
    }

    /** Returns true once when the acknowledgement has taken too long. */
    boolean isLate(long now) {
        lock.assertHeld();
        if (sentAt == 0 || now - sentAt <= timeoutNanos) {
            return false;
        }
        sentAt = 0;
        return true;
    }
}
