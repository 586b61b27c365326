package dev.weir.http2;

import dev.weir.http2.Http2Exception.ConnectionError;
import dev.weir.http2.Http2Exception.StreamError;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Deals with each frame that the client sends (RFC 9113 section 6). Blocks of fields are {@link FieldBlockAssembler}' matter.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
final class FrameDispatcher {
    private final Http2Connection connection;
    private final FrameFlusher out;
    private final Streams streams;
    private final PingTracker pings;
    private final FrameTrace trace;
    private final FrameReader reader;
    private final FieldBlockAssembler blocks;
    private final AbuseGuard abuse;
    private boolean begun;

    FrameDispatcher(Http2Connection connection, PingTracker pings, FrameTrace trace) {
        Http2Protocol protocol = connection.protocol;
        this.connection = connection;
        this.out = connection.out;
        this.streams = connection.streams;
        this.pings = pings;
        this.trace = trace;
        this.reader = new FrameReader(protocol.settings.maxFrameSize());
        this.abuse = new AbuseGuard(connection);
        this.blocks = new FieldBlockAssembler(connection, abuse);
    }

    /** Our SETTINGS, and the window that the connection begins with; under the lock. */
    void announce() {
        LocalSettings.write(connection.protocol, out.control());
        pings.settingsSent();
        streams.openWindow();
    }

    /** The stream whose fields have begun to come and are not whole; 0 for none, negative where it is not known yet. */
    int withinHead(ByteBuffer in) {
        return reader.withinFields(in);
    }

    /** How many bytes the next frame needs that are not there. */
    int missing(ByteBuffer in) {
        return Math.max(1, reader.needed(in) - in.remaining());
    }

    /**
     * Deals with all frames that are whole.
     *
     * @return how many handlers were started
     */
    int dispatch(ByteBuffer in) throws ConnectionError {
        int before = blocks.started();
        while (true) {
            try {
                Frame frame = reader.next(in);
                if (frame == null) {
                    return blocks.started() - before;
                }
                if (trace != null) {
                    trace.received(frame);
                }
                handle(frame);
            } catch (StreamError e) {
                streamError(e);
            } catch (ConnectionError e) {
                throw e;
            } catch (Http2Exception e) {
                throw new AssertionError("neither of a stream nor of a connection", e);
            }
        }
    }

