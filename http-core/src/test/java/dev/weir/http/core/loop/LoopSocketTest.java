package dev.weir.http.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.loop.RunningLoops.Served;
import dev.weir.http.core.spi.Connection.Place;
import dev.weir.http.core.spi.ProtocolSession.Next;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a socket's session is called, and how threads wait for the socket. */
@Timeout(60)
class LoopSocketTest {
    private final RunningLoops running = new RunningLoops(1);
    private final CountDownLatch released = new CountDownLatch(1);
    /** The socket whose steps a test makes; set before they are. */
    private final AtomicReference<Served> served = new AtomicReference<>();

    LoopSocketTest() throws IOException {}

    @AfterEach
    void end() throws IOException {
        released.countDown();
        running.close();
    }

    private Served serve(LoopSocket.Steps steps) throws IOException {
        Served own = running.connect();
        served.set(own);
        own.socket.join(running.loops.next(), steps);
        own.socket.again();
        return own;
    }

    /** Reads all that has come; -1 at the end. */
    private int readAll() throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(100_000);
        int n = served.get().channel.read(dst);
        while (n > 0) {
            n = served.get().channel.read(dst);
        }
        return n < 0 ? -1 : dst.position();
    }

    private void assertNoStepFollows(Script script, int steps) throws Exception {
        // Another socket of the same loop: what was there for this one is dealt with before it has its second step.
        Script other = new Script(() -> Next.INPUT);
        Served another = running.serve(running.loops.loop(0), other);
        other.awaitSteps(1);
        another.socket.wake();
        other.awaitSteps(2);
        assertEquals(steps, script.steps.get());
    }

    // ---- a session's steps

    @Test
    void aSessionIsCalledAsBytesCome() throws Exception {
        AtomicInteger got = new AtomicInteger();
        Script script = new Script(() -> {
            int n = readAll();
            got.addAndGet(n);
            return n < 0 ? Next.DONE : Next.INPUT;
        });
        Served s = serve(script);
        assertTrue(s.socket.joined());
        assertTrue(script.awaitStep().getName().startsWith("weir-loop-test-"));
        script.awaitSteps(1);
        for (int i = 1; i <= 3; i++) {
            s.send(10);
            int sent = 10 * i;
            Conditions.await(() -> got.get() == sent, () -> sent + " bytes are read, not " + got);
            assertFalse(script.awaitStep().isVirtual());
        }
        s.client.close();
        Conditions.await(() -> got.get() == 29, "it has read the end");
    }

    @Test
    void wakingOneThatWaitsCallsIt() throws Exception {
        Script script = new Script(() -> Next.INPUT);
        Served s = serve(script);
        script.awaitSteps(1);
        for (int i = 2; i < 100; i++) {
            s.socket.wake();
            script.awaitSteps(i);
        }
        assertNoStepFollows(script, 99);
    }

    /** However often it is woken while it is called, it is called once more. */
    @Test
    void wakingOneThatIsCalledCallsItOnceMore() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Script script = new Script(() -> {
            if (calls.getAndIncrement() == 0) {
                released.await();
            }
            return Next.INPUT;
        });
        Served s = serve(script);
        script.awaitStep();
        s.socket.wake();
        s.socket.wake();
        assertEquals(1, script.steps.get());
        released.countDown();
        script.awaitSteps(2);
        assertNoStepFollows(script, 2);
    }

    @Test
    void bytesThatComeDuringAStepAreNotForgotten() throws Exception {
        AtomicInteger got = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        Script script = new Script(() -> {
            got.addAndGet(readAll());
            if (calls.getAndIncrement() == 1) {
                released.await();
            }
            return Next.INPUT;
        });
        Served s = serve(script);
        script.awaitSteps(1);
        s.send(1);
        Conditions.await(() -> got.get() == 1, "the second step has read");
        s.send(2);
        released.countDown();
        Conditions.await(() -> got.get() == 3, () -> "all is read, not " + got);
    }

    @Test
    void oneThatIsDoneIsNotCalledAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Script script = new Script(() -> calls.incrementAndGet() == 1 ? Next.INPUT : Next.DONE);
        Served s = serve(script);
        script.awaitSteps(1);
        s.send(1);
        script.awaitSteps(2);
        s.send(1);
        s.socket.wake();
        assertNoStepFollows(script, 2);
        s.close();
        assertNoStepFollows(script, 2);
    }

    /** A virtual thread makes steps until the session waits for input; then its loop goes on. */
    @Test
    void oneThatWantsAThreadGetsOne() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Script script = new Script(() -> switch (calls.incrementAndGet()) {
            case 1, 2, 3 -> Next.THREAD;
            case 4, 5 -> Next.INPUT;
            default -> Next.DONE;
        });
        Served s = serve(script);
        assertFalse(script.awaitStep().isVirtual());
        Thread own = script.awaitStep();
        assertTrue(own.isVirtual());
        assertSame(own, script.awaitStep());
        assertSame(own, script.awaitStep());
        script.awaitSteps(4);
        s.socket.wake();
        assertFalse(script.awaitStep().isVirtual());
    }

    /** While one thread has the released session's handler, others make its steps. */
    @Test
    void oneThatWasReleasedIsCalledByOthers() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        Script script =
                new Script(() -> {
                    if (calls.getAndIncrement() == 0) {
                        released.await();
                        return Next.RELEASED;
                    }
                    second.countDown();
                    return Next.INPUT;
                }) {
                    @Override
                    public boolean handedOver() {
                        // As it promises, only while a step is under way that says so too.
                        return calls.get() == 1;
                    }
                };
        Served s = serve(script);
        Thread first = script.awaitStep();
        second.await();
        assertTrue(script.awaitStep() != first);
        Conditions.await(() -> script.over.get() == 1, "the second step is over");
        s.socket.wake();
        script.awaitSteps(2);
        released.countDown();
        script.awaitSteps(3);
        assertNoStepFollows(script, 3);
        s.socket.wake();
        script.awaitSteps(4);
    }

    // ---- a thread that waits

    private interface Waiting {
        void run() throws Exception;
    }

    /** Has a thread wait, of the asked kind; what it throws comes with the future. */
    private static Thread waiter(boolean virtual, CompletableFuture<Void> outcome, Waiting waiting) {
        Thread.Builder builder =
                virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        return builder.start(() -> {
            try {
                waiting.run();
                outcome.complete(null);
            } catch (Throwable e) {
                outcome.completeExceptionally(e);
            }
        });
    }

    private static Throwable failure(CompletableFuture<Void> outcome) {
        return assertThrows(Exception.class, () -> outcome.get(20, TimeUnit.SECONDS))
                .getCause();
    }

    /** A socket whose session is at work elsewhere. */
    private Served busy() throws Exception {
        Script script = new Script(() -> Next.RELEASED);
        Served s = serve(script);
        script.awaitSteps(1);
        return s;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitingForBytes(boolean virtual) throws Exception {
        Served s = busy();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Void> outcome = new CompletableFuture<>();
            Thread thread = waiter(virtual, outcome, s.socket::awaitReadable);
            Conditions.await(() -> Conditions.waits(thread), "it waits");
            assertFalse(outcome.isDone());
            s.send(1);
            outcome.get(20, TimeUnit.SECONDS);
            assertEquals(1, readAll());
        }
    }

    /** Bytes that were there before it waits. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitingForBytesThatAreThere(boolean virtual) throws Exception {
        Served s = busy();
        s.send(1);
        for (int i = 0; i < 1000; i++) {
            CompletableFuture<Void> outcome = new CompletableFuture<>();
            waiter(virtual, outcome, s.socket::awaitReadable);
            outcome.get(20, TimeUnit.SECONDS);
        }
        assertEquals(1, readAll());
    }

    /** Writes until there is no room, and none comes for as long as the kernel may wait with an acknowledgement. */
    private static void fill(Served s) throws Exception {
        ByteBuffer much = ByteBuffer.allocate(1 << 20);
        for (int quiet = 0; quiet < 10; quiet++) {
            while (s.channel.write(much.clear()) > 0) {
                quiet = 0;
            }
            Thread.sleep(25);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitingForRoom(boolean virtual) throws Exception {
        Served s = busy();
        // It reads on while the other wakes up, and must not wait for more than there is.
        s.client.configureBlocking(false);
        for (int i = 0; i < 3; i++) {
            fill(s);
            long stalled = s.socket.stalledNanos();
            CompletableFuture<Void> outcome = new CompletableFuture<>();
            Thread thread = waiter(virtual, outcome, s.socket::awaitWritable);
            Conditions.await(() -> Conditions.waits(thread), "it waits");
            assertFalse(outcome.isDone());
            ByteBuffer dst = ByteBuffer.allocate(1 << 20);
            while (!outcome.isDone()) {
                s.client.read(dst.clear());
            }
            outcome.get();
            assertTrue(s.socket.stalledNanos() > stalled, "the wait is counted");
            assertTrue(s.channel.write(ByteBuffer.allocate(1)) == 1, "there is no room");
        }
    }

    /** One reads while another writes; each is woken by what it waits for. */
    @Test
    void waitingForBoth() throws Exception {
        Served s = busy();
        s.client.configureBlocking(false);
        fill(s);
        CompletableFuture<Void> reads = new CompletableFuture<>();
        CompletableFuture<Void> writes = new CompletableFuture<>();
        Thread reader = waiter(true, reads, s.socket::awaitReadable);
        Thread writer = waiter(true, writes, s.socket::awaitWritable);
        Conditions.await(() -> Conditions.waits(reader) && Conditions.waits(writer), "both wait");
        s.send(1);
        reads.get(20, TimeUnit.SECONDS);
        assertFalse(writes.isDone());
        ByteBuffer dst = ByteBuffer.allocate(1 << 20);
        while (!writes.isDone()) {
            s.client.read(dst.clear());
        }
        writes.get();
    }

    /** A leader that waits gives its loop away first, and the bytes do not call the session a second time. */
    @Test
    void aLeaderThatWaitsIsRelieved() throws Exception {
        AtomicInteger got = new AtomicInteger();
        CountDownLatch waits = new CountDownLatch(1);
        Script script = new Script(() -> {
            if (got.get() == 0) {
                waits.countDown();
                served.get().socket.awaitReadable();
                got.addAndGet(readAll());
            }
            return Next.INPUT;
        });
        Served s = serve(script);
        Thread first = script.awaitStep();
        waits.await();
        Script other = new Script(() -> Next.INPUT);
        running.serve(other);
        Thread second = other.awaitStep();
        assertTrue(first != second, "the loop is another's");
        assertEquals(1, running.loops.handOvers());
        s.send(3);
        Conditions.await(() -> got.get() == 3, "it has read");
        script.awaitSteps(1);
        s.socket.wake();
        script.awaitSteps(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingEndsWaiting(boolean virtual) throws Exception {
        Served s = busy();
        s.client.configureBlocking(false);
        fill(s);
        CompletableFuture<Void> reads = new CompletableFuture<>();
        CompletableFuture<Void> writes = new CompletableFuture<>();
        Thread reader = waiter(virtual, reads, () -> {
            s.socket.awaitReadable();
            s.channel.read(ByteBuffer.allocate(1));
        });
        Thread writer = waiter(virtual, writes, () -> {
            s.socket.awaitWritable();
            s.channel.write(ByteBuffer.allocate(1));
        });
        Conditions.await(() -> Conditions.waits(reader) && Conditions.waits(writer), "both wait");
        s.close();
        assertTrue(failure(reads) instanceof ClosedChannelException);
        assertTrue(failure(writes) instanceof ClosedChannelException);
    }

    @Test
    void waitingForWhatIsClosed() throws Exception {
        Served s = busy();
        s.close();
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        waiter(true, outcome, s.socket::awaitReadable);
        Throwable failure = outcome.handle((_, e) -> e).get(20, TimeUnit.SECONDS);
        assertTrue(failure == null || failure instanceof ClosedChannelException, () -> "it met " + failure);
    }

    /** As in a blocking channel, whose call an interrupt ends with the channel. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptClosesTheChannel(boolean virtual) throws Exception {
        Served s = busy();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        Thread thread = waiter(virtual, outcome, () -> {
            try {
                s.socket.awaitReadable();
            } finally {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        Conditions.await(() -> Conditions.waits(thread), "it waits");
        thread.interrupt();
        assertTrue(failure(outcome) instanceof ClosedByInterruptException);
        assertTrue(interrupted.get(), "its status is set");
        assertFalse(s.channel.isOpen());
        assertEquals(-1, s.client.read(ByteBuffer.allocate(1)), "the client hears of it");
    }

    @Test
    void anInterruptThatCameBefore() throws Exception {
        Served s = busy();
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        waiter(true, outcome, () -> {
            Thread.currentThread().interrupt();
            s.socket.awaitReadable();
        });
        assertTrue(failure(outcome) instanceof ClosedByInterruptException);
        assertFalse(s.channel.isOpen());
    }

    // ---- closing

    @Test
    void aSessionThatWaitsMeetsTheEnd() throws Exception {
        AtomicReference<Throwable> met = new AtomicReference<>();
        Script script = new Script(() -> {
            try {
                readAll();
                return Next.INPUT;
            } catch (IOException e) {
                met.set(e);
                return Next.DONE;
            }
        });
        Served s = serve(script);
        script.awaitSteps(1);
        s.close();
        Conditions.await(() -> met.get() != null, "it has read");
        assertTrue(met.get() instanceof ClosedChannelException);
        assertEquals(-1, s.client.read(ByteBuffer.allocate(1)), "the descriptor is freed");
    }

    @Test
    void aSessionThatIsClosedDuringItsStepMeetsTheEnd() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Script script = new Script(() -> {
            switch (calls.getAndIncrement()) {
                case 0 -> {
                    return Next.INPUT;
                }
                case 1 -> {
                    released.await();
                    return Next.INPUT;
                }
                default -> {
                    assertThrows(ClosedChannelException.class, this::readAll);
                    return Next.DONE;
                }
            }
        });
        Served s = serve(script);
        script.awaitSteps(1);
        s.socket.wake();
        script.awaitStep();
        script.awaitStep();
        // Without a word to the socket: that its key is cancelled is enough.
        s.channel.close();
        released.countDown();
        script.awaitSteps(3);
    }

    /** The loops have ended: what is busy goes on on threads of its own, and ends. */
    @Test
    void loopsThatEndWithASocketThatIsBusy() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Script script = new Script(() -> {
            if (calls.getAndIncrement() == 0) {
                released.await();
                return Next.INPUT;
            }
            assertEquals(Place.OWN, served.get().socket.place(1));
            return Next.DONE;
        });
        Served s = serve(script);
        script.awaitStep();
        Conditions.await(() -> running.loops.handOvers() == 1, "the loop is another's");
        running.loops.stop();
        Conditions.await(() -> !running.loops.loop(0).selector().isOpen(), "the loop has ended");
        s.close();
        released.countDown();
        assertTrue(script.awaitStep().isVirtual());
        script.awaitSteps(2);
    }

    @Test
    void loopsThatEndWithASocketThatWaits() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Script script = new Script(() -> calls.getAndIncrement() == 0 ? Next.INPUT : Next.DONE);
        Served s = serve(script);
        script.awaitStep();
        script.awaitSteps(1);
        running.loops.stop();
        Conditions.await(() -> !running.loops.loop(0).selector().isOpen(), "the loop has ended");
        s.close();
        assertTrue(script.awaitStep().isVirtual());
        script.awaitSteps(2);
    }

    @Test
    void oneThatComesAsTheLoopsHaveEnded() throws Exception {
        // A loop that nobody has led yet is led once all the same, for what is in its queue.
        Script first = new Script(() -> Next.DONE);
        serve(first);
        first.awaitSteps(1);
        running.loops.stop();
        Conditions.await(() -> !running.loops.loop(0).selector().isOpen(), "the loop has ended");
        Script script = new Script(() -> Next.DONE);
        serve(script);
        assertTrue(script.awaitStep().isVirtual());
    }

    /** Before it joins, its channel is a blocking one, and no loop hears of it. */
    @Test
    void oneThatHasNotJoined() throws Exception {
        Served s = running.connect();
        assertFalse(s.socket.joined());
        assertTrue(s.channel.isBlocking());
        assertEquals(Place.OWN, s.socket.place(1));
        s.socket.wake();
        s.close();
    }

    @Test
    void oneThatIsClosedBeforeItJoins() throws Exception {
        Served s = running.connect();
        s.channel.close();
        assertThrows(
                ClosedChannelException.class, () -> s.socket.join(running.loops.next(), new Script(() -> Next.DONE)));
    }
}
