package dev.weir.http2.frame;

/** Why a stream or a connection ends early (RFC 9113 section 7). */
public enum ErrorCode {
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
    INADEQUATE_SECURITY,
    HTTP_1_1_REQUIRED;

    private static final ErrorCode[] BY_CODE = values();

    /** Returns the code on the wire, 32 bits unsigned; the order above is that of the registry. */
    public int code() {
        return ordinal();
    }

    /** A code's name for people, also where the code is one that RFC 9113 does not know. */
    public static String nameOf(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code].name() : "0x" + Integer.toHexString(code);
    }
}
