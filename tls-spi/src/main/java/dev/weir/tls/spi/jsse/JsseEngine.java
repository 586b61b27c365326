package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.TlsStatus;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** {@link SSLEngine} in the words of {@link TlsEngine}. */
final class JsseEngine implements TlsEngine {
    private final SSLEngine engine;
    private final NameCatcher names;
    /** Whether the first record was taken; handshake's thread. */
    private boolean begun;
    /** What our first messages say; handshake's thread. */
    private final GroupReader group = new GroupReader();
    /** Whether the first handshake is over; unwrapping thread, and the handshake's before it. */
    private boolean established;

    JsseEngine(SSLEngine engine, NameCatcher names) {
        this.engine = engine;
        this.names = names;
    }

    @Override
    public TlsStatus needs() {
        TlsStatus needed = status(engine.getHandshakeStatus());
        // Before its first step the JDK's engine says that it does not shake hands, which is true and no help.
        return needed == TlsStatus.OK && !begun ? TlsStatus.NEED_UNWRAP : needed;
    }

    private static TlsStatus status(HandshakeStatus status) {
        return switch (status) {
            case NEED_TASK -> TlsStatus.NEED_TASK;
            case NEED_WRAP -> TlsStatus.NEED_WRAP;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> TlsStatus.NEED_UNWRAP;
            case FINISHED, NOT_HANDSHAKING -> TlsStatus.OK;
        };
    }

    @Override
    public TlsStatus unwrap(ByteBuffer in, ByteBuffer out) throws TlsException {
        try {
            SSLEngineResult result = engine.unwrap(in, out);
            begun |= result.bytesConsumed() > 0;
            noteEnd(result);
            refuseRenegotiation();
            return status(result);
        } catch (SSLException e) {
            throw new TlsException(e.getMessage(), e);
        }
    }

    @Override
    public TlsStatus wrap(ByteBuffer[] in, int from, int count, ByteBuffer out) throws TlsException {
        int start = out.position();
        try {
            SSLEngineResult result = engine.wrap(in, from, count, out);
            if (!established) {
                group.sent(out, start);
            }
            noteEnd(result);
            return status(result);
        } catch (SSLException e) {
            throw new TlsException(e.getMessage(), e);
        }
    }

    private void noteEnd(SSLEngineResult result) {
        if (!established && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            established = true;
            SourceKeyManager.unpin(engine);
        }
    }

    /** A handshake within a session of TLS 1.2 costs much, and has let attackers in (RFC 5746). */
    private void refuseRenegotiation() throws TlsException {
        if (established && engine.getSession().getProtocol().equals("TLSv1.2")) {
            HandshakeStatus now = engine.getHandshakeStatus();
            if (now == HandshakeStatus.NEED_TASK || now == HandshakeStatus.NEED_UNWRAP && !engine.isOutboundDone()) {
                throw new TlsException("the client wants to renegotiate");
            }
        }
    }

    private static TlsStatus status(SSLEngineResult result) {
        return switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> TlsStatus.UNDERFLOW;
            case BUFFER_OVERFLOW -> TlsStatus.OVERFLOW;
            case CLOSED -> TlsStatus.CLOSED;
            case OK -> status(result.getHandshakeStatus());
        };
    }

    @Override
    public void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public void updateKeys() throws TlsException {
        if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
            throw new UnsupportedOperationException("only TLS 1.3 updates keys");
        }
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw new TlsException(e.getMessage(), e);
        }
    }

    @Override
    public int packetSize() {
        return engine.getSession().getPacketBufferSize();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean outboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public TlsSessionInfo session() {
        SSLSession session = engine.getSession();
        String alpn = engine.getApplicationProtocol();
        return new TlsSessionInfo(
                session.getProtocol(),
                session.getCipherSuite(),
                alpn == null || alpn.isEmpty() ? Optional.empty() : Optional.of(alpn),
                names.name(),
                peer(session),
                group.group());
    }

    private static List<X509Certificate> peer(SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return chain;
        } catch (SSLPeerUnverifiedException e) {
            // The JDK's way of saying that the client has shown none.
            return List.of();
        }
    }
}
