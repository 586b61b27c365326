package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.TlsException;

/**
 * Thrown when the channel, not the engine, refuses to continue. Internal to this package: {@link TlsWriter#refuse}
 * converts it to the exception that the caller gets.
 */
final class ChannelRefusal extends TlsException {
    /** RFC 8446 section 6.2: an inappropriate message. */
    static final byte UNEXPECTED_MESSAGE = 10;
    /** RFC 8446 section 6.2: an error unrelated to the peer. */
    static final byte INTERNAL_ERROR = 80;

    private static final long serialVersionUID = 1;

    /** The alert to send if it can still be sent in clear. */
    private final byte alert;

    ChannelRefusal(String message, byte alert) {
        super(message);
        this.alert = alert;
    }

    byte alert() {
        return alert;
    }
}
