package dev.weir.tls.spi;

/** Whether the server asks the client for a certificate. */
public enum TlsClientAuth {
    /** It does not. */
    NONE,

    /** It asks; a client without one is served too. One that it does not trust ends the handshake. */
    WANT,

    /** It asks; without one that it trusts, there is no connection. */
    NEED
}
