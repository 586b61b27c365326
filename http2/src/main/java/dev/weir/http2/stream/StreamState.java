package dev.weir.http2.stream;

/**
 * The state of a stream (RFC 9113 section 5.1), and what it allows a client to send. A server has no "reserved
 * (remote)": clients cannot push.
 */
public enum StreamState {
    IDLE,
    /** Promised by us, and nothing sent yet. */
    RESERVED_LOCAL,
    OPEN,
    /** We have ended our side. */
    HALF_CLOSED_LOCAL,
    /** The client has ended its side. */
    HALF_CLOSED_REMOTE,
    /** Both sides have ended. */
    CLOSED,
    /** The client has reset it. */
    RESET_REMOTE,
    /** We have reset it. */
    RESET_LOCAL;

    /** What a client may send on a stream. */
    public enum Incoming {
        HEADERS,
        DATA,
        PRIORITY,
        RST_STREAM,
        WINDOW_UPDATE,
    }

    /** What becomes of a frame. */
    public enum Verdict {
        ACCEPT,
        /** It was sent before the client could know of the stream's end, or does no harm. */
        IGNORE,
        /** The stream is reset with STREAM_CLOSED. */
        STREAM_ERROR_CLOSED,
        /** The connection ends with STREAM_CLOSED. */
        CONNECTION_ERROR_CLOSED,
        /** The connection ends with PROTOCOL_ERROR. */
        CONNECTION_ERROR_PROTOCOL,
    }

    // ---- transitions; one that section 5.1 does not have is an error of our own

    /** A request has come. */
    public StreamState receivedHeaders(boolean end) {
        require(this == IDLE, "HEADERS received");
        return end ? HALF_CLOSED_REMOTE : OPEN;
    }

    /** END_STREAM has come. */
    public StreamState receivedEnd() {
        require(mayReceive(), "END_STREAM received");
        return this == OPEN ? HALF_CLOSED_REMOTE : CLOSED;
    }

    /** A response has begun. */
    public StreamState sentHeaders() {
        require(maySend(), "HEADERS sent");
        return this == RESERVED_LOCAL ? HALF_CLOSED_REMOTE : this;
    }

    /** END_STREAM was sent. */
    public StreamState sentEnd() {
        require(maySend() && this != RESERVED_LOCAL, "END_STREAM sent");
        return this == OPEN ? HALF_CLOSED_LOCAL : CLOSED;
    }

    /** A stream of ours was promised. */
    public StreamState reserved() {
        require(this == IDLE, "PUSH_PROMISE sent");
        return RESERVED_LOCAL;
    }

    public StreamState receivedReset() {
        require(this != IDLE, "RST_STREAM received");
        return closed() ? this : RESET_REMOTE;
    }

    public StreamState sentReset() {
        require(this != IDLE, "RST_STREAM sent");
        return closed() ? this : RESET_LOCAL;
    }

    private void require(boolean holds, String event) {
        if (!holds) {
            throw new IllegalStateException(event + " in state " + this);
        }
    }

    // ---- what holds in a state

    /** Returns whether the client may still send content. */
    public boolean mayReceive() {
        return this == OPEN || this == HALF_CLOSED_LOCAL;
    }

    /** Returns whether we may still send. */
    public boolean maySend() {
        return this == OPEN || this == HALF_CLOSED_REMOTE || this == RESERVED_LOCAL;
    }

    public boolean closed() {
        return this == CLOSED || this == RESET_REMOTE || this == RESET_LOCAL;
    }

    /** Checks a frame of the client's; HEADERS on an idle stream are a request, and not checked here. */
    public Verdict check(Incoming frame) {
        if (frame == Incoming.PRIORITY) {
            // section 5.3.2 and 6.3: in any state
            return Verdict.ACCEPT;
        }
        boolean carries = frame == Incoming.HEADERS || frame == Incoming.DATA;
        return switch (this) {
            // "Receiving any frame other than HEADERS or PRIORITY on a stream in this state MUST be treated as a
            // connection error of type PROTOCOL_ERROR."
            case IDLE -> Verdict.CONNECTION_ERROR_PROTOCOL;
            // "Receiving any type of frame other than RST_STREAM, PRIORITY, or WINDOW_UPDATE ... PROTOCOL_ERROR."
            case RESERVED_LOCAL -> carries ? Verdict.CONNECTION_ERROR_PROTOCOL : Verdict.ACCEPT;
            case OPEN, HALF_CLOSED_LOCAL -> Verdict.ACCEPT;
            // "If an endpoint receives additional frames, other than WINDOW_UPDATE, PRIORITY, or RST_STREAM, for a
            // stream that is in this state, it MUST respond with a stream error of type STREAM_CLOSED."
            case HALF_CLOSED_REMOTE -> carries ? Verdict.STREAM_ERROR_CLOSED : Verdict.ACCEPT;
            // "An endpoint that receives any frames after receiving a frame with the END_STREAM flag set MUST treat
            // that as a connection error of type STREAM_CLOSED"; WINDOW_UPDATE and RST_STREAM may be late.
            case CLOSED -> carries ? Verdict.CONNECTION_ERROR_CLOSED : Verdict.IGNORE;
            // "An endpoint that receives any frame other than PRIORITY after receiving a RST_STREAM MUST treat that
            // as a stream error of type STREAM_CLOSED"; the two that do no harm are let pass.
            case RESET_REMOTE -> carries ? Verdict.STREAM_ERROR_CLOSED : Verdict.IGNORE;
            // "An endpoint MUST ignore frames that it receives on closed streams after it has sent a RST_STREAM frame."
            case RESET_LOCAL -> Verdict.IGNORE;
        };
    }
}
