package dev.weir.http2.frame;

import org.jspecify.annotations.Nullable;

/**
 * The types of frames (RFC 9113 section 6, RFC 9218 section 7.1): code, stream and length. {@link FrameReader} enforces
 * what is said here; what depends on flags or content is checked where the frame is made.
 */
public enum FrameType {
    DATA(0x0, Scope.STREAM, Length.any()),
    HEADERS(0x1, Scope.STREAM, Length.any()),
    PRIORITY(0x2, Scope.STREAM, Length.exactly(5)),
    RST_STREAM(0x3, Scope.STREAM, Length.exactly(4)),
    SETTINGS(0x4, Scope.CONNECTION, Length.multipleOf(6)),
    PUSH_PROMISE(0x5, Scope.STREAM, Length.any()),
    PING(0x6, Scope.CONNECTION, Length.exactly(8)),
    GOAWAY(0x7, Scope.CONNECTION, Length.atLeast(8)),
    WINDOW_UPDATE(0x8, Scope.EITHER, Length.exactly(4)),
    CONTINUATION(0x9, Scope.FIELD_BLOCK, Length.any()),
    PRIORITY_UPDATE(0x10, Scope.CONNECTION, Length.atLeast(4));

    /** Which streams a frame may belong to. */
    enum Scope {
        /** Any but stream 0. */
        STREAM,
        /** Stream 0 only. */
        CONNECTION,
        /** Any. */
        EITHER,
        /** The stream whose field block is incomplete; no other frame may come until that is complete. */
        FIELD_BLOCK,
    }

    /** Returns the lengths that a payload may have. */
    private record Length(int min, int max, int multiple) {
        static Length any() {
            return new Length(0, Integer.MAX_VALUE, 1);
        }

        static Length exactly(int octets) {
            return new Length(octets, octets, 1);
        }

        static Length atLeast(int octets) {
            return new Length(octets, Integer.MAX_VALUE, 1);
        }

        static Length multipleOf(int octets) {
            return new Length(0, Integer.MAX_VALUE, octets);
        }
    }

    private static final @Nullable FrameType[] BY_CODE = new FrameType[PRIORITY_UPDATE.code + 1];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final Scope scope;
    private final Length length;

    FrameType(int code, Scope scope, Length length) {
        this.code = code;
        this.scope = scope;
        this.length = length;
    }

    /**
     * Returns the type of a code on the wire.
     *
     * @return null for an unknown one
     */
    static @Nullable FrameType of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Returns the name for messages, of unknown types as well. */
    static String nameOf(int code) {
        FrameType type = of(code);
        return type == null ? "type " + code : type.name();
    }

    public int code() {
        return code;
    }

    Scope scope() {
        return scope;
    }

    /** Returns whether the type may have a payload of this length. */
    boolean allowsLength(int octets) {
        return octets >= length.min && octets <= length.max && (length.multiple == 1 || octets % length.multiple == 0);
    }

    /** Returns whether the frame carries a part of a field block, which changes the state of the compression. */
    boolean carriesFields() {
        return this == HEADERS || this == PUSH_PROMISE || this == CONTINUATION;
    }
}
