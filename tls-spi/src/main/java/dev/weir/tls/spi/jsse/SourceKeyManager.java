package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.handshake.ClientOffer;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Asks a source for certificates, in the words of JSSE, which first wants an alias and then the key and the chain
 * behind it. The source may change in between, so an alias is the number of a choice, and what was chosen is kept while
 * it may be asked for.
 *
 * <p><b>Threads.</b> Thread-safe; the lock of {@link #GOING} is held for a look.
 */
final class SourceKeyManager extends X509ExtendedKeyManager {
    /** An alias is asked about at once, within the same call; far fewer handshakes than this can be at that point. */
    private static final int KEPT = 4096;

    private static final String TLS_13 = "TLSv1.3";

    /**
     * Each handshake that goes on; weak, as one that is broken off is forgotten with its engine. Not in the handshake's
     * session, where JSSE has a place for values: a session that has any gets no ticket.
     */
    private static final Map<SSLEngine, CertificateSelector> GOING = Collections.synchronizedMap(new WeakHashMap<>());

    private record Choice(long number, TlsCertificate certificate) {}

    private final CertificateSource source;
    /** Turns a certificate into what the JSSE can use. */
    private final UnaryOperator<TlsCertificate> own;

    private final AtomicLong choices = new AtomicLong();
    private final AtomicReferenceArray<Choice> kept = new AtomicReferenceArray<>(KEPT);

    SourceKeyManager(CertificateSource source, UnaryOperator<TlsCertificate> own) {
        this.source = source;
        this.own = own;
    }

    /** An engine's handshake begins, and its client's first message was read. */
    static void begin(SSLEngine engine, CertificateSelector handshake) {
        GOING.put(engine, handshake);
    }

    /** An engine's handshake is over. */
    static void end(SSLEngine engine) {
        GOING.remove(engine);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        SSLSession session = engine.getHandshakeSession();
        CertificateSelector handshake = GOING.get(engine);
        if (handshake == null) {
            // An engine that somebody else has made. Not under the lock: one thread makes a handshake.
            handshake = new CertificateSelector(SessionOffer.of(session));
            GOING.put(engine, handshake);
        }
        TlsCertificate chosen = handshake.choose(source, keyType, isTls13(session, handshake.offer(), engine));
        if (chosen == null) {
            return null;
        }
        long number = choices.getAndIncrement();
        kept.set((int) (number % KEPT), new Choice(number, own.apply(chosen)));
        return Long.toString(number);
    }

    /** The JDK asks before there is a session when a client comes back: what the certificate was is checked then. */
    private static boolean isTls13(SSLSession session, ClientOffer offer, SSLEngine engine) {
        return session != null
                ? session.getProtocol().equals(TLS_13)
                : offer.hasTls13() && List.of(engine.getEnabledProtocols()).contains(TLS_13);
    }

    private TlsCertificate chosen(String alias) {
        long number = Long.parseLong(alias);
        Choice choice = kept.get((int) (number % KEPT));
        return choice != null && choice.number == number ? choice.certificate : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        TlsCertificate chosen = chosen(alias);
        return chosen == null ? null : chosen.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        TlsCertificate chosen = chosen(alias);
        return chosen == null ? null : chosen.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        // What there is depends on who asks: an engine is needed.
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
