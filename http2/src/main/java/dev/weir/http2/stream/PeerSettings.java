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
    // Those that take 32 bits, without a sign.
    private int headerTableSize = (int) Setting.HEADER_TABLE_SIZE.initial();
    private int maxConcurrentStreams = (int) Setting.MAX_CONCURRENT_STREAMS.initial();

    private int initialWindowSize = (int) Setting.INITIAL_WINDOW_SIZE.initial();
    private boolean enablePush = Setting.ENABLE_PUSH.initial() == 1;
    private boolean noRfc7540Priorities = Setting.NO_RFC7540_PRIORITIES.initial() == 1;
    /** Whether the client's first SETTINGS have been applied. */
    private boolean received;

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
        switch (setting) {
            case HEADER_TABLE_SIZE -> headerTableSize = (int) value;
            case ENABLE_PUSH -> enablePush = value == 1;
            case MAX_CONCURRENT_STREAMS -> maxConcurrentStreams = (int) value;
            case INITIAL_WINDOW_SIZE -> initialWindowSize = (int) value;
            case MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE, ENABLE_CONNECT_PROTOCOL -> {
                // not used
            }
            case NO_RFC7540_PRIORITIES -> {
                if (received && noRfc7540Priorities != (value == 1)) {
                    // RFC 9218 section 2.1.1: it must not change after the first SETTINGS
                    throw setting.error(value, ErrorCode.PROTOCOL_ERROR);
                }
                noRfc7540Priorities = value == 1;
            }
        }
    }

    /** Ends the application of a SETTINGS frame. */
    public void received() {
        received = true;
    }

    public long headerTableSize() {
        return Integer.toUnsignedLong(headerTableSize);
    }

    public boolean enablePush() {
        return enablePush;
    }

    public long maxConcurrentStreams() {
        return Integer.toUnsignedLong(maxConcurrentStreams);
    }

    public int initialWindowSize() {
        return initialWindowSize;
    }

    public boolean noRfc7540Priorities() {
        return noRfc7540Priorities;
    }
}
