package dev.weir.http.core.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Sockets whose sessions are to be called by a loop, in order; a socket is in one queue at most. Needs no memory, so that none is
 * lost where that is short.
 *
 * <p><b>Threads.</b> {@link #offer} any; the rest the loop's leader.
 */
final class SocketQueue {
    private static final VarHandle ARRIVED;

    static {
        try {
            ARRIVED = MethodHandles.lookup().findVarHandle(SocketQueue.class, "arrived", LoopSocket.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Stands for the end: no socket is taken any more. */
    private final LoopSocket closed = LoopSocket.none();

    /** What others have offered, the last first. */
    private volatile @Nullable LoopSocket arrived;

    /** The leader's: the rest, in order. */
    private @Nullable LoopSocket head;

    private @Nullable LoopSocket tail;

    /** Adds one; false when the queue is closed. */
    boolean offer(LoopSocket socket) {
        while (true) {
            LoopSocket last = arrived;
            if (last == closed) {
                return false;
            }
            socket.next = last;
            if (ARRIVED.compareAndSet(this, last, socket)) {
                return true;
            }
        }
    }

    /** Adds one behind all that were taken in. */
    void add(LoopSocket socket) {
        socket.next = null;
        if (tail == null) {
            head = socket;
        } else {
            tail.next = socket;
        }
        tail = socket;
    }

    /** Takes the first of those that were taken in; null when there is none. */
    @Nullable
    LoopSocket poll() {
        LoopSocket first = head;
        if (first != null) {
            head = first.next;
            if (head == null) {
                tail = null;
            }
            first.next = null;
        }
        return first;
    }

    /** Whether nothing was offered that was not taken in. */
    boolean nothingArrived() {
        return arrived == null;
    }

    /** Whether there is nothing at all. */
    boolean isEmpty() {
        return head == null && arrived == null;
    }

    /** Takes in what others have offered, behind what is there. */
    void takeIn() {
        takeInAnd(null);
    }

    /** The same, and refuses all that is offered from now on. */
    void close() {
        takeInAnd(closed);
    }

    private void takeInAnd(@Nullable LoopSocket then) {
        if (arrived == null && then == null || arrived == closed) {
            return;
        }
        LoopSocket last = (LoopSocket) ARRIVED.getAndSet(this, then);
        // Turned round: the last that came is the first in the chain.
        LoopSocket first = null;
        for (LoopSocket socket = last; socket != null; ) {
            LoopSocket before = socket.next;
            socket.next = first;
            first = socket;
            socket = before;
        }
        if (first == null) {
            return;
        }
        if (tail == null) {
            head = first;
        } else {
            tail.next = first;
        }
        tail = last;
    }
}
