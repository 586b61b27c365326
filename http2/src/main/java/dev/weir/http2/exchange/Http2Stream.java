package dev.weir.http2.exchange;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.Headers;
import dev.weir.http.core.exchange.ServerResponse;
import dev.weir.http.core.spi.RequestView;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.QueuedFrame;
import dev.weir.http2.field.RequestHead;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Http2Exception.StreamError;
import dev.weir.http2.stream.ReceiveWindow;
import dev.weir.http2.stream.StreamState;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stream: its state, its request as it arrives, and its end (RFC 9113 section 5). {@link StreamOutput} has what is
 * sent.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, but for what is final. The connection's thread handles input,
 * the handler's thread output.
 */
public sealed class Http2Stream permits TimedStream {
    final int id;
    final RequestHead head;
    final Streams streams;
    final ConnectionLock lock;

    public StreamState state;
    public final StreamOutput output;
    final ReceiveWindow receiveWindow;

    final RequestContent content;
    /** Whether the request has ended with its head. */
    private final boolean whole;

    /** Null before the handler begins. */
    private @Nullable Http2Request request;

    private @Nullable ServerResponse response;

    /** The memory that is counted for the head, until no handler holds it. */
    private int headHeld;
    /** Whether there was no memory for its content. */
    private boolean starved;
    /** Whether the client waits for 100 (Continue) before it sends the content. */
    private boolean continuePending;

    /** Whether it was we who ended it, and not its client; valid once it has ended. */
    private boolean endedByServer;
    /** Why we have reset it before its handler began; null where we have not. */
    private @Nullable String refusal;

    private boolean handlerDone;
    /** Whether it carries another protocol, which may be silent for any time. */
    private boolean tunnel;
    /** Until when content is dropped that follows the response, before the stream is reset; 0 while none is. */
    private long lingerUntil;
    /** How many octets of it have come. */
    private long lingered;
    /** Whether the client has closed its side before the handler was done. */
    private boolean inputClosed;

    Http2Stream(Streams streams, int id, RequestHead head, boolean whole, ReceiveWindow receiveWindow) {
        this.streams = streams;
        this.lock = streams.lock;
        this.id = id;
        this.head = head;
        this.state = pushed() ? StreamState.IDLE.reserved() : StreamState.IDLE.receivedHeaders(whole);
        this.output =
                new StreamOutput(this, streams.out, streams.peer.initialWindowSize(), streams.context.writeDeadline());
        this.receiveWindow = receiveWindow;
        this.whole = whole;
        this.continuePending = head.expectContinue() && !whole;
        // No content is waited for where none follows, so that the clock need not be asked.
        long readDeadline = whole ? 0 : streams.headTimer.readDeadline(id);
        this.content = new RequestContent(this, whole, readDeadline, streams.context.config.minRequestRate());
        if (whole) {
            content.end(Headers.empty());
        }
    }

    // ---- the handler's thread

