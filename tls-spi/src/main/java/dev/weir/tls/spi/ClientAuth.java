package dev.weir.tls.spi;

/** Whether a server requests a certificate from clients. */
public enum ClientAuth {
    /** No certificate is requested. */
    NONE,
    /** A certificate is requested; the handshake continues without one. */
    WANT,
    /** A certificate is requested; the handshake fails without one. */
    NEED,
}
