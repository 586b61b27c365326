package dev.weir.http2;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.Headers;
import dev.weir.http.core.exchange.ServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * One stream: its state, its windows, what its client sends and what its handler does (RFC 9113 section 5).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, but for what is final. The connection's thread deals with what
 * comes in, the handler's with what goes out.
 */
final class Http2Stream {
    /** How much a stream may have waiting before its writer waits too. */
    private static final int MOST_QUEUED = 16_384;

    final int id;
    final RequestHead head;
    private final Streams streams;
    private final FrameFlusher out;

    StreamState state;
    final SendWindow sendWindow;
    final ReceiveWindow receiveWindow;

    final RequestContent content;
    private final boolean whole;

    /** Null before the handler begins. */
    private Http2Request request;

    private ServerResponse response;

    /** The length that the client has declared, or -1, and what has come. */
    private final long declared;

    private long received;

    /** What waits for the scheduler, by weight, and who waits for that to become less. */
    private int queued;
    /** What of that is memory of ours, and what is counted for the request's head until no handler holds it. */
    private int queuedHeld;

    private int headHeld;
    /** Whether there was no memory for its content. */
    private boolean starved;

    private Thread writer;
    /** When writing must be over; 0 for none. */
    private long writeDeadline;
    /** Whether the client waits for our word before it sends the content. */
    private boolean continuePending;

    private boolean handlerDone;
    /** Whether it carries another protocol, whose silence means nothing to us. */
    private boolean tunnel;
    /** Until when content that follows the answer is dropped before the stream is reset; 0 while there is none. */
    private long lingerUntil;
    /** How many octets of it have come. */
    private long lingered;
    /** Why nothing more can be written; null while it can. */
    private String broken;
    /** Whether the client has closed its side before the handler was done. */
    private boolean left;

    Http2Stream(Streams streams, int id, RequestHead head, boolean whole, int sendWindow, ReceiveWindow receiveWindow) {
        this.streams = streams;
        this.out = streams.out;
        this.id = id;
        this.head = head;
        this.state = pushed() ? StreamState.IDLE.reserved() : StreamState.IDLE.receivedHeaders(whole);
        this.sendWindow = new SendWindow(sendWindow);
        this.receiveWindow = receiveWindow;
        this.declared = head.contentLength();
        this.whole = whole;
        this.continuePending = head.expectContinue() && !whole;
        this.content =
                new RequestContent(this, out, streams.readDeadline(id), streams.protocol.config.minRequestRate());
        if (whole) {
            content.end(Headers.empty());
        }
        this.writeDeadline = streams.protocol.writeDeadline();
    }

    // ---- the handler's thread

    /** The handler is about to begin; false when it need not, as the stream is closed already. */
    boolean begin(Http2Request ofStream, ServerResponse ownResponse) {
        out.lock.lock();
        try {
            request = ofStream;
            response = ownResponse;
            if (left && streams.protocol.config.cancelOnHalfClose()) {
                // Nobody could tell the handler before it had a request; nothing of its own can run here yet.
                streams.cancel(this);
            }
            return broken == null;
        } finally {
            out.lock.unlock();
        }
    }

    Http2Request request() {
        out.lock.lock();
        try {
            return request;
        } finally {
            out.lock.unlock();
        }
    }

    /** Nothing of the request that the handler has left will be read any more. */
    void sealContent() {
        out.lock.lock();
        try {
            int unread = content.sealNow();
            if (unread > 0) {
                contentRead(unread);
            }
        } finally {
            out.lock.unlock();
        }
    }

    /** The handler has closed the content. Under the lock. */
    void contentClosed(int unread) {
        if (unread > 0) {
            contentRead(unread);
        }
        lingerIfUnread();
        out.flushSoon();
    }

    /** So much is counted for the head from now on. Under the lock. */
    void holdHead(int bytes) {
        headHeld = bytes;
    }

    /** No handler holds the request, or will. Under the lock. */
    void releaseHead() {
        out.memory.release(headHeld);
        headHeld = 0;
    }

    /** The handler has returned. Under the lock. */
    void handlerEnded() {
        handlerDone = true;
        releaseHead();
        lingerIfUnread();
    }

    /**
     * Lingers where the response is complete and nobody will read the request to its end. What the client still sends
     * is dropped for a while before the stream is reset: some clients lose a response that RST_STREAM follows at once
     * (curl 7.88), and clients of a tunnel take RST_STREAM for a failure (RFC 8441 section 5).
     */
    private void lingerIfUnread() {
        if (!(handlerDone || content.isClosed()) || state != StreamState.HALF_CLOSED_LOCAL || lingerUntil != 0) {
            return;
        }
        lingerUntil = streams.protocol.lingerDeadline();
        if (lingerUntil == 0 || left) {
            stopClient();
        }
    }

