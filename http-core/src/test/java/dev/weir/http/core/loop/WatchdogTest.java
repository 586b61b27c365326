package dev.weir.http.core.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.weir.http.core.spi.ServerContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which leaders are relieved. */
class WatchdogTest {
    private static final int SAFETY_MILLIS = 60_000;
    private static final String NAME = "watchdog-test";

    private final Loops all = mock(Loops.class);
    private final Loop[] loops = {mock(Loop.class), mock(Loop.class)};
    private final Leadership[] leaderships = {new Leadership(), new Leadership()};
    private final ServerContext server = mock(ServerContext.class);
    private Watchdog watchdog = new Watchdog(all, loops.length);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CountDownLatch released = new CountDownLatch(1);

    WatchdogTest() {
        when(all.ended()).thenAnswer(_ -> ended.get());
        for (int i = 0; i < loops.length; i++) {
            when(all.loop(i)).thenReturn(loops[i]);
            when(loops[i].leadership()).thenReturn(leaderships[i]);
        }
    }

    private Thread waiter() {
        Thread waiter = Thread.ofPlatform().daemon().start(() -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Conditions.await(() -> Conditions.waits(waiter), "it waits");
        return waiter;
    }

    private Thread computer() {
        return Thread.ofPlatform().daemon().start(() -> {
            while (released.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
    }

    private static boolean runs() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("weir-watchdog-" + NAME));
    }

    @AfterEach
    void end() {
        released.countDown();
        ended.set(true);
        watchdog.stop();
        Conditions.await(() -> !runs(), "the watchdog has ended");
    }

    @Test
    void aLeaderThatWaitsIsRelieved() {
        when(loops[1].leader()).thenReturn(waiter());
        leaderships[1].begin(0);
        watchdog.start(NAME, server);
        verify(loops[1], timeout(SAFETY_MILLIS).atLeast(3)).handOver(1, true);
        verify(loops[0], never()).handOver(anyLong(), anyBoolean());
        assertTrue(watchdog.longestMillis() > 0);
    }

    @Test
    void soIsOneThatComputes() {
        when(loops[1].leader()).thenReturn(computer());
        leaderships[1].begin(0);
        watchdog.start(NAME, server);
        verify(loops[1], timeout(SAFETY_MILLIS).atLeast(1)).handOver(1, false);
        verify(loops[1], never()).handOver(1, true);
        assertTrue(watchdog.longestMillis() >= 3, "after " + watchdog.longestMillis());
    }

    /** What counts is that the step is the same, and not how many looks find the leader in some step. */
    @Test
    void oneThatGoesOnIsNotRelieved() {
        when(loops[0].leader()).thenReturn(waiter());
        when(loops[1].leader()).thenReturn(waiter());
        AtomicInteger looks = goesOn();
        leaderships[1].begin(0);
        watchdog.start(NAME, server);
        verify(loops[1], timeout(SAFETY_MILLIS).atLeast(10)).handOver(1, true);
        verify(loops[0], never()).handOver(anyLong(), anyBoolean());
        assertTrue(looks.get() >= 10);
    }

    @Test
    void whatBeginsWhileItSleepsIsSeen() {
        AtomicInteger looks = new AtomicInteger();
        when(all.isLeaderless(anyInt())).thenAnswer(_ -> {
            looks.incrementAndGet();
            return false;
        });
        when(loops[0].leader()).thenReturn(waiter());
        watchdog.start(NAME, server);
        Conditions.await(() -> looks.get() > 2 * 12, "it has looked in vain often enough to sleep");
        leaderships[0].begin(0);
        watchdog.awake();
        verify(loops[0], timeout(SAFETY_MILLIS).atLeast(1)).handOver(1, true);
    }

    /** It needs a thread, for which there was no memory, and there is none yet. */
    @Test
    void aLoopWithoutALeaderGetsOne() {
        AtomicInteger tries = new AtomicInteger();
        when(all.isLeaderless(1)).thenAnswer(_ -> tries.get() < 3);
        doAnswer(_ -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("test");
                    }
                    return null;
                })
                .when(all)
                .tryLead(1);
        when(loops[0].leader()).thenReturn(waiter());
        leaderships[0].begin(0);
        watchdog.start(NAME, server);
        Conditions.await(() -> tries.get() == 3, "it was tried until there was one");
        verify(server, timeout(SAFETY_MILLIS).times(2)).logError(any(), any());
        verify(loops[0], timeout(SAFETY_MILLIS).atLeast(2)).handOver(1, true);
        verify(all, never()).tryLead(0);
    }

