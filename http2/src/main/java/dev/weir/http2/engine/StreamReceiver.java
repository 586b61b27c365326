package dev.weir.http2.engine;

import dev.weir.http2.config.Abuse;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.exchange.Http2Stream;
import dev.weir.http2.exchange.Streams;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Frame;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.frame.Http2Exception.StreamError;
import dev.weir.http2.frame.Setting;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.stream.PeerSettings;
import dev.weir.http2.stream.SolicitedFrames;
import dev.weir.http2.stream.StreamState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Receives the frames that concern streams, but for blocks of fields ({@link FieldBlockAssembler}).
 *
 * <p><b>Threads.</b> The connection's thread, without the lock: each method takes it.
 */
final class StreamReceiver {
    private final ConnectionState state;
    private final ConnectionLock lock;
    private final FrameFlusher out;
    private final Streams streams;
    private final AbuseGuard abuse;
    private final PingTracker pings;
    private final LocalSettings localSettings;
    private final ConnectionPhase phase;

    StreamReceiver(
            ConnectionState state,
            FrameFlusher out,
            Streams streams,
            AbuseGuard abuse,
            PingTracker pings,
            LocalSettings localSettings,
            ConnectionPhase phase) {
        this.state = state;
        this.lock = state.lock;
        this.out = out;
        this.streams = streams;
        this.abuse = abuse;
        this.pings = pings;
        this.localSettings = localSettings;
        this.phase = phase;
    }

