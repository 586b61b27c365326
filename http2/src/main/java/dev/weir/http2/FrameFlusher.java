package dev.weir.http2;

import dev.weir.hpack.BufferGrowth;
import dev.weir.hpack.HpackEncoder;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http2.spi.WriteScheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What goes out on a connection: control frames at once, everything of a stream as the scheduler lets it go, put
 * together so that as few writes as possible carry it.
 *
 * <p><b>Threads.</b> The connection's one lock is here; all that is not final, and all streams, are guarded by it. It
 * is never held over a write. Two kinds of threads write, one at a time: the connection's own, at the end of a batch
 * of frames that it has read, so that the answers to a batch leave together; and a flusher, started when something is
 * to be sent and nobody is about to. A handler's thread never writes: an interrupt that reaches a thread inside a
 * channel's call closes the channel, and with it all other streams.
 */
final class FrameFlusher {
    /** How long a connection that holds much waits for memory, before what holds the most is refused. */
    private static final long RELIEF_NANOS = 1_000_000_000L;

    final ReentrantLock lock = new ReentrantLock();
    final WriteScheduler scheduler;
    final PeerSettings peer = new PeerSettings();
    final SendWindow window = new SendWindow(Http2Config.INITIAL_WINDOW);
    final SolicitedFrames solicited = new SolicitedFrames();

    /** What the connection holds of the memory that clients decide on. */
    final MemoryShare memory;
    /** What of that the arrays of frames hold. */
    final FrameMemory frameMemory;

    private final Http2Connection owner;
    private final Http2Protocol protocol;
    private final Connection transport;
    private final ResponseFields fields;
    /** Shows what is sent; null when nobody looks. */
    private final FrameTrace trace;

    private final Runnable flusher = this::flushAll;

    /** What is being put together, and what was written last; null while they are not needed. */
    private WriteBatch filling;

    private WriteBatch spare;
    /** What is being written; null while nothing is. */
    private WriteBatch writing;
    /** Whether the connection's thread has ended, so that nothing is kept for later. */
    private boolean ended;
    /** Null over TLS, which copies what it makes unreadable anyway. */
    private final DirectBuffers buffers;
    /** Whether anything was written since the last tick. */
    private boolean used;

    /** Whether somebody writes, or is about to. */
    private boolean flushing;
    /** Whether the connection's thread deals with a batch of frames, and writes at its end. */
    private boolean held;

    /** Why nothing can be sent any more; null while something can. */
    private Throwable failure;
    /** Whether there was no memory for a thread since the last tick. */
    private boolean lacksMemory;
    /** Whether the last that will ever be sent has been. */
    private boolean closed;

    /** Control frames that wait to be written. */
    private int controls;
    /** Who waits for what is queued to become less. */
    private final List<Thread> waiting = new ArrayList<>(1);

    FrameFlusher(Http2Connection owner, Connection transport, FrameTrace trace) {
        this.owner = owner;
        this.protocol = owner.protocol;
        this.transport = transport;
        this.memory = transport.memory();
        this.frameMemory = new FrameMemory(memory);
        this.scheduler = protocol.schedulers.open();
        this.fields =
                new ResponseFields(new HpackEncoder(protocol.settings.encoderTableSize(), BufferGrowth.doubling()));
        this.trace = trace;
        this.buffers = owner.secure() ? null : protocol.directBuffers;
        this.filling = new WriteBatch(buffers, 0);
    }

    // ---- under the lock

    /** Where a control frame is put; it goes ahead of everything that still waits for the scheduler. */
    FrameSink control() {
        controls++;
        return filling.frames;
    }

    /** Promises a stream, ahead of all that is still to come on the stream that carries the promise. */
    void promise(int stream, int promised, RequestHead head) {
        FrameSink frames = filling.frames;
        int start = FrameWriter.beginPromise(frames, stream, promised);
        fields.writeRequest(head, frames);
        FrameWriter.endHeaders(frames, start);
    }

    /**
     * Gives the lock to others for as long as it takes until this thread is woken, interrupted, or the time is over.
     *
     * @param nanos the time; Long.MAX_VALUE for ever, which costs no timer
     */
    void park(long nanos) {
        lock.unlock();
        try {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        } finally {
            lock.lock();
        }
    }

