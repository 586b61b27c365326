package dev.weir.http2.exchange;

import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http2.connection.ConnectionEvents;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.ConnectionWatch;
import dev.weir.http2.connection.EngineContext;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.field.RequestHead;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.frame.Http2Exception.StreamError;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.stream.ClosedStreams;
import dev.weir.http2.stream.PeerSettings;
import dev.weir.http2.stream.StreamState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a connection: which are open, how the last ones were closed, and which ids were used (RFC 9113
 * sections 5.1.1 and 5.1.2).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, but for {@link #cancel}, which is called without it.
 */
public final class Streams {
    /** How many closed streams are remembered, at least. */
    private static final int REMEMBERED = 128;

    final EngineContext context;
    final ConnectionInfo transport;
    final ConnectionWatch watch;
    private final ConnectionEvents events;
    final FrameFlusher out;
    final PeerSettings peer;
    public final StreamHandlers handlers;
    public final StreamWindows windows;
    public final Priorities priorities;
    public final HeadTimer headTimer;
    final ConnectionLock lock;
    private final int most;

    private final StreamTable open = new StreamTable();
    private final ClosedStreams closed;
    private final StreamMemory memory;

    /** Requests that were answered completely since they were last taken. */
    private int answered;
    /** The highest id that the client has used. */
    private int last;
    /** The highest id of a client's stream that was opened or reset. */
    private int lastProcessed;
    /** How many of our own streams are open. */
    private int pushed;
    /** The highest id of our own streams. */
    private int lastPromised;
    /** The highest id of our own streams that the client still takes; less once it has sent GOAWAY. */
    private int lastPushable = Integer.MAX_VALUE;
    /** When the bytes came that frames are read of now; of the thread that reads. */
    long received = System.nanoTime();

    public Streams(ConnectionState state, ConnectionEvents events, FrameFlusher out) {
        this.events = events;
        this.context = state.context;
        this.transport = state.transport;
        this.watch = state.watch;
        this.out = out;
        this.lock = state.lock;
        this.peer = state.peer;
        this.most = context.settings.maxConcurrentStreams();
        this.handlers = new StreamHandlers(this, state);
        this.windows = new StreamWindows(context.settings, lock, out);
        this.priorities = new Priorities(context, peer, out.scheduler);
        this.headTimer = new HeadTimer(context);
        this.memory = new StreamMemory(out.memory);
        this.closed = new ClosedStreams(Math.max(REMEMBERED, most));
    }

    // ---- what there is

    public boolean isEmpty() {
        return size() == 0;
    }

    int size() {
        lock.assertHeld();
        return open.size();
    }

    /** Returns the open stream of an id; null when there is none. */
    public @Nullable Http2Stream get(int id) {
        lock.assertHeld();
        return open.get(id);
    }

    /** Returns all that are open. */
    public List<Http2Stream> all() {
        lock.assertHeld();
        return open.all();
    }

    /** Returns the highest id that the client has used. */
    public int last() {
        lock.assertHeld();
        return last;
    }

    /**
     * Returns the highest id of a client's stream that was opened or reset: what GOAWAY names (section 6.8). A request
     * above it had no effect, though its head may have begun to come.
     */
    public int lastProcessed() {
        lock.assertHeld();
        return lastProcessed;
    }

    /** Returns the state of any stream; null where it was closed too long ago to be remembered, or was skipped. */
    public @Nullable StreamState stateOf(int id) {
        return stateOf(id, get(id));
    }

    private @Nullable StreamState stateOf(int id, @Nullable Http2Stream stream) {
        if (stream != null) {
            return stream.state;
        }
        return id > ((id & 1) == 0 ? lastPromised : last) ? StreamState.IDLE : closed.get(id);
    }

    /**
     * Returns the open stream that takes a frame, which may come on it now (RFC 9113 section 5.1).
     *
     * @return null when the frame is dropped
     * @throws ConnectionError when it may not come
     * @throws StreamError when it may not come
     */
    public @Nullable Http2Stream receiver(int id, StreamState.Incoming frame) throws ConnectionError, StreamError {
        Http2Stream stream = get(id);
        StreamState state = stateOf(id, stream);
        if (state == null) {
            // It was closed so long ago that we do not know how, or was skipped (section 5.1.1).
            state = frame == StreamState.Incoming.DATA ? StreamState.RESET_REMOTE : StreamState.CLOSED;
        }
        return switch (state.check(frame)) {
            case ACCEPT -> stream;
            case IGNORE -> null;
            case STREAM_ERROR_CLOSED ->
                throw new StreamError(id, ErrorCode.STREAM_CLOSED, frame + " on a closed stream");
            case CONNECTION_ERROR_CLOSED ->
                throw new ConnectionError(ErrorCode.STREAM_CLOSED, frame + " on stream " + id + ", which is closed");
            case CONNECTION_ERROR_PROTOCOL ->
                throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, frame + " on stream " + id + ", which is idle");
        };
    }

    // ---- opening

    /** Notes that the client has used an id, whatever becomes of its stream. */
    public void used(int id) {
        lock.assertHeld();
        last = id;
    }

    /** Returns whether the client may open one more. */
    public boolean mayOpen() {
        return openedByClient() < most;
    }

    /** Returns how many of the client's streams are open. */
    int openedByClient() {
        return size() - pushed;
    }

    /**
     * Notes that bytes have come, for the requests in them; the thread that reads.
     *
     * @param now a time of {@link System#nanoTime}
     */
    public void received(long now) {
        received = now;
    }

    /** Reserves memory for a request, by the size of its list of fields; -1 when there is none. */
    public int reserveHead(int fields) {
        lock.assertHeld();
        // A client that asks for one thing at a time may have its response before the handler has returned.
        return memory.reserveHead(fields, openedByClient() == 0 && handlers.count() <= 1);
    }

    /**
     * Opens a stream for a request, and has its handler run as soon as one may.
     *
     * @param headHeld what {@link #reserveHead} returned
     * @param whole whether nothing follows the head
     * @return false when the handler has to wait for others
     * @throws ConnectionError when far too many wait
     */
    public boolean open(int id, RequestHead head, int headHeld, boolean whole, StreamPriority priority)
            throws ConnectionError {
        lock.assertHeld();
        Http2Stream stream = context.runner.listens()
                ? new TimedStream(this, id, head, whole, windows.open(whole))
                : new Http2Stream(this, id, head, whole, windows.open(whole));
        stream.holdHead(headHeld);
        open.add(stream);
        lastProcessed = id;
        out.scheduler.open(id, priority);
        return handlers.run(stream);
    }

    /**
     * Opens a stream of our own, promises on one of the client's what it will carry (section 8.4), and has its handler
     * run.
     *
     * @return false when the client accepts no further one
     */
    boolean promise(Http2Stream parent, RequestHead head) {
        lock.assertHeld();
        // A pushed stream whose windows let nothing through stays open, however many the client allows.
        boolean allowed = peer.enablePush()
                && pushed < Math.min(most, peer.maxConcurrentStreams())
                && handlers.mayRun()
                && lastPushable == Integer.MAX_VALUE
                && lastPromised < Integer.MAX_VALUE - 2;
        if (!allowed) {
            return false;
        }
        lastPromised += 2;
        out.promise(parent.id, lastPromised, head);
        Http2Stream stream = new Http2Stream(this, lastPromised, head, true, windows.open(true));
        open.add(stream);
        pushed++;
        out.scheduler.open(stream.id, priorities.unnamed());
        handlers.runAlone(stream);
        return true;
    }

    /**
     * Receives GOAWAY. "Receivers of a GOAWAY frame MUST NOT open additional streams on the connection", and the client
     * ignores those above the one that it names (section 6.8).
     *
     * @return the pushed streams that end by this; their handlers are to be cancelled without the lock
     */
    public List<Http2Stream> goAwayReceived(int lastOfOurs) {
        lastPushable = Math.min(Math.min(lastPushable, lastOfOurs), Integer.MAX_VALUE - 1);
        List<Http2Stream> refused = all();
        refused.removeIf(stream -> !stream.pushed() || stream.id <= lastPushable);
        for (Http2Stream stream : refused) {
            reset(stream, ErrorCode.CANCEL, "the client closes its connection and accepts no further pushes");
        }
        return refused;
    }

    // ---- ends

    /**
     * Cancels a stream's handler; without the lock.
     *
     * @param byServer whether it is we who end the stream, and not its client
     */
    public void cancel(Http2Stream stream, boolean byServer) {
        Http2Request request = stream.request();
        if (request != null && (byServer ? request.cut() : request.cancel())) {
            context.server.counters().handlerCancelled();
        }
    }

    /** Resets a stream, unless it is closed. */
    public void reset(Http2Stream stream, ErrorCode code, String why) {
        lock.assertHeld();
        if (!stream.state.closed()) {
            FrameWriter.reset(out.control(), stream.id, code.code());
            stream.state = stream.state.sentReset();
            stream.failByReset(why);
            close(stream);
            watch.resetSent(stream.id, code, why);
        }
    }

    /** Resets a stream that is not open, and maybe never was. */
    public void resetUnopened(int id, ErrorCode code, String why) {
        lock.assertHeld();
        FrameWriter.reset(out.control(), id, code.code());
        watch.resetSent(id, code, why);
        if (closed.get(id) == null) {
            closed.add(id, StreamState.RESET_LOCAL);
        }
        if ((id & 1) == 1) {
            lastProcessed = Math.max(lastProcessed, id);
        }
    }

    /**
     * Ignores a stream that our GOAWAY refuses, as its client had not read that (section 6.8): what else it sends on
     * the stream is dropped.
     */
    public void ignore(int id) {
        lock.assertHeld();
        closed.add(id, StreamState.RESET_LOCAL);
    }

    /** Forgets a stream that has come to a closed state. */
    void close(Http2Stream stream) {
        lock.assertHeld();
        open.remove(stream);
        if (stream.pushed()) {
            pushed--;
        }
        windows.close(stream.receiveWindow);
        closed.add(stream.id, stream.state);
        out.scheduler.close(stream.id);
        if (open.isEmpty()) {
            out.wake();
        }
    }

    /** Counts a request of the client's that was answered completely. */
    void answered() {
        lock.assertHeld();
        // Only a few hundred count (AbuseBudget), and a connection may live for longer than an int counts.
        answered = answered == Integer.MAX_VALUE ? answered : answered + 1;
    }

    /** Returns how many requests were answered completely since this was called last. */
    public int takeAnswered() {
        lock.assertHeld();
        int taken = answered;
        answered = 0;
        return taken;
    }

    /**
     * Ends all streams, as the connection has ended.
     *
     * @param byServer whether it is we who end it, and not the client
     */
    public void closeAll(List<Http2Stream> all, String why, boolean byServer) {
        lock.assertHeld();
        for (Http2Stream stream : all) {
            stream.state = stream.state.sentReset();
            stream.fail(why, byServer);
            close(stream);
        }
        handlers.close();
    }

    /** Resets those whose output waits in the scheduler, when it will never be sent; false when there were none. */
    public boolean resetBlocked(String why) {
        boolean any = false;
        for (Http2Stream stream : all()) {
            if (stream.output.hasQueued()) {
                reset(stream, ErrorCode.CANCEL, why);
                any = true;
            }
        }
        return any;
    }

    /** Has the connection closed gracefully. */
    void startDrain(String reason) {
        lock.assertHeld();
        events.startDrain(reason);
    }

    /**
     * Ends the streams whose time is over; called about every 100 ms.
     *
     * @param late takes those whose handlers are to be cancelled without the lock
     */
    public void tick(long now, List<Http2Stream> late) {
        for (Http2Stream stream : all()) {
            stream.linger(now);
            stream.content.tick();
            if (stream.late(now)) {
                reset(stream, ErrorCode.CANCEL, "the write deadline has passed");
                late.add(stream);
            }
        }
    }

    /** Ends those that hold the most content, as memory stays tight; their handlers are to be cancelled. */
    public List<Http2Stream> relieve() {
        lock.assertHeld();
        return memory.relieve(open);
    }

    /** Adjusts the windows of open streams, as the client has changed the one they begin with (section 6.9.2). */
    public void adjustSendWindows(int delta) throws ConnectionError {
        for (Http2Stream stream : all()) {
            if (!stream.output.sendWindow().adjust(delta)) {
                throw new ConnectionError(
                        ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE makes a window overflow");
            }
        }
    }
}
