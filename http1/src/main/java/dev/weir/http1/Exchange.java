package dev.weir.http1;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.Status;
import dev.weir.http.core.exchange.ServerResponse;
import dev.weir.http.core.request.MinimumRate;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: where the handler's view of them meets the connection.
 *
 * <p><b>Threads.</b> The connection's thread, which runs the handler, but for {@link #watchClient}.
 */
final class Exchange {
    final Http1Protocol protocol;
    final Connection connection;
    private final RequestInput input;
    private final ResponseOutput out;
    private final RequestHead head;
    private final Runnable clientGone;

    private final RequestContent content;
    private final Http1Request request;
    private final ServerResponse response;

    /** The connection in the hands of the handler; null unless it was handed over. */
    private @Nullable Hijacked taken;

    private boolean running;
    private boolean close;
    private boolean closeDelimited;
    private boolean continuePending;

    // guarded by this
    /** When reading the content must be over; zero for none. */
    private long readDeadline;
    /** When the wait for content has begun; zero while there is none. */
    private long waitStart;
    /** How slowly the content comes; null before it is waited for. */
    private @Nullable MinimumRate rate;
    /** Whether the handler has set the rate, and with it how long the client may be silent; written under the monitor. */
    private volatile boolean rateSet;

    Exchange(
            Http1Protocol protocol,
            Connection connection,
            RequestInput input,
            ResponseOutput out,
            RequestHead head,
            Runnable clientGone) {
        this.protocol = protocol;
        this.connection = connection;
        this.input = input;
        this.out = out;
        this.head = head;
        this.clientGone = clientGone;
        this.close = !head.wantsKeepAlive();
        this.continuePending = head.expectContinue;
        this.content = head.chunked
                ? new ChunkedContent(this, input, protocol.config)
                : new FixedContent(this, input, head.contentLength);
        this.request = new Http1Request(this, head);
        this.response = protocol.runner.respond(request, new Http1ResponseCodec(this, head, out));
    }

    /** Runs the handler to the end of its response. */
    void run(Handler handler, long readUntil) {
        running = true;
        if (content.ended()) {
            input.allowWatch();
        } else {
            ownDeadline(readUntil);
        }
        out.guardBy(request);
        out.lend();
        protocol.runner.run(handler, response);
        out.guardBy(null);
        running = false;
        if (rateSet) {
            restoreRate();
        }
        input.endWatch();
    }

    /** Calls the user of a tunnel that goes on. */
    void resume() {
        protocol.runner.resume(response);
    }

    long readySince() {
        return input.readySince;
    }

    /** How long the content is by what its head says. */
    long declared() {
        return head.contentLength;
    }

    private synchronized void ownDeadline(long nanoTime) {
        readDeadline = nanoTime;
    }

    Http1Request request() {
        return request;
    }

    ServerResponse response() {
        return response;
    }

    // ---- what becomes of the connection

    /** Returns whether the handler has taken the connection over. */
    boolean hijacked() {
        return response.hijacked();
    }

    /** Returns whether the response was broken off, so that the connection ends here. */
    boolean failed() {
        return response.aborted() || response.failed();
    }

    /** Whether the client could take what it has got of a failed response for the whole. */
    boolean looksWhole() {
        return closeDelimited;
    }

    /** Whether the response has said that the connection ends, or the framing is lost. */
    boolean closes() {
        return close || content.broken() || continuePending;
    }

    RequestContent content() {
        return content;
    }

    /**
     * Whether the head of the response may promise to keep the connection.
     *
     * @param last whether the handler has ended, so that what it has left of the content must be dropped
     */
    boolean mayKeepAlive(boolean last) {
        if (close || continuePending || content.broken()) {
            return false;
        }
        // A handler that answers while it reads will read on; one that has not begun to will hardly read so much.
        boolean leavesContent = last || !content.touched();
        if (leavesContent && !content.ended() && content.remaining() > protocol.config.maxDrainBytes()) {
            return false;
        }
        // Requests that are here already are answered before a shutdown ends the connection.
        return !connection.draining() || content.ended() && input.holdsRequest();
    }

    void closeAfter(boolean delimits) {
        close = true;
        closeDelimited = delimits;
    }

    /** Breaks the response off: what was put together goes out, as answers before it may be among it. */
    void abort() {
        close = true;
        try {
            out.flush();
        } catch (IOException e) {
            debug("breaking a response off", e);
        }
    }

    /**
     * Gives the connection to the handler.
     *
     * @param tunnel whether for the handler's call alone
     */
    Hijacked handOver(boolean tunnel) throws IOException {
        out.flush();
        out.guardBy(null);
        out.release();
        input.endWatch();
        input.shrink();
        connection.readDeadline(0);
        connection.writeDeadline(0);
        connection.hijacked();
        Hijacked handed = new Hijacked(connection, input, request, tunnel);
        taken = handed;
        return handed;
    }

    /** Returns what the handler was given; null where the connection was not handed over. */
    @Nullable
    Hijacked taken() {
        return taken;
    }

    // ---- content

    boolean contentIsRead() {
        return content.ended();
    }

    void contentEnded() {
        endDeadline();
        if (running) {
            input.allowWatch();
        }
    }

    private synchronized void endDeadline() {
        if (readDeadline != 0) {
            // The request is here: no clock of its own runs on while it is answered, or into the next one.
            readDeadline = 0;
            connection.readDeadline(0);
        }
    }

    /** RFC 9110 section 10.1.1: the client waits for our word before it sends the content. */
    void contentWanted() throws ContentException {
        if (continuePending && running && !response.committed()) {
            try {
                response.sendContinue();
            } catch (IOException e) {
                throw new ContentException(Reason.INCOMPLETE, "the client has gone before its content", e);
            }
        }
    }

