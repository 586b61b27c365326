package dev.weir.http2.frame;

import java.io.IOException;

/**
 * An error of the peer's, with its scope (RFC 9113 section 5.4). Hostile peers make these at will, so they carry no
 * stack trace.
 */
@SuppressWarnings("serial") // never serialized
public abstract sealed class Http2Exception extends IOException {
    private final ErrorCode code;
    private final String reason;

    private Http2Exception(ErrorCode code, String reason) {
        super(reason);
        this.code = code;
        this.reason = reason;
    }

    public final ErrorCode code() {
        return code;
    }

    @Override
    public final String getMessage() {
        return reason;
    }

    @Override
    public final Throwable fillInStackTrace() {
        return this;
    }

    /** Ends the connection: GOAWAY with this code, then close (section 5.4.1). */
    public static final class ConnectionError extends Http2Exception {
        public ConnectionError(ErrorCode code, String reason) {
            super(code, reason);
        }
    }

    /** Ends one stream: RST_STREAM with this code (section 5.4.2). */
    public static final class StreamError extends Http2Exception {
        private final int stream;
        /** Whether the cause is ours, so that it is not held against the client. */
        private final boolean ours;

        public StreamError(int stream, ErrorCode code, String reason) {
            this(stream, code, reason, false);
        }

        private StreamError(int stream, ErrorCode code, String reason, boolean ours) {
            super(code, reason);
            this.stream = stream;
            this.ours = ours;
        }

        /** There is no memory for a request that the client may well send again (section 8.7). */
        public static StreamError noMemory(int stream) {
            return new StreamError(stream, ErrorCode.REFUSED_STREAM, "no memory for another request now", true);
        }

        public boolean ours() {
            return ours;
        }

        public int stream() {
            return stream;
        }
    }
}
