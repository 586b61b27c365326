package dev.weir.http2.connection;

import dev.weir.hpack.BufferGrowth;
import dev.weir.hpack.HpackEncoder;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http2.field.RequestHead;
import dev.weir.http2.field.ResponseFields;
import dev.weir.http2.frame.FrameSink;
import dev.weir.http2.frame.FrameTrace;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.stream.SendWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes a connection's frames: control frames first, those of streams as the scheduler selects them, combined so that
 * few writes carry them.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, which is not held over a write. Two kinds of threads write, one
 * at a time: the connection's own at the end of a batch of frames that it has read, so that the answers to a batch
 * leave together; and a flusher, which is started when there is output and no thread that is about to write it. A
 * handler's thread never writes: an interrupt that reaches a thread inside a channel's call closes the channel, and all
 * streams with it.
 */
public final class FrameFlusher {
    /** How long a connection that holds much waits for memory, before the streams that hold the most are refused. */
    private static final long RELIEF_NANOS = 1_000_000_000L;

    private final ConnectionLock lock;
    public final WriteScheduler scheduler;
    /** What the connection holds of the memory whose use clients decide on. */
    public final MemoryShare memory;
    /** What of that the write batches hold. */
    public final FrameMemory frameMemory;

    private final ConnectionState state;
    private final ConnectionEvents events;
    private final EngineContext context;
    private final Connection transport;
    private final ResponseFields fields;
    /** Null unless frames are logged. */
    private final @Nullable FrameTrace trace;

    private final Runnable flusher = this::flushAll;

    private final WriteBatches batches;
    /** Whether the connection's thread has ended, so that nothing is kept for later. */
    private boolean ended;

    /** Whether a thread writes, or is about to. */
    private boolean flushing;
    /** Whether the connection's thread handles a batch of frames, and writes at its end. */
    private boolean inReadBatch;

    /** Why nothing can be sent any longer; null while something can. */
    private @Nullable Throwable failure;
    /** Whether there was no memory for a thread since the last tick. */
    private boolean lacksMemory;
    /** Whether our side of the connection is closed. */
    private boolean closed;

    /** Whether the thread that handles frames is to wait until control frames are written, and could not; that thread's. */
    private boolean awaitsControls;

    /** How many control frames wait to be written. */
    private int controls;
    /** Threads that wait for output to be written. */
    private final List<Thread> waiting = new ArrayList<>(0);

    public FrameFlusher(ConnectionState state, ConnectionEvents events, @Nullable FrameTrace trace) {
        this.state = state;
        this.events = events;
        this.lock = state.lock;
        this.context = state.context;
        this.transport = state.transport;
        this.memory = state.memory;
        this.frameMemory = new FrameMemory(memory);
        this.scheduler = context.schedulers.open();
        this.fields =
                new ResponseFields(new HpackEncoder(context.settings.encoderTableSize(), BufferGrowth.doubling()));
        this.trace = trace;
        this.batches = new WriteBatches(memory, frameMemory, state.secure() ? null : context.directBuffers);
    }

    // ---- what is to be sent

    /** Returns the sink for one control frame, which is sent before everything that the scheduler holds. */
    public FrameSink control() {
        lock.assertHeld();
        controls++;
        return batches.filling().frames;
    }

    /** Promises a stream, before all that is still to come on the stream that carries the promise. */
    public void promise(int stream, int promised, RequestHead head) {
        lock.assertHeld();
        FrameSink frames = batches.filling().frames;
        int start = FrameWriter.beginPromise(frames, stream, promised);
        fields.writeRequest(head, frames);
        FrameWriter.endHeaders(frames, start);
    }

    /** Applies the size of the client's compression table. */
    public void peerTableSize(long size) {
        lock.assertHeld();
        fields.peerTableSize(size);
    }

    /** Returns how many octets of a stream's content may be sent now, as both windows and the frame size allow. */
    public int sendable(SendWindow ofStream) {
        int most = Math.min(FrameWriter.MAX_PAYLOAD, frameMemory.mostInFrame());
        return Math.max(0, Math.min(Math.min(ofStream.available(), state.sendWindow.available()), most));
    }

