package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.ClientHello;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.handshake.ClientOffer;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Chooses the certificate for one handshake, out of what its source had when it was asked first: JSSE asks for one kind
 * of key after another, and those of before and after a change may each lack the kind that is asked for just then.
 *
 * <p><b>Threads.</b> For the thread of the handshake.
 */
final class CertificateSelector {
    private final ClientOffer offer;
    /** Null before the first question. */
    private CertificateSource pinned;
    /** How well the best certificate suits; none that suits less will do. */
    private int best;

    private boolean missed;

    CertificateSelector(ClientOffer offer) {
        this.offer = offer;
    }

    /** What the source is asked with. */
    private record Hello(Optional<String> serverName, Predicate<TlsCertificate> fits) implements ClientHello {
        @Override
        public boolean accepts(TlsCertificate certificate) {
            return fits.test(certificate);
        }
    }

    /** Chooses one with a kind of key that JSSE asks for; null for none. */
    TlsCertificate choose(CertificateSource source, String keyType, boolean tls13) {
        if (pinned == null) {
            pinned = source.snapshot();
            best = CertificateFit.MOST_FIT;
            while (best > 0 && ask(one -> CertificateFit.fit(offer, one, tls13) >= best) == null) {
                best--;
            }
        }
        TlsCertificate chosen = ask(one -> JsseKeyTypes.fits(one, keyType)
                && CertificateFit.fit(offer, one, tls13) >= Math.max(best, CertificateFit.LEAST_FIT));
        missed = chosen == null;
        return chosen;
    }

    private TlsCertificate ask(Predicate<TlsCertificate> fits) {
        TlsCertificate chosen = pinned.choose(new Hello(offer.lowerName(), fits));
        return chosen != null && fits.test(chosen) ? chosen : null;
    }

    /** What the client has said. */
    ClientOffer offer() {
        return offer;
    }

    /** Says what no certificate was found for; empty while one was. */
    String complaint() {
        return missed ? "no certificate was found for " + offer + ": " : "";
    }
}
