package dev.weir.tls.spi;

/** What an engine has to say after a step, and what it needs before it can go on. */
public enum TlsStatus {
    /** The step was made; nothing is needed but data. */
    OK,
    /** Records of the peer are needed to go on with the handshake: {@link TlsEngine#unwrap} comes next. */
    NEED_UNWRAP,
    /** The engine has records to send: {@link TlsEngine#wrap} comes next. */
    NEED_WRAP,
    /** The engine has expensive work to do: {@link TlsEngine#runTasks} comes next. */
    NEED_TASK,
    /** The input holds no whole record; nothing was consumed. */
    UNDERFLOW,
    /** The output has too little room; nothing was consumed. */
    OVERFLOW,
    /** This direction is closed: {@code close_notify} was received, or sent. */
    CLOSED,
}
