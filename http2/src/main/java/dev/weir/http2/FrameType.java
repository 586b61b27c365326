package dev.weir.http2;

/** The types of frames, as they stand on the wire (RFC 9113 section 6, RFC 9218 section 7.1), and their flags. */
final class FrameType {
    static final int DATA = 0x0;
    static final int HEADERS = 0x1;
    static final int PRIORITY = 0x2;
    static final int RST_STREAM = 0x3;
    static final int SETTINGS = 0x4;
    static final int PUSH_PROMISE = 0x5;
    static final int PING = 0x6;
    static final int GOAWAY = 0x7;
    static final int WINDOW_UPDATE = 0x8;
    static final int CONTINUATION = 0x9;
    static final int PRIORITY_UPDATE = 0x10;

    /** Flags; what each stands for depends on the type. */
    static final int ACK = 0x1;

    static final int END_STREAM = 0x1;
    static final int END_HEADERS = 0x4;
    static final int PADDED = 0x8;
    static final int WITH_PRIORITY = 0x20;

    /** The octets of a frame's head (section 4.1). */
    static final int HEAD = 9;

    private static final String[] NAMES = {
        "DATA",
        "HEADERS",
        "PRIORITY",
        "RST_STREAM",
        "SETTINGS",
        "PUSH_PROMISE",
        "PING",
        "GOAWAY",
        "WINDOW_UPDATE",
        "CONTINUATION",
    };

    private FrameType() {}

    static String nameOf(int type) {
        return type == PRIORITY_UPDATE ? "PRIORITY_UPDATE" : type < NAMES.length ? NAMES[type] : "type " + type;
    }
}
