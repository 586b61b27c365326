package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.ClientHello;
import dev.weir.tls.spi.TlsCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Asks a source for certificates, in the words of JSSE, which first wants an alias and then the key and the chain behind
 * it. The source may change in between, so an alias is the number of a choice, and what was chosen is kept while it may
 * be asked for.
 *
 * <p><b>Threads.</b> Thread-safe; the lock of {@link #PINNED} is held for a look.
 */
final class SourceKeyManager extends X509ExtendedKeyManager {
    /** An alias is asked about at once, within the same call; far fewer handshakes than this can be at that point. */
    private static final int KEPT = 4096;

    /**
     * What each handshake that goes on chooses from; weak, as a handshake that is broken off is forgotten with its engine.
     * Not in the handshake's session, where JSSE has a place for values: a session that has any gets no ticket.
     */
    private static final Map<SSLEngine, CertificateSource> PINNED = Collections.synchronizedMap(new WeakHashMap<>());

    private record Choice(long number, TlsCertificate certificate) {}

    private final CertificateSource source;
    private final AtomicLong choices = new AtomicLong();
    private final AtomicReferenceArray<Choice> kept = new AtomicReferenceArray<>(KEPT);

    SourceKeyManager(CertificateSource source) {
        this.source = source;
    }

    /** A client's first message, while JSSE asks for one kind of key. */
    private record Hello(Optional<String> serverName, String keyType) implements ClientHello {
        @Override
        public boolean accepts(TlsCertificate certificate) {
            return KeyTypes.fits(certificate.key(), keyType);
        }
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        Hello hello = new Hello(asked(engine), keyType);
        TlsCertificate chosen = pinned(engine).choose(hello);
        if (chosen == null || !hello.accepts(chosen)) {
            return null;
        }
        long number = choices.getAndIncrement();
        kept.set((int) (number % KEPT), new Choice(number, chosen));
        return Long.toString(number);
    }

    /**
     * The certificates as they were when this handshake asked first: JSSE asks for one kind of key after another, and
     * those of before and after a change may each lack the kind that is asked for just then.
     */
    private CertificateSource pinned(SSLEngine engine) {
        CertificateSource pinned = PINNED.get(engine);
        if (pinned == null) {
            // Not under the lock: the source is somebody else's. One thread makes the handshake.
            pinned = source.snapshot();
            PINNED.put(engine, pinned);
        }
        return pinned;
    }

    /** An engine's handshake is over. */
    static void unpin(SSLEngine engine) {
        PINNED.remove(engine);
    }

    private static Optional<String> asked(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    // ASCII by then, so no other rule of lower case comes in
                    return Optional.of(host.getAsciiName().toLowerCase(Locale.ROOT));
                }
            }
        }
        return Optional.empty();
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
