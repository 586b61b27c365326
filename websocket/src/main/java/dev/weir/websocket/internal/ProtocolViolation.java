package dev.weir.websocket.internal;

import java.io.IOException;
import java.util.Objects;

/**
 * What the client sends violates the protocol or a limit: the code and the reason to close with (RFC 6455 section
 * 7.4.1).
 */
public final class ProtocolViolation extends IOException {
    private static final long serialVersionUID = 1;

    private final int code;

    /** Names the code and what is wrong, at most 123 bytes. */
    public ProtocolViolation(int code, String reason) {
        super(reason);
        this.code = code;
    }

    /** The code to close with. */
    public int code() {
        return code;
    }

    /** What is wrong. */
    public String reason() {
        return Objects.requireNonNull(getMessage(), "has a reason");
    }

    /** It is an answer to the client, made for many of them: nobody looks where it comes from. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