    private void handle(Frame frame) throws Http2Exception {
        if (!begun) {
            if (!(frame instanceof Frame.Settings)) {
                throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "the first frame is not SETTINGS");
            }
            begun = true;
            connection.begun();
        }
        switch (frame) {
            case Frame.Data f -> data(f);
            case Frame.Headers f -> blocks.headers(f);
            case Frame.Continuation f -> blocks.continuation(f);
            case Frame.Priority f -> priority(f);
            case Frame.Reset f -> reset(f);
            case Frame.Settings f -> settings(f);
            case Frame.SettingsAck _ -> settingsAck();
            case Frame.Ping f -> ping(f);
            case Frame.GoAway f -> goAway(f);
            case Frame.WindowUpdate f -> windowUpdate(f);
            case Frame.PriorityUpdate f -> blocks.priorityUpdate(f);
            case Frame.Promise _ -> throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE from a client");
            case Frame.Unknown f -> abuse.spend(Abuse.EMPTY_FRAME, f.length() == 0);
        }
    }

    // ---- content

    private void data(Frame.Data f) throws Http2Exception {
        abuse.spend(Abuse.EMPTY_FRAME, !f.content().hasRemaining() && !f.endStream());
        ByteBuffer content = f.content();
        if (out.memory.heavy() && content.hasRemaining() && !out.awaitRelief()) {
            relieve();
        }
        Http2Stream starved = null;
        out.lock.lock();
        try {
            // Section 6.9: what comes counts against the connection's window, whatever becomes of the stream.
            if (!streams.receive(f.flowLength())) {
                throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "content beyond the connection's window");
            }
            pings.dataReceived(f.flowLength());
            Http2Stream stream = streams.get(f.stream());
            try {
                if (abuse.judge(f.stream(), StreamState.Incoming.DATA) == StreamState.Verdict.IGNORE) {
                    streams.credit(f.flowLength());
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
                streams.credit(f.flowLength());
                throw e;
            }
        } finally {
            out.lock.unlock();
        }
        if (starved != null) {
            streams.cancel(starved);
        }
    }

    /** Ends streams whose content nobody reads, as memory stays tight. */
    private void relieve() {
        List<Http2Stream> ended;
        out.lock.lock();
        try {
            ended = streams.relieve();
        } finally {
            out.lock.unlock();
        }
        ended.forEach(streams::cancel);
    }

    /** The connection has ended. */
    void end() {
        blocks.release();
    }

    // ---- one stream's

    private void priority(Frame.Priority f) throws Http2Exception {
        // Browsers send many of these for a page; they cost next to nothing where nobody reads the tree.
        abuse.spend(Abuse.PRIORITY, connection.protocol.schedulers.usesRfc7540Priorities());
        out.lock.lock();
        try {
            streams.priorities.dependency(f.stream(), f.priority());
        } finally {
            out.lock.unlock();
        }
    }

    private void reset(Frame.Reset f) throws Http2Exception {
        Http2Stream stream;
        boolean early;
        out.lock.lock();
        try {
            stream = streams.get(f.stream());
            if (abuse.judge(f.stream(), StreamState.Incoming.RST_STREAM) == StreamState.Verdict.IGNORE) {
                return;
            }
            // Who has its answer and stops its upload with this has got what it asked for.
            early = stream.state != StreamState.HALF_CLOSED_LOCAL;
            stream.state = stream.state.receivedReset();
            stream.cut("the client reset the stream: " + ErrorCode.nameOf(f.code()));
            streams.close(stream);
        } finally {
            out.lock.unlock();
        }
        streams.cancel(stream);
        // Section 8.4.2: a client may refuse what it was promised, and it was our idea to promise it.
        abuse.spend(Abuse.RESET_RECEIVED, early && !stream.pushed());
    }

    private void windowUpdate(Frame.WindowUpdate f) throws Http2Exception {
        abuse.spend(Abuse.SMALL_WINDOW_UPDATE, f.increment() < SolicitedFrames.SMALL_INCREMENT && !hasOccasion());
        out.lock.lock();
        try {
            if (f.stream() == 0) {
                if (!out.window.add(f.increment())) {
                    throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "a window of more than 2^31-1");
                }
                return;
            }
            if (abuse.judge(f.stream(), StreamState.Incoming.WINDOW_UPDATE) == StreamState.Verdict.ACCEPT
                    && !streams.get(f.stream()).sendWindow.add(f.increment())) {
                throw new StreamError(f.stream(), ErrorCode.FLOW_CONTROL_ERROR, "a window of more than 2^31-1");
            }
        } finally {
            out.lock.unlock();
        }
    }

    /** Whether a small update answers content that we sent. */
    private boolean hasOccasion() {
        out.lock.lock();
        try {
            return out.solicited.takeUpdate();
        } finally {
            out.lock.unlock();
        }
    }

    /** An error that ends one stream (section 5.4.2). */
    private void streamError(StreamError e) throws ConnectionError {
        connection.debug("had stream " + e.stream() + " reset: " + e.code() + ", " + e.getMessage(), null);
        Http2Stream stream;
        out.lock.lock();
        try {
            stream = streams.get(e.stream());
            StreamState state = streams.stateOf(e.stream());
            if (state == StreamState.IDLE) {
                // section 6.4: RST_STREAM must not be sent for a stream that is idle
                throw new ConnectionError(e.code(), e.getMessage());
            }
            if (stream != null) {
                streams.reset(stream, e.code(), "the stream was reset: " + e.code() + ", " + e.getMessage());
            } else if (state != StreamState.RESET_LOCAL) {
                streams.resetUnopened(e.stream(), e.code());
            }
        } finally {
            out.lock.unlock();
        }
        if (stream != null) {
            streams.cancel(stream);
        }
        // A client that does not know our limit yet is not to blame for passing it.
        abuse.spend(Abuse.RESET_PROVOKED, !e.ours() && (e.code() != ErrorCode.REFUSED_STREAM || blocks.limitsKnown()));
        out.awaitControlsSent();
    }

    // ---- the connection's

    private void settings(Frame.Settings f) throws Http2Exception {
        abuse.spend(Abuse.SETTINGS, true);
        out.lock.lock();
        try {
            PeerSettings peer = out.peer;
            int window = peer.initialWindowSize();
            for (int i = 0; i < f.count(); i++) {
                peer.apply(f.id(i), f.value(i));
                if (f.id(i) == Setting.HEADER_TABLE_SIZE.code()) {
                    // Each counts: the smallest must be told as well as the last (RFC 7541 section 4.2).
                    out.peerTableSize(peer.headerTableSize());
                }
            }
            peer.received();
            if (peer.initialWindowSize() != window) {
                streams.adjustSendWindows(peer.initialWindowSize() - window);
            }
            FrameWriter.settingsAck(out.control());
        } finally {
            out.lock.unlock();
        }
        out.awaitControlsSent();
    }

    private void settingsAck() throws ConnectionError {
        boolean asked;
        out.lock.lock();
        try {
            asked = pings.settingsAcknowledged();
            streams.windowKnown();
        } finally {
            out.lock.unlock();
        }
        if (!asked) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "an acknowledgement of SETTINGS that were not sent");
        }
        blocks.settingsAcknowledged();
    }

    private void ping(Frame.Ping f) throws ConnectionError {
        boolean useless = false;
        out.lock.lock();
        try {
            if (f.ack()) {
                pings.answered(f.data(), connection);
            } else {
                useless = !out.solicited.takePing();
                FrameWriter.ping(out.control(), true, f.data());
            }
        } finally {
            out.lock.unlock();
        }
        abuse.spend(Abuse.PING, useless);
        out.awaitControlsSent();
    }

    private void goAway(Frame.GoAway f) {
        connection.debug("says goodbye: " + ErrorCode.nameOf(f.code()), null);
        List<Http2Stream> refused;
        out.lock.lock();
        try {
            connection.goAwayReceived();
            refused = streams.goAwayReceived(f.lastStream());
        } finally {
            out.lock.unlock();
        }
        refused.forEach(streams::cancel);
    }
}
