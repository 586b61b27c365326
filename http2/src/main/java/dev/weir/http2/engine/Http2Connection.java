package dev.weir.http2.engine;

import dev.weir.hpack.HpackDecoder;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.SessionView;
import dev.weir.http2.connection.ConnectionEvents;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.EngineContext;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.connection.FrameInput;
import dev.weir.http2.exchange.StreamViews;
import dev.weir.http2.exchange.Streams;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.FrameReader;
import dev.weir.http2.frame.FrameTrace;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection from its preface to its end (RFC 9113 sections 3.4, 5.4.1 and 6.8): makes its parts, reads, and closes.
 *
 * <p><b>Threads.</b> One at a time makes steps, as of {@link ProtocolSession}. Ticks, drains and aborts come from
 * threads of the server and never block.
 */
final class Http2Connection implements ProtocolSession, ConnectionEvents {
    private enum Stage {
        BEGINNING,
        PREFACE,
        FRAMES,
        FINISHING,
    }

    /** How long the last output of a connection may take. */
    private static final long CLOSE_NANOS = 2_000_000_000L;

    /** How often it is read before a batch of handlers runs: with the first, the content of a few short uploads. */
    private static final int MOST_READS = 3;

    private final ConnectionState state;
    private final ConnectionLock lock;
    private final Connection transport;
    private final FrameInput input;
    private final FrameReader reader;
    private final FrameFlusher out;
    private final Streams streams;
    private final PingTracker pings;
    private final LocalSettings localSettings;
    private final ConnectionPhase phase;
    private final ActivityTracker activity;
    private final ClientPreface preface;
    private final FieldBlockAssembler blocks;
    private final FrameDispatcher dispatcher;
    private final TimeoutChecker timeouts;
    private final ConnectionEndings endings;

    private Stage stage = Stage.BEGINNING;
    /** Whether this step may read from the socket: its loop hears of more in the next one. */
    private boolean mayRead;
    /** Whether a thread was relieved in the midst of a batch, which the next step is to go on with. */
    private boolean released;
    /** What FINISHING does. */
    private @Nullable Finish finish;

    Http2Connection(EngineContext context, Connection transport) {
        this.transport = transport;
        this.state = new ConnectionState(context, transport);
        this.lock = state.lock;
        FrameTrace trace = FrameTrace.of(transport.remoteAddress());
        this.input = new FrameInput(transport, context.inputBuffers);
        this.reader = new FrameReader(context.settings.maxFrameSize());
        this.out = new FrameFlusher(state, this, trace);
        this.streams = new Streams(state, this, out);
        AbuseGuard abuse = new AbuseGuard(state, this, streams);
        this.pings = new PingTracker(state, this, out, streams, abuse);
        HpackDecoder decoder = FieldBlockAssembler.decoder(context);
        this.localSettings = new LocalSettings(state, out, streams, decoder);
        this.phase = new ConnectionPhase(state, out, streams, pings);
        this.activity = new ActivityTracker(state, phase, streams);
        this.preface = new ClientPreface(state, input, activity);
        this.blocks = new FieldBlockAssembler(state, decoder, streams, activity, phase);
        StreamReceiver receiver = new StreamReceiver(state, out, streams, abuse, pings, localSettings, phase);
        this.timeouts = new TimeoutChecker(state, out, streams, pings, localSettings, phase, activity);
        this.endings = new ConnectionEndings(state, input, out, streams, phase, timeouts);
        this.dispatcher = new FrameDispatcher(reader, trace, preface, blocks, receiver, localSettings, pings, abuse);
    }

    // ---- steps

    @Override
    public Next step() throws IOException {
        mayRead = true;
        Next next = Next.DONE;
        try {
            next = stepNow();
            if (next == Next.INPUT) {
                input.rest();
            }
        } catch (ConnectionError e) {
            next = finish(() -> endings.fail(e));
        } catch (SocketTimeoutException e) {
            next = finish(() -> endings.timedOut(Objects.requireNonNullElse(e.getMessage(), "a deadline has passed")));
        } catch (IOException e) {
            state.debug("has failed", e);
        }
        return next;
    }

    private Next stepNow() throws IOException {
        return switch (stage) {
            case BEGINNING -> begin();
            case PREFACE -> preface();
            case FRAMES -> frames();
            case FINISHING -> finishNow();
        };
    }

    /** Sends our preface, which goes out at once (section 3.4). */
    private Next begin() throws IOException {
        TlsInfo tls = transport.tls().orElse(null);
        lock.lock();
        try {
            localSettings.send();
            streams.windows.openConnection();
        } finally {
            lock.unlock();
        }
        out.endReadBatch();
        if (tls != null && !TlsRules.strongEnough(tls)) {
            throw new ConnectionError(
                    ErrorCode.INADEQUATE_SECURITY,
                    tls.protocol() + " with " + tls.cipher() + " is not enough for HTTP/2");
        }
        preface.begin();
        stage = Stage.PREFACE;
        return preface();
    }