    /** Has what waits sent, unless somebody does that already or is about to. */
    void flushSoon() {
        if (flushing || held) {
            return;
        }
        if (fill()) {
            startFlusher();
        } else {
            wake();
        }
    }

    /** Has a thread send what waits; where there is no memory for one, the next tick tries again. */
    private void startFlusher() {
        flushing = true;
        boolean started = false;
        try {
            protocol.startFlusher(flusher);
            started = true;
        } catch (OutOfMemoryError e) {
            lacksMemory();
        } finally {
            flushing = started;
        }
    }

    /** There was no memory for a thread; the next tick logs it, when there may be some again. */
    void lacksMemory() {
        lacksMemory = true;
    }

    /** Moves what may go now into the next write; false when there is nothing. */
    private boolean fill() {
        try {
            boolean any = fillNow();
            count();
            return any;
        } catch (RuntimeException | Error e) {
            // No memory, for example. What was taken from the scheduler is lost, and the table of fields may be out of
            // step with the client's: nothing more can be sent in order.
            fail(e);
            protocol.server.logError("the HTTP/2 connection of " + transport.remoteAddress() + " is cut off", e);
            return false;
        }
    }

    private boolean fillNow() {
        if (failure != null || closed) {
            filling.clear();
            controls = 0;
            return false;
        }
        FrameSink frames = filling.frames;
        int most = frameMemory.mostInFrame();
        while (!filling.full() && filling.length() < most) {
            QueuedFrame next = (QueuedFrame) scheduler.pop();
            if (next == null) {
                break;
            }
            switch (next) {
                case QueuedFrame.Fields f -> {
                    int start = FrameWriter.beginHeaders(frames, f.stream.id, f.end);
                    fields.write(f.status, f.fields, f.contentLength, f.date, frames);
                    FrameWriter.endHeaders(frames, start);
                }
                case QueuedFrame.Abort c ->
                    c.stream.abort(ErrorCode.INTERNAL_ERROR, "the handler cut the response off");
                case QueuedFrame.Content c -> {
                    c.putInto(filling);
                    c.stream.sendWindow.take(c.length);
                    window.take(c.length);
                    solicited.contentSent(c.length, c.stream.sendWindow.available() > 0 && window.available() > 0);
                }
            }
            next.stream.sent(next);
        }
        return !filling.isEmpty();
    }

    boolean failed() {
        return failure != null;
    }

    /** Whether something is being written, or waits for that. */
    boolean writing() {
        return flushing || !filling.isEmpty();
    }

    private void count() {
        frameMemory.count(filling, spare, writing);
    }

    /** Keeps as little as can be. */
    private void shrink() {
        spare = null;
        if (!filling.frames.small() && filling.isEmpty()) {
            filling = new WriteBatch(buffers, 0);
        }
        count();
    }

    /** The client has set the size of its table. */
    void peerTableSize(long size) {
        fields.peerTableSize(size);
    }

    /** The last stream has ended: whoever waits for that looks again. */
    void wake() {
        for (int i = 0; i < waiting.size(); i++) {
            LockSupport.unpark(waiting.get(i));
        }
    }

    private void await(long nanos) {
        waiting.add(Thread.currentThread());
        park(nanos);
        waiting.remove(Thread.currentThread());
    }

    /** Lets go of arrays that nothing was written from since this was called last. */
    void tick() {
        if (!used && !flushing && filling.isEmpty()) {
            shrink();
        }
        used = false;
        if (lacksMemory) {
            lacksMemory = false;
            owner.debug("found no memory for a thread", null);
        }
    }

    /** Nothing more is sent: what would follow the end of the output would make it a failure. Without the lock. */
    void close() {
        lock.lock();
        try {
            closed = true;
            wake();
        } finally {
            lock.unlock();
        }
    }

    // ---- a handler's thread, without the lock

    /** Has the connection come to its end in order. */
    void startDrain(String why) {
        lock.lock();
        try {
            owner.startDrain(why);
            flushSoon();
        } finally {
            lock.unlock();
        }
    }

    // ---- the connection's thread, without the lock

