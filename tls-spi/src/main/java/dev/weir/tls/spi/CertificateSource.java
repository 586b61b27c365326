package dev.weir.tls.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's certificates come from: a list chosen from by name, files that are read again, or a callback.
 *
 * <pre>{@code
 * CertificateSource source = hello -> hello.accepts(ecdsa) ? ecdsa : rsa;
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe: called by all handshakes at once.
 */
@FunctionalInterface
public interface CertificateSource {
    /**
     * Chooses the certificate for a handshake. A provider may ask more than once for the same one, for one kind of key
     * after another; a slow answer holds the handshake up.
     *
     * @param hello what the client has said
     * @return a certificate that the client {@linkplain ClientHello#accepts accepts}; null when there is none, which ends
     *     the handshake with an alert
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    @Nullable
    TlsCertificate choose(ClientHello hello);

    /**
     * Returns the certificates that the source is known to have, so that those that the provider cannot use are refused when
     * the server starts.
     *
     * @return the default first; empty, as it is unless overridden, when that is not known beforehand
     */
    default List<TlsCertificate> certificates() {
        return List.of();
    }

    /**
     * What the source has now, for one handshake. A provider may ask more than once for the same handshake; where the
     * certificates change in between, the answers must still belong together, or none would fit.
     *
     * @return a source that does not change; this one, unless overridden, which is right for a source whose answers
     *     depend on nothing but the hello
     */
    default CertificateSource snapshot() {
        return this;
    }

    /**
     * Looks for new certificates, and swaps them in at once for all handshakes that begin from then on. Connections
     * keep what they have. A source that never changes, as this is unless overridden, does nothing.
     *
     * @return whether there were new ones
     * @throws TlsConfigException when the new ones are of no use; the old ones stay
     */
    default boolean reload() throws TlsConfigException {
        return false;
    }
}
