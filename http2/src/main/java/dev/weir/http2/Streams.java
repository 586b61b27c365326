package dev.weir.http2;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Method;
import dev.weir.http.core.exchange.ServerResponse;
import dev.weir.http.core.spi.Connection;
import dev.weir.http2.Http2Exception.ConnectionError;
import dev.weir.http2.spi.StreamPriority;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The streams of a connection: which are open, how the last ones were closed, who counts against which limit, and
 * which have a handler (RFC 9113 sections 5.1.1 and 5.1.2).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, but for {@link #runHandler} and {@link #cancel}, which are
 * called without it.
 */
final class Streams {
    /** {@code OPTIONS *} is a question to the server itself (RFC 9110 section 9.3.7): it says yes. */
    private static final Handler OPTIONS_ASTERISK = (w, r) -> {};
    /** How many streams may wait for a handler, as a multiple of those that may run: more is an attack. */
    private static final int WAITING_FACTOR = 4;
    /** How many closed streams are remembered, at least. */
    private static final int REMEMBERED = 128;

    final Http2Protocol protocol;
    final FrameFlusher out;
    private final Connection transport;
    private final int most;

    final StreamThreads threads;
    final Priorities priorities;
    private final StreamTable open = new StreamTable();
    private final ClosedStreams closed;
    private final StreamMemory memory;
    /** What was accepted and has no handler yet, as enough of them run. */
    private final ArrayDeque<Http2Stream> waiting = new ArrayDeque<>();
    /** Handlers that have begun and not returned, those of streams that were reset among them. */
    private int running;

    /** Requests that were answered whole since they were asked for last. */
    private int answered;

    private int last;
    private int lastTaken;
    /** The stream whose fields are on their way and not whole, and since when; 0 for none. The connection's thread. */
    private int headOf;

    private volatile long headSince;
    /** Our own streams that are open, and the id of the last one. */
    private int pushed;

    private int lastPromised;
    /** The highest of our own streams that the client still takes; less once it has sent GOAWAY. */
    private int lastPushable = Integer.MAX_VALUE;

    final ConnectionWindow window;
    /** The window that our SETTINGS say, and the one that a stream may have by now. */
    private final int firstWindow;

    private int streamWindow;
    /** By how much the windows of all streams may still grow. */
    private int growth;
    /** Whether the client has acknowledged our SETTINGS; until then it may go by the window of section 6.9.2. */
    private boolean windowKnown;

    Streams(Http2Protocol protocol, Connection transport, FrameFlusher out) {
        this.protocol = protocol;
        this.transport = transport;
        this.out = out;
        this.most = protocol.settings.maxConcurrentStreams();
        this.threads = new StreamThreads(this, out);
        this.priorities = new Priorities(protocol, out);
        this.memory = new StreamMemory(out.memory);
        this.closed = new ClosedStreams(Math.max(REMEMBERED, most));
        this.window = new ConnectionWindow(out);
        this.firstWindow = protocol.settings.streamWindow();
        this.streamWindow = firstWindow;
    }

    // ---- what is there

    boolean isEmpty() {
        return open.isEmpty();
    }

    Http2Stream get(int id) {
        return open.get(id);
    }

    /** All that are open. */
    List<Http2Stream> all() {
        return open.all();
    }

    /** The highest id that a client has used. */
    int last() {
        return last;
    }

    /**
     * The highest id of a client's stream that was opened, or reset: what GOAWAY names (section 6.8). A request above
     * it had no effect, though its head may have begun to come.
     */
    int lastTaken() {
        return lastTaken;
    }

    /** The state of any stream; null where it was closed too long ago to be remembered, or was passed over. */
    StreamState stateOf(int id) {
        Http2Stream stream = open.get(id);
        if (stream != null) {
            return stream.state;
        }
        return id > ((id & 1) == 0 ? lastPromised : last) ? StreamState.IDLE : closed.get(id);
    }

    // ---- opening

    /** An id was used, whatever becomes of its stream. */
    void used(int id) {
        last = id;
    }

    /** Whether one more may be open. */
    boolean mayOpen() {
        return openedByClient() < most;
    }

    /** How many of the client's streams are open. */
    int openedByClient() {
        return open.size() - pushed;
    }

    /** Counts a request that is about to be opened, by the size of its list of fields; -1 when there is no memory. */
    int reserveHead(int fields) {
        return memory.reserveHead(fields, running == 0 && waiting.isEmpty());
    }

    /**
     * Opens a stream for a request, and has its handler run as soon as one may.
     *
     * @param headHeld what {@link #reserveHead} gave
     * @param whole whether nothing comes behind the head
     * @return false when the handler has to wait for others
     * @throws ConnectionError when far too many wait
     */
    boolean open(int id, RequestHead head, int headHeld, boolean whole, StreamPriority priority)
            throws ConnectionError {
        Http2Stream stream = new Http2Stream(this, id, head, whole, out.peer.initialWindowSize(), receiveWindow());
        stream.holdHead(headHeld);
        open.add(stream);
        lastTaken = id;
        out.scheduler.open(id, priority);
        if (running < most) {
            running++;
            threads.run(stream);
            return true;
        }
        waiting.add(stream);
        if (waiting.size() > WAITING_FACTOR * most) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "too many requests wait for those that were reset");
        }
        return false;
    }

    /**
     * Opens a stream of our own, promises on one of the client's what it will carry (section 8.4), and has its handler
     * run.
     *
     * @return false when the client takes no more
     */
    boolean promise(Http2Stream parent, RequestHead head) {
        // What is pushed and may not be sent stays open, however many such streams the client allows.
        boolean allowed = out.peer.enablePush()
                && pushed < Math.min(most, out.peer.maxConcurrentStreams())
                && running < most
                && lastPushable == Integer.MAX_VALUE
                && lastPromised < Integer.MAX_VALUE - 2;
        if (!allowed) {
            return false;
        }
        lastPromised += 2;
        out.promise(parent.id, lastPromised, head);
        Http2Stream stream =
                new Http2Stream(this, lastPromised, head, true, out.peer.initialWindowSize(), receiveWindow());
        open.add(stream);
        pushed++;
        running++;
        out.scheduler.open(stream.id, priorities.unnamed());
        threads.runAlone(stream);
        return true;
    }

    /** Notes whose fields are on their way, if any are; the connection's thread. */
    void withinHead(int id) {
        if (id != headOf) {
            headOf = id;
            long now = id == 0 ? 0 : System.nanoTime();
            headSince = id != 0 && now == 0 ? 1 : now;
        }
    }

    /** Whether a head takes too long. Nothing else can come on its connection meanwhile. */
    boolean headIsLate(long now) {
        long since = headSince;
        return since != 0 && protocol.headNanos != 0 && now - since >= protocol.headNanos;
    }

    /** When the request whose head is there now must have come whole. */
    long readDeadline(int id) {
        return protocol.readDeadline(id == headOf ? headSince : System.nanoTime());
    }

    /**
     * The client has sent GOAWAY. "Receivers of a GOAWAY frame MUST NOT open additional streams on the connection", and
     * the client ignores those above the one that it names (section 6.8): what was pushed on them is for nobody.
     *
     * @return the streams that end by this
     */
    List<Http2Stream> goAwayReceived(int lastOfOurs) {
        lastPushable = Math.min(Math.min(lastPushable, lastOfOurs), Integer.MAX_VALUE - 1);
        List<Http2Stream> refused = open.all();
        refused.removeIf(stream -> !stream.pushed() || stream.id <= lastPushable);
        for (Http2Stream stream : refused) {
            reset(stream, ErrorCode.CANCEL, "the client winds up its connection and takes no more pushes");
        }
        return refused;
    }

    // ---- handlers

    /**
     * Runs a stream's handler, and ends what it has left; the handler's thread, without the lock.
     *
     * @return what the same thread is to run next; null for nothing
     */
    Http2Stream runHandler(Http2Stream stream) {
        Http2Request request = new Http2Request(transport, stream);
        ServerResponse response = protocol.runner.respond(request, new Http2ResponseCodec(stream, out));
        boolean runs = stream.begin(request, response);
        Http2Stream next;
        boolean broke = true;
        try {
            if (runs) {
                protocol.runner.run(handler(stream.head), response);
            }
            broke = false;
        } finally {
            next = handlerEnded(stream, broke);
        }
        return next;
    }

    private Handler handler(RequestHead head) {
        if (head.refusal() != null) {
            RequestHead.Refusal refusal = head.refusal();
            return (w, r) -> {
                throw new HttpError(refusal.status(), refusal.reason());
            };
        }
        boolean asterisk = head.method().equals(Method.OPTIONS) && head.path().equals("*");
        return asterisk && protocol.config.answerOptionsAsterisk() ? OPTIONS_ASTERISK : protocol.server.handler();
    }

    /**
     * The thread goes on with a stream that waited for a handler to end, or with the next one that it was given; where
     * it breaks off (no memory is left, for example), others do.
     */
    private Http2Stream handlerEnded(Http2Stream stream, boolean broke) {
        out.lock.lock();
        try {
            running--;
            stream.handlerEnded();
            if (broke) {
                reset(stream, ErrorCode.INTERNAL_ERROR, "the handler's thread broke off");
            }
            out.flushSoon();
            Http2Stream next = waiting.isEmpty() ? null : admit();
            if (next == null) {
                next = threads.next();
            }
            if (broke && next != null) {
                threads.runAlone(next);
                threads.handOff();
                next = null;
            }
            return next;
        } finally {
            out.lock.unlock();
        }
    }

    /**
     * There is no memory for a thread that runs a stream's handler: its client may send the request again (RFC 9113
     * section 8.7). Where none runs that would see to those that wait, they are refused as well.
     */
    void cannotRun(Http2Stream stream) {
        running--;
        stream.handlerEnded();
        reset(stream, ErrorCode.REFUSED_STREAM, "no memory for the handler's thread");
        while (running == 0 && !waiting.isEmpty()) {
            Http2Stream next = waiting.poll();
            next.releaseHead();
            reset(next, ErrorCode.REFUSED_STREAM, "no memory for the handler's thread");
        }
    }

    /** Ends those that hold the most content, as memory stays tight; their handlers are still to be told. */
    List<Http2Stream> relieve() {
        return memory.relieve(open);
    }

    /** Takes the first that waits and is still open; null when there is none. */
    private Http2Stream admit() {
        while (running < most && !waiting.isEmpty()) {
            Http2Stream next = waiting.poll();
            if (!next.state.closed()) {
                running++;
                return next;
            }
            next.releaseHead();
        }
        return null;
    }

    /** Tells a handler that its client has gone; without the lock, as the handler's own actions may run. */
    void cancel(Http2Stream stream) {
        Http2Request request = stream.request();
        if (request != null && request.cancel()) {
            protocol.server.counters().handlerCancelled();
        }
    }

    // ---- ends

    /** Resets a stream, unless it is closed. */
    void reset(Http2Stream stream, ErrorCode code, String why) {
        if (!stream.state.closed()) {
            FrameWriter.reset(out.control(), stream.id, code.code());
            stream.state = stream.state.sentReset();
            stream.cut(why);
            close(stream);
        }
    }

    /** Resets a stream that is not open, and maybe never was. */
    void resetUnopened(int id, ErrorCode code) {
        FrameWriter.reset(out.control(), id, code.code());
        if (closed.get(id) == null) {
            closed.add(id, StreamState.RESET_LOCAL);
        }
        if ((id & 1) == 1) {
            lastTaken = Math.max(lastTaken, id);
        }
    }

    /**
     * A stream is begun that our GOAWAY refuses, as its client had not read that (section 6.8). What more it sends on
     * the stream is dropped.
     */
    void passOver(int id) {
        closed.add(id, StreamState.RESET_LOCAL);
    }

    /** A stream has come to a closed state. */
    void close(Http2Stream stream) {
        open.remove(stream);
        if (stream.pushed()) {
            pushed--;
        }
        growth += stream.receiveWindow.size() - firstWindow;
        closed.add(stream.id, stream.state);
        out.scheduler.close(stream.id);
        if (open.isEmpty()) {
            out.wake();
        }
    }

    /** A request of the client's was answered to the end. */
    void answered() {
        // No more of them count than a few hundred (AbuseBudget); a connection may live for longer than the numbers do.
        answered = answered == Integer.MAX_VALUE ? answered : answered + 1;
    }

    /** How many requests were answered to the end since this was asked last. */
    int takeAnswered() {
        int taken = answered;
        answered = 0;
        return taken;
    }

    /** Cuts all of them off, as the connection has ended. */
    void closeAll(List<Http2Stream> all, String why) {
        for (Http2Stream stream : all) {
            stream.state = stream.state.sentReset();
            stream.cut(why);
            close(stream);
        }
        for (Http2Stream stream : waiting) {
            stream.releaseHead();
        }
        waiting.clear();
        threads.close();
    }

    /** Cuts those off whose output waits for the scheduler, when it will never let it go; false when there was none. */
    boolean resetBlocked(String why) {
        boolean any = false;
        for (Http2Stream stream : open.all()) {
            if (stream.hasQueued()) {
                reset(stream, ErrorCode.CANCEL, why);
                any = true;
            }
        }
        return any;
    }

    // ---- windows

    /** Takes flow-controlled octets off the connection's window; false when there is no room for them. */
    boolean receive(int octets) {
        return window.receive(octets);
    }

    /** Gives credit for octets that were read, or that nobody will read. */
    void credit(int octets) {
        window.credit(octets);
    }

    /** A stream's window: at first the one that our SETTINGS say, which is all that the client knows of. */
    private ReceiveWindow receiveWindow() {
        return new ReceiveWindow(firstWindow, windowKnown ? 0 : Math.max(0, Http2Config.INITIAL_WINDOW - firstWindow));
    }

    /** The client has acknowledged our SETTINGS: windows are what they say from here on (section 6.9.2). */
    void windowKnown() {
        if (!windowKnown) {
            windowKnown = true;
            for (Http2Stream stream : open.all()) {
                stream.receiveWindow.sizeKnown();
            }
        }
    }

    /** Gives the connection the window that it begins with, or as soon as memory is scarce no more. */
    void openWindow() {
        if (!out.memory.scarce()) {
            window.grow(protocol.settings.connectionWindow());
        }
    }

    /**
     * Lets windows grow to a size that the connection can use. That of the connection keeps its lead over that of a
     * stream, so that a stream that nobody reads leaves as much to the others as before.
     */
    void growWindows(int size) {
        if (size <= streamWindow || out.memory.scarce()) {
            return;
        }
        growth += size - streamWindow;
        streamWindow = size;
        int lead = Math.max(0, protocol.settings.connectionWindow() - firstWindow);
        window.grow((int) Math.min(Http2Config.LARGEST_WINDOW, (long) size + lead));
    }

    /**
     * By how much a stream's window is to grow now, as its content is read. All streams together grow by no more than
     * what one alone would use, or several that are read no longer could fill the window of the connection.
     */
    int growth(ReceiveWindow ofStream) {
        if (out.memory.scarce()) {
            return 0;
        }
        int wanted = Math.min(streamWindow - ofStream.size(), open.size() == 1 ? growth : growth / 2);
        growth -= wanted;
        return wanted;
    }

    /** The client has changed the window that its streams begin with (section 6.9.2): open ones change with it. */
    void adjustSendWindows(int delta) throws ConnectionError {
        for (Http2Stream stream : open.all()) {
            if (!stream.sendWindow.adjust(delta)) {
                throw new ConnectionError(
                        ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE makes a window overflow");
            }
        }
    }
}
