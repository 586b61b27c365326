package dev.weir.tls.spi;

/** The result of an engine's step, and what the engine needs for the next. */
public enum TlsStatus {
    /** The step succeeded; the engine needs nothing but data. */
    OK,
    /** The engine needs a record of the peer to continue the handshake: call {@link TlsEngine#unwrap}. */
    NEED_UNWRAP,
    /** The engine has records to send: call {@link TlsEngine#wrap}. */
    NEED_WRAP,
    /** The engine has expensive work to do: call {@link TlsEngine#runTasks}. */
    NEED_TASK,
    /** The input does not contain a complete record; nothing was consumed. */
    UNDERFLOW,
    /** The output buffer is too small; nothing was consumed. */
    OVERFLOW,
    /** This direction is closed: {@code close_notify} was received, or sent. */
    CLOSED,
}
