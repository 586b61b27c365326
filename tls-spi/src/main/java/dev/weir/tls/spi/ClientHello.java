package dev.weir.tls.spi;

import java.util.Optional;

/**
 * What a client has said of itself when the server has to choose a certificate.
 *
 * <p><b>Threads.</b> For the thread that it is given to, while the call lasts.
 */
public interface ClientHello {
    /**
     * The server name that the client asks for (RFC 6066 section 3).
     *
     * @return the name in lower case, in ASCII form; empty when the client named none
     */
    Optional<String> serverName();

    /**
     * Whether the client can check a signature made with a certificate's key, by the signature algorithms, curves and
     * cipher suites that it offers.
     *
     * @param certificate the certificate
     * @return false when it must not be chosen
     */
    boolean accepts(TlsCertificate certificate);
}
