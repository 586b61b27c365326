package dev.weir.simulation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * A world whose threads take turns on the one thread that {@linkplain #run runs} it, and whose time goes on as nothing
 * else can happen. {@link Choices} decide all that a machine would leave to chance, so that they alone tell two runs
 * apart.
 *
 * <p>Its threads are virtual ones with a scheduler of their own, which the JDK has inside and does not show. They
 * leave their turn where they wait (a lock, {@code park}, {@code yield}), and in the simulated engines also where a
 * {@link #point} is.
 *
 * <p><b>Threads.</b> All of it belongs to the thread that calls {@link #run}: the world's threads run on it.
 */
final class SimulatedWorld implements World {
    /** A world that does so many steps goes round in circles. */
    private static final long MOST_STEPS = 3_000_000;

    private static final int MOST_VIOLATIONS = 5;
    private static final long BEGIN = 1_000_000_000_000L;
    private static final long STEP_NANOS = 1_000;
    /** The machine is never away for longer than this. */
    private static final long LAPSE_NANOS = 10_000_000;
    /** Nor for longer than this in all: else what ticks would have time fly while a client has its turns. */
    private static final long ALL_LAPSES_NANOS = 500_000_000;
    /** A wait this short is a way to go to the back of the queue. */
    private static final long SHORT_NANOS = 1_000;

    /** Virtual threads inherit it from those that start them, as they inherit the scheduler. */
    private static final InheritableThreadLocal<SimulatedWorld> CURRENT = new InheritableThreadLocal<>();

    private static final MethodHandle NEW_THREAD;

    static {
        try {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            NEW_THREAD = MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
                    .findStatic(
                            builders,
                            "newVirtualThread",
                            MethodType.methodType(
                                    Thread.class, Executor.class, String.class, int.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A thread to be woken at a time; in order of time, then of making. */
    private record Timer(long at, long number, Thread thread) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(at - other.at, 0);
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }

    private final Choices choices;
    private final SplittableRandom random;
    private final Executor scheduler = this::ready;

    private final List<Runnable> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Map<Object, Monitor> monitors = new IdentityHashMap<>();
    /** Whether those that wait for a monitor were unparked by others. */
    private final Map<Thread, Boolean> unparked = new IdentityHashMap<>();

    private final Map<Object, Integer> ids = new IdentityHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Buffers buffers = new Buffers(this);
    /** Threads that were started by name and have not ended. */
    private final Map<Thread, String> alive = new LinkedHashMap<>();
    /** Those that stand for platform threads. */
    private final Set<Thread> platform = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Those that {@link #compute}. */
    private final Set<Thread> computing = Collections.newSetFromMap(new IdentityHashMap<>());

    private Thread driver;
    private Codecs codecs;
    private long now = BEGIN;
    /** How much time has passed though something could run. */
    private long lapsed;

    private long made;
    private long steps;
    private long trace = 17;
    private Runnable atRest = () -> {};

    SimulatedWorld(Choices choices, SplittableRandom random) {
        this.choices = choices;
        this.random = random;
    }

    /** The world of the calling thread; null when it is in none. */
    static SimulatedWorld current() {
        return CURRENT.get();
    }

    static SimulatedWorld required() {
        SimulatedWorld world = current();
        if (world == null) {
            throw new IllegalStateException("a simulated engine runs outside its world");
        }
        return world;
    }

    // ---- the run

    /** What to look at whenever nothing can run, before time goes on. */
    void atRest(Runnable look) {
        atRest = look;
    }

    /**
     * Runs until nothing can happen any more, or the time is over.
     *
     * @param nanos how long, in this world's time
     */
    void run(Runnable begin, long nanos) {
        driver = Thread.currentThread();
        CURRENT.set(this);
        long until = now + nanos;
        try {
            begin.run();
            while (step(until)) {
                if (++steps > MOST_STEPS) {
                    violated("more than " + MOST_STEPS + " steps: something goes round in circles");
                    return;
                }
            }
        } finally {
            CURRENT.remove();
        }
    }

    /** One thread's turn, or the next timer; false when there is neither. */
    private boolean step(long until) {
        if (ready.isEmpty()) {
            atRest.run();
        }
        if (ready.isEmpty() || mayLapse() && choices.lapse()) {
            if (timers.isEmpty()) {
                return !ready.isEmpty();
            }
            if (timers.peek().at > until) {
                violated("not at its end after so long a time: " + names());
                return false;
            }
            fire(!ready.isEmpty());
            return true;
        }
        int chosen = choices.next(ready.size());
        Runnable turn = ready.remove(chosen);
        trace = trace * 31 + chosen;
        now += STEP_NANOS;
        turn.run();
        return true;
    }

    /** The clock goes on to the next timer. */
    private void fire(boolean lapse) {
        Timer timer = timers.poll();
        if (lapse) {
            lapsed += Math.max(0, timer.at - now);
        }
        now = Math.max(now, timer.at);
        trace = trace * 31 + timer.number;
        LockSupport.unpark(timer.thread);
    }

    private boolean mayLapse() {
        return !timers.isEmpty() && timers.peek().at - now < LAPSE_NANOS && lapsed < ALL_LAPSES_NANOS;
    }

    /** A thread can run. */
    private void ready(Runnable continuation) {
        Thread carrier = Thread.currentThread();
        if (carrier != driver && !carrier.isVirtual()) {
            throw new IllegalStateException("a thread of another world wakes one of this: " + carrier);
        }
        ready.add(continuation);
    }

    /** Tells two runs apart. */
    long trace() {
        return trace * 31 + steps;
    }

    long steps() {
        return steps;
    }

    String names() {
        return alive.values().toString();
    }

    /** Where each thread that has not ended stands. */
    String stacks() {
        StringBuilder text = new StringBuilder();
        alive.forEach((thread, name) -> {
            text.append("\n  ")
                    .append(name)
                    .append(" (")
                    .append(thread.getState())
                    .append(")");
            for (StackTraceElement element : thread.getStackTrace()) {
                String line = element.toString();
                if (!line.startsWith("java.base")) {
                    text.append("\n    ").append(line);
                }
            }
        });
        return text.toString();
    }

    boolean allEnded() {
        return alive.isEmpty();
    }

    // ---- for those who live in it

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Thread start(String name, Runnable task) {
        return start(name, task, false);
    }

    /** Runs something on a thread that stands for a platform thread. */
    Thread startPlatform(Runnable task) {
        return start("platform", task, true);
    }

    boolean isPlatform(Thread thread) {
        return platform.contains(thread);
    }

    private Thread start(String name, Runnable task, boolean asPlatform) {
        try {
            Thread thread = (Thread) NEW_THREAD.invokeExact(scheduler, name, 0, (Runnable) () -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    violated(name + " threw " + e + " at "
                            + List.of(e.getStackTrace()).stream().limit(6).toList());
                } finally {
                    alive.remove(Thread.currentThread());
                    platform.remove(Thread.currentThread());
                }
            });
            alive.put(thread, name);
            if (asPlatform) {
                platform.add(thread);
            }
            thread.start();
            return thread;
        } catch (Throwable e) {
            throw new IllegalStateException("no thread with a scheduler of its own: is java.lang opened?", e);
        }
    }

    @Override
    public void sleep(long nanos) {
        long until = now + nanos;
        while (until - now > 0 && !Thread.currentThread().isInterrupted()) {
            park(this, until - now);
        }
    }

    @Override
    public void compute(long nanos) {
        Thread me = Thread.currentThread();
        long until = now + nanos;
        boolean interrupted = false;
        computing.add(me);
        while (until - now > 0) {
            park(this, until - now);
            interrupted |= Thread.interrupted();
        }
        computing.remove(me);
        if (interrupted) {
            me.interrupt();
        }
    }

    /** Whether a thread has work to do, whatever it looks like here. */
    boolean computes(Thread thread) {
        return computing.contains(thread);
    }

    /** Waits to be woken, or for so long. */
    void park(Object blocker, long nanos) {
        if (nanos <= SHORT_NANOS) {
            Thread.yield();
            return;
        }
        if (nanos > Long.MAX_VALUE / 4) {
            LockSupport.park(blocker);
            return;
        }
        Timer timer = new Timer(now + nanos, made++, Thread.currentThread());
        timers.add(timer);
        LockSupport.park(blocker);
        timers.remove(timer);
    }

    void point() {
        boolean late = ready.isEmpty() && mayLapse();
        if (Thread.currentThread().isVirtual() && choices.stop(late ? 1 : ready.size())) {
            if (late) {
                fire(true);
            }
            Thread.yield();
        }
    }

    int idOf(Object object) {
        return ids.computeIfAbsent(object, _ -> ids.size());
    }

    Monitor monitor(Object monitor) {
        return monitors.computeIfAbsent(monitor, _ -> new Monitor());
    }

    /** A thread begins to wait for a monitor. */
    void awaitsMonitor(Thread thread) {
        unparked.put(thread, false);
    }

    /** It waits no more; returns whether it was unparked meanwhile. */
    boolean hasMonitor(Thread thread) {
        return unparked.remove(thread);
    }

    void unpark(Thread thread) {
        unparked.computeIfPresent(thread, (_, _) -> true);
        LockSupport.unpark(thread);
    }

    /** Sets what its threads compress with. */
    void codecs(Codecs made) {
        codecs = made;
    }

    Codecs codecs() {
        return codecs;
    }

    /** The engine's pooled arrays. */
    Buffers buffers() {
        return buffers;
    }

    RandomGenerator random() {
        return random.split();
    }

    @Override
    public void violated(String what) {
        String at = "[" + (now - BEGIN) / 1000 + " us] " + what;
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(at);
        }
    }

    @Override
    public List<String> violations() {
        return violations;
    }
}
