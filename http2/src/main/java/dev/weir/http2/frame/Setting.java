package dev.weir.http2.frame;

import dev.weir.http2.frame.Http2Exception.ConnectionError;
import org.jspecify.annotations.Nullable;

/** The settings (RFC 9113 section 6.5.2, RFC 8441 section 3, RFC 9218 section 2.1): code, initial value and range. */
public enum Setting {
    HEADER_TABLE_SIZE(0x1, 4096),
    ENABLE_PUSH(0x2, 1, 0, 1, ErrorCode.PROTOCOL_ERROR),
    MAX_CONCURRENT_STREAMS(0x3, Setting.UNLIMITED),
    INITIAL_WINDOW_SIZE(0x4, 65_535, 0, Integer.MAX_VALUE, ErrorCode.FLOW_CONTROL_ERROR),
    MAX_FRAME_SIZE(0x5, 16_384, 16_384, 16_777_215, ErrorCode.PROTOCOL_ERROR),
    /** Advice: whether to take a larger answer is for the client to decide. */
    MAX_HEADER_LIST_SIZE(0x6, Setting.UNLIMITED),
    /** For servers to send; what a client says is checked and has no effect. */
    ENABLE_CONNECT_PROTOCOL(0x8, 0, 0, 1, ErrorCode.PROTOCOL_ERROR),
    NO_RFC7540_PRIORITIES(0x9, 0, 0, 1, ErrorCode.PROTOCOL_ERROR);

    /** The initial value of a setting that limits nothing until it is sent. */
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final long LARGEST_VALUE = 0xffff_ffffL;

    private static final @Nullable Setting[] BY_CODE = new Setting[NO_RFC7540_PRIORITIES.code + 1];

    static {
        for (Setting setting : values()) {
            BY_CODE[setting.code] = setting;
        }
    }

    private final int code;
    private final long initial;
    private final long min;
    private final long max;
    private final ErrorCode error;

    /** A setting that may have any value. */
    Setting(int code, long initial) {
        this(code, initial, 0, LARGEST_VALUE, ErrorCode.PROTOCOL_ERROR);
    }

    Setting(int code, long initial, long min, long max, ErrorCode error) {
        this.code = code;
        this.initial = initial;
        this.min = min;
        this.max = max;
        this.error = error;
    }

    /**
     * Returns the setting of a code on the wire.
     *
     * @return null for an unknown one, which is ignored (section 6.5.2)
     */
    public static @Nullable Setting of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Returns the name for messages, of unknown settings as well. */
    static String nameOf(int code) {
        Setting setting = of(code);
        return setting == null ? Integer.toString(code) : setting.name();
    }

    public int code() {
        return code;
    }

    /** Returns the value that holds until another is sent. */
    public long initial() {
        return initial;
    }

    /**
     * Checks a value that was received.
     *
     * @throws ConnectionError when it is out of range
     */
    public void check(long value) throws ConnectionError {
        if (value < min || value > max) {
            throw error(value, error);
        }
    }

    /** Makes the error for a value that is not allowed. */
    public ConnectionError error(long value, ErrorCode code) {
        return new ConnectionError(code, this + " of " + value);
    }
}