    private Next preface() throws IOException {
        if (!preface.read()) {
            return Next.INPUT;
        }
        transport.onTick(timeouts::tick);
        transport.onDrain(this::onDrain);
        transport.onCut(this::onAbort);
        stage = Stage.FRAMES;
        return frames();
    }

    /** Reads and handles frames, batch by batch, until either side has finished. */
    private Next frames() throws IOException {
        while (true) {
            if (out.awaitsControls()) {
                out.awaitControlsSent();
            }
            out.beginReadBatch();
            streams.handlers.threads.beginDispatch();
            boolean all;
            boolean called = false;
            int n = 1;
            try {
                all = dispatcher.dispatch(input, this::mustWait);
                for (int reads = 0; all && n > 0 && reads < MOST_READS && readsOn(); reads++) {
                    n = receive(false);
                    all = dispatcher.dispatch(input, this::mustWait);
                }
            } finally {
                called = streams.handlers.threads.endDispatch();
            }
            boolean started = blocks.takeStarted() || called || released;
            released = false;
            if (started && !streams.handlers.threads.runBatch()) {
                return Next.RELEASED;
            }
            out.endReadBatch();
            if (!all) {
                // Out of turn, as the loop goes on: the thread that waits for memory, or for the client to read, is our
                // own.
                return Next.THREAD;
            }
            boolean empty = closeOrIdle();
            streams.headTimer.within(reader.withinFields(input.bytes()));
            if (endings.isOver()) {
                return finish(endings::linger);
            }
            if (n > 0) {
                if (!mayRead && !transport.holdsInput()) {
                    return Next.INPUT;
                }
                mayRead = false;
                n = receive(empty);
            }
            if (n == 0) {
                return Next.INPUT;
            }
            if (n < 0) {
                return finish(endings::finishHalfClosed);
            }
        }
    }

    /**
     * Whether to read more before the handlers run, as content is missing that has come most likely: a handler that would wait
     * for it has a thread of its own. Where a read waits, it does not.
     */
    private boolean readsOn() {
        return input.filled() && !state.mayWait() && streams.handlers.threads.lacksContent();
    }

    /** Reads what has come, and notes that the client is there. */
    private int receive(boolean idle) throws IOException {
        int missing = Math.max(1, reader.needed(input.bytes()) - input.bytes().remaining());
        int n = input.receive(missing, idle);
        if (n > 0) {
            long now = System.nanoTime();
            pings.received(now);
            streams.received(now);
        }
        return n;
    }

    /** Whether frames that are here must wait, and the thread may not. */
    private boolean mustWait() {
        return (out.awaitsControls() || state.memory.heavy()) && !state.mayWait();
    }

    // ---- the end, which waits for the client

    /** What is done last. */
    private interface Finish {
        void run() throws IOException;
    }

    private Next finish(Finish last) throws IOException {
        stage = Stage.FINISHING;
        finish = last;
        return finishNow();
    }

    private Next finishNow() throws IOException {
        if (!state.mayWait()) {
            return Next.THREAD;
        }
        Finish last = finish;
        assert last != null : "nothing to finish";
        last.run();
        return Next.DONE;
    }

    @Override
    public boolean handedOver() {
        boolean goesOn = streams.handlers.threads.handedOver();
        if (goesOn) {
            released = true;
        }
        return goesOn;
    }

    @Override
    public SessionView view(int most) {
        if (!lock.tryLock()) {
            return SessionView.NONE;
        }
        try {
            return StreamViews.of(streams, most, state.sendWindow.available());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end() {
        transport.onTick(null);
        input.end();
        blocks.release();
        endings.endAll("the connection has ended", false);
        out.end();
    }

    // ---- events

    @Override
    public void flushed() {
        closeOrIdle();
    }

    @Override
    public void readerWaits() {
        streams.handlers.threads.handOff();
    }

    @Override
    public void startDrain(String reason) {
        phase.startDrain(reason);
    }

    @Override
    public void roundTripOver() {
        phase.roundTripOver();
    }

    /**
     * Closes the connection if it is in its last phase and no stream is open; else reports that it is idle if it is.
     *
     * @return whether no stream is open
     */
    private boolean closeOrIdle() {
        boolean empty;
        boolean done;
        lock.lock();
        try {
            empty = streams.isEmpty();
            done = phase.endIfDone();
        } finally {
            lock.unlock();
        }
        if (done) {
            out.drain(CLOSE_NANOS);
            endings.closeGracefully();
        } else if (empty) {
            activity.reportIdle();
        }
        return empty;
    }

    // ---- threads of the server

    private void onAbort() {
        // The connection's thread may see the end first.
        endings.cut();
        Thread.ofVirtual()
                .name("weir-abort")
                .start(() -> endings.endAll("the server has aborted the connection", true));
    }

    private void onDrain() {
        lock.lock();
        try {
            phase.startDrain("shutting down");
            out.flushSoon();
        } finally {
            lock.unlock();
        }
    }
}