    void data(Frame.Data f) throws ConnectionError, StreamError {
        ByteBuffer content = f.content();
        abuse.spend(Abuse.EMPTY_FRAME, !content.hasRemaining() && !f.endStream());
        if (state.memory.heavy() && content.hasRemaining() && state.mayWait() && !out.awaitRelief()) {
            relieve();
        }
        Http2Stream starved = null;
        lock.lock();
        try {
            // Section 6.9: content counts against the connection's window, whatever becomes of the stream.
            if (!streams.windows.receive(f.flowLength())) {
                throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "content beyond the connection's window");
            }
            pings.dataReceived(f.flowLength());
            try {
                Http2Stream stream = streams.receiver(f.stream(), StreamState.Incoming.DATA);
                if (stream == null) {
                    streams.windows.credit(f.flowLength());
                } else {
                    stream.receive(
                            content.array(),
                            content.arrayOffset() + content.position(),
                            content.remaining(),
                            f.flowLength(),
                            f.endStream());
                    starved = stream.starved() ? stream : null;
                }
            } catch (StreamError e) {
                streams.windows.credit(f.flowLength());
                throw e;
            }
        } finally {
            lock.unlock();
        }
        if (starved != null) {
            cancelStarved(starved);
        }
    }

    /** Ends streams whose content is not read, as memory stays tight. */
    private void relieve() {
        List<Http2Stream> ended;
        lock.lock();
        try {
            ended = streams.relieve();
        } finally {
            lock.unlock();
        }
        ended.forEach(this::cancelStarved);
    }

    private void cancelStarved(Http2Stream stream) {
        streams.cancel(stream, true);
        state.debug("had stream " + stream.output.id() + " reset: no memory for content that is not read", null);
    }

    void reset(Frame.Reset f) throws ConnectionError, StreamError {
        Http2Stream stream;
        boolean early;
        lock.lock();
        try {
            stream = streams.receiver(f.stream(), StreamState.Incoming.RST_STREAM);
            if (stream == null) {
                return;
            }
            // A client that has its response and stops its upload by this has got what it asked for.
            early = stream.state != StreamState.HALF_CLOSED_LOCAL;
            // First, as a handler that waits for the stream is woken by its reset, and may return before it is
            // cancelled.
            streams.cancel(stream, false);
            stream.receiveReset(f.code());
        } finally {
            lock.unlock();
        }
        // Section 8.4.2: a client may refuse what it was promised, and that it was promised was our doing.
        abuse.spend(Abuse.RESET_RECEIVED, early && !stream.pushed());
    }

    void windowUpdate(Frame.WindowUpdate f) throws ConnectionError, StreamError {
        abuse.spend(Abuse.SMALL_WINDOW_UPDATE, f.increment() < SolicitedFrames.SMALL_INCREMENT && !takeUpdate());
        lock.lock();
        try {
            if (f.stream() == 0) {
                if (!state.sendWindow.add(f.increment())) {
                    throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "a window of more than 2^31-1");
                }
                return;
            }
            Http2Stream stream = streams.receiver(f.stream(), StreamState.Incoming.WINDOW_UPDATE);
            if (stream != null && !stream.output.sendWindow().add(f.increment())) {
                throw new StreamError(f.stream(), ErrorCode.FLOW_CONTROL_ERROR, "a window of more than 2^31-1");
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean takeUpdate() {
        lock.lock();
        try {
            return state.solicited.takeUpdate();
        } finally {
            lock.unlock();
        }
    }

    void priority(Frame.Priority f) throws ConnectionError {
        // Browsers send many of these for a page; they cost next to nothing where the scheduler has no tree.
        abuse.spend(Abuse.PRIORITY, state.context.schedulers.usesRfc7540Priorities());
        lock.lock();
        try {
            streams.priorities.dependency(f.stream(), f.priority());
        } finally {
            lock.unlock();
        }
    }

    /** RFC 9218 section 7.1. */
    void priorityUpdate(Frame.PriorityUpdate f) throws ConnectionError {
        abuse.spend(Abuse.PRIORITY, true);
        StreamPriority priority = StreamPriority.Urgency.parse(
                StandardCharsets.ISO_8859_1.decode(f.value()).toString());
        lock.lock();
        try {
            streams.priorities.update(f.prioritized(), priority, streams, localSettings.acknowledged());
        } finally {
            lock.unlock();
        }
    }

    void settings(Frame.Settings f) throws ConnectionError {
        abuse.spend(Abuse.SETTINGS, true);
        lock.lock();
        try {
            PeerSettings peer = state.peer;
            int window = peer.initialWindowSize();
            for (int i = 0; i < f.count(); i++) {
                peer.apply(f.id(i), f.value(i));
                if (f.id(i) == Setting.HEADER_TABLE_SIZE.code()) {
                    // Each counts: the encoder has to signal the smallest as well as the last (RFC 7541 section 4.2).
                    out.peerTableSize(peer.headerTableSize());
                }
            }
            peer.received();
            if (peer.initialWindowSize() != window) {
                streams.adjustSendWindows(peer.initialWindowSize() - window);
            }
            FrameWriter.settingsAck(out.control());
        } finally {
            lock.unlock();
        }
        out.awaitControlsSent();
    }

    void goAway(Frame.GoAway f) {
        state.debug("was announced to end by its client: " + ErrorCode.nameOf(f.code()), null);
        List<Http2Stream> refused;
        lock.lock();
        try {
            state.watch.goAwayReceived(f.code());
            phase.sendFinalGoAwayOnce("");
            refused = streams.goAwayReceived(f.lastStream());
        } finally {
            lock.unlock();
        }
        refused.forEach(stream -> streams.cancel(stream, false));
    }

    /** Resets a stream after an error that concerns it alone (section 5.4.2). */
    void streamError(StreamError e) throws ConnectionError {
        state.debug("had stream " + e.stream() + " reset: " + e.code() + ", " + e.getMessage(), null);
        Http2Stream stream;
        lock.lock();
        try {
            stream = streams.get(e.stream());
            StreamState streamState = streams.stateOf(e.stream());
            if (streamState == StreamState.IDLE) {
                // section 6.4: RST_STREAM must not be sent for a stream that is idle
                throw new ConnectionError(e.code(), e.getMessage());
            }
            if (stream != null) {
                streams.reset(stream, e.code(), "the stream was reset: " + e.code() + ", " + e.getMessage());
            } else if (streamState != StreamState.RESET_LOCAL) {
                streams.resetUnopened(e.stream(), e.code(), e.getMessage());
            }
        } finally {
            lock.unlock();
        }
        if (stream != null) {
            streams.cancel(stream, true);
        }
        // A client may pass our limit of streams before it knows that.
        boolean limitsKnown = localSettings.acknowledged();
        abuse.spend(Abuse.RESET_PROVOKED, !e.ours() && (e.code() != ErrorCode.REFUSED_STREAM || limitsKnown));
        out.awaitControlsSent();
    }
}
