package dev.weir.http2;

/** The settings that we know (RFC 9113 section 6.5.2, RFC 8441 section 3, RFC 9218 section 2.1). */
final class SettingId {
    static final int HEADER_TABLE_SIZE = 0x1;
    static final int ENABLE_PUSH = 0x2;
    static final int MAX_CONCURRENT_STREAMS = 0x3;
    static final int INITIAL_WINDOW_SIZE = 0x4;
    static final int MAX_FRAME_SIZE = 0x5;
    static final int MAX_HEADER_LIST_SIZE = 0x6;
    static final int ENABLE_CONNECT_PROTOCOL = 0x8;
    static final int NO_RFC7540_PRIORITIES = 0x9;

    private static final String[] NAMES = {
        "0",
        "HEADER_TABLE_SIZE",
        "ENABLE_PUSH",
        "MAX_CONCURRENT_STREAMS",
        "INITIAL_WINDOW_SIZE",
        "MAX_FRAME_SIZE",
        "MAX_HEADER_LIST_SIZE",
        "7",
        "ENABLE_CONNECT_PROTOCOL",
        "NO_RFC7540_PRIORITIES",
    };

    private SettingId() {}

    /** A setting's name for people. */
    static String nameOf(int id) {
        return id < NAMES.length ? NAMES[id] : Integer.toString(id);
    }
}
