package dev.weir.tls.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The source of a server's certificates: a fixed list, files that are read again, or a callback.
 *
 * <pre>{@code
 * CertificateSource source = hello -> hello.accepts(ecdsa) ? ecdsa : rsa;
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe: called by concurrent handshakes.
 */
@FunctionalInterface
public interface CertificateSource {
    /**
     * Chooses the certificate for a handshake, which waits for it. A provider may call this several times in one
     * handshake, once for each type of key.
     *
     * @param hello the client's offer
     * @return a certificate that the client {@linkplain ClientHello#accepts accepts}; null for none, which fails the
     *     handshake with an alert
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    @Nullable
    TlsCertificate choose(ClientHello hello);

    /**
     * Returns the known certificates of the source; a server does not start when its provider does not support one of
     * them. By default there are none.
     *
     * @return the certificates, the default first; empty when they are not known in advance
     */
    default List<TlsCertificate> certificates() {
        return List.of();
    }

    /**
     * Returns an immutable view of the source for one handshake: the certificates that it chooses in one handshake must
     * be consistent, also when the source changes meanwhile. By default this source, which is right for one whose
     * choice depends only on the hello.
     *
     * @return a source that does not change
     */
    default CertificateSource snapshot() {
        return this;
    }

    /**
     * Checks for new certificates, and uses them atomically for all handshakes that begin afterwards. Established
     * connections are not affected. By default does nothing.
     *
     * @return whether there were new certificates
     * @throws TlsConfigException when the new certificates are not valid; the old ones remain
     */
    default boolean reload() throws TlsConfigException {
        return false;
    }
}