    /** Ends lingering when its time is over; called about every 100 ms. */
    void linger(long now) {
        if (lingerUntil != 0 && now - lingerUntil >= 0) {
            stopClient();
        }
    }

    /**
     * Resets the stream so that the client stops sending: with NO_ERROR after a response (RFC 9113 section 8.1), with
     * CANCEL in a tunnel, where that stands for a reset of TCP (RFC 8441 section 5).
     */
    private void stopClient() {
        streams.reset(
                this,
                tunnel ? ErrorCode.CANCEL : ErrorCode.NO_ERROR,
                "the answer was given before the request was read");
    }

    /** Whether the request ended with its head. */
    boolean wholeWithHead() {
        return whole;
    }

    // ---- tunnels and conversations

    /**
     * A 2xx answers CONNECT: from here on the stream carries another protocol, and its deadlines are that one's matter.
     * Without the lock.
     */
    void becomeTunnel() {
        out.lock.lock();
        try {
            tunnel = true;
            content.deadline(0);
            writeDeadline = 0;
        } finally {
            out.lock.unlock();
        }
    }

    /** A tunnel ends at once, and whoever reads or writes hears of it. Without the lock. */
    void abortTunnel(String why) {
        out.lock.lock();
        try {
            streams.reset(this, ErrorCode.CANCEL, why);
            out.flushSoon();
        } finally {
            out.lock.unlock();
        }
    }

    void debug(String what, IOException cause) {
        streams.protocol.server.logDebug("stream " + id + " " + what, cause);
    }

    /** Whether pauses of the client mean nothing: its content is no upload but one direction of a conversation. */
    boolean converses() {
        return tunnel || response.flushed();
    }

    // ---- server push

    /** Whether the stream is one that we have promised. */
    boolean pushed() {
        return (id & 1) == 0;
    }

    /** Whether the client may be sent promises on this stream. */
    boolean mayPush() {
        out.lock.lock();
        try {
            return !pushed() && out.peer.enablePush();
        } finally {
            out.lock.unlock();
        }
    }

    PushPromise pusher() {
        return new PushPromise(streams, this);
    }

    // ---- what comes in; the connection's thread, under the lock

    /**
     * Content has come.
     *
     * @param flowLength the octets that the windows count, padding with them
     */
    void receive(byte[] from, int at, int length, int flowLength, boolean end) throws Http2Exception {
        if (!receiveWindow.receive(flowLength)) {
            throw new Http2Exception.StreamError(
                    id, ErrorCode.FLOW_CONTROL_ERROR, "content beyond the stream's window");
        }
        continuePending = false;
        received += length;
        if (declared >= 0 && (received > declared || end && received < declared)) {
            throw new Http2Exception.StreamError(
                    id,
                    ErrorCode.PROTOCOL_ERROR,
                    "content of " + received + (end ? " octets in all" : " octets") + " with a content-length of "
                            + declared);
        }
        if (lingerUntil != 0) {
            lingered += flowLength;
            if (lingered > streams.protocol.config.maxDrainBytes() && !end) {
                streams.credit(flowLength);
                stopClient();
                return;
            }
        }
        int unread = flowLength - length;
        if (length > 0 && !content.makeRoom(length)) {
            streams.credit(flowLength);
            starve();
            return;
        }
        if (length > 0 && !content.add(from, at, length)) {
            unread += length;
        }
        if (unread > 0) {
            // Nobody reads these: their credit goes back at once.
            streams.credit(unread);
            creditStream(unread);
        }
        if (end) {
            receiveEnd(Headers.empty());
        }
    }

    /** The request ends: with its content, or with trailers. */
    void receiveEnd(Headers trailers) throws Http2Exception {
        if (declared >= 0 && received < declared) {
            throw new Http2Exception.StreamError(
                    id,
                    ErrorCode.PROTOCOL_ERROR,
                    "content of " + received + " octets in all with a content-length of " + declared);
        }
        content.end(trailers);
        state = state.receivedEnd();
        if (state.closed()) {
            streams.close(this);
        }
    }

    /**
     * There is no memory for the content that it holds, or for more of it: it ends, and gives back what it has. A request
     * that no handler has seen may be sent again (section 8.7).
     */
    void starve() {
        starved = true;
        out.memory.refused();
        streams.reset(
                this,
                request == null ? ErrorCode.REFUSED_STREAM : ErrorCode.ENHANCE_YOUR_CALM,
                "no memory for content that is not read");
    }

    /** Whether it ended as there was no memory for its content. */
    boolean starved() {
        return starved;
    }

    // ---- credit for what was read

    ConnectionWindow connectionWindow() {
        return streams.window;
    }

    /** The handler has read content. Under the lock. */
    void contentRead(int octets) {
        streams.credit(octets);
        creditStream(octets);
        out.flushSoon();
    }

