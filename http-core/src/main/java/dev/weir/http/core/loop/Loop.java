package dev.weir.http.core.loop;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Connection.Place;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.support.HandOver;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A selector, the sockets that are registered with it, and a queue of those whose sessions are to be called. One thread at a time
 * leads it; what is called the leader's belongs to that, and passes on with the leadership.
 *
 * <p><b>Threads.</b> {@link #offer} and {@link #wakeUp} any, {@link #handOver} the watchdog and the leader, {@link #lead} a thread of
 * {@link LoopThreads}.
 */
public final class Loop {
    private static final long PAUSE_NANOS = 5_000_000;
    private static final VarHandle KIND;

    static {
        try {
            KIND = MethodHandles.lookup().findVarHandle(Lead.class, "kind", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loops all;
    private final Consumer<SelectionKey> selected = this::selected;
    private final Selector selector;
    private final Leadership leadership = new Leadership();
    private final SocketQueue queue = new SocketQueue();
    /** Those whose next step is dear: one of them is called in each turn of the queue, behind all that are ready. */
    private final SocketQueue dear = new SocketQueue();

    private final HandlerKinds kinds = new HandlerKinds();

    /** Who leads, or has led until the next one begins; null before the first. Written by the leader as it begins. */
    private volatile @Nullable Lead lead;
    /** Whether the leader waits for the selector, or is about to. */
    private volatile boolean selecting;

    private volatile boolean closing;
    private volatile boolean ended;
    /** The leader's: the second of the watchdog's in which kinds were aged last. */
    private int agedIn;

    Loop(Loops all, Selector selector) {
        this.all = all;
        this.selector = selector;
    }

    Selector selector() {
        return selector;
    }

    Leadership leadership() {
        return leadership;
    }

    // ---- any thread

    /** Has the session of a socket called; false when the loop has ended. */
    boolean offer(LoopSocket socket) {
        if (!queue.offer(socket)) {
            return false;
        }
        wakeUp();
        return true;
    }

    /** The same, for a step that is dear: others are called between two of these. */
    boolean offerDear(LoopSocket socket) {
        if (!dear.offer(socket)) {
            return false;
        }
        wakeUp();
        return true;
    }

    /** Has the leader look at its queue, and the selector at what was changed. */
    void wakeUp() {
        if (selecting) {
            selector.wakeup();
        }
    }

    /** Whether it has ended. */
    boolean ended() {
        return ended;
    }

    /** Ends the loop; its leader deals with what is in the queue first. */
    void close() {
        closing = true;
        selector.wakeup();
        if (lead == null) {
            // It was never led, as the server could not be started.
            end();
        }
    }

    void failed(String what, Throwable why) {
        all.failed(what, why);
    }

    // ---- the leader

    /** Leads until the loop is handed over or has ended. */
    void lead(long term) {
        Lead own = new Lead(this, Thread.currentThread());
        lead = own;
        HandOver.lead(own);
        try {
            lead(own, term);
        } finally {
            HandOver.end();
        }
    }

    private void lead(Lead own, long term) {
        long now = term;
        for (LoopSocket socket = next(); socket != null; socket = next()) {
            if (!all.mayStandStill()) {
                // As the step may stand still too, within a listener for example.
                finish(socket, Next.THREAD);
                continue;
            }
            // Left by user code of another step, or sent by it: it is nobody's that comes after.
            boolean _ = Thread.interrupted();
            own.socket = socket;
            KIND.setOpaque(own, Connection.NO_HANDLER);
            long step = leadership.begin(now);
            own.step = step;
            all.watchdog.awake();
            Next outcome = socket.step(all);
            if (!leadership.claim(step)) {
                own.awaitSettled();
                HandOver.end();
                relieved(own, socket, outcome);
                return;
            }
            // It was not relieved, and is in no step that it could be taken for one that was.
            own.socket = null;
            now = step + 1;
            finish(socket, outcome);
        }
    }

    /** The step of a leader that was relieved meanwhile is over. */
    private void relieved(Lead own, LoopSocket socket, Next outcome) {
        int kind = own.stoodStill;
        if (kind != Connection.NO_HANDLER) {
            kinds.returned(kind);
        }
        all.cameBack();
        if (own.refused && outcome == Next.THREAD) {
            // It may run on the loop, whose leader is asked next.
            socket.again();
        } else {
            finish(socket, outcome);
        }
    }

    private void finish(LoopSocket socket, Next outcome) {
        try {
            socket.after(outcome);
        } catch (Throwable e) {
            // No memory for a thread, for example: tried again, as the session is to know of its end.
            all.failed("a connection could not go on", e);
            LockSupport.parkNanos(this, PAUSE_NANOS);
            socket.again();
        }
    }

    /**
     * The next socket whose session is to be called; null when the loop has ended. The selector is asked once in each turn of the
     * queue: sockets that always give themselves back, with more input, do not keep others out.
     */
    private @Nullable LoopSocket next() {
        while (true) {
            LoopSocket socket = queue.poll();
            if (socket != null) {
                return socket;
            }
            if (closing) {
                return last();
            }
            try {
                select();
            } catch (Throwable e) {
                all.failed("a loop could not wait for its sockets", e);
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
            queue.takeIn();
            dear.takeIn();
            LoopSocket one = dear.poll();
            if (one != null) {
                queue.add(one);
            }
        }
    }

    /** The next socket of a loop that is being closed; null, and it has ended, when there is none. */
    private @Nullable LoopSocket last() {
        queue.close();
        LoopSocket socket = queue.poll();
        if (socket == null) {
            dear.close();
            socket = dear.poll();
        }
        if (socket == null) {
            end();
        }
        return socket;
    }

    private void select() throws IOException {
        int second = all.watchdog.second();
        if (second != agedIn) {
            agedIn = second;
            kinds.age();
        }
        // The selector would not wait.
        boolean _ = Thread.interrupted();
        selecting = true;
        try {
            if (queue.nothingArrived() && dear.isEmpty() && !closing) {
                selector.select(selected);
            } else {
                selector.selectNow(selected);
            }
        } finally {
            selecting = false;
        }
    }

    private void selected(SelectionKey key) {
        LoopSocket socket = (LoopSocket) key.attachment();
        if (socket.selected(key)) {
            queue.add(socket);
        }
    }

    private void end() {
        ended = true;
        try {
            selector.close();
        } catch (IOException e) {
            all.failed("a selector could not be closed", e);
        }
    }

    /** Where a handler of a kind may run whose caller is a platform thread, for a socket's session. */
    Place place(LoopSocket socket, int kind) {
        Lead own = lead;
        if (own == null || own.thread != Thread.currentThread() || leadership.now() != own.step) {
            return HandOver.leading() instanceof Lead relieved && relieved.socket == socket
                    ? placeRelieved(relieved, socket, kind)
                    : Place.ELSEWHERE;
        }
        if (!all.mayStandStill()) {
            return Place.ELSEWHERE;
        }
        if (kind != Connection.NO_HANDLER) {
            boolean skipped = all.virtual || kinds.elsewhere(kind);
            if (skipped && (all.virtual || !kinds.computes(kind))) {
                all.elsewhere();
                return Place.ELSEWHERE;
            }
            if (skipped && leadership.claim(own.step)) {
                // What computes would keep a virtual thread's carrier: it has this thread, and the loop another, from
                // the beginning.
                KIND.setOpaque(own, kind);
                kinds.begun(kind);
                passOn(own, own.step, kind);
                return Place.LOOP;
            }
        }
        // Also where it is none: a handler that has ended before is not to blame for a client that does not read.
        KIND.setOpaque(own, kind);
        return Place.LOOP;
    }

    /**
     * The same, of a thread that was relieved within the step, as the system had not let it run, for example. That counts as one that
     * stands still already, and may. What it is about to run does not get a virtual thread for that: handlers that compute may have all
     * carriers for as long as they like.
     */
    private Place placeRelieved(Lead own, LoopSocket socket, int kind) {
        own.awaitSettled();
        if (kind == Connection.NO_HANDLER) {
            return Place.LOOP;
        }
        if (all.virtual || kinds.full(kind) && !kinds.computes(kind)) {
            all.elsewhere();
            return Place.ELSEWHERE;
        }
        if (!own.released && !socket.handedOver()) {
            own.refused = true;
            return Place.ELSEWHERE;
        }
        if (own.stoodStill == Connection.NO_HANDLER) {
            own.stoodStill = kind;
            kinds.begun(kind);
        }
        if (!own.released) {
            own.released = true;
            socket.again();
        }
        return Place.LOOP;
    }

    // ---- handing over

    /**
     * Gives the loop to another thread, unless the step is over.
     *
     * @param waits whether the leader waits for something, and does not compute
     * @return whether it was no exception: others of its like may be the next to stand still
     */
    boolean handOver(long step, boolean waits) {
        Lead relieved = lead;
        if (!Leadership.inStep(step) || relieved == null || !leadership.claim(step)) {
            return false;
        }
        boolean counts = waits;
        int kind = (int) KIND.getOpaque(relieved);
        if (kind != Connection.NO_HANDLER) {
            counts = kinds.stoodStill(kind, waits);
        }
        passOn(relieved, step, kind);
        return counts;
    }

    /**
     * Gives the loop, whose leader's step was claimed, to another thread. What fails on the way, at the end of a stack for example,
     * loses neither the loop nor the leader that is relieved.
     */
    private void passOn(Lead relieved, long step, int kind) {
        relieved.stoodStill = kind;
        LoopSocket socket = relieved.socket;
        assert socket != null : "a step of no socket";
        boolean released = false;
        try {
            released = socket.handedOver();
            relieved.released = released;
        } catch (Throwable e) {
            all.failed("a session could not be released", e);
        } finally {
            relieved.settle();
            all.handedOver(this, step + 1);
        }
        if (released) {
            socket.again();
        }
    }

    /** Who leads; for the watchdog, of a step that it has seen. */
    @Nullable
    Thread leader() {
        Lead now = lead;
        return now == null ? null : now.thread;
    }
}
