package dev.weir.tls.openssl;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.TlsStatus;
import java.nio.ByteBuffer;

/**
 * An engine of the JDK's TLS, whose tasks see the providers of {@link Registration}; nothing else does. JSSE signs and
 * agrees on keys in its tasks alone.
 *
 * <p><b>Threads.</b> As the engine.
 */
final class HandshakeScope implements TlsEngine {
    private static final ScopedValue<Boolean> IN = ScopedValue.newInstance();

    private final TlsEngine engine;

    HandshakeScope(TlsEngine engine) {
        this.engine = engine;
    }

    /** Returns whether the calling thread computes a handshake of ours. */
    static boolean entered() {
        return IN.isBound();
    }

    /** Runs something as in a handshake. */
    static <R, X extends Throwable> R call(ScopedValue.CallableOp<R, X> task) throws X {
        return ScopedValue.where(IN, true).call(task);
    }

    @Override
    public void runTasks() {
        ScopedValue.where(IN, true).run(engine::runTasks);
    }

    @Override
    public TlsStatus needs() {
        return engine.needs();
    }

    @Override
    public TlsStatus unwrap(ByteBuffer in, ByteBuffer out) throws TlsException {
        return engine.unwrap(in, out);
    }

    @Override
    public TlsStatus wrap(ByteBuffer[] in, int from, int count, ByteBuffer out) throws TlsException {
        return engine.wrap(in, from, count, out);
    }

    @Override
    public int packetSize() {
        return engine.packetSize();
    }

    @Override
    public void updateKeys() throws TlsException {
        engine.updateKeys();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean outboundDone() {
        return engine.outboundDone();
    }

    @Override
    public TlsSessionInfo session() {
        return engine.session();
    }
}
