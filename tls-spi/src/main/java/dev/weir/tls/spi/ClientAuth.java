package dev.weir.tls.spi;

/** Whether a server asks clients for a certificate. */
public enum ClientAuth {
    /** It does not. */
    NONE,
    /** It does, and goes on without one. */
    WANT,
    /** It does, and the handshake fails without one. */
    NEED,
}
