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
import org.jspecify.annotations.Nullable;

/**
 * A key manager of JSSE that gets its certificates from a source. JSSE requests an alias, then resolves it to a key and
 * a chain; as the source may change in between, an alias is the number of a choice, and recent choices are kept.
 *
 * <p><b>Threads.</b> Thread-safe; the lock of {@link #IN_PROGRESS} is held only for an access of the map.
 */
final class SourceKeyManager extends X509ExtendedKeyManager {
    /**
     * The number of choices kept. JSSE resolves an alias immediately; far fewer handshakes are at that point at once.
     */
    private static final int KEPT = 4096;

    private static final String TLS_13 = "TLSv1.3";

    /**
     * The handshakes in progress; weak, so that an aborted one is removed with its engine. Not a value of the
     * handshake's session, as JSSE issues no ticket for a session with values.
     */
    private static final Map<SSLEngine, CertificateSelector> IN_PROGRESS =
            Collections.synchronizedMap(new WeakHashMap<>());

    private record Choice(long number, TlsCertificate certificate) {}

    private final CertificateSource source;
    /** Converts a certificate for the JSSE. */
    private final UnaryOperator<TlsCertificate> converter;

    private final AtomicLong choices = new AtomicLong();
    private final AtomicReferenceArray<Choice> kept = new AtomicReferenceArray<>(KEPT);

    SourceKeyManager(CertificateSource source, UnaryOperator<TlsCertificate> converter) {
        this.source = source;
        this.converter = converter;
    }

    /** Begins the handshake of an engine, after its ClientHello was parsed. */
    static void begin(SSLEngine engine, CertificateSelector selector) {
        IN_PROGRESS.put(engine, selector);
    }

    /** Ends the handshake of an engine. */
    static void end(SSLEngine engine) {
        IN_PROGRESS.remove(engine);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        SSLSession session = engine.getHandshakeSession();
        CertificateSelector selector = IN_PROGRESS.get(engine);
        if (selector == null) {
            // An engine of a user. Not atomic, as one thread performs a handshake.
            selector = new CertificateSelector(SessionOffer.of(session));
            IN_PROGRESS.put(engine, selector);
        }
        TlsCertificate chosen = selector.choose(source, keyType, isTls13(session, selector.offer(), engine));
        if (chosen == null) {
            return null;
        }
        long number = choices.getAndIncrement();
        kept.set((int) (number % KEPT), new Choice(number, converter.apply(chosen)));
        return Long.toString(number);
    }

    /** The JDK calls without a session when it resumes one, to check that the certificate is still the same. */
    private static boolean isTls13(@Nullable SSLSession session, ClientOffer offer, SSLEngine engine) {
        return session != null
                ? session.getProtocol().equals(TLS_13)
                : offer.hasTls13() && List.of(engine.getEnabledProtocols()).contains(TLS_13);
    }

    private @Nullable TlsCertificate chosen(String alias) {
        long number = Long.parseLong(alias);
        Choice choice = kept.get((int) (number % KEPT));
        return choice != null && choice.number == number ? choice.certificate : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        TlsCertificate chosen = chosen(alias);
        return chosen == null ? null : chosen.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        TlsCertificate chosen = chosen(alias);
        return chosen == null ? null : chosen.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        // Certificates depend on the client's offer, and so on an engine.
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