    /** Whatever a hand-over throws, the next look is taken. */
    @Test
    void whatFailsIsTriedAgain() {
        when(loops[0].leader()).thenReturn(waiter());
        leaderships[0].begin(0);
        doThrow(new IllegalStateException("test")).when(loops[0]).handOver(anyLong(), anyBoolean());
        watchdog.start(NAME, server);
        verify(loops[0], timeout(SAFETY_MILLIS).atLeast(2)).handOver(1, true);
        verify(server, atLeast(1)).logError(any(), any());
    }

    /** One that is calm from its first look on. */
    private void neverAlert() {
        watchdog = new Watchdog(all, loops.length, 0);
    }

    /** The first leader goes on between any two looks; returns how many there were. */
    private AtomicInteger goesOn() {
        AtomicInteger looks = new AtomicInteger();
        leaderships[0].begin(0);
        when(all.isLeaderless(0)).thenAnswer(_ -> {
            looks.incrementAndGet();
            long now = leaderships[0].now();
            leaderships[0].claim(now);
            leaderships[0].begin(now + 1);
            return false;
        });
        return looks;
    }

    @Test
    void itLooksLessOftenWhileNoHandlerStandsStill() {
        neverAlert();
        AtomicInteger looks = goesOn();
        watchdog.start(NAME, server);
        Conditions.await(() -> watchdog.calm(), "it is calm");
        int from = looks.get();
        long start = System.nanoTime();
        Conditions.await(() -> looks.get() >= from + 20, "it looks");
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis >= 19 * 3, "20 looks in " + millis + " ms");
        verify(loops[0], never()).handOver(anyLong(), anyBoolean());
    }

    /** And then it looks closer, as long as the leader is there. */
    @Test
    void aLeaderThatWaitsWhileItIsCalmIsRelieved() {
        neverAlert();
        goesOn();
        when(loops[1].leader()).thenReturn(waiter());
        watchdog.start(NAME, server);
        Conditions.await(() -> watchdog.calm(), "it is calm");
        leaderships[1].begin(0);
        verify(loops[1], timeout(SAFETY_MILLIS).atLeast(1)).handOver(1, true);
        Conditions.await(() -> !watchdog.calm(), "it looks each tick");
        leaderships[1].claim(1);
        Conditions.await(() -> watchdog.calm(), "the leader has gone on");
    }

    @Test
    void aHandlerThatStoodStillHasItLookEachTickForAWhile() {
        long alert = TimeUnit.SECONDS.toNanos(1);
        watchdog = new Watchdog(all, loops.length, alert);
        AtomicLong relieved = new AtomicLong();
        AtomicLong calmAgain = new AtomicLong();
        when(all.isLeaderless(0)).thenAnswer(_ -> {
            // On its own thread: what it has decided at the end of the last look.
            if (relieved.get() != 0 && watchdog.calm()) {
                calmAgain.compareAndSet(0, System.nanoTime());
            }
            return false;
        });
        when(loops[1].leader()).thenReturn(waiter());
        when(loops[1].handOver(anyLong(), anyBoolean())).thenAnswer(_ -> {
            relieved.set(System.nanoTime());
            return leaderships[1].claim(1);
        });
        watchdog.start(NAME, server);
        Conditions.await(() -> watchdog.calm(), "it is calm");
        leaderships[1].begin(0);
        watchdog.awake();
        Conditions.await(() -> calmAgain.get() != 0, "it is calm again");
        long nanos = calmAgain.get() - relieved.get();
        assertTrue(nanos >= alert / 2, "after " + nanos + " ns");
    }

    /** A leader that computes now and then is kept from its processor, more likely than not: that is no reason. */
    @Test
    void anExceptionDoesNot() {
        neverAlert();
        goesOn();
        when(loops[1].leader()).thenReturn(computer());
        when(loops[1].handOver(anyLong(), anyBoolean())).thenAnswer(_ -> !leaderships[1].claim(1));
        leaderships[1].begin(0);
        watchdog.start(NAME, server);
        Conditions.await(() -> !Leadership.inStep(leaderships[1].now()), "it is relieved");
        Conditions.await(() -> watchdog.calm(), "it is calm");
    }

    @Test
    void itCountsSeconds() {
        watchdog.start(NAME, server);
        Conditions.await(() -> watchdog.second() > 0, "a second has passed");
    }

    @Test
    void itEndsWithTheLoops() {
        when(loops[0].leader()).thenReturn(waiter());
        watchdog.start(NAME, server);
        Conditions.await(WatchdogTest::runs, "it runs");
        watchdog.stop();
        leaderships[0].begin(0);
        verify(loops[0], timeout(SAFETY_MILLIS).atLeast(1)).handOver(1, true);
        ended.set(true);
        Conditions.await(() -> !runs(), "it has ended");
        watchdog.awake();
    }
}
