package dev.weir.http2.exchange;

import dev.weir.http.core.request.HandlerKind;
import dev.weir.http.core.spi.Connection;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.field.RequestHead;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run the handlers of a connection. Most handlers are short, and for them a thread of their own is the
 * larger part of the cost: where a loop reads the connection, its thread runs the handlers of a batch of frames in order, once
 * all frames of the batch were handled, and then sends the answers of all in one write. When it stands still in one, the loop is
 * given to another thread, which goes on with the connection and the rest of the batch. Streams that a loop does not take get threads
 * of their own: those of kinds that stand still, and those whose content is not there.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, but for {@link #runBatch}, {@link #handedOver} and what the threads made here
 * run.
 */
public final class StreamThreads {
    private static final VarHandle READER;

    static {
        try {
            READER = MethodHandles.lookup().findVarHandle(StreamThreads.class, "reader", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Thread.Builder THREADS = Thread.ofVirtual().name("weir-stream");

    /** Longer content comes in more than a few reads, or not at once. */
    private static final int MOST_AWAITED = 65_536;

    private final StreamHandlers handlers;
    private final ConnectionLock lock;
    private final FrameFlusher out;
    private final Connection transport;
    /** The streams of a batch that were not begun, in order. */
    private final ArrayDeque<Http2Stream> batch = new ArrayDeque<>(0);
    /** The thread that handles frames; no other is concerned by what it reads here. */
    private @Nullable Thread dispatcher;
    /** Whether that has put a user into the batch. */
    private boolean called;
    /**
     * The thread that makes the connection's step and runs the batch; null while none does. It sets itself; whoever sets it to null
     * has compared it, and has the step.
     */
    private volatile @Nullable Thread reader;

    StreamThreads(StreamHandlers handlers, ConnectionLock lock, FrameFlusher out, Connection transport) {
        this.handlers = handlers;
        this.lock = lock;
        this.out = out;
        this.transport = transport;
    }

    /** Has a stream of a batch run, at the end of that. */
    void run(Http2Stream stream) {
        lock.assertHeld();
        batch.add(stream);
    }

    /**
     * Has the user of a stream's tunnel called: at the end of the batch that the calling thread puts together, or else on a thread of its
     * own.
     */
    void call(Http2Stream stream) {
        lock.assertHeld();
        if (dispatcher == Thread.currentThread()) {
            batch.add(stream);
            called = true;
        } else {
            runAlone(stream);
        }
    }

    /** The calling thread begins to handle frames, and runs the batch after that. */
    public void beginDispatch() {
        dispatcher = Thread.currentThread();
    }

    /** Returns whether there are users to call in the batch, as their frames were handled. */
    public boolean endDispatch() {
        dispatcher = null;
        boolean any = called;
        called = false;
        return any;
    }

    /** Returns whether the batch has a stream with little content of which some is missing: it may not run here without that. */
    public boolean lacksContent() {
        lock.lock();
        try {
            for (Http2Stream stream : batch) {
                if (stream.head.contentLength() <= MOST_AWAITED && !stream.content.arrived()) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Has a stream run on a thread of its own. */
    void runAlone(Http2Stream stream) {
        lock.assertHeld();
        boolean started = false;
        try {
            THREADS.start(() -> runAll(stream));
            started = true;
        } catch (OutOfMemoryError e) {
            out.noteNoMemory();
        } finally {
            if (!started) {
                handlers.cannotRun(stream);
            }
        }
    }

    /** Has all of the batch run on threads of their own. */
    public void handOff() {
        lock.assertHeld();
        while (!batch.isEmpty()) {
            runAlone(batch.poll());
        }
    }

    /**
     * Runs the handlers of a batch, as its frames were handled; the thread that has handled them, without the lock.
     *
     * @return false when it was relieved meanwhile: another thread has the connection
     */
    public boolean runBatch() {
        lock.lock();
        try {
            reader = Thread.currentThread();
            for (Http2Stream stream = takeForReader(); stream != null; stream = takeForReader()) {
                lock.unlock();
                Http2Stream admitted = null;
                try {
                    admitted = runHere(stream);
                } finally {
                    lock.lock();
                }
                if (reader == Thread.currentThread()) {
                    out.writeIfLarge();
                }
                if (reader != Thread.currentThread()) {
                    if (admitted != null) {
                        runAlone(admitted);
                    }
                    return false;
                }
                if (admitted != null) {
                    batch.addFirst(admitted);
                }
            }
            return release(Thread.currentThread());
        } finally {
            if (release(Thread.currentThread())) {
                // There was no memory, for example.
                handOff();
            }
            lock.unlock();
        }
    }

    /** Runs a handler whose end may fail: that is the connection's failure, unless the thread has its step no more. */
    private @Nullable Http2Stream runHere(Http2Stream stream) {
        try {
            return handlers.runHandler(stream);
        } catch (Throwable e) {
            if (!release(Thread.currentThread())) {
                handlers.logFailure(e);
                return null;
            }
            lock.lock();
            try {
                handOff();
            } finally {
                lock.unlock();
            }
            throw e;
        }
    }

    /** Takes the step from the thread that makes it; false when it does not, or another has. */
    private boolean release(@Nullable Thread from) {
        return from != null && READER.compareAndSet(this, from, null);
    }

    /** Takes the next that the calling thread is to run; those that it may not run get their threads. */
    private @Nullable Http2Stream takeForReader() {
        while (reader == Thread.currentThread()) {
            Http2Stream stream = batch.poll();
            if (stream == null || runsHere(stream)) {
                return stream;
            }
            runAlone(stream);
        }
        return null;
    }

    /** Whether it is the user of a tunnel that is to run on the stream, and not the handler. */
    private static boolean callDue(Http2Stream stream) {
        TunnelCalls calls = stream.content.calls();
        return calls != null && calls.due();
    }

    private boolean runsHere(Http2Stream stream) {
        RequestHead head = stream.head;
        if (callDue(stream)) {
            return transport.place(HandlerKind.of("", head.path())) == Connection.Place.LOOP;
        }
        return stream.content.arrived()
                && !head.method().equals("CONNECT")
                && transport.place(HandlerKind.of(head.method(), head.path())) == Connection.Place.LOOP;
    }

    /**
     * The loop goes on without the thread that makes the connection's step: true when that is within a handler, or about to call one.
     * Without the lock, for which who asks is not to wait, and which that thread may hold for some time that the system gives it none.
     */
    public boolean handedOver() {
        return release(reader);
    }

    /** Drops what was not begun, as the connection has ended. */
    void close() {
        lock.assertHeld();
        for (Http2Stream stream = batch.poll(); stream != null; stream = batch.poll()) {
            if (callDue(stream)) {
                runAlone(stream);
            } else {
                stream.releaseHead();
            }
        }
    }

    /** Runs a stream, and those that are to follow it on the same thread; without the lock. */
    private void runAll(Http2Stream first) {
        Http2Stream stream = first;
        while (stream != null) {
            stream = handlers.runHandler(stream);
        }
    }
}
