package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.TlsException;

/**
 * The channel itself refuses to go on, though the engine would. Never leaves this package: {@link TlsWriter#refuse} turns it
 * into what the caller is given.
 */
final class ChannelRefusal extends TlsException {
    /** RFC 8446 section 6: what is in order, but not here, or not so often. */
    static final byte UNEXPECTED_MESSAGE = 10;
    /** RFC 8446 section 6: the fault is none of the peer's. */
    static final byte INTERNAL_ERROR = 80;

    private static final long serialVersionUID = 1;

    /** What is sent where that can still be sent in clear. */
    private final byte alert;

    ChannelRefusal(String message, byte alert) {
        super(message);
        this.alert = alert;
    }

    byte alert() {
        return alert;
    }
}
