package dev.weir.http.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.weir.http.core.loop.RunningLoops.Served;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Connection.Place;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.HandOver;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leaders that stand still, who relieves them, and where handlers may run. */
@Timeout(60)
class LoopsTest {
    private static final int KIND = 7;
    private static final int OTHER = 8;
    private static final int MOST_STANDING = 16;

    private final CountDownLatch released = new CountDownLatch(1);
    private RunningLoops running = new RunningLoops(1);

    LoopsTest() throws IOException {}

    @AfterEach
    void end() throws IOException {
        released.countDown();
        running.close();
    }

    private void restart(boolean virtual, LoopThreads threads) throws IOException {
        running.close();
        running = new RunningLoops(1, virtual, threads);
    }

    private Loops loops() {
        return running.loops;
    }

    /** Has something asked by a leader within a step. */
    private <T> T ask(Callable<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        running.serve(new Script(() -> {
            answer.complete(question.call());
            return Next.DONE;
        }));
        return answer.get(20, TimeUnit.SECONDS);
    }

    /** What a leader is told that asks where a handler may run. */
    private Place place(int kind) throws Exception {
        CompletableFuture<Place> answer = new CompletableFuture<>();
        Served[] own = new Served[1];
        own[0] = running.connect();
        own[0].socket.join(loops().loop(0), new Script(() -> {
            answer.complete(own[0].socket.place(kind));
            return Next.DONE;
        }));
        own[0].socket.again();
        return answer.get(20, TimeUnit.SECONDS);
    }

    /** A session whose step stands still within a handler of a kind, until the test ends. */
    private Script standStill(int kind) throws Exception {
        Served own = running.connect();
        Script script = new Script(() -> {
            assertEquals(Place.LOOP, own.socket.place(kind));
            released.await();
            return Next.DONE;
        });
        own.socket.join(loops().loop(0), script);
        own.socket.again();
        return script;
    }

    private void awaitHandOvers(int count) {
        Conditions.await(() -> loops().handOvers() == count, () -> count + " hand-overs, not " + loops().handOvers());
    }

    // ---- handing over

    @Test
    void whileOneWaitsAnotherLeads() throws Exception {
        Thread first = standStill(KIND).awaitStep();
        Thread second = ask(Thread::currentThread);
        assertTrue(second != first);
        assertTrue(second.getName().startsWith("weir-loop-test-"));
        assertEquals(1, loops().handOvers());
        assertEquals(1, loops().standing());
        assertTrue(loops().longestStayMillis() > 0);
        released.countDown();
        Conditions.await(() -> loops().standing() == 0, "it has come back");
        assertSame(second, ask(Thread::currentThread), "who leads goes on");
    }

    @Test
    void whileOneComputesAnotherLeads() throws Exception {
        Script script = new Script(() -> {
            while (released.getCount() > 0) {
                Thread.onSpinWait();
            }
            return Next.DONE;
        });
        running.serve(script);
        Thread first = script.awaitStep();
        assertTrue(ask(Thread::currentThread) != first);
        assertEquals(1, loops().handOvers());
        released.countDown();
        Conditions.await(() -> loops().standing() == 0, "it has come back");
    }

    /** Who says so before it waits is relieved at once; and once. */
    @Test
    void oneThatSaysSo() throws Exception {
        CompletableFuture<List<Long>> seen = new CompletableFuture<>();
        Script script = new Script(() -> {
            List<Long> counts = new ArrayList<>();
            counts.add(loops().handOvers());
            HandOver.beforeWaiting();
            counts.add(loops().handOvers());
            HandOver.beforeWaiting();
            counts.add(loops().handOvers());
            seen.complete(counts);
            released.await();
            return Next.DONE;
        });
        running.serve(script);
        assertEquals(List.of(0L, 1L, 1L), seen.get(20, TimeUnit.SECONDS));
        assertTrue(ask(Thread::currentThread) != script.awaitStep());
        assertEquals(1, loops().standing());
    }

