package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.ClientHello;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.handshake.ClientOffer;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate for one handshake, from a snapshot of the source: JSSE requests one type of key after
 * another, and if the certificates changed in between, each set could lack the type that is requested from it.
 *
 * <p><b>Threads.</b> For the thread of the handshake.
 */
final class CertificateSelector {
    private final ClientOffer offer;
    /** The source's snapshot; null before the first choice. */
    private @Nullable CertificateSource pinned;
    /** How well the best certificate suits; those that suit less are not chosen. */
    private int best;
    /** Whether the last choice found none. */
    private boolean missed;

    CertificateSelector(ClientOffer offer) {
        this.offer = offer;
    }

    /** The hello that the source is called with. */
    private record Hello(Optional<String> serverName, Predicate<TlsCertificate> fits) implements ClientHello {
        @Override
        public boolean accepts(TlsCertificate certificate) {
            return fits.test(certificate);
        }
    }

    /** Chooses a certificate with the type of key that JSSE requests; null for none. */
    @Nullable
    TlsCertificate choose(CertificateSource source, String keyType, boolean tls13) {
        CertificateSource snapshot = pinned;
        if (snapshot == null) {
            snapshot = source.snapshot();
            pinned = snapshot;
            best = CertificateFit.MAX;
            while (best > 0 && ask(snapshot, one -> CertificateFit.fit(offer, one, tls13) >= best) == null) {
                best--;
            }
        }
        TlsCertificate chosen = ask(
                snapshot,
                one -> JsseKeyTypes.fits(one, keyType)
                        && CertificateFit.fit(offer, one, tls13) >= Math.max(best, CertificateFit.MIN));
        missed = chosen == null;
        return chosen;
    }

    private @Nullable TlsCertificate ask(CertificateSource source, Predicate<TlsCertificate> fits) {
        TlsCertificate chosen = source.choose(new Hello(offer.lowerName(), fits));
        return chosen != null && fits.test(chosen) ? chosen : null;
    }

    /** Returns the client's offer. */
    ClientOffer offer() {
        return offer;
    }

    /** Returns a prefix for messages when no certificate was found; else an empty text. */
    String diagnosis() {
        return missed ? "no certificate was found for " + offer + ": " : "";
    }
}