    /** Has the output written, unless a thread does that already or is about to. */
    public void flushSoon() {
        lock.assertHeld();
        if (flushing || inReadBatch) {
            return;
        }
        if (fill()) {
            startFlusher();
        } else {
            wake();
        }
    }

    /**
     * Moves what may go into the batch that is written once the client's frames that are here were handled, if that has room
     * for a stream's output: its handler, which the connection's own thread may run, then need not wait and give a loop away.
     * Not while a batch is being written, as no more than one is to be beyond the scheduler's reach.
     *
     * @param octets how much the stream has queued
     */
    public void fillAhead(int octets) {
        lock.assertHeld();
        if (inReadBatch && !flushing && batches.filling().hasRoomFor(octets)) {
            fill();
        }
    }

    /** Starts a thread that writes; where there is no memory for one, the next tick tries again. */
    private void startFlusher() {
        flushing = true;
        boolean started = false;
        try {
            context.startFlusher(flusher);
            started = true;
        } catch (OutOfMemoryError e) {
            noteNoMemory();
        } finally {
            flushing = started;
        }
    }

    /** Notes that there was no memory for a thread; the next tick logs it, when there may be some again. */
    public void noteNoMemory() {
        lock.assertHeld();
        lacksMemory = true;
    }

    // ---- filling a batch

    /** Moves what may go now into the batch; false when that stays empty. */
    private boolean fill() {
        try {
            boolean any = fillNow();
            batches.count();
            return any;
        } catch (RuntimeException | Error e) {
            // No memory, for example. What was taken from the scheduler is lost, and the compression table may be out
            // of step with the client's: nothing more can be sent in order.
            fail(e);
            context.server.logError("the HTTP/2 connection of " + transport.remoteAddress() + " was aborted", e);
            return false;
        }
    }

    private boolean fillNow() {
        WriteBatch filling = batches.filling();
        if (failure != null || closed) {
            filling.clear();
            controls = 0;
            return false;
        }
        int most = frameMemory.mostInFrame();
        while (!filling.full() && filling.length() < most) {
            QueuedFrame next = (QueuedFrame) scheduler.pop();
            if (next == null) {
                break;
            }
            switch (next) {
                case QueuedFrame.Fields f -> f.putInto(filling.frames, fields);
                case QueuedFrame.Abort c -> c.sender.abort();
                case QueuedFrame.Content c -> write(c, filling);
            }
            next.sender.sent(next);
        }
        return !filling.isEmpty();
    }

    private void write(QueuedFrame.Content c, WriteBatch filling) {
        SendWindow window = c.sender.sendWindow();
        c.putInto(filling);
        window.take(c.length);
        state.sendWindow.take(c.length);
        state.solicited.contentSent(c.length, window.available() > 0 && state.sendWindow.available() > 0);
    }

    // ---- what has become of it

    public boolean failed() {
        lock.assertHeld();
        return failure != null;
    }

    /** Returns whether there is output that was not written. */
    public boolean writing() {
        lock.assertHeld();
        return flushing || !batches.filling().isEmpty();
    }

    /** Returns whether a thread writes, or is about to. */
    public boolean flushing() {
        lock.assertHeld();
        return flushing;
    }

    /** Wakes the threads that wait for output to be written. */
    public void wake() {
        lock.assertHeld();
        for (int i = 0; i < waiting.size(); i++) {
            LockSupport.unpark(waiting.get(i));
        }
    }

    /** Waits until something was written, nothing can be, or {@link #wake} is called. */
    public void await(long nanos) {
        waiting.add(Thread.currentThread());
        lock.await(nanos);
        waiting.remove(Thread.currentThread());
    }

    /** Called about every 100 ms: gives arrays up that were not used since the last call. */
    public void tick() {
        lock.assertHeld();
        batches.tick(flushing);
        if (lacksMemory) {
            lacksMemory = false;
            state.debug("found no memory for a thread", null);
        }
    }

    // ---- the connection's thread