    /** A thread that was relieved gives nothing away when it waits later, for another loop's or for no loop's work. */
    @Test
    void oneThatWasRelievedLeadsAgain() throws Exception {
        CountDownLatch inFirst = new CountDownLatch(1);
        CountDownLatch firstEnds = new CountDownLatch(1);
        Script script = new Script(() -> {
            HandOver.beforeWaiting();
            inFirst.countDown();
            firstEnds.await();
            return Next.DONE;
        });
        running.serve(script);
        Thread first = script.awaitStep();
        inFirst.await();
        Thread second = ask(Thread::currentThread);
        firstEnds.countDown();
        Conditions.await(
                () -> loops().standing() == 0 && first.getState() == Thread.State.TIMED_WAITING, "it waits for a loop");
        Script again = new Script(() -> {
            HandOver.beforeWaiting();
            released.await();
            return Next.DONE;
        });
        running.serve(again);
        assertSame(second, again.awaitStep());
        assertSame(first, ask(Thread::currentThread), "it is used again");
        assertEquals(2, loops().handOvers());
    }

    /** What stands in the queue behind one that stands still, and what comes later, is served. */
    @Test
    void theQueueGoesOn() throws Exception {
        int many = 50;
        CountDownLatch all = new CountDownLatch(many);
        List<Served> sockets = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            Served own = running.connect();
            own.socket.join(loops().loop(0), new Script(() -> {
                all.countDown();
                return Next.DONE;
            }));
            sockets.add(own);
        }
        running.serve(new Script(() -> {
            sockets.forEach(own -> own.socket.again());
            released.await();
            return Next.DONE;
        }));
        assertTrue(all.await(20, TimeUnit.SECONDS), () -> all.getCount() + " were not served");
    }

    /** Input of others is seen while a session always goes on. */
    @Test
    void oneThatGoesOnKeepsNobodyOut() throws Exception {
        Served busy = running.connect();
        Script goesOn = new Script(() -> {
            busy.socket.wake();
            return released.getCount() == 0 ? Next.DONE : Next.INPUT;
        });
        busy.socket.join(loops().loop(0), goesOn);
        busy.socket.again();
        goesOn.awaitSteps(3);
        CountDownLatch begun = new CountDownLatch(1);
        Script waits = new Script(() -> {
            boolean first = begun.getCount() == 1;
            begun.countDown();
            return first ? Next.INPUT : Next.DONE;
        });
        Served other = running.serve(waits);
        assertTrue(begun.await(20, TimeUnit.SECONDS), "it was not called");
        other.send(1);
        waits.awaitSteps(2);
    }

    @Test
    void theLoopsTakeTurns() throws Exception {
        running.close();
        running = new RunningLoops(3);
        List<Loop> dealt = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            dealt.add(loops().next());
        }
        assertEquals(dealt.subList(0, 3), dealt.subList(3, 6));
        assertEquals(3, dealt.stream().distinct().count());
    }

    /** However many stand still: so many on threads that have led, and there is always a leader. */
    @Test
    void soManyMayStandStill() throws Exception {
        for (int i = 0; i < MOST_STANDING; i++) {
            assertTrue(loops().mayStandStill());
            standStill(1000 + i).awaitStep();
            awaitHandOvers(i + 1);
        }
        assertFalse(loops().mayStandStill());
        assertEquals(MOST_STANDING, loops().standing());
        // Steps are made on virtual threads then, whatever they are.
        assertEquals(Place.OWN, place(OTHER));
        assertEquals(Place.OWN, place(Connection.NO_HANDLER));
        released.countDown();
        Conditions.await(() -> loops().standing() == 0, "all have come back");
        assertEquals(Place.LOOP, place(OTHER));
    }

    // ---- places

    /** A session that asks a question in each of its steps; THREAD follows all but the last. */
    private List<String> answers(Served own, List<Callable<Object>> questions) throws Exception {
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(questions.size());
        own.socket.join(loops().loop(0), new Script(() -> {
            int step = answers.size();
            String on = Thread.currentThread().isVirtual() ? "virtual: " : "loop: ";
            answers.add(on + questions.get(step).call());
            all.countDown();
            return step + 1 < questions.size() ? Next.THREAD : Next.DONE;
        }));
        own.socket.again();
        assertTrue(all.await(20, TimeUnit.SECONDS), () -> "" + answers);
        return answers;
    }

    /** What a session is told that is relieved before it asks, and what in its next step. */
    private List<String> relievedFirst(Served own) throws Exception {
        return answers(
                own,
                List.of(
                        () -> {
                            HandOver.beforeWaiting();
                            return own.socket.place(KIND);
                        },
                        () -> own.socket.place(KIND)));
    }

    @Test
    void placesByThread() throws Exception {
        Served own = running.connect();
        assertEquals(
                List.of("loop: LOOP", "virtual: OWN"),
                answers(own, List.of(() -> own.socket.place(KIND), () -> own.socket.place(KIND))));
        assertEquals(Place.ELSEWHERE, own.socket.place(KIND), "a platform thread that leads nothing");
        assertEquals(Place.ELSEWHERE, own.socket.place(Connection.NO_HANDLER));
        assertEquals(0, loops().handlersElsewhere(), "no kind stands still");
    }

    /**
     * What is about to call a handler as it is relieved runs it on the loop, in its next step: a virtual thread may have to wait for
     * as long as others compute.
     */
    @Test
    void oneThatWasRelievedBeforeItsHandlerRunsItOnTheLoop() throws Exception {
        assertEquals(List.of("loop: ELSEWHERE", "loop: LOOP"), relievedFirst(running.connect()));
        Conditions.await(() -> loops().standing() == 0, "it has come back");
        assertEquals(0, loops().handlersElsewhere());
    }

    /** A session that wants a thread gets one, relieved or not; and so does the next handler of a kind that waits. */
    @Test
    void oneThatWasRelievedAndWantsAThreadHasOne() throws Exception {
        Served own = running.connect();
        assertEquals(
                List.of("loop: LOOP", "virtual: OWN"),
                answers(
                        own,
                        List.of(
                                () -> {
                                    Place before = own.socket.place(KIND);
                                    HandOver.beforeWaiting();
                                    return before;
                                },
                                () -> own.socket.place(KIND))));
        assertEquals(Place.ELSEWHERE, place(KIND), "it has waited");
    }

    /** Where others may go on with the session, the handler runs at once, on the thread that stands still already. */
    @Test
    void oneThatWasRelievedRunsAHandlerWhereOthersHaveTheSession() throws Exception {
        Served own = running.connect();
        CompletableFuture<List<Place>> seen = new CompletableFuture<>();
        AtomicInteger given = new AtomicInteger();
        Script script =
                new Script(() -> {
                    if (given.get() > 0) {
                        return Next.INPUT;
                    }
                    HandOver.beforeWaiting();
                    Place protocol = own.socket.place(Connection.NO_HANDLER);
                    assertEquals(0, given.get(), "the protocol needs no release");
                    seen.complete(List.of(protocol, own.socket.place(KIND), own.socket.place(KIND)));
                    released.await();
                    return Next.RELEASED;
                }) {
                    private boolean mayBeGiven;

                    @Override
                    public boolean handedOver() {
                        // Not as the loop is handed over: no handler runs yet.
                        boolean first = !mayBeGiven;
                        mayBeGiven = true;
                        return !first && given.incrementAndGet() > 0;
                    }
                };
        own.socket.join(loops().loop(0), script);
        own.socket.again();
        assertEquals(List.of(Place.LOOP, Place.LOOP, Place.LOOP), seen.get(20, TimeUnit.SECONDS));
        assertEquals(1, given.get(), "it is given once");
        Thread first = script.awaitStep();
        assertTrue(script.awaitStep() != first, "another goes on with the session");
        assertEquals(1, loops().standing());
        assertEquals(Place.LOOP, place(KIND), "nobody knows that it waits");
    }

    /** Where as many of its kind stand still as may, it has a virtual thread. */
    @Test
    void oneThatWasRelievedIsNoneOfAKindThatIsFull() throws Exception {
        for (int i = 0; i < HandlerKinds.MOST_STANDING; i++) {
            standStillUnseen(KIND);
        }
        assertEquals(List.of("loop: ELSEWHERE", "virtual: OWN"), relievedFirst(running.connect()));
        assertEquals(1, loops().handlersElsewhere());
    }

    /** One of a kind that computes goes on with the loop all the same: on a virtual thread it would keep a carrier. */
    @Test
    void oneThatWasRelievedMayBeOneMoreThatComputes() throws Exception {
        Served computes = running.connect();
        computes.socket.join(loops().loop(0), new Script(() -> {
            computes.socket.place(KIND);
            while (released.getCount() > 0) {
                Thread.onSpinWait();
            }
            return Next.DONE;
        }));
        computes.socket.again();
        awaitHandOvers(1);
        for (int i = 1; i < HandlerKinds.MOST_STANDING; i++) {
            standStillUnseen(KIND);
        }
        assertEquals(List.of("loop: ELSEWHERE", "loop: LOOP"), relievedFirst(running.connect()));
        assertEquals(0, loops().handlersElsewhere());
    }

    /** A handler of a kind that stands still on a thread that was relieved before. */
    private void standStillUnseen(int kind) throws Exception {
        Served own = running.connect();
        CountDownLatch stands = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Script script =
                new Script(() -> {
                    if (calls.getAndIncrement() > 0) {
                        return Next.INPUT;
                    }
                    HandOver.beforeWaiting();
                    assertEquals(Place.LOOP, own.socket.place(kind));
                    stands.countDown();
                    released.await();
                    return Next.RELEASED;
                }) {
                    @Override
                    public boolean handedOver() {
                        return true;
                    }
                };
        own.socket.join(loops().loop(0), script);
        own.socket.again();
        assertTrue(stands.await(20, TimeUnit.SECONDS));
    }

    /** Between steps a leader is as any other thread, and waits for nobody: here as it logs that a connection cannot go on. */
    @Test
    void aLeaderBetweenStepsIsAStranger() throws Exception {
        CompletableFuture<Place> seen = new CompletableFuture<>();
        Served own = running.connect();
        doAnswer(_ -> seen.complete(own.socket.place(KIND)))
                .when(running.context)
                .logFailure(contains("could not go on"), any());
        AtomicInteger calls = new AtomicInteger();
        own.socket.join(loops().loop(0), new Script(() -> calls.getAndIncrement() == 0 ? nothing() : Next.DONE));
        own.socket.again();
        assertEquals(Place.ELSEWHERE, seen.get(20, TimeUnit.SECONDS));
    }

    /** What no session answers: going on with it fails. */
    @SuppressWarnings("NullAway")
    private static Next nothing() {
        return null;
    }

    /** A thread that was relieved in the step of one connection is no better than others for the next. */
    @Test
    void oneThatWasRelievedIsAStrangerToOtherSockets() throws Exception {
        Served own = running.connect();
        Served other = running.connect();
        other.socket.join(loops().loop(0), new Script(() -> Next.DONE));
        assertEquals(List.of("loop: [LOOP, ELSEWHERE, ELSEWHERE]"), answers(own, List.of(() -> {
            HandOver.beforeWaiting();
            return List.of(
                    own.socket.place(Connection.NO_HANDLER),
                    other.socket.place(Connection.NO_HANDLER),
                    other.socket.place(KIND));
        })));
    }

    @Test
    void aKindThatHasWaitedRunsElsewhere() throws Exception {
        assertEquals(Place.LOOP, place(KIND));
        standStill(KIND).awaitStep();
        awaitHandOvers(1);
        assertEquals(Place.ELSEWHERE, place(KIND));
        assertEquals(1, loops().handlersElsewhere());
        assertEquals(Place.LOOP, place(OTHER));
        assertEquals(Place.LOOP, place(Connection.NO_HANDLER));
        assertEquals(1, loops().handlersElsewhere());
    }

    /** Behind a handler that was short, its protocol waits for the client: that is not held against the handler's kind. */
    @Test
    void aProtocolThatWaitsIsNoHandler() throws Exception {
        Served own = running.connect();
        Script script = new Script(() -> {
            assertEquals(Place.LOOP, own.socket.place(KIND));
            assertEquals(Place.LOOP, own.socket.place(Connection.NO_HANDLER));
            HandOver.beforeWaiting();
            return Next.DONE;
        });
        own.socket.join(loops().loop(0), script);
        own.socket.again();
        script.awaitSteps(1);
        assertEquals(1, loops().handOvers());
        assertEquals(Place.LOOP, place(KIND));
    }

    /** What one step has run counts for that alone. */
    @Test
    void theKindOfAnEarlierStepIsForgotten() throws Exception {
        assertEquals(Place.LOOP, place(KIND));
        Script script = new Script(() -> {
            HandOver.beforeWaiting();
            return Next.DONE;
        });
        running.serve(script);
        script.awaitSteps(1);
        assertEquals(1, loops().handOvers());
        assertEquals(Place.LOOP, place(KIND));
    }

    @Test
    void virtualThreadsForAll() throws Exception {
        restart(true, new LoopThreads("test"));
        assertEquals(Place.ELSEWHERE, place(KIND));
        assertEquals(1, loops().handlersElsewhere());
        assertEquals(Place.LOOP, place(Connection.NO_HANDLER), "the protocol may still wait");
    }

    // ---- memory and failures

    /** No memory for the thread that is to lead: the loop gets it as soon as there is. */
    @Test
    void aLoopWithoutALeaderGetsOneLater() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch memory = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        restart(
                false,
                new LoopThreads(
                        "test",
                        (name, task) -> {
                            if (started.get() > 0 && memory.getCount() > 0) {
                                refused.incrementAndGet();
                                throw new OutOfMemoryError("test");
                            }
                            started.incrementAndGet();
                            Thread.ofPlatform().daemon().name(name).start(task);
                        },
                        TimeUnit.SECONDS.toNanos(10)));
        Thread first = standStill(KIND).awaitStep();
        Conditions.await(() -> refused.get() >= 3, "it was tried again");
        Conditions.await(() -> loops().isLeaderless(0), "it is left without, but for a try");
        CompletableFuture<Thread> second = new CompletableFuture<>();
        running.serve(new Script(() -> {
            second.complete(Thread.currentThread());
            return Next.DONE;
        }));
        assertFalse(second.isDone());
        memory.countDown();
        assertTrue(second.get(20, TimeUnit.SECONDS) != first);
        assertEquals(2, started.get());
        assertFalse(loops().isLeaderless(0), "it has one, and is given another");
        assertEquals(1, loops().handOvers());
    }

    @Test
    void aSelectorThatCannotBeOpened() throws Exception {
        List<Selector> opened = new ArrayList<>();
        assertThrows(
                IOException.class,
                () -> new Loops(mock(ServerContext.class), (_, _) -> {}, new LoopThreads("test"), 3, false, () -> {
                    if (opened.size() == 2) {
                        throw new IOException("test");
                    }
                    opened.add(Selector.open());
                    return opened.getLast();
                }));
        assertEquals(2, opened.size());
        assertTrue(opened.stream().noneMatch(Selector::isOpen), "it is left open");
    }

    /** What cannot go on after its step is tried again, and its loop goes on. */
    @Test
    void whatFailsBehindAStepIsTriedAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        // No outcome at all stands for a thread that cannot be started.
        Script script = new Script(() -> calls.getAndIncrement() < 2 ? null : Next.DONE);
        running.serve(script);
        script.awaitSteps(3);
        verify(running.context, atLeast(2)).logFailure(contains("could not go on"), any());
        assertTrue(ask(Thread::currentThread).getName().startsWith("weir-loop-test-"));
    }

    // ---- the end

    @Test
    void theirThreadsEnd() throws Exception {
        Thread first = standStill(KIND).awaitStep();
        Thread second = ask(Thread::currentThread);
        loops().stop();
        second.join();
        assertFalse(loops().loop(0).selector().isOpen());
        assertTrue(first.isAlive(), "its handler has not returned");
        released.countDown();
        first.join();
        assertEquals(0, loops().standing());
    }

    /** What is in the queue behind a handler that does not return meets the end all the same. */
    @Test
    void theyEndWhileALeaderStandsStill() throws Exception {
        Served other = running.connect();
        Script behind = new Script(() -> Next.DONE);
        other.socket.join(loops().loop(0), behind);
        CountDownLatch began = new CountDownLatch(1);
        running.serve(new Script(() -> {
            loops().stop();
            other.socket.again();
            began.countDown();
            released.await();
            return Next.DONE;
        }));
        began.await();
        behind.awaitStep();
        Conditions.await(() -> !loops().loop(0).selector().isOpen(), "the loop has ended");
        assertEquals(1, released.getCount());
    }
}
