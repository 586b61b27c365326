package dev.weir.http2.exchange;

import dev.weir.http.api.Handler;
import dev.weir.http.core.exchange.ServerResponse;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.request.RequestRules;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.EngineContext;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.field.RequestHead;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of a connection's streams: how many run, and which streams wait for one.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, but for {@link #runHandler}, which the handler's thread calls
 * without it.
 */
public final class StreamHandlers {
    /** How many streams may wait for a handler, as a multiple of those that may run: more is an attack. */
    private static final int WAITING_FACTOR = 4;

    public final StreamThreads threads;
    private final ConnectionLock lock;
    private final EngineContext context;
    private final FrameFlusher out;
    private final int most;
    /** Open streams without a handler, as enough of them run. */
    private final ArrayDeque<Http2Stream> waiting = new ArrayDeque<>(0);
    /** Streams that were closed before a handler was called, to be reported without the lock. */
    private final ArrayDeque<Http2Stream> unserved = new ArrayDeque<>(0);
    /** Whether there is any of those, so that the lock is taken for nothing seldom. Written under the lock. */
    private volatile boolean anyUnserved;
    /** Handlers that have begun and not returned, those of streams that were reset included. */
    private int running;

    StreamHandlers(Streams streams, ConnectionState state) {
        this.lock = state.lock;
        this.context = state.context;
        this.out = streams.out;
        this.most = context.settings.maxConcurrentStreams();
        this.threads = new StreamThreads(this, lock, out, state.transport);
    }

    /** Returns how many run or wait, those of streams that are closed included. */
    int count() {
        lock.assertHeld();
        return running + waiting.size();
    }

    /** Returns whether one more may run. */
    boolean mayRun() {
        lock.assertHeld();
        return running < most;
    }

    /**
     * Has the handler of a stream run that the client has opened, as soon as one more may.
     *
     * @return false when it has to wait for others
     * @throws ConnectionError when far too many wait
     */
    boolean run(Http2Stream stream) throws ConnectionError {
        if (mayRun()) {
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

    /** Has the handler of a pushed stream run. */
    void runAlone(Http2Stream stream) {
        lock.assertHeld();
        running++;
        threads.runAlone(stream);
    }

    /**
     * Runs a stream's handler, and ends what it has left; the handler's thread.
     *
     * @return what the same thread is to run next; null for nothing
     */
    @Nullable
    Http2Stream runHandler(Http2Stream stream) {
        lock.assertFree();
        TunnelCalls calls = stream.content.calls();
        ServerResponse called = calls == null ? null : calls.take();
        Http2Stream next;
        boolean over = true;
        boolean broke = true;
        try {
            over = calls == null || called == null ? begin(stream) : resume(calls, called);
            broke = false;
        } finally {
            next = over ? handlerEnded(stream, broke) : null;
        }
        reportUnserved();
        return next;
    }

    /** Runs the handler; returns whether the request is over, and not a tunnel that goes on. */
    private boolean begin(Http2Stream stream) {
        Http2Request request = new Http2Request(stream);
        ServerResponse response =
                context.runner.respond(request, new Http2ResponseCodec(stream, out, context.filePieces));
        if (!stream.begin(request, response)) {
            skip(stream, request, response);
            return true;
        }
        run(stream.head, response);
        if (!response.goesOn()) {
            return true;
        }
        TunnelCalls calls = new TunnelCalls(stream, response);
        stream.content.calls(calls);
        return !calls.await() && resume(calls, response);
    }

    /** Calls the user of a tunnel until nothing more is here for it; returns whether the tunnel is over. */
    private boolean resume(TunnelCalls calls, ServerResponse response) {
        do {
            context.runner.resume(response);
            if (!response.goesOn()) {
                return true;
            }
        } while (!calls.await());
        return false;
    }

    /** Logs that the end of a handler has failed. */
    void logFailure(Throwable why) {
        context.server.logError("the end of a handler has failed", why);
    }

    /** Reports those whose handlers were never called, to the server's listener. */
    public void reportUnserved() {
        lock.assertFree();
        if (!anyUnserved) {
            return;
        }
        for (Http2Stream stream = nextUnserved(); stream != null; stream = nextUnserved()) {
            Http2Request request = new Http2Request(stream);
            skip(
                    stream,
                    request,
                    context.runner.respond(request, new Http2ResponseCodec(stream, out, context.filePieces)));
        }
    }

    private @Nullable Http2Stream nextUnserved() {
        lock.lock();
        try {
            Http2Stream next = unserved.poll();
            anyUnserved = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void skip(Http2Stream stream, Http2Request request, ServerResponse response) {
        String refusal = stream.cancelUnserved(request);
        if (refusal == null) {
            context.runner.skip(response);
        } else {
            context.runner.skip(response, refusal);
        }
    }

    private void unserved(Http2Stream stream) {
        lock.assertHeld();
        stream.releaseHead();
        if (context.runner.listens()) {
            unserved.add(stream);
            anyUnserved = true;
        }
    }

    private void run(RequestHead head, ServerResponse response) {
        Refusal refusal = head.refusal();
        if (refusal != null) {
            context.runner.refuse(refusal.status(), refusal.reason(), response);
        } else {
            Handler handler = RequestRules.handler(
                    context.server, head.method(), head.path().equals("*"));
            context.runner.run(handler, response);
        }
    }

    /**
     * Returns the next stream for the thread: one that waited for a handler to end; null for none. Where the thread ends with
     * an error (no memory is left, for example), another runs it.
     */
    private @Nullable Http2Stream handlerEnded(Http2Stream stream, boolean broke) {
        lock.lock();
        try {
            running--;
            stream.handlerEnded();
            if (broke) {
                stream.reset(ErrorCode.INTERNAL_ERROR, "the handler's thread has failed");
            }
            out.flushSoon();
            Http2Stream next = waiting.isEmpty() ? null : admit();
            if (broke && next != null) {
                threads.runAlone(next);
                next = null;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the first that waits and is still open; null when there is none. */
    private @Nullable Http2Stream admit() {
        while (running < most && !waiting.isEmpty()) {
            Http2Stream next = waiting.poll();
            if (!next.state.closed()) {
                running++;
                return next;
            }
            unserved(next);
        }
        return null;
    }

    /**
     * Refuses a stream, as there is no memory for a thread that runs its handler: its client may send the request again
     * (RFC 9113 section 8.7). Where no handler runs whose end would admit those that wait, they are refused as well.
     */
    void cannotRun(Http2Stream stream) {
        lock.assertHeld();
        TunnelCalls calls = stream.content.calls();
        if (calls != null && calls.due()) {
            calls.notCalled();
            return;
        }
        running--;
        stream.handlerEnded();
        unserved(stream);
        stream.reset(ErrorCode.REFUSED_STREAM, "no memory for the handler's thread");
        while (running == 0 && !waiting.isEmpty()) {
            Http2Stream next = waiting.poll();
            unserved(next);
            next.reset(ErrorCode.REFUSED_STREAM, "no memory for the handler's thread");
        }
    }

    /** Drops what waits, as the connection has ended. */
    void close() {
        lock.assertHeld();
        for (Http2Stream stream : waiting) {
            unserved(stream);
        }
        waiting.clear();
        threads.close();
    }
}