    /** A batch of frames has been read: from now on answers wait for its end. */
    void beginReadBatch() {
        lock.lock();
        held = true;
        lock.unlock();
    }

    /**
     * The batch is dealt with: what is there by now goes out. What is more than one write carries is left to a flusher, as
     * nothing is read from a client while this thread waits for it to read.
     */
    void endReadBatch() {
        lock.lock();
        try {
            held = false;
            if (flushing || !fill()) {
                return;
            }
            flushing = true;
            writeBatch();
            flushing = false;
            if (fill()) {
                startFlusher();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits while more control frames wait to be written than a client may make us hold (a flood of pings or settings
     * whose answers it does not read); the batch ends early then.
     */
    void awaitControlsSent() {
        lock.lock();
        try {
            while (failure == null && !closed && tooManyControls()) {
                held = false;
                owner.streams.threads.startBatch();
                owner.streams.threads.handOff();
                if (!flushing) {
                    startFlusher();
                }
                await(Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads no further for a while, as memory is tight and this connection holds much of it; the batch ends early then.
     *
     * @return false when it still does afterwards
     */
    boolean awaitRelief() {
        lock.lock();
        try {
            held = false;
            owner.streams.threads.startBatch();
            owner.streams.threads.handOff();
            flushSoon();
            if (!flushing) {
                shrink();
            }
        } finally {
            lock.unlock();
        }
        return memory.awaitRelief(RELIEF_NANOS);
    }

    /** The connection has ended: what is not written is dropped, and nothing is kept. */
    void end() {
        lock.lock();
        try {
            ended = true;
            if (!flushing) {
                filling.clear();
                shrink();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean tooManyControls() {
        AbuseLimits limits = protocol.settings.abuse();
        return controls > limits.queuedControls()
                || filling.length() > limits.queuedControlBytes()
                || frameMemory.tooMany(filling);
    }

    // ---- writing

    /** The flusher's work: rounds until there is nothing more. */
    private void flushAll() {
        lock.lock();
        try {
            while (fill()) {
                writeBatch();
            }
        } finally {
            flushing = false;
            if (ended) {
                filling.clear();
                shrink();
            }
            lock.unlock();
        }
        owner.closeOrIdle();
    }

    /** Writes what was put together. The lock is held before and after, and not meanwhile. */
    private void writeBatch() {
        used = true;
        WriteBatch batch = filling;
        filling = spare == null ? new WriteBatch(buffers, batch.frames.length()) : spare;
        spare = null;
        writing = batch;
        count();
        controls = 0;
        lock.unlock();
        Throwable failed = null;
        try {
            if (trace != null) {
                trace.sent(batch.length(), batch.parts());
            }
            transport.writeDeadline(protocol.stallDeadline());
            batch.writeTo(transport);
            transport.writeDeadline(0);
        } catch (IOException | RuntimeException | Error e) {
            failed = e;
        } finally {
            lock.lock();
        }
        batch.clear();
        writing = null;
        spare = memory.tight() && !batch.frames.small() ? null : batch;
        count();
        if (failed != null) {
            fail(failed);
        }
        wake();
    }

    /** Nothing can be sent any more; the connection's thread, which meets that as it reads, ends the streams. */
    private void fail(Throwable why) {
        if (failure == null) {
            failure = why;
            try {
                transport.abort();
            } finally {
                wake();
            }
        }
    }

    /**
     * Waits, after the client has closed its side, until no stream is open any more and all is written, or nothing
     * can be written any more. What waits for a window would wait for ever, so such streams are cut off.
     */
    void awaitQuiet() {
        lock.lock();
        try {
            held = false;
            while (failure == null && (flushing || fill() || !owner.streams.isEmpty())) {
                if (!flushing && !filling.isEmpty()) {
                    startFlusher();
                }
                if (flushing || !owner.streams.resetBlocked("the client has closed its side and opens no window")) {
                    await(Long.MAX_VALUE);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that may go has gone, or so much time has passed; the last words of a connection. */
    void drain(long nanos) {
        long until = System.nanoTime() + nanos;
        lock.lock();
        try {
            held = false;
            while (failure == null && (flushing || fill())) {
                if (!flushing) {
                    startFlusher();
                }
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                await(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