    private void creditStream(int octets) {
        if (!state.mayReceive()) {
            return;
        }
        int increment = receiveWindow.consumed(octets);
        int growth = increment > 0 ? streams.growth(receiveWindow) : 0;
        if (growth > 0) {
            increment += receiveWindow.grow(receiveWindow.size() + growth);
        }
        if (increment > 0) {
            FrameWriter.windowUpdate(out.control(), id, increment);
        }
    }

    /**
     * The handler wants content that has not come: the client may be waiting for our word (RFC 9110 section 10.1.1).
     */
    void contentWanted() throws IOException {
        if (continuePending && !response.committed()) {
            try {
                out.lock.unlock();
                response.sendContinue();
            } finally {
                out.lock.lock();
            }
        }
        continuePending = false;
    }

    void continueSent() {
        continuePending = false;
    }

    // ---- what goes out; the handler's thread, under the lock

    /** How many octets the windows and the frame size let go now. */
    int sendable() {
        int most = Math.min(FrameWriter.MAX_PAYLOAD, out.frameMemory.mostInFrame());
        return Math.max(0, Math.min(Math.min(sendWindow.available(), out.window.available()), most));
    }

    /**
     * Hands output to the scheduler.
     *
     * @throws IOException when nothing can be sent any more, saying why
     */
    void push(QueuedFrame output) throws IOException {
        requireWritable();
        queued += output.weight();
        queuedHeld += output.held();
        out.memory.take(output.held());
        out.scheduler.push(output);
    }

    /** Cuts the response off behind what waits, or at once where the client lets no more of that through. */
    void pushAbort() throws IOException {
        if (queued > 0 && sendable() == 0) {
            abort(ErrorCode.INTERNAL_ERROR, "the handler cut the response off");
        } else {
            push(new QueuedFrame.Abort(this));
        }
    }

    void requireWritable() throws IOException {
        if (broken != null) {
            throw new IOException(broken);
        }
    }

    /**
     * Waits until no more than so much waits for the scheduler.
     *
     * @param most 0 when all must have gone, as the caller's array is used again
     */
    void awaitSent(boolean all) throws IOException {
        int most = all ? 0 : Math.min(MOST_QUEUED, out.frameMemory.mostInFrame());
        while (queued > most) {
            requireWritable();
            long left = writeDeadline == 0 ? Long.MAX_VALUE : writeDeadline - System.nanoTime();
            if (left <= 0) {
                streams.reset(this, ErrorCode.CANCEL, "the write deadline has passed");
                throw new SocketTimeoutException("the write deadline has passed");
            }
            if (Thread.currentThread().isInterrupted()) {
                streams.reset(this, ErrorCode.CANCEL, "the handler was interrupted while it wrote");
                throw new InterruptedIOException("interrupted while writing");
            }
            writer = Thread.currentThread();
            out.park(left);
            writer = null;
        }
        requireWritable();
    }

    /** Whether output waits for the scheduler. */
    boolean hasQueued() {
        return queued > 0;
    }

    /** Output has gone out. */
    void sent(QueuedFrame output) {
        queued -= output.weight();
        queuedHeld -= output.held();
        out.memory.release(output.held());
        if (writer != null) {
            LockSupport.unpark(writer);
        }
        if (state == StreamState.RESERVED_LOCAL && output instanceof QueuedFrame.Fields) {
            state = state.sentHeaders();
        }
        if (output.end) {
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

    void writeDeadline(long nanoTime) {
        out.lock.lock();
        try {
            writeDeadline = nanoTime;
            if (writer != null) {
                LockSupport.unpark(writer);
            }
        } finally {
            out.lock.unlock();
        }
    }

    /** Whether its output is late; asked about every 100 ms. */
    boolean late(long now) {
        return writeDeadline != 0 && now - writeDeadline >= 0 && state.maySend();
    }

    // ---- the end

    /** The handler cuts its response off. Under the lock. */
    void abort(ErrorCode code, String why) {
        streams.reset(this, code, why);
    }

    /** The client will send nothing more: a request that is not whole cannot become so. Under the lock. */
    void inputClosed() {
        left = true;
        streams.credit(content.fail(new ContentException(Reason.INCOMPLETE, "the client has closed its side")));
        if (lingerUntil != 0) {
            stopClient();
        }
    }

    /**
     * The stream is over before its time. Under the lock.
     *
     * @param why for the handler: who ended it, and the reason
     */
    void cut(String why) {
        if (broken == null) {
            broken = why;
        }
        queued = 0;
        out.memory.release(queuedHeld);
        queuedHeld = 0;
        // A handler that has not begun will not: nobody reads its request, though that may be whole.
        streams.credit(
                request == null ? content.sealNow() : content.fail(new ContentException(Reason.INCOMPLETE, why)));
        if (writer != null) {
            LockSupport.unpark(writer);
        }
    }
}
