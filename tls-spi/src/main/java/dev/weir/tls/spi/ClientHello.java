package dev.weir.tls.spi;

import java.util.Optional;

/**
 * A client's offer, for the choice of a certificate.
 *
 * <p><b>Threads.</b> For the thread that is called with it, during the call.
 */
public interface ClientHello {
    /**
     * Returns the server name that the client requests (RFC 6066 section 3).
     *
     * @return the name in lower case, in ASCII form; empty for none
     */
    Optional<String> serverName();

    /**
     * Returns whether the client can verify a signature with a certificate's key, according to the signature schemes,
     * groups and cipher suites that it offers.
     *
     * @param certificate the certificate
     * @return false if the certificate must not be chosen
     */
    boolean accepts(TlsCertificate certificate);
}
