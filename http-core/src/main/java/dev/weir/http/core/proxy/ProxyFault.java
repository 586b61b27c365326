package dev.weir.http.core.proxy;

/** A header of the PROXY protocol that is missing or malformed; the message is for the log, and quotes nothing of it. */
public final class ProxyFault extends Exception {
    private static final long serialVersionUID = 1;

    ProxyFault(String message) {
        super(message, null, false, false);
    }
}
