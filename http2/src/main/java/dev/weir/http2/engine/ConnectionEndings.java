package dev.weir.http2.engine;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ConnectionListener.Measure;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.Lingering;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.EngineContext;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.connection.FrameInput;
import dev.weir.http2.exchange.Http2Stream;
import dev.weir.http2.exchange.Streams;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import java.io.IOException;
import java.util.List;

/**
 * The ways in which a connection ends, each of which may wait for its client (RFC 9113 sections 5.4.1 and 6.8).
 *
 * <p><b>Threads.</b> One of the connection's own, which may wait; {@link #endAll}, {@link #closeGracefully} and {@link #cut} any.
 */
final class ConnectionEndings {
    /** How long the last output of a connection may take. */
    private static final long CLOSE_NANOS = 2_000_000_000L;
    /** How often the end of all streams is tried while there is no memory for it. */
    private static final int MOST_TRIES = 1000;

    private final EngineContext context;
    private final ConnectionState state;
    private final ConnectionLock lock;
    private final Connection transport;
    private final FrameInput input;
    private final FrameFlusher out;
    private final Streams streams;
    private final ConnectionPhase phase;
    private final TimeoutChecker timeouts;
    /** Whether the server has closed the connection. */
    private volatile boolean cut;

    ConnectionEndings(
            ConnectionState state,
            FrameInput input,
            FrameFlusher out,
            Streams streams,
            ConnectionPhase phase,
            TimeoutChecker timeouts) {
        this.context = state.context;
        this.state = state;
        this.lock = state.lock;
        this.transport = state.transport;
        this.input = input;
        this.out = out;
        this.streams = streams;
        this.phase = phase;
        this.timeouts = timeouts;
    }

    /** The server closes the connection. */
    void cut() {
        cut = true;
    }

    /** Whether nothing more is to be read or sent. */
    boolean isOver() {
        lock.lock();
        try {
            return phase.isEnded() || out.failed();
        } finally {
            lock.unlock();
        }
    }

    /** Reads on for a while: to close with bytes unread would reset the connection, and the last responses be lost. */
    void linger() throws IOException {
        Lingering.readOn(transport, Math.max(1, context.lingerNanos), () -> {
            input.bytes().position(input.bytes().limit());
            return input.fill(1, true) ? input.bytes().remaining() : -1;
        });
    }

    /**
     * Answers what was asked for after the client has closed its side, as it may still read; unless the operator has
     * requests cancelled then.
     */
    void finishHalfClosed() {
        List<Http2Stream> open;
        lock.lock();
        try {
            if (input.bytes().hasRemaining()) {
                state.debug("was closed within a frame", null);
            }
            open = streams.all();
            for (Http2Stream stream : open) {
                stream.inputClosed();
            }
        } finally {
            lock.unlock();
        }
        if (context.config.cancelOnHalfClose()) {
            open.forEach(stream -> streams.cancel(stream, false));
        }
        if (state.secure() && !open.isEmpty()) {
            Thread.ofVirtual().name("weir-watch").start(this::awaitLoss);
        }
        awaitStreams();
    }

    private void awaitLoss() {
        try {
            transport.awaitLoss();
        } catch (IOException e) {
            state.debug("was lost after its client had closed its side", e);
            endAll("the client has gone", false);
        }
    }

    /**
     * Waits until no stream is open and all is written, or nothing can be written. Streams that wait for a window are
     * reset, as no window will be opened.
     */
    private void awaitStreams() {
        lock.lock();
        try {
            while (!out.failed()) {
                boolean pending = out.flushPending();
                if (!pending && streams.isEmpty()) {
                    return;
                }
                if (out.flushing() || !streams.resetBlocked("the client has closed its side and opens no window")) {
                    out.await(Long.MAX_VALUE);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes our side; the client has a while to read what is on its way. */
    void closeGracefully() {
        out.close();
        try {
            transport.closeOutput();
        } catch (IOException e) {
            state.debug("could not be closed gracefully", e);
        }
        transport.readDeadline(Deadlines.in(Math.max(1, context.lingerNanos)));
    }

    /** Ends the connection after an error of the client's (section 5.4.1). */
    void fail(ConnectionError e) {
        state.debug("was ended: " + e.code() + ", " + e.getMessage(), null);
        sendGoAway(e.code(), e.getMessage());
        if (e.code() == ErrorCode.ENHANCE_YOUR_CALM) {
            state.watch.limited(e.getMessage(), Measure.ENDED);
        }
        closeGracefully();
        try {
            linger();
        } catch (IOException late) {
            state.debug("has failed while lingering", late);
        }
    }

    /**
     * Ends the connection as a deadline has passed: for the preface, for SETTINGS, or as the client does not answer.
     */
    void timedOut(String reason) {
        if (isOver()) {
            return;
        }
        state.debug("was ended: " + reason, null);
        ErrorCode code = timeouts.endCode();
        if (code == null && sendFinalGoAwayIfOpen(reason)) {
            // SETTINGS came at the last moment, and requests with them: they are named, and so they are answered.
            finishHalfClosed();
        } else {
            sendGoAway(code == null ? ErrorCode.NO_ERROR : code, reason);
        }
    }

    private boolean sendFinalGoAwayIfOpen(String reason) {
        lock.lock();
        try {
            boolean open = !streams.isEmpty();
            if (open) {
                phase.sendFinalGoAwayOnce(reason);
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    private void sendGoAway(ErrorCode code, String reason) {
        lock.lock();
        try {
            phase.sendGoAway(code, reason);
        } finally {
            lock.unlock();
        }
        endAll("the connection has ended: " + code, true);
        out.drain(CLOSE_NANOS);
    }

    /**
     * Ends all streams. Needs a little memory; where there is none it is tried again for a while, as handlers that are
     * not cancelled would wait for ever.
     *
     * @param byServer whether it is we who end them, and not the client
     */
    void endAll(String why, boolean byServer) {
        for (int tries = 1; ; tries++) {
            try {
                endAllNow(why, byServer);
                return;
            } catch (OutOfMemoryError e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                Thread.yield();
            }
        }
    }

    private void endAllNow(String why, boolean byServer) {
        List<Http2Stream> open;
        lock.lock();
        try {
            phase.end();
            open = streams.all();
            streams.closeAll(open, why, byServer || cut);
        } finally {
            lock.unlock();
        }
        open.forEach(stream -> streams.cancel(stream, byServer || cut));
        streams.handlers.reportUnserved();
    }
}
