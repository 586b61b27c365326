package dev.weir.websocket.internal;

/** Status codes of a Close (RFC 6455 section 7.4). */
public final class CloseCodes {
    /** Done. */
    public static final int NORMAL = 1000;
    /** The server goes away. */
    public static final int GOING_AWAY = 1001;
    /** The protocol is violated. */
    public static final int PROTOCOL_ERROR = 1002;
    /** Never on the wire: a Close had no code. */
    public static final int NONE = 1005;
    /** Never on the wire: there was no Close. */
    public static final int ABNORMAL = 1006;
    /** Not what its type says, such as text that is not UTF-8. */
    public static final int INVALID_DATA = 1007;
    /** Against the rules of the server. */
    public static final int POLICY = 1008;
    /** A message is too big. */
    public static final int TOO_BIG = 1009;
    /** The server has failed. */
    public static final int FAILURE = 1011;
    /** The client is to come again later. */
    public static final int TRY_AGAIN = 1013;

    private CloseCodes() {}

    /** Whether a Close may carry it: those that are registered for the wire, for libraries, and for private use. */
    public static boolean isValid(int code) {
        return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999;
    }
}
