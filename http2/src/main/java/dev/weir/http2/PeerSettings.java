package dev.weir.http2;

import dev.weir.http2.Http2Exception.ConnectionError;

/**
 * What a client has told us in SETTINGS (RFC 9113 section 6.5.2); a value is checked before it counts.
 *
 * <p>None of them is a size of ours: a client that allows much, and reads nothing, must not make us hold as much. Its
 * largest frame is not used at all ({@link FrameWriter#MAX_PAYLOAD}), nor is its largest list of fields, which is
 * advice; its table is bounded by {@link Http2Config#encoderTableSize}, its streams for pushes by {@link
 * Http2Config#maxConcurrentStreams}, and behind its windows a stream has no more waiting than it has without.
 */
final class PeerSettings {
    private static final int SMALLEST_FRAME = 16_384;
    private static final int LARGEST_FRAME = 16_777_215;

    private long headerTableSize = 4096;
    private boolean enablePush = true;
    private long maxConcurrentStreams = Long.MAX_VALUE;
    private int initialWindowSize = Http2Config.INITIAL_WINDOW;
    private boolean noRfc7540Priorities;
    /** Whether the client's first SETTINGS have come. */
    private boolean received;

    /**
     * Takes a setting over.
     *
     * @param value from 0 to 2^32-1
     * @throws ConnectionError when it is out of range; nothing has changed then
     */
    void apply(int id, long value) throws ConnectionError {
        switch (id) {
            case SettingId.HEADER_TABLE_SIZE -> headerTableSize = value;
            case SettingId.ENABLE_PUSH -> enablePush = flag(id, value);
            case SettingId.MAX_CONCURRENT_STREAMS -> maxConcurrentStreams = value;
            case SettingId.INITIAL_WINDOW_SIZE -> {
                require(value <= Integer.MAX_VALUE, ErrorCode.FLOW_CONTROL_ERROR, id, value);
                initialWindowSize = (int) value;
            }
            // We make none that is larger than every client takes.
            case SettingId.MAX_FRAME_SIZE ->
                require(value >= SMALLEST_FRAME && value <= LARGEST_FRAME, ErrorCode.PROTOCOL_ERROR, id, value);
            case SettingId.MAX_HEADER_LIST_SIZE -> {
                // "This advisory setting" says what the client is prepared to take: whether it takes an answer that is
                // larger is for the client to decide, and nothing else that we could send in its place says as much.
            }
            // for servers to send; what a client means by it is checked and has no effect (RFC 8441 section 3)
            case SettingId.ENABLE_CONNECT_PROTOCOL -> flag(id, value);
            case SettingId.NO_RFC7540_PRIORITIES -> {
                boolean now = flag(id, value);
                // RFC 9218 section 2.1.1: it must not change after the first SETTINGS
                require(!received || now == noRfc7540Priorities, ErrorCode.PROTOCOL_ERROR, id, value);
                noRfc7540Priorities = now;
            }
            default -> {
                // section 6.5.2: unknown ones are ignored
            }
        }
    }

    /** A SETTINGS frame has been taken over. */
    void received() {
        received = true;
    }

    private static boolean flag(int id, long value) throws ConnectionError {
        require(value <= 1, ErrorCode.PROTOCOL_ERROR, id, value);
        return value == 1;
    }

    private static void require(boolean holds, ErrorCode code, int id, long value) throws ConnectionError {
        if (!holds) {
            throw new ConnectionError(code, SettingId.nameOf(id) + " of " + value);
        }
    }

    long headerTableSize() {
        return headerTableSize;
    }

    boolean enablePush() {
        return enablePush;
    }

    long maxConcurrentStreams() {
        return maxConcurrentStreams;
    }

    int initialWindowSize() {
        return initialWindowSize;
    }

    boolean noRfc7540Priorities() {
        return noRfc7540Priorities;
    }
}