    /** Begins the handler's work; false when it need not, as the stream is closed already. */
    boolean begin(Http2Request ofStream, ServerResponse ownResponse) {
        lock.lock();
        try {
            request = ofStream;
            response = ownResponse;
            if (inputClosed && streams.context.config.cancelOnHalfClose()) {
                // It could not be cancelled before it had a request; no action of the handler's can run here yet.
                streams.cancel(this, false);
            }
            return !output.failed();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Cancels a request whose handler is never called, as its stream has ended before.
     *
     * @return why we have reset the stream; null where we have not
     */
    @Nullable
    String cancelUnserved(Http2Request ofStream) {
        lock.lock();
        try {
            ofStream.endedBy(endedByServer);
            ofStream.cancel();
            return refusal;
        } finally {
            lock.unlock();
        }
    }

    /** Returns since when it waits for its handler; 0 where nobody asks. */
    long readySince() {
        return 0;
    }

    /** A write has waited for the client; the handler's thread. */
    void stalled(long nanos) {
        lock.assertHeld();
        if (response != null) {
            response.stalled(nanos);
        }
    }

    /** Returns the request; null before the handler begins. */
    @Nullable
    Http2Request request() {
        lock.lock();
        try {
            return request;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what may be seen of the request while its handler runs. */
    Optional<RequestView> inFlight() {
        lock.assertHeld();
        return response == null ? Optional.empty() : response.inFlight();
    }

    /** Drops the request's content that the handler has not read, and all that follows. */
    void sealContent() {
        lock.lock();
        try {
            int unread = content.sealNow();
            if (unread > 0) {
                contentRead(unread);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The handler has closed the content. */
    void contentClosed(int unread) {
        lock.assertHeld();
        if (unread > 0) {
            contentRead(unread);
        }
        lingerIfUnread();
        streams.out.flushSoon();
    }

    /** Counts memory for the head. */
    void holdHead(int bytes) {
        lock.assertHeld();
        headHeld = bytes;
    }

    /** Releases the memory of the head: no handler holds the request, or will. */
    void releaseHead() {
        lock.assertHeld();
        streams.out.memory.release(headHeld);
        headHeld = 0;
    }

    /** The handler has returned. */
    void handlerEnded() {
        lock.assertHeld();
        handlerDone = true;
        releaseHead();
        lingerIfUnread();
    }

    /** Returns whether the request has ended with its head. */
    boolean wholeWithHead() {
        return whole;
    }

    // ---- output, as the response sees it

    void continueSent() {
        lock.assertHeld();
        continuePending = false;
    }

    void writeDeadline(long nanoTime) {
        lock.lock();
        try {
            output.deadline(nanoTime);
        } finally {
            lock.unlock();
        }
    }

    /** Moves on as a frame was sent. */
    void sent(QueuedFrame frame) {
        if (state == StreamState.RESERVED_LOCAL && frame instanceof QueuedFrame.Fields) {
            state = state.sentHeaders();
        }
        if (frame.end) {
            if (!pushed()) {
                streams.answered();
            }
            state = state.sentEnd();
            if (state.closed()) {
                streams.close(this);
            } else {
                lingerIfUnread();
            }
        }
    }

    // ---- tunnels and conversations

    /** Makes the stream a tunnel, as a 2xx answers CONNECT: the other protocol has deadlines of its own. */
    void becomeTunnel() {
        lock.lock();
        try {
            tunnel = true;
            content.deadline(0);
            output.deadline(0);
        } finally {
            lock.unlock();
        }
    }

    /** Has the connection closed gracefully, as the handler asks for that. */
    void startDrain(String reason) {
        lock.lock();
        try {
            streams.startDrain(reason);
            streams.out.flushSoon();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether its content is no upload but one direction of a conversation. */
    boolean converses() {
        return response != null && response.flushed();
    }

    /** Returns whether it carries another protocol. */
    boolean isTunnel() {
        return tunnel;
    }

    // ---- server push

    /** Returns whether we have promised the stream. */
    public boolean pushed() {
        return (id & 1) == 0;
    }

    /** Returns whether promises may be sent on the stream. */
    boolean mayPush() {
        lock.lock();
        try {
            return !pushed() && streams.peer.enablePush();
        } finally {
            lock.unlock();
        }
    }

    PushPromise pusher() {
        return new PushPromise(streams, this);
    }

    // ---- input; the connection's thread

    /**
     * Receives content.
     *
     * @param flowLength the octets that the windows count, padding included
     */
    public void receive(byte[] from, int at, int length, int flowLength, boolean end) throws StreamError {
        lock.assertHeld();
        if (!receiveWindow.receive(flowLength)) {
            throw new StreamError(id, ErrorCode.FLOW_CONTROL_ERROR, "content beyond the stream's window");
        }
        continuePending = false;
        content.count(length, end);
        if (lingerUntil != 0) {
            lingered += flowLength;
            if (lingered > streams.context.config.maxDrainBytes() && !end) {
                streams.windows.credit(flowLength);
                stopClient();
                return;
            }
        }
        int unread = flowLength;
        if (length > 0 && content.isWanted()) {
            if (!content.add(from, at, length)) {
                streams.windows.credit(flowLength);
                starve();
                return;
            }
            unread -= length;
        }
        if (unread > 0) {
            // These are not read by a handler: their credit is returned at once.
            streams.windows.credit(this, unread, streams.size());
        }
        if (end) {
            receiveEnd(Headers.empty());
        }
    }

    /** Receives the end of the request: with its content, or with trailers. */
    public void receiveEnd(Headers trailers) throws StreamError {
        lock.assertHeld();
        content.count(0, true);
        content.end(trailers);
        state = state.receivedEnd();
        if (state.closed()) {
            streams.close(this);
        }
    }

    /** Receives RST_STREAM. */
    public void receiveReset(int code) {
        lock.assertHeld();
        state = state.receivedReset();
        streams.watch.resetReceived(id, code);
        fail("the client reset the stream: " + ErrorCode.nameOf(code), false);
        streams.close(this);
    }

    /**
     * Ends the stream as there is no memory for its content, and releases what that takes. A request that no handler
     * has seen may be sent again (section 8.7).
     */
    void starve() {
        lock.assertHeld();
        starved = true;
        streams.out.memory.refused();
        reset(
                request == null ? ErrorCode.REFUSED_STREAM : ErrorCode.ENHANCE_YOUR_CALM,
                "no memory for content that is not read");
    }

    /** Returns whether it ended as there was no memory for its content. */
    public boolean starved() {
        lock.assertHeld();
        return starved;
    }

    // ---- credit for what was read

    /** The handler has read content. */
    void contentRead(int octets) {
        lock.assertHeld();
        streams.windows.credit(this, octets, streams.size());
        streams.out.flushSoon();
    }

    /** The handler waits for content: sends 100 (Continue) if the client waits for that (RFC 9110 section 10.1.1). */
    void contentWanted() throws IOException {
        lock.assertHeld();
        if (continuePending && response != null && !response.committed()) {
            try {
                lock.unlock();
                response.sendContinue();
            } finally {
                lock.lock();
            }
        }
        continuePending = false;
    }

    // ---- lingering

    /**
     * Lingers where the response is complete and the request will not be read to its end. What the client still sends
     * is dropped for a while before the stream is reset: some clients lose a response that RST_STREAM follows at once
     * (curl 7.88), and clients of a tunnel take RST_STREAM for a failure (RFC 8441 section 5).
     */
    private void lingerIfUnread() {
        if (!(handlerDone || content.isClosed()) || state != StreamState.HALF_CLOSED_LOCAL || lingerUntil != 0) {
            return;
        }
        lingerUntil = streams.context.lingerDeadline();
        if (lingerUntil == 0 || inputClosed) {
            stopClient();
        }
    }

    /** Ends lingering when its time is over; called about every 100 ms. */
    void linger(long now) {
        lock.assertHeld();
        if (Deadlines.hasPassed(lingerUntil, now)) {
            stopClient();
        }
    }

    /**
     * Resets the stream so that the client stops sending: with NO_ERROR after a response (RFC 9113 section 8.1), with
     * CANCEL in a tunnel, where that stands for a reset of TCP (RFC 8441 section 5).
     */
    private void stopClient() {
        reset(tunnel ? ErrorCode.CANCEL : ErrorCode.NO_ERROR, "the answer was given before the request was read");
    }

    // ---- the end

    /** Returns whether the write deadline has passed; called about every 100 ms. */
    boolean late(long now) {
        lock.assertHeld();
        return output.late(now) && state.maySend();
    }

    void reset(ErrorCode code, String why) {
        streams.reset(this, code, why);
    }

    /** The client has closed its side: a request that is not complete cannot become so. */
    public void inputClosed() {
        lock.assertHeld();
        inputClosed = true;
        streams.windows.credit(content.fail(new ContentException(Reason.INCOMPLETE, "the client has closed its side")));
        if (lingerUntil != 0) {
            stopClient();
        }
    }

    /** Ends the stream as we reset it. */
    void failByReset(String why) {
        refusal = request == null ? why : null;
        fail(why, true);
    }

    /**
     * Ends reading and writing before their time.
     *
     * @param why for the handler: which side has ended the stream, and the reason
     * @param byServer whether it is we who end it, and not its client
     */
    void fail(String why, boolean byServer) {
        lock.assertHeld();
        endedByServer = byServer;
        if (request != null) {
            // Before the handler's thread wakes: it is cancelled without the lock.
            request.endedBy(byServer);
        }
        output.fail(why);
        // A handler that has not begun will not: its request is not read, though that may be complete.
        streams.windows.credit(
                request == null ? content.sealNow() : content.fail(new ContentException(Reason.INCOMPLETE, why)));
    }
}
