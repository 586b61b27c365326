package dev.weir.simulation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What the simulated engines call in place of the JDK ({@code build/Rewriter.java} has the list). Outside a simulated
 * world, as in a class's initialiser, each does what the JDK does.
 */
public final class Hook {
    /** For all monitors, where no world is. */
    private static final ReentrantLock OUTSIDE = new ReentrantLock();

    private static final long POLL_NANOS = 1_000_000;

    private Hook() {}

    /** In place of {@link System#nanoTime}. */
    public static long nanoTime() {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? System.nanoTime() : world.nanoTime();
    }

    /** In place of {@link System#currentTimeMillis}. */
    public static long currentTimeMillis() {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? System.currentTimeMillis() : world.nanoTime() / 1_000_000;
    }

    /** In place of {@link LockSupport#parkNanos(long)}. */
    public static void parkNanos(long nanos) {
        parkNanos(null, nanos);
    }

    /** In place of {@link LockSupport#parkNanos(Object, long)}. */
    public static void parkNanos(Object blocker, long nanos) {
        SimulatedWorld world = SimulatedWorld.current();
        if (world == null) {
            LockSupport.parkNanos(blocker, nanos);
        } else {
            world.park(blocker, nanos);
        }
    }

    /** In place of {@link LockSupport#unpark}. */
    public static void unpark(Thread thread) {
        SimulatedWorld world = SimulatedWorld.current();
        if (world == null || thread == null) {
            LockSupport.unpark(thread);
        } else {
            world.point();
            world.unpark(thread);
        }
    }

    /** In place of {@link Thread#sleep(Duration)}. */
    public static void sleep(Duration duration) throws InterruptedException {
        SimulatedWorld world = SimulatedWorld.current();
        if (world == null) {
            Thread.sleep(duration);
            return;
        }
        world.sleep(duration.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** In place of {@link ReentrantLock#tryLock(long, TimeUnit)}. */
    public static boolean tryLock(ReentrantLock lock, long time, TimeUnit unit) throws InterruptedException {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? lock.tryLock(time, unit) : poll(world, lock::tryLock, unit.toNanos(time));
    }

    /**
     * In place of {@link ReentrantLock#tryLock(long, TimeUnit)} where the lock is given back soon, and the time is for what no world
     * has: the JDK's own wait would end by its clock, on a thread of its own.
     */
    public static boolean tryLockSoonFree(ReentrantLock lock, long time, TimeUnit unit) throws InterruptedException {
        SimulatedWorld world = SimulatedWorld.current();
        if (world == null) {
            return lock.tryLock(time, unit);
        }
        world.point();
        lock.lockInterruptibly();
        return true;
    }

    /** In place of {@link CountDownLatch#await(long, TimeUnit)}. */
    public static boolean await(CountDownLatch latch, long time, TimeUnit unit) throws InterruptedException {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? latch.await(time, unit) : poll(world, () -> latch.getCount() == 0, unit.toNanos(time));
    }

    /** The JDK's own timed waits would be for its clock: looks again after a little of the world's time. */
    private static boolean poll(SimulatedWorld world, BooleanSupplier done, long nanos) throws InterruptedException {
        long until = world.nanoTime() + nanos;
        world.point();
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (done.getAsBoolean()) {
                return true;
            }
            long left = until - world.nanoTime();
            if (left <= 0) {
                return false;
            }
            world.park(world, Math.min(left, POLL_NANOS));
        }
    }

    /** In place of {@link Thread#yield} and {@link Thread#onSpinWait}. */
    public static void yield() {
        Thread.yield();
    }

    /** The calling thread is about to do what others can see. */
    public static void point() {
        SimulatedWorld world = SimulatedWorld.current();
        if (world != null) {
            world.point();
        }
    }

    /** In place of {@link Thread#threadId}: the same in every run of a seed. */
    public static long threadId(Thread thread) {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? thread.threadId() : world.idOf(thread);
    }

    /** In place of the start of a platform thread, which becomes a virtual one of the world. */
    public static Thread start(Thread.Builder.OfPlatform builder, Runnable task) {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? builder.start(task) : world.startPlatform(task);
    }

    /** In place of the start of a virtual thread, which becomes one of the world. */
    public static Thread start(Thread.Builder builder, Runnable task) {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? builder.start(task) : world.start("virtual", task);
    }

    /** In place of {@link Thread#isVirtual}: not those that would be platform threads. */
    public static boolean isVirtual(Thread thread) {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? thread.isVirtual() : !world.isPlatform(thread);
    }

    /** In place of {@link Thread#getState}. */
    public static Thread.State getState(Thread thread) {
        SimulatedWorld world = SimulatedWorld.current();
        return world != null && world.computes(thread) ? Thread.State.RUNNABLE : thread.getState();
    }

    /** In place of the hash code of an object that has none of its own: the same in every run of a seed. */
    public static int identity(Object object) {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? System.identityHashCode(object) : world.idOf(object);
    }

    /** In place of entering a monitor. */
    public static void enter(Object monitor) {
        SimulatedWorld world = SimulatedWorld.current();
        if (world == null) {
            OUTSIDE.lock();
        } else {
            world.monitor(monitor).enter(world);
        }
    }

    /** In place of leaving a monitor. */
    public static void exit(Object monitor) {
        SimulatedWorld world = SimulatedWorld.current();
        if (world == null) {
            OUTSIDE.unlock();
        } else {
            world.monitor(monitor).exit();
        }
    }

    /** In place of {@link Object#notifyAll}: in a world no thread waits for it, as waits on monitors are not replaced. */
    public static void notifyAll(Object monitor) {
        if (!SimulatedWorld.required().monitor(monitor).isHeld()) {
            throw new IllegalMonitorStateException();
        }
    }

    /** In place of {@link RandomGenerator#of}. */
    public static RandomGenerator random(String name) {
        SimulatedWorld world = SimulatedWorld.current();
        return world == null ? RandomGenerator.of(name) : world.random();
    }

    /**
     * In place of {@link ByteBuffer#allocateDirect}, for which the JDK has a monitor: worlds that run beside each other would meet
     * there, and a thread be woken from outside its world.
     */
    public static ByteBuffer allocateDirect(int capacity) {
        return SimulatedWorld.current() == null ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    }

    /** In place of a pool's: worlds that run beside each other would meet in the JDK's list of what is to be freed. */
    public static Deflater takeDeflater(Object pools) {
        return SimulatedWorld.required().codecs().deflater();
    }

    /** The same. */
    public static Inflater takeInflater(Object pools) {
        return SimulatedWorld.required().codecs().inflater();
    }

    /** The same. */
    public static void give(Object pools, Deflater deflater) {
        SimulatedWorld.required().codecs().give(deflater);
    }

    /** The same. */
    public static void give(Object pools, Inflater inflater) {
        SimulatedWorld.required().codecs().give(inflater);
    }

    /** A pool of buffers has handed an array out. */
    public static void taken(byte[] array) {
        SimulatedWorld.required().buffers().taken(array);
    }

    /** An array is about to be given back to its pool. */
    public static void given(byte[] array) {
        SimulatedWorld.required().buffers().given(array);
    }

    /** A pool of buffers outside of the heap has handed one out, or null as it has none. */
    public static void taken(ByteBuffer buffer) {
        if (buffer != null) {
            SimulatedWorld.required().buffers().taken(buffer);
        }
    }

    /** A buffer outside of the heap is about to be given back to its pool. */
    public static void given(ByteBuffer buffer) {
        SimulatedWorld.required().buffers().given(buffer);
    }
}
