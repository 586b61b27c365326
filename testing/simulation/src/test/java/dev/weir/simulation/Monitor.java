package dev.weir.simulation;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * A monitor of a simulated world. Unlike a lock of {@code java.util.concurrent} it leaves the permit of {@link LockSupport} alone,
 * as the JDK's monitors do: a thread that was unparked while it waits here finds that afterwards.
 *
 * <p><b>Threads.</b> Those of a simulated world.
 */
final class Monitor {
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private Thread owner;
    private int entered;

    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private boolean signalled;
    }

    void enter(SimulatedWorld world) {
        Thread me = Thread.currentThread();
        if (owner != null && owner != me) {
            await(world, me);
        }
        owner = me;
        entered++;
    }

    private void await(SimulatedWorld world, Thread me) {
        Waiter waiter = new Waiter();
        waiting.add(waiter);
        boolean permit = false;
        boolean interrupted = false;
        world.awaitsMonitor(me);
        while (owner != null) {
            LockSupport.park(this);
            boolean now = Thread.interrupted();
            // One that was there before, as nobody has woken it.
            permit |= !waiter.signalled && !now;
            interrupted |= now;
            waiter.signalled = false;
        }
        waiting.remove(waiter);
        if (world.hasMonitor(me) | permit) {
            LockSupport.unpark(me);
        }
        if (interrupted) {
            me.interrupt();
        }
    }

    void exit() {
        if (!isHeld()) {
            throw new IllegalMonitorStateException();
        }
        if (--entered == 0) {
            owner = null;
            Waiter next = waiting.peek();
            if (next != null) {
                next.signalled = true;
                LockSupport.unpark(next.thread);
            }
        }
    }

    boolean isHeld() {
        return owner == Thread.currentThread();
    }
}
