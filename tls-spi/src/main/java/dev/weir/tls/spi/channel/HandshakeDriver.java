package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsStatus;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Performs the handshake: executes the steps that the engine needs until it needs none. What is expensive is done by
 * {@link #compute} alone.
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
    /** Whether the peer is known to speak TLS. */
    private boolean begun;
    /** The number of bytes that were received. */
    private long received;
    /** Whether the engine has refused to go on without more data. */
    private boolean underflow;

    HandshakeDriver(RecordInput input, TlsEngine engine, TlsWriter writer, TlsReader reader) {
        this.input = input;
        this.engine = engine;
        this.writer = writer;
        this.reader = reader;
    }

    /** Does what needs no computation, as {@link TlsChannel#advance}. */
    TlsChannel.Progress advance() throws IOException {
        try {
            if (!begun) {
                if (!input.first()) {
                    return TlsChannel.Progress.INPUT;
                }
                begun = true;
                received = input.records().remaining();
            }
            while (true) {
                TlsStatus needs = engine.needs();
                if (needs == TlsStatus.OK) {
                    return TlsChannel.Progress.DONE;
                }
                if (needs == TlsStatus.NEED_WRAP) {
                    // Where the client has sent data already, the last records go out with the answer to that.
                    writer.sendRecords(input.ready());
                } else if (!underflow && canCompute(needs)) {
                    return TlsChannel.Progress.COMPUTE;
                } else {
                    int n = receive();
                    if (n == 0) {
                        return TlsChannel.Progress.INPUT;
                    }
                    underflow = false;
                    received += n;
                    if (received > MAX_HANDSHAKE_BYTES) {
                        throw new ChannelRefusal(
                                "the handshake is larger than " + MAX_HANDSHAKE_BYTES + " bytes",
                                ChannelRefusal.UNEXPECTED_MESSAGE);
                    }
                }
            }
        } catch (TlsException e) {
            throw failed(e);
        }
    }

    private int receive() throws IOException {
        int n = input.fill();
        if (n < 0) {
            throw new TlsException("the client closed the connection during the handshake");
        }
        return n;
    }

    /** Performs the expensive part of a handshake: all steps possible with the received records. */
    void compute() throws IOException {
        ByteBuffer early = RecordBuffers.take();
        try {
            TlsStatus status = TlsStatus.OK;
            TlsStatus next = engine.needs();
            while (canCompute(next) && status != TlsStatus.OVERFLOW && status != TlsStatus.UNDERFLOW) {
                if (next == TlsStatus.NEED_TASK) {
                    engine.runTasks();
                } else {
                    status = engine.unwrap(input.records(), early);
                    if (status == TlsStatus.CLOSED) {
                        throw new TlsException("the client ended the handshake with a close_notify");
                    }
                }
                next = engine.needs();
            }
            underflow = status == TlsStatus.UNDERFLOW;
        } catch (TlsException e) {
            throw failed(e);
        } finally {
            reader.keep(early, 0);
        }
    }

    /** Ends the handshake, with an alert where that is possible; returns the exception to throw. */
    private TlsException failed(TlsException e) {
        if (e instanceof ChannelRefusal refusal) {
            return writer.refuse(refusal);
        }
        if (e instanceof TlsRefusedException refused) {
            return writer.refuse(refused);
        }
        if (!(e instanceof NotTlsException)) {
            writer.sendAlert(e);
        }
        return e;
    }

    /** Returns whether the engine can continue without more data from the peer. */
    private boolean canCompute(TlsStatus needs) {
        return needs == TlsStatus.NEED_TASK || needs == TlsStatus.NEED_UNWRAP && input.ready();
    }
}
