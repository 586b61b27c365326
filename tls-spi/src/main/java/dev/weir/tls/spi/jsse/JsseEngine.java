package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.TlsStatus;
import dev.weir.tls.spi.handshake.ClientHelloReader;
import dev.weir.tls.spi.handshake.ClientOffer;
import dev.weir.tls.spi.handshake.NamedGroupReader;
import java.io.ByteArrayOutputStream;
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
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Adapts an {@link SSLEngine} to {@link TlsEngine}. */
final class JsseEngine implements TlsEngine {
    private static final int HANDSHAKE_RECORD = 22;
    private static final int RECORD_HEADER = 5;
    /** The maximum number of causes in the message of a failure. */
    private static final int MAX_CAUSES = 5;

    private final SSLEngine engine;
    /** Parses the ClientHello; null once that is complete; handshake's thread. */
    private @Nullable ClientHelloReader hello = new ClientHelloReader();
    /**
     * Records with the beginning of the ClientHello, held back until that is complete; null for none; handshake's
     * thread.
     */
    private @Nullable ByteArrayOutputStream held;
    /** Handshake's thread. */
    private CertificateSelector selector = new CertificateSelector(ClientOffer.UNKNOWN);
    /** Written by the handshake's thread, then read by any. */
    private Optional<String> serverName = Optional.empty();
    /** Whether the first record was consumed; handshake's thread. */
    private boolean begun;
    /** Parses the server's first messages; handshake's thread. */
    private final NamedGroupReader group = new NamedGroupReader();
    /** Whether the first handshake is complete; handshake's thread, then the unwrapping one. */
    private boolean established;

    JsseEngine(SSLEngine engine) {
        this.engine = engine;
    }

    @Override
    public TlsStatus needs() {
        TlsStatus needed = status(engine.getHandshakeStatus());
        // Before its first step the JDK's engine is NOT_HANDSHAKING.
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
        ClientHelloReader reader = hello;
        return reader == null ? unwrapRecord(in, out) : unwrapHello(reader, in, out);
    }

    /**
     * Parses the ClientHello before the engine gets it, as some of it is set on the engine first. If it consists of
     * several records, the engine gets all of them when it is complete.
     */
    private TlsStatus unwrapHello(ClientHelloReader reader, ByteBuffer in, ByteBuffer out) throws TlsException {
        if (in.remaining() < RECORD_HEADER) {
            return TlsStatus.UNDERFLOW;
        }
        int at = in.position();
        int record = RECORD_HEADER + ((in.get(at + 3) & 0xff) << 8 | in.get(at + 4) & 0xff);
        boolean tooLarge = record > packetSize();
        if (record > in.remaining() && !tooLarge) {
            return TlsStatus.UNDERFLOW;
        }
        boolean last = tooLarge
                || in.get(at) != HANDSHAKE_RECORD
                || reader.add(in.slice(at + RECORD_HEADER, record - RECORD_HEADER));
        if (!last) {
            byte[] bytes = new byte[record];
            in.get(bytes);
            held = held == null ? new ByteArrayOutputStream() : held;
            held.writeBytes(bytes);
            return TlsStatus.NEED_UNWRAP;
        }
        take(reader.offer());
        ByteBuffer records = held == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(held.toByteArray());
        held = null;
        while (records.hasRemaining()) {
            TlsStatus status = unwrapRecord(records, out);
            if (status != TlsStatus.NEED_UNWRAP && status != TlsStatus.OK) {
                return status;
            }
        }
        return unwrapRecord(in, out);
    }

    private void take(ClientOffer offer) {
        hello = null;
        selector = new CertificateSelector(offer);
        serverName = offer.serverName();
        SourceKeyManager.begin(engine, selector);
        if (!offer.hasStrictName()) {
            // Bouncy Castle fails for such a name if there is a matcher; the JDK refuses it in any case.
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setSNIMatchers(List.of());
            engine.setSSLParameters(parameters);
        }
    }

    private TlsStatus unwrapRecord(ByteBuffer in, ByteBuffer out) throws TlsException {
        try {
            SSLEngineResult result = engine.unwrap(in, out);
            begun |= result.bytesConsumed() > 0;
            noteEnd(result);
            refuseRenegotiation();
            return status(result);
        } catch (SSLException e) {
            throw failed(e);
        }
    }

    /** Returns a failure with the causes in its message, as that of the engine often only names the alert. */
    private TlsException failed(SSLException e) {
        // The diagnosis comes first: logs truncate long lines, and some engines list all that the client offers.
        StringBuilder reason = new StringBuilder(selector.diagnosis()).append(e.getMessage());
        Throwable cause = e.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; cause = cause.getCause(), depth++) {
            String more = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            if (reason.indexOf(more) < 0) {
                reason.append(": ").append(more);
            }
        }
        return new TlsException(reason.toString(), e);
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
            throw failed(e);
        }
    }

    private void noteEnd(SSLEngineResult result) {
        if (!established && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            established = true;
            SourceKeyManager.end(engine);
        }
    }

    /** Renegotiation in TLS 1.2 is expensive, and was a means of attack (RFC 5746). */
    private void refuseRenegotiation() throws TlsException {
        if (established && engine.getSession().getProtocol().equals("TLSv1.2")) {
            HandshakeStatus now = engine.getHandshakeStatus();
            if (now == HandshakeStatus.NEED_TASK || now == HandshakeStatus.NEED_UNWRAP && !engine.isOutboundDone()) {
                throw new TlsRefusedException("the client requests renegotiation");
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
            throw new UnsupportedOperationException("keys can be updated only in TLS 1.3");
        }
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw failed(e);
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
                serverName,
                asksClient() ? peer(session) : List.of(),
                group.group());
    }

    /** Whether a certificate may have come. Where none was asked for, the session would say so by an exception, which is dear. */
    private boolean asksClient() {
        return engine.getNeedClientAuth() || engine.getWantClientAuth();
    }

    private static List<X509Certificate> peer(SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return chain;
        } catch (SSLPeerUnverifiedException e) {
            // The client has sent no certificate.
            return List.of();
        }
    }
}
