package dev.weir.http2;

import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.FairYield;
import dev.weir.http.core.support.Lingering;
import dev.weir.http2.Http2Exception.ConnectionError;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection's life: how it begins, reads, winds up and ends (RFC 9113 sections 3.4, 5.4.1 and 6.8).
 *
 * <p><b>Threads.</b> {@link #serve} is the connection's thread. {@link #closeOrIdle} is called by whoever may have ended
 * streams, without the lock. Ticks, drains and cuts come from threads of the server and never block.
 */
final class Http2Connection {
    /** How long the last words of a connection may take. */
    private static final long CLOSE_NANOS = 2_000_000_000L;
    /** How often the end of all streams is tried while there is no memory for it. */
    private static final int MOST_TRIES = 1000;

    private enum Phase {
        OPEN,
        /** GOAWAY(2^31-1) is out: whoever has read it begins nothing new here. */
        DRAINING,
        /** GOAWAY with the last id is out: what is open comes to its end, and then the connection. */
        ENDING,
        /** We send nothing any more. */
        ENDED,
    }

    final Http2Protocol protocol;
    final FrameFlusher out;
    final Streams streams;
    private final Connection transport;
    private final FrameInput input;
    private final FrameDispatcher dispatcher;
    private final PingTracker pings;
    private final FairYield fairYield = new FairYield();

    /** Guarded by the lock. */
    private Phase phase = Phase.OPEN;

    /** Since when no stream is open; 0 while one is, or the client's SETTINGS have not come. Guarded by the lock. */
    private long idleSince;

    /** Why the client is given up; null while it is not. */
    private volatile ErrorCode leaving;

    /** Streams that were late and whose handlers do not know yet; the thread of the ticks only. */
    private List<Http2Stream> uncancelled = List.of();

    /** Orders what the server is told of the connection's state. Taken before the lock, never within it. */
    private final Object stateLock = new Object();
    /** Whether the server was told that the connection is active; guarded by stateLock. */
    private boolean active;
    /** Whether a stream is about to be opened; guarded by stateLock. */
    private boolean opening;

    Http2Connection(Http2Protocol protocol, Connection transport) {
        this.protocol = protocol;
        this.transport = transport;
        this.input = new FrameInput(transport, protocol.inputBuffers);
        FrameTrace trace = FrameTrace.of(transport.remoteAddress());
        this.out = new FrameFlusher(this, transport, trace);
        this.streams = new Streams(protocol, transport, out);
        this.pings = new PingTracker(protocol.settings, out, streams);
        this.dispatcher = new FrameDispatcher(this, pings, trace);
    }

    // ---- the connection's thread

    void serve() {
        try {
            begin();
            transport.onTick(this::onTick);
            transport.onDrain(this::onDrain);
            transport.onCut(this::onCut);
            loop();
        } catch (ConnectionError e) {
            fail(e);
        } catch (SocketTimeoutException e) {
            leave(e.getMessage());
        } catch (IOException e) {
            debug("broke off", e);
        } finally {
            transport.onTick(null);
            input.end();
            dispatcher.end();
            endAll("the connection has ended");
            out.end();
        }
    }

    /** Our preface, which goes out at once, and the client's (section 3.4). */
    private void begin() throws IOException {
        TlsInfo tls = transport.tls().orElse(null);
        out.lock.lock();
        try {
            dispatcher.announce();
        } finally {
            out.lock.unlock();
        }
        out.endReadBatch();
        if (tls != null && !TlsRules.strongEnough(tls)) {
            throw new ConnectionError(
                    ErrorCode.INADEQUATE_SECURITY,
                    tls.protocol() + " with " + tls.cipher() + " is not enough for HTTP/2");
        }
        transport.readDeadline(protocol.prefaceDeadline(transport.readySince()));
        byte[] preface = Http2Provider.PREFACE;
        while (startsLike(preface) && input.bytes().remaining() < preface.length) {
            if (!input.fill(preface.length, false)) {
                throw new EOFException("closed within the preface");
            }
        }
        if (!startsLike(preface)) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "not the preface of HTTP/2");
        }
        input.bytes().position(input.bytes().position() + preface.length);
        transport.readDeadline(Http2Protocol.deadline(protocol.settings.settingsTimeout()));
    }

    private boolean startsLike(byte[] preface) {
        ByteBuffer bytes = input.bytes();
        int length = Math.min(bytes.remaining(), preface.length);
        for (int i = 0; i < length; i++) {
            if (bytes.get(bytes.position() + i) != preface[i]) {
                return false;
            }
        }
        return true;
    }

    /** The client's SETTINGS have come: from now on only idleness ends the connection. */
    void begun() {
        transport.readDeadline(0);
        out.lock.lock();
        try {
            idleSince = now();
        } finally {
            out.lock.unlock();
        }
    }

    private static long now() {
        long now = System.nanoTime();
        return now == 0 ? 1 : now;
    }

    /** Reads and deals with frames, batch by batch, until either side is done. */
    private void loop() throws IOException {
        while (true) {
            out.beginReadBatch();
            if (dispatcher.dispatch(input.bytes()) > 0) {
                runHandlers();
            }
            out.endReadBatch();
            boolean idle = closeOrIdle();
            streams.withinHead(dispatcher.withinHead(input.bytes()));
            if (over()) {
                linger();
                return;
            }
            if (!input.fill(dispatcher.missing(input.bytes()), idle)) {
                finishHalfClosed();
                return;
            }
            pings.heard();
        }
    }

    /** Lets the handlers run first, so that their answers leave together at the end of the batch. */
    private void runHandlers() {
        Thread worker;
        out.lock.lock();
        try {
            worker = streams.threads.startBatch();
        } finally {
            out.lock.unlock();
        }
        fairYield.yield();
        streams.threads.awaitProgress(worker);
        out.lock.lock();
        try {
            streams.threads.handOff();
        } finally {
            out.lock.unlock();
        }
    }

    private boolean over() {
        out.lock.lock();
        try {
            return phase == Phase.ENDED || out.failed();
        } finally {
            out.lock.unlock();
        }
    }

    /** Reads on for a while, as closing with bytes unread would reset the connection and take the last answers away. */
    private void linger() throws IOException {
        Lingering.readOn(transport, Math.max(1, protocol.lingerNanos), () -> {
            input.bytes().position(input.bytes().limit());
            return input.fill(1, true) ? input.bytes().remaining() : -1;
        });
    }

    /**
     * The client sends nothing any more, but may still read: what it has asked for is answered, and cancelled only where the
     * operator takes an end for a client that has gone.
     */
    private void finishHalfClosed() {
        List<Http2Stream> open;
        out.lock.lock();
        try {
            if (input.bytes().hasRemaining()) {
                debug("closed within a frame", null);
            }
            open = streams.all();
            for (Http2Stream stream : open) {
                stream.inputClosed();
            }
        } finally {
            out.lock.unlock();
        }
        if (protocol.config.cancelOnHalfClose()) {
            open.forEach(streams::cancel);
        }
        if (secure() && !open.isEmpty()) {
            Thread.ofVirtual().name("weir-watch").start(this::awaitLoss);
        }
        out.awaitQuiet();
    }

    private void awaitLoss() {
        try {
            transport.awaitLoss();
        } catch (IOException e) {
            debug("is gone behind its end", e);
            endAll("the client has gone");
        }
    }

    /** Whether the connection is over TLS. */
    boolean secure() {
        return transport.tls().isPresent();
    }

    // ---- the state that the server sees

    /** A stream is about to be opened; the connection's thread, without the lock. */
    void activate() {
        synchronized (stateLock) {
            opening = true;
            if (!active) {
                active = true;
                transport.active();
            }
        }
    }

    /**
     * Whether a request whose head has come is served; under the lock, and if so it is opened before that is given
     * back. This is where an end of the connection and a request that meets it are decided, both ways: what is not
     * served is above the last stream that GOAWAY names, so that its client may send it again (section 6.8).
     */
    boolean serves() {
        if (!accepts()) {
            return false;
        }
        idleSince = 0;
        return true;
    }

    /** The stream is open, or was refused. */
    void activated() {
        synchronized (stateLock) {
            opening = false;
        }
    }

    /**
     * Tells the server when the connection has become idle, and ends it when nothing more is to come.
     *
     * @return whether no stream is open
     */
    boolean closeOrIdle() {
        boolean empty;
        boolean finish;
        out.lock.lock();
        try {
            empty = streams.isEmpty();
            finish = empty && phase == Phase.ENDING;
            if (finish) {
                phase = Phase.ENDED;
            }
        } finally {
            out.lock.unlock();
        }
        if (finish) {
            out.drain(CLOSE_NANOS);
            closeGracefully();
        } else if (empty) {
            becomeIdle();
        }
        return empty;
    }

    private void becomeIdle() {
        synchronized (stateLock) {
            if (!active || opening) {
                return;
            }
            boolean empty;
            out.lock.lock();
            try {
                empty = streams.isEmpty() && phase != Phase.ENDED;
                if (empty) {
                    idleSince = now();
                }
            } finally {
                out.lock.unlock();
            }
            if (empty) {
                active = false;
                transport.idle();
            }
        }
    }

    // ---- ends

    /** Says that nothing more comes; the client has a while to read what is on its way. */
    private void closeGracefully() {
        out.close();
        try {
            transport.closeOutput();
        } catch (IOException e) {
            debug("could not be ended in order", e);
        }
        transport.readDeadline(Http2Protocol.deadline(Math.max(1, protocol.lingerNanos)));
    }

    /** An error of the client's that ends the connection (section 5.4.1). */
    private void fail(ConnectionError e) {
        debug("was ended: " + e.code() + ", " + e.getMessage(), null);
        sendGoAway(e.code(), e.getMessage());
        closeGracefully();
        try {
            linger();
        } catch (IOException late) {
            debug("while lingering", late);
        }
    }

    /** The read deadline has passed: for the preface, for SETTINGS, or as the client does not answer. */
    private void leave(String why) {
        if (over()) {
            return;
        }
        debug("is left: " + why, null);
        ErrorCode code = leaving;
        if (code == null && sendFinalGoAwayIfOpen(why)) {
            // SETTINGS came at the last moment, and requests with them: they are named, and so they are answered.
            finishHalfClosed();
        } else {
            sendGoAway(code == null ? ErrorCode.NO_ERROR : code, why);
        }
    }

    private boolean sendFinalGoAwayIfOpen(String why) {
        out.lock.lock();
        try {
            boolean open = !streams.isEmpty();
            if (open && accepts()) {
                sendFinalGoAway(why);
            }
            return open;
        } finally {
            out.lock.unlock();
        }
    }

    private void sendGoAway(ErrorCode code, String why) {
        out.lock.lock();
        try {
            // The request that has broken the connection is named with the others, so that it is not sent once more.
            int last = code == ErrorCode.NO_ERROR ? streams.lastTaken() : streams.last();
            FrameWriter.goAway(out.control(), last, code.code(), why);
        } finally {
            out.lock.unlock();
        }
        endAll("the connection has ended: " + code);
        out.drain(CLOSE_NANOS);
    }

    /**
     * Cuts all streams off. Needs a little memory; where there is none it is tried again for a while, as handlers that
     * are not told wait for ever.
     */
    private void endAll(String why) {
        for (int tries = 1; ; tries++) {
            try {
                endAllNow(why);
                return;
            } catch (OutOfMemoryError e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                Thread.yield();
            }
        }
    }

    private void endAllNow(String why) {
        List<Http2Stream> open;
        out.lock.lock();
        try {
            phase = Phase.ENDED;
            open = streams.all();
            streams.closeAll(open, why);
        } finally {
            out.lock.unlock();
        }
        open.forEach(streams::cancel);
    }

    private void onCut() {
        Thread.ofVirtual().name("weir-cut").start(() -> endAll("the server has cut the connection"));
    }

    // ---- winding up in order (section 6.8); under the lock, unless it says otherwise

    /** A shutdown begins; a thread of the server. */
    private void onDrain() {
        out.lock.lock();
        try {
            startDrain("shutting down");
            out.flushSoon();
        } finally {
            out.lock.unlock();
        }
    }

    /** The first step: begin nothing new, but what is on its way is still served. */
    void startDrain(String why) {
        if (phase == Phase.OPEN) {
            phase = Phase.DRAINING;
            FrameWriter.goAway(out.control(), Integer.MAX_VALUE, ErrorCode.NO_ERROR.code(), why);
            pings.askForRoundTrip();
        }
    }

    /** The second step, when the client has read the first: the last stream that is served is named. */
    void roundTripOver() {
        if (phase == Phase.DRAINING) {
            sendFinalGoAway("");
        }
    }

    private void sendFinalGoAway(String why) {
        phase = Phase.ENDING;
        FrameWriter.goAway(out.control(), streams.lastTaken(), ErrorCode.NO_ERROR.code(), why);
    }

    /** The client has said that it winds up: it is told what it will still get an answer to. */
    void goAwayReceived() {
        if (accepts()) {
            sendFinalGoAway("");
        }
    }

    /** Whether a new stream of the client's is still served. */
    boolean accepts() {
        return phase == Phase.OPEN || phase == Phase.DRAINING;
    }

    private boolean idleForLong(long now) {
        return phase == Phase.OPEN
                && idleSince != 0
                && protocol.idleNanos != 0
                && now - idleSince >= protocol.idleNanos
                && streams.isEmpty()
                && !out.writing();
    }

    /** About every 100 ms, on the thread that watches all deadlines. */
    private void onTick() {
        long now = System.nanoTime();
        List<Http2Stream> late = new ArrayList<>(0);
        ErrorCode lost;
        boolean idle;
        out.lock.lock();
        try {
            lost = pings.tick(now, this);
            idle = idleForLong(now);
            if (idle) {
                sendFinalGoAway("the connection was idle for too long");
            }
            streams.threads.tick();
            out.tick();
            if (streams.headIsLate(now)) {
                // Nothing else can come behind it: what runs is not waited for.
                leaving = ErrorCode.NO_ERROR;
                transport.readDeadline(now == 0 ? 1 : now);
            }
            // What was not given at the start, as memory was scarce.
            streams.openWindow();
            for (Http2Stream stream : streams.all()) {
                stream.linger(now);
                if (stream.late(now)) {
                    streams.reset(stream, ErrorCode.CANCEL, "the write deadline has passed");
                    late.add(stream);
                }
            }
            out.flushSoon();
        } finally {
            out.lock.unlock();
        }
        if (idle) {
            debug("is left: it was idle for too long", null);
        }
        if (lost != null) {
            debug("does not answer " + (lost == ErrorCode.NO_ERROR ? "a ping" : "our SETTINGS"), null);
            leaving = lost;
            transport.readDeadline(now == 0 ? 1 : now);
        }
        late.forEach(streams::cancel);
    }

    void debug(String what, IOException cause) {
        protocol.server.logDebug("the HTTP/2 connection of " + transport.remoteAddress() + " " + what, cause);
    }
}