    void continueSent() {
        continuePending = false;
    }

    /** Waits until there is content in the input. */
    void awaitContent() throws ContentException {
        awaitContent(null);
    }

    /**
     * Waits for content and puts it into a buffer, or where there is none into the input.
     *
     * @return how much
     */
    int awaitContent(@Nullable ByteBuffer dst) throws ContentException {
        try {
            int n = content.readAside() ? awaitAside() : awaitHere(dst);
            if (n < 0) {
                throw new ContentException(
                        Reason.INCOMPLETE, "the client closed its side before the end of the content");
            }
            return dst == null || !content.readAside() ? n : input.read(dst);
        } catch (ContentException e) {
            throw e;
        } catch (NoMemory e) {
            // A line of chunked content that is as long as few are.
            close = true;
            if (!running) {
                throw new ContentException(Reason.INCOMPLETE, NoMemory.REASON, e);
            }
            throw new HttpError(Status.SERVICE_UNAVAILABLE, NoMemory.REASON, e)
                    .with("Retry-After", NoMemory.RETRY_SECONDS);
        } catch (SocketTimeoutException e) {
            close = true;
            throw new ContentException(Reason.TIMEOUT, "the content came too slowly", e);
        } catch (InterruptedIOException e) {
            throw new ContentException(
                    Reason.INCOMPLETE, "the reader was interrupted before the end of the content", e);
        } catch (IOException e) {
            clientGone();
            throw new ContentException(Reason.INCOMPLETE, "the connection failed before the end of the content", e);
        }
    }

    private int awaitHere(@Nullable ByteBuffer dst) throws IOException {
        out.flush();
        beginWait();
        int n = -1;
        boolean done = false;
        request.gate().enterIo();
        try {
            n = dst == null ? fill() : input.readDirect(dst);
            done = true;
        } finally {
            request.gate().leaveIo();
            endWait(done, n);
        }
        return n;
    }

    /** What waits to be written is for the handler's thread to send, which may be at it. */
    private int awaitAside() throws IOException {
        beginWait();
        int n = -1;
        boolean done = false;
        try {
            n = content.fillAside();
            done = true;
        } finally {
            endWait(done, n);
        }
        return n;
    }

    private int fill() throws IOException {
        int before = input.available();
        return input.fill() ? input.available() - before : -1;
    }

    // ---- how long a wait for content may last

    private MinimumRate rate() {
        MinimumRate counted = rate;
        if (counted == null) {
            counted = new MinimumRate(protocol.config.minRequestRate());
            rate = counted;
        }
        return counted;
    }

    /**
     * Returns whether the content is one direction of a conversation, to which no rate applies but that of the handler's own.
     * What is dropped after the handler has a rate.
     */
    private boolean converses() {
        return running && response.flushed() && !rateSet;
    }

    private synchronized void beginWait() {
        waitStart = Deadlines.of(System.nanoTime());
        limitWait();
    }

    /**
     * Sets when the wait must be over: by the request's own deadline, and as its rate so far allows, or in a conversation by
     * the time of an idle connection.
     */
    private void limitWait() {
        long at = readDeadline;
        if (converses()) {
            at = earlier(at, Deadlines.after(waitStart, protocol.idleNanos));
        } else if (rate().counts()) {
            at = earlier(at, Deadlines.of(rate().due(waitStart)));
        }
        connection.readDeadline(at);
    }

    /** Returns the earlier of two deadlines, either of which may be none. */
    private static long earlier(long one, long other) {
        if (one == 0 || other == 0) {
            return one + other;
        }
        return one - other < 0 ? one : other;
    }

    private synchronized void endWait(boolean done, int n) {
        if (done) {
            if (!converses()) {
                rate().waited(System.nanoTime() - waitStart);
            }
            rate().received(Math.max(0, n));
            // While the handler works on what it has, no clock runs but the request's own.
            connection.readDeadline(readDeadline);
        }
        waitStart = 0;
    }

    /** Has a wait that goes on bounded anew, as the response was flushed. Any thread that the handler lets write. */
    synchronized void flushed() {
        if (waitStart != 0) {
            limitWait();
        }
    }

    synchronized void readDeadline(Duration timeout) {
        if (!content.ended()) {
            readDeadline = Deadlines.in(timeout);
            if (waitStart != 0) {
                limitWait();
            } else {
                connection.readDeadline(readDeadline);
            }
        }
    }

    synchronized void minRequestRate(int bytesPerSecond) {
        rate().least(bytesPerSecond);
        rateSet = true;
        if (waitStart != 0) {
            limitWait();
        }
    }

    /** The handler's own rate ends with it: what it has left of the content is dropped at the server's. */
    private synchronized void restoreRate() {
        rate().least(protocol.config.minRequestRate());
        rateSet = false;
    }

    void writeDeadline(Duration timeout) {
        connection.writeDeadline(Deadlines.in(timeout));
    }

    // ---- the client's going

    /** Somebody wants to know when the client goes. Any thread. */
    void watchClient() {
        input.watch(clientGone);
    }

    /** A read or a write has failed, so that no answer can be sent. */
    void clientGone() {
        // After the handler there is nothing to cancel.
        if (running && !content.sealed()) {
            cancel();
        }
    }

    /** The client has gone. Any thread. */
    void cancel() {
        if (request.cancel()) {
            protocol.server.counters().handlerCancelled();
        }
    }

    /** The server closes the connection. Any thread. */
    void cut() {
        if (request.cut()) {
            protocol.server.counters().handlerCancelled();
        }
    }

    void debug(String what, IOException cause) {
        protocol.server.logDebug(what + " on " + (Request) request + " from " + connection.remoteAddress(), cause);
    }

    boolean clientExpectsMore() {
        return head.wantsKeepAlive();
    }
}
