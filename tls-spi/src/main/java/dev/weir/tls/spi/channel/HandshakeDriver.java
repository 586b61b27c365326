package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.TlsStatus;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Performs the handshake: executes the steps that the engine needs until it needs none.
 *
 * <p><b>Threads.</b> For one thread, before others read or write.
 */
final class HandshakeDriver {
    /** The maximum that a client may send before the end of the handshake. */
    private static final int MAX_HANDSHAKE_BYTES = 256 * 1024;

    private final RecordInput input;
    private final TlsEngine engine;
    private final TlsWriter writer;
    /** Keeps data that follows the handshake's last record. */
    private final TlsReader reader;

    HandshakeDriver(RecordInput input, TlsEngine engine, TlsWriter writer, TlsReader reader) {
        this.input = input;
        this.engine = engine;
        this.writer = writer;
        this.reader = reader;
    }

    /** Performs the handshake, as {@link TlsChannel#handshake(HandshakeLimit, long)}. */
    TlsSessionInfo handshake(HandshakeLimit limit, long deadline) throws IOException {
        long received = input.first();
        ByteBuffer early = RecordBuffers.take();
        try {
            while (true) {
                TlsStatus needs = engine.needs();
                if (needs == TlsStatus.OK) {
                    return engine.session();
                }
                if (needs == TlsStatus.NEED_WRAP) {
                    writer.sendRecords();
                } else if (compute(needs, early, limit, deadline) == TlsStatus.UNDERFLOW) {
                    received += receive();
                    if (received > MAX_HANDSHAKE_BYTES) {
                        throw new ChannelRefusal(
                                "the handshake is larger than " + MAX_HANDSHAKE_BYTES + " bytes",
                                ChannelRefusal.UNEXPECTED_MESSAGE);
                    }
                }
            }
        } catch (ChannelRefusal e) {
            throw writer.refuse(e);
        } catch (TlsRefusedException e) {
            throw writer.refuse(e);
        } catch (TlsException e) {
            writer.sendAlert(e);
            throw e;
        } finally {
            reader.keep(early, 0);
        }
    }

    private int receive() throws IOException {
        int n = input.fill();
        if (n < 0) {
            throw new TlsException("the client closed the connection during the handshake");
        }
        return n;
    }

    /**
     * Performs the expensive part of a handshake: all steps possible with the received records, under one permit, as
     * many other handshakes may wait for the next permit.
     */
    private TlsStatus compute(TlsStatus needs, ByteBuffer early, HandshakeLimit limit, long deadline)
            throws IOException {
        if (!canCompute(needs)) {
            return TlsStatus.UNDERFLOW;
        }
        limit.enter(deadline);
        try {
            TlsStatus status = needs;
            for (TlsStatus next = needs; canCompute(next) && status != TlsStatus.OVERFLOW; next = engine.needs()) {
                if (next == TlsStatus.NEED_TASK) {
                    engine.runTasks();
                    continue;
                }
                status = engine.unwrap(input.records(), early);
                if (status == TlsStatus.CLOSED) {
                    throw new TlsException("the client ended the handshake with a close_notify");
                }
                if (status == TlsStatus.UNDERFLOW) {
                    return status;
                }
            }
            return status;
        } finally {
            limit.leave();
        }
    }

    /** Returns whether the engine can continue without more data from the peer. */
    private boolean canCompute(TlsStatus needs) {
        return needs == TlsStatus.NEED_TASK || needs == TlsStatus.NEED_UNWRAP && input.ready();
    }
}
