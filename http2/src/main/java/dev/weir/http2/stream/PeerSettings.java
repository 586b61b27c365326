package dev.weir.http2.stream;

import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.frame.Setting;

/**
 * The settings that the client has sent (RFC 9113 section 6.5.2).
 *
 * <p>None of them is a size of ours: a client that allows much, and reads nothing, must not make us hold as much. Its
 * largest frame is not used at all ({@link FrameWriter#MAX_PAYLOAD}), nor is its largest list of fields, which is
 * advice; its table is bounded by {@link Http2Config#encoderTableSize}, its streams for pushes by {@link
 * Http2Config#maxConcurrentStreams}, and a large window does not let a stream queue more.
 */
public final class PeerSettings {
    /** By ordinal. */
    private final long[] values = new long[Setting.count()];
    /** Whether the client's first SETTINGS have been applied. */
    private boolean received;

    public PeerSettings() {
        for (int i = 0; i < values.length; i++) {
            values[i] = Setting.at(i).initial();
        }
    }

    /**
     * Applies a setting; an unknown one is ignored.
     *
     * @param code its code on the wire
     * @param value from 0 to 2^32-1
     * @throws ConnectionError when it is out of range; nothing has changed then
     */
    public void apply(int code, long value) throws ConnectionError {
        Setting setting = Setting.of(code);
        if (setting == null) {
            return;
        }
        setting.check(value);
        if (setting == Setting.NO_RFC7540_PRIORITIES && received && value != values[setting.ordinal()]) {
            // RFC 9218 section 2.1.1: it must not change after the first SETTINGS
            throw setting.error(value, ErrorCode.PROTOCOL_ERROR);
        }
        values[setting.ordinal()] = value;
    }

    /** Ends the application of a SETTINGS frame. */
    public void received() {
        received = true;
    }

    public long headerTableSize() {
        return values[Setting.HEADER_TABLE_SIZE.ordinal()];
    }

    public boolean enablePush() {
        return values[Setting.ENABLE_PUSH.ordinal()] == 1;
    }

    public long maxConcurrentStreams() {
        return values[Setting.MAX_CONCURRENT_STREAMS.ordinal()];
    }

    public int initialWindowSize() {
        return (int) values[Setting.INITIAL_WINDOW_SIZE.ordinal()];
    }

    public boolean noRfc7540Priorities() {
        return values[Setting.NO_RFC7540_PRIORITIES.ordinal()] == 1;
    }
}
