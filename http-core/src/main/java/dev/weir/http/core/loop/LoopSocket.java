package dev.weir.http.core.loop;

import dev.weir.http.core.spi.Connection.Place;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.support.HandOver;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection's socket at a loop: when its session is called, and threads that wait for it.
 *
 * <pre>{@code
 *            readable, wake                    wake, readable
 *   WAITING ----------------> BUSY <-----------------------------> BUSY_READY
 *      ^                        |  \        called once more
 *      +------------------------+   \
 *        the step is over             ----> ENDED
 * }</pre>
 *
 * A socket that is BUSY belongs to one thread, or to the loop's queue.
 *
 * <p><b>Threads.</b> Any may wait, one for each direction, or wake; the rest as said.
 */
public final class LoopSocket {
    /** What is done when the loop calls. */
    public interface Steps {
        /**
         * Makes a step of the session.
         *
         * @return what it waits for; throws nothing
         */
        Next step();

        /** As {@link ProtocolSession#handedOver}. */
        boolean handedOver();
    }

    private static final int WAITING = 0;
    private static final int BUSY = 1;
    private static final int BUSY_READY = 2;
    private static final int ENDED = 3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(LoopSocket.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long LEAVE_NANOS = 1_000_000_000L;
    private static final long LEAVE_TURN_NANOS = 100_000L;

    private final @Nullable SelectableChannel channel;
    /** What the session waits for: that something can be read, or accepted. */
    private final int input;
    /** Set before the socket joins a loop. */
    private @Nullable Steps steps;
    /** Null before it has joined: then its channel is a blocking one, and nothing here is ever asked to wait. */
    private volatile @Nullable Loop loop;
    /** Null before it was waited for; set under the monitor. */
    private volatile @Nullable SelectionKey key;

    private volatile int state = BUSY;
    /** Threads that wait; each set by itself, and cleared by whoever wakes it. */
    private volatile @Nullable Thread reader;

    private volatile @Nullable Thread writer;
    /** How long writers have waited; the writer's. */
    private long stalledNanos;

    /** The queue's. */
    @Nullable
    LoopSocket next;

    /** A connection's. */
    public LoopSocket(SocketChannel channel) {
        this(channel, SelectionKey.OP_READ);
    }

    /**
     * One whose session waits for an operation.
     *
     * @param input the operation
     */
    public LoopSocket(SelectableChannel channel, int input) {
        this.channel = channel;
        this.input = input;
    }

    private LoopSocket() {
        this.channel = null;
        this.input = 0;
    }

    /** One that is no socket, for a queue's own use. */
    static LoopSocket none() {
        return new LoopSocket();
    }

    private SelectableChannel channel() {
        SelectableChannel own = channel;
        assert own != null : "a queue's mark is used as a socket";
        return own;
    }

    /** Whether a loop serves it. */
    public boolean joined() {
        return loop != null;
    }

    // ---- the session

    /**
     * Gives the socket to a loop. It is the calling thread's, which goes on with {@link #again}.
     *
     * @throws IOException when the channel is closed
     */
    public void join(Loop joined, Steps served) throws IOException {
        channel().configureBlocking(false);
        steps = served;
        loop = joined;
    }

    /** Makes a step; on the thread that has the socket. */
    private Next step() {
        Steps served = steps;
        assert served != null && state != WAITING : "a step of a socket that waits";
        return served.step();
    }

    /** Makes a step on the loop, which no failure is to end: there may be no memory even for a connection's end. */
    Next step(Loops all) {
        try {
            return step();
        } catch (Throwable e) {
            all.failed("a connection could not be ended in order", e);
            return Next.DONE;
        }
    }

    boolean handedOver() {
        Steps served = steps;
        return served != null && served.handedOver();
    }

    /** Makes steps on the calling thread, a virtual one that has the socket, as long as the session asks for one. */
    private void stepAside() {
        Next outcome = step();
        while (outcome == Next.THREAD) {
            outcome = step();
        }
        after(outcome);
    }

    /** A step is over; on the thread that has made it, or has got the socket from that. */
    void after(Next outcome) {
        switch (outcome) {
            case INPUT -> await();
            case THREAD -> Thread.ofVirtual().name("weir-connection").start(this::stepAside);
            case DONE -> state = ENDED;
            case RELEASED -> {
                // It is no longer the caller's.
            }
        }
    }

    private void await() {
        try {
            SelectionKey own = key;
            if (own == null) {
                register(input);
            } else if ((own.interestOps() & input) == 0) {
                own.interestOpsOr(input);
                loop().wakeUp();
            }
        } catch (CancelledKeyException | ClosedSelectorException | IOException e) {
            // It was closed, or its loop has ended and nothing will come any more: the session meets that when it
            // reads.
            closeChannel();
            again();
            return;
        }
        if (!STATE.compareAndSet(this, BUSY, WAITING)) {
            assert state == BUSY_READY : "two threads have one socket";
            state = BUSY;
            again();
        }
    }

    /** Has the session called, which is the calling thread's, whether or not anything has come. */
    public void again() {
        if (!loop().offer(this)) {
            goAside();
        }
    }

    /**
     * Has the session called in a turn of the loop that it shares with no other that asks for this: its next step is dear. The socket
     * is the calling thread's, which answers its step with {@link Next#RELEASED}.
     */
    public void againInTurn() {
        if (!loop().offerDear(this)) {
            goAside();
        }
    }

    /** The loop has ended, so the session is about to. */
    private void goAside() {
        Thread.ofVirtual().name("weir-connection").start(this::stepAside);
    }

    /** Has the session called soon, as something has happened of which its loop does not hear. */
    public void wake() {
        if (loop != null && !note()) {
            again();
        }
    }

    /** Where a handler of a kind may run, as {@link dev.weir.http.core.spi.Connection#place}. */
    public Place place(int kind) {
        Loop own = loop;
        return own == null || Thread.currentThread().isVirtual() ? Place.OWN : own.place(this, kind);
    }

    // ---- waiting for the socket

    /** Waits until there is something to read, or the channel is closed. */
    public void awaitReadable() throws IOException {
        reader = Thread.currentThread();
        await(SelectionKey.OP_READ);
    }

    /** Waits until there is room to write, or the channel is closed. */
    public void awaitWritable() throws IOException {
        writer = Thread.currentThread();
        long from = System.nanoTime();
        try {
            await(SelectionKey.OP_WRITE);
        } finally {
            stalledNanos += System.nanoTime() - from;
        }
    }

    /** Returns how long writers have waited for room, in all; for the one who writes. */
    public long stalledNanos() {
        return stalledNanos;
    }

    private void await(int operation) throws IOException {
        HandOver.beforeWaiting();
        try {
            SelectionKey own = key;
            if (own == null) {
                register(operation);
            } else if ((own.interestOpsOr(operation) & operation) == 0) {
                loop().wakeUp();
            }
            Thread me = Thread.currentThread();
            while ((operation == SelectionKey.OP_READ ? reader : writer) == me
                    && channel().isOpen()) {
                LockSupport.park(this);
                if (me.isInterrupted()) {
                    // As in a call to a channel that blocks: whoever is interrupted in one has closed it.
                    channel().close();
                    closed();
                    throw new ClosedByInterruptException();
                }
            }
        } catch (CancelledKeyException | ClosedSelectorException e) {
            // Closed meanwhile, by its loop's end at the latest: the call that is made next says so.
            closeChannel();
        } finally {
            if (operation == SelectionKey.OP_READ) {
                reader = null;
            } else {
                writer = null;
            }
        }
    }

    private void closeChannel() {
        try {
            channel().close();
        } catch (IOException e) {
            loop().failed("a socket could not be closed", e);
        }
    }

    /** Registers with the loop, or adds to what it waits for. A reader and a writer may meet here. */
    private synchronized void register(int operation) throws ClosedChannelException {
        SelectionKey own = key;
        if (own == null) {
            key = channel().register(loop().selector(), operation, this);
        } else {
            own.interestOpsOr(operation);
        }
        loop().wakeUp();
    }

    private Loop loop() {
        Loop own = loop;
        assert own != null : "a socket that has joined no loop waits";
        return own;
    }

    /**
     * Has the loop forget the channel, whose close closes it at once from then on. On a thread that has the socket and may wait; no
     * longer than a while, as the loop may stand still.
     */
    public void leave() {
        SelectionKey own = key;
        if (own == null) {
            return;
        }
        own.cancel();
        long until = System.nanoTime() + LEAVE_NANOS;
        while (channel().isRegistered() && System.nanoTime() - until < 0) {
            loop().wakeUp();
            LockSupport.parkNanos(this, LEAVE_TURN_NANOS);
        }
    }

    /** The channel was closed: whoever waits, and the session, meet that. */
    public void closed() {
        wakeReader();
        wakeWriter();
        wake();
        Loop own = loop;
        if (own != null) {
            // The descriptor is freed by the loop.
            own.wakeUp();
        }
    }

    private boolean wakeReader() {
        Thread waiting = reader;
        if (waiting == null) {
            return false;
        }
        reader = null;
        LockSupport.unpark(waiting);
        return true;
    }

    private void wakeWriter() {
        Thread waiting = writer;
        if (waiting != null) {
            writer = null;
            LockSupport.unpark(waiting);
        }
    }

    // ---- the loop's leader

    /** The selector has found something; true when the session is to be called. */
    boolean selected(SelectionKey own) {
        try {
            int ready = own.readyOps();
            if ((ready & SelectionKey.OP_WRITE) != 0) {
                own.interestOpsAnd(~SelectionKey.OP_WRITE);
                wakeWriter();
            }
            return (ready & input) != 0 && readable(own);
        } catch (CancelledKeyException e) {
            // Closed by another thread, which wakes those whom that concerns.
            return false;
        }
    }

    private boolean readable(SelectionKey own) {
        if (STATE.compareAndSet(this, WAITING, BUSY)) {
            return true;
        }
        // Others have it: until they ask again, the loop is not to hear of it in every turn.
        own.interestOpsAnd(~input);
        if (wakeReader()) {
            return false;
        }
        if (!note()) {
            // It was given back in between, by a thread that has found the loop listening.
            return true;
        }
        if (reader != null) {
            // It came in between, and has found the same.
            own.interestOpsOr(input);
        }
        return false;
    }

    /** Notes for who has the socket that something has come; false when nobody has, and it is the caller's now. */
    private boolean note() {
        while (true) {
            switch (state) {
                case BUSY -> {
                    if (STATE.compareAndSet(this, BUSY, BUSY_READY)) {
                        return true;
                    }
                }
                case WAITING -> {
                    if (STATE.compareAndSet(this, WAITING, BUSY)) {
                        return false;
                    }
                }
                default -> {
                    return true;
                }
            }
        }
    }
}