    /** Begins a batch of frames that were read: output waits for its end. */
    public void beginReadBatch() {
        lock.lock();
        inReadBatch = true;
        lock.unlock();
    }

    /**
     * Ends the batch: writes what there is. What is more than one write carries is left to a flusher, as nothing is
     * read from a client while this thread waits for it to read.
     */
    public void endReadBatch() {
        lock.lock();
        try {
            inReadBatch = false;
            writeHere();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes, between two handlers of a batch of frames, if the output of those before is worth a write, so that the next has
     * room {@linkplain #fillAhead for its own}. Where the client does not read, others may go on with the connection meanwhile.
     */
    public void writeIfLarge() {
        lock.assertHeld();
        if (inReadBatch && batches.filling().large()) {
            writeHere();
        }
    }

    private void writeHere() {
        if (flushing || !fill()) {
            return;
        }
        if (transport.place(Connection.NO_HANDLER) == Connection.Place.ELSEWHERE) {
            startFlusher();
            return;
        }
        flushing = true;
        writeBatch();
        flushing = false;
        flushSoon();
    }

    /** Whether {@link #awaitControlsSent} is to be called again, on a thread that may wait. */
    public boolean awaitsControls() {
        return awaitsControls;
    }

    /**
     * Waits, on a thread that may, while more control frames wait to be written than a client may make us hold (a flood of
     * pings or settings whose answers it does not read); the batch ends early then.
     */
    public void awaitControlsSent() {
        lock.lock();
        try {
            awaitsControls = false;
            while (failure == null && !closed && batches.tooMany(controls, context.settings.abuse())) {
                if (!state.mayWait()) {
                    awaitsControls = true;
                    return;
                }
                inReadBatch = false;
                events.readerWaits();
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
     * Waits for a while before more is read, as memory is tight and this connection holds much of it; the batch ends
     * early then.
     *
     * @return false when that has not changed
     */
    public boolean awaitRelief() {
        lock.lock();
        try {
            inReadBatch = false;
            events.readerWaits();
            flushSoon();
            if (!flushing) {
                batches.shrink();
            }
        } finally {
            lock.unlock();
        }
        return memory.awaitRelief(RELIEF_NANOS);
    }

    /**
     * Has a flusher write all that may go.
     *
     * @return whether there is something that was not written
     */
    public boolean flushPending() {
        lock.assertHeld();
        inReadBatch = false;
        if (failure != null || !flushing && !fill()) {
            return false;
        }
        if (!flushing) {
            startFlusher();
        }
        return true;
    }

    /** Waits until all that may go was written, or the time is over. */
    public void drain(long nanos) {
        long until = System.nanoTime() + nanos;
        lock.lock();
        try {
            while (flushPending()) {
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

    /** Sends nothing more: output after the end of our side would be a failure. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** Ends with the connection: drops what is not written, and keeps nothing. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            if (!flushing) {
                batches.filling().clear();
                batches.shrink();
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- writing

    /** Writes batch after batch until there is no output; the flusher's thread. */
    private void flushAll() {
        lock.lock();
        try {
            while (fill()) {
                writeBatch();
            }
        } finally {
            flushing = false;
            if (ended) {
                batches.filling().clear();
                batches.shrink();
            }
            lock.unlock();
        }
        events.flushed();
    }

    /** Writes the batch. The lock is held before and afterwards, and released for the write. */
    private void writeBatch() {
        WriteBatch batch = batches.beginWrite();
        controls = 0;
        lock.unlock();
        Throwable failed = null;
        try {
            lock.assertFree();
            if (trace != null) {
                trace.sent(batch.length(), batch.parts());
            }
            transport.writeDeadline(context.stallDeadline());
            batch.writeTo(transport);
            transport.writeDeadline(0);
        } catch (IOException | RuntimeException | Error e) {
            failed = e;
        } finally {
            lock.lock();
        }
        batches.endWrite(batch);
        if (failed != null) {
            fail(failed);
        }
        wake();
    }

    /** Nothing can be sent any longer; the connection's thread, whose read fails then, ends the streams. */
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
}
