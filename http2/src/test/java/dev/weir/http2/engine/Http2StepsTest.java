package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Connection.Place;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.Flags;
import dev.weir.http2.frame.FrameType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection as its loop sees it, step by step: what each waits for, and which threads handlers have. */
@Timeout(60)
class Http2StepsTest {
    private static final int LIMIT = 1 << 20;
    /** How much the first read of a connection that was idle takes. */
    private static final int FIRST_READ = 1024;

    private static final int QUEUED_CONTROLS = 10;
    private static final Http2Config CONFIG = Http2Config.builder()
            .abuse(new AbuseLimits(Map.of(), 8, 1, QUEUED_CONTROLS, 256 * 1024))
            .build();

    private final MemoryBudget budget = new MemoryBudget(LIMIT);
    private Place handlers = Place.LOOP;
    private Place waiting = Place.LOOP;
    /** What is done, once, as it is asked where a handler may run. */
    private Steps asked = () -> {};

    private final Peer p = new Peer(CONFIG, budget, this::place);
    /** The threads of the handlers of {@code /call}. */
    private final List<Thread> callers = new CopyOnWriteArrayList<>();

    Http2StepsTest() {
        p.call = (w, _) -> {
            callers.add(Thread.currentThread());
            w.write("called");
        };
    }

    private Place place(int kind) {
        if (kind == Connection.NO_HANDLER) {
            return waiting;
        }
        Steps due = asked;
        asked = () -> {};
        try {
            due.make();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return handlers;
    }

    @AfterEach
    void end() {
        p.close();
    }

    private void step(Next expected) throws Exception {
        assertEquals(expected, p.session.step(), p::transcript);
    }

    /** On a virtual thread of the connection's own. */
    private void ownStep(Next expected) throws Exception {
        Place handlersBefore = handlers;
        Place waitingBefore = waiting;
        handlers = Place.OWN;
        waiting = Place.OWN;
        step(expected);
        handlers = handlersBefore;
        waiting = waitingBefore;
    }

    private interface Steps {
        void make() throws Exception;
    }

    /** Has steps made by another thread, as the next leader does. */
    private static void onAnother(Steps steps) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            steps.make();
            return null;
        });
        Thread.ofPlatform().start(task);
        task.get();
    }

    private int writes() {
        return p.connection.writes().size();
    }

    /** The prefaces are exchanged, and nothing is left to be read. */
    private void begin() throws Exception {
        p.connection.holdsInput(true);
        p.preface().settings();
        step(Next.INPUT);
        p.expect("SETTINGS 0 ");
        p.expect("SETTINGS 0 ACK");
        p.settingsAck();
        step(Next.INPUT);
        p.connection.holdsInput(false);
    }

    @Test
    void thePrefaceInPieces() throws Exception {
        step(Next.INPUT);
        assertEquals(1, writes(), "our own goes out at once");
        p.expect("SETTINGS 0 ");
        for (byte b : ClientPreface.BYTES) {
            p.connection.send(new byte[] {b});
            step(Next.INPUT);
        }
        byte[] settings = Peer.bytes(FrameType.SETTINGS, 0, 0, new byte[0]);
        p.connection.send(Arrays.copyOf(settings, 4));
        step(Next.INPUT);
        assertEquals(1, writes());
        p.connection.send(Arrays.copyOfRange(settings, 4, settings.length));
        step(Next.INPUT);
        p.expect("SETTINGS 0 ACK");
        assertEquals(2, writes());
    }

    @Test
    void aBatchLeavesInOneWrite() throws Exception {
        begin();
        int before = writes();
        p.batch(1, "/call", "/call", "/call");
        step(Next.INPUT);
        assertEquals(before + 1, writes());
        assertEquals(3, callers.size());
        callers.forEach(thread -> assertSame(Thread.currentThread(), thread));
        for (int stream = 1; stream <= 5; stream += 2) {
            p.expect("HEADERS " + stream + " ");
            p.expect("DATA " + stream + " END_STREAM");
        }
        step(Next.INPUT);
        assertEquals(before + 1, writes());
    }

    @Test
    void aFrameInPieces() throws Exception {
        begin();
        byte[] frame = Peer.bytes(
                FrameType.HEADERS,
                Flags.END_HEADERS | Flags.END_STREAM,
                1,
                p.block(":method: GET", ":scheme: http", ":authority: a", ":path: /call"));
        for (byte b : frame) {
            assertTrue(callers.isEmpty());
            p.connection.send(new byte[] {b});
            step(Next.INPUT);
        }
        assertEquals(List.of(Thread.currentThread()), callers);
    }

    @Test
    void contentThatIsNotThere() throws Exception {
        begin();
        p.request(1, false, "POST", "/x");
        step(Next.INPUT);
        p.awaitRunning(1);
        p.batch(3, "/call");
        step(Next.INPUT);
        assertEquals(List.of(Thread.currentThread()), callers, "others are served meanwhile");
        p.expect("HEADERS 3 ");
        p.data(1, true, 10);
        step(Next.INPUT);
        p.expect("HEADERS 1 ");
        p.awaitRunning(0);
    }

    /** The content has come with the head: the handler need not wait. */
    @Test
    void contentThatIsThere() throws Exception {
        begin();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(Peer.bytes(
                FrameType.HEADERS,
                Flags.END_HEADERS,
                1,
                p.block(":method: POST", ":scheme: http", ":authority: a", ":path: /call")));
        both.writeBytes(Peer.bytes(FrameType.DATA, Flags.END_STREAM, 1, new byte[100]));
        p.connection.send(both.toByteArray());
        step(Next.INPUT);
        assertEquals(List.of(Thread.currentThread()), callers);
        p.expect("HEADERS 1 ");
    }

    /** HEADERS and DATA, in one piece. */
    private byte[] post(int stream, boolean end, int... lengths) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Peer.bytes(
                FrameType.HEADERS,
                Flags.END_HEADERS,
                stream,
                p.block(":method: POST", ":scheme: http", ":authority: a", ":path: /call")));
        for (int i = 0; i < lengths.length; i++) {
            int flags = end && i == lengths.length - 1 ? Flags.END_STREAM : 0;
            out.writeBytes(Peer.bytes(FrameType.DATA, flags, stream, new byte[lengths[i]]));
        }
        return out.toByteArray();
    }

    /** The content comes with more than one read, and has arrived: the handler need not wait. */
    @ParameterizedTest
    @CsvSource({"1000, 0", "1024, 0", "16384, 0", "16384, 16384", "16384, 40"})
    void contentThatTakesMoreThanOneRead(int first, int second) throws Exception {
        begin();
        p.connection.send(post(1, true, first, second));
        step(Next.INPUT);
        assertEquals(List.of(Thread.currentThread()), callers);
        p.expect("HEADERS 1 ");
    }

    /** Some of the content is here, and more than one read of it: the handler has a thread that may wait. */
    @Test
    void contentThatIsNotThereToItsEnd() throws Exception {
        begin();
        p.connection.send(post(1, false, 16_384));
        step(Next.INPUT);
        p.data(1, true, 10);
        step(Next.INPUT);
        p.expect("HEADERS 1 ");
        assertTrue(callers.getFirst().isVirtual());
    }

    @Test
    void theClientEndsWithinContent() throws Exception {
        begin();
        // It fills the first read, so that the end is met by the second before the handler runs.
        p.connection.send(Arrays.copyOf(post(1, false, FIRST_READ), FIRST_READ));
        p.connection.endInput();
        step(Next.THREAD);
        ownStep(Next.DONE);
        p.awaitRunning(0);
        assertEquals(List.of(), p.server.errors());
    }

    /** Content that is longer than what is copied for its handler, and fits into a write. */
    @ParameterizedTest
    @CsvSource({"8192, false", "9000, true", "16384, false", "16384, true", "20000, true", "30000, false", "30000, true"
    })
    void longerAnswersOfABatchLeaveInOneWrite(int length, boolean direct) throws Exception {
        begin();
        p.call = (w, _) -> {
            callers.add(Thread.currentThread());
            w.header("Content-Length", Integer.toString(length));
            if (direct) {
                w.write(ByteBuffer.allocateDirect(length));
            } else {
                w.write(new byte[length]);
            }
        };
        int before = writes();
        p.batch(1, "/call", "/call");
        step(Next.INPUT);
        assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), callers);
        for (int stream = 1; stream <= 3; stream += 2) {
            p.expect("HEADERS " + stream + " ");
            p.expect("DATA " + stream + " END_STREAM");
        }
        assertEquals(before + 1, writes());
    }

    /** Each of them fits into a write, and not all together: no handler waits for that. */
    @Test
    void whatIsWorthAWriteLeavesBeforeTheNextHandler() throws Exception {
        begin();
        p.window(0, 1 << 20);
        step(Next.INPUT);
        int before = writes();
        List<Integer> left = new CopyOnWriteArrayList<>();
        p.call = (w, _) -> {
            callers.add(Thread.currentThread());
            left.add(writes() - before);
            w.header("Content-Length", "60000").write(ByteBuffer.allocateDirect(60_000));
        };
        p.batch(1, "/call", "/call", "/call");
        step(Next.INPUT);
        for (int stream = 1; stream <= 5; stream += 2) {
            p.expect("HEADERS " + stream + " ");
            p.expect("DATA " + stream + " END_STREAM");
        }
        assertEquals(List.of(0, 1, 2), left);
        assertEquals(before + 3, writes());
        callers.forEach(thread -> assertSame(Thread.currentThread(), thread));
    }

    /** What is longer than a write has its handler wait, and the loop goes on without it. */
    @Test
    void anAnswerThatIsLongerThanAWrite() throws Exception {
        begin();
        p.window(0, 1 << 20);
        step(Next.INPUT);
        Thread first = Thread.currentThread();
        FutureTask<Void> next = new FutureTask<>(() -> {
            assertTrue(p.session.handedOver());
            step(Next.INPUT);
            return null;
        });
        p.call = (w, _) -> {
            callers.add(Thread.currentThread());
            p.window(1, 1 << 20);
            Thread.ofPlatform().start(next);
            w.header("Content-Length", "300000").write(ByteBuffer.allocateDirect(300_000));
        };
        p.batch(1, "/call", "/empty");
        step(Next.RELEASED);
        next.get();
        p.expect("DATA 1 END_STREAM");
        assertTrue(p.has("HEADERS 3 "));
        p.awaitRunning(0);
        assertEquals(List.of(first), callers);
        assertEquals(List.of(), p.server.errors());
    }

    @Test
    void aKindThatRunsElsewhere() throws Exception {
        begin();
        handlers = Place.ELSEWHERE;
        p.batch(1, "/call", "/call");
        step(Next.INPUT);
        assertEquals(Set.of("1", "3"), answered(2));
        assertTrue(callers.stream().allMatch(Thread::isVirtual));
    }

    private Set<String> answered(int count) {
        Set<String> streams = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            streams.add(p.expect("HEADERS").split(" ")[1]);
        }
        return streams;
    }

    /** A connection's own thread reads, and waits for no handler. */
    @Test
    void onAThreadOfItsOwn() throws Exception {
        begin();
        p.batch(1, "/hold", "/call");
        ownStep(Next.INPUT);
        p.expect("HEADERS 3 ");
        assertTrue(callers.getFirst().isVirtual());
        p.release();
        p.expect("HEADERS 1 ");
    }

    /** Where no client may be waited for, another thread writes. */
    @Test
    void whereNothingMayWait() throws Exception {
        begin();
        waiting = Place.ELSEWHERE;
        p.batch(1, "/call");
        step(Next.INPUT);
        assertEquals(List.of(Thread.currentThread()), callers);
        p.expect("HEADERS 1 ");
    }

    /** The loop goes on in the midst of a handler: others make the steps, and go on with the rest of the batch. */
    @Test
    void itIsReleasedWithinAHandler() throws Exception {
        begin();
        Thread first = Thread.currentThread();
        p.call = (w, _) -> {
            callers.add(Thread.currentThread());
            if (Thread.currentThread() == first) {
                assertTrue(p.session.handedOver());
                assertFalse(p.session.handedOver(), "a second time");
                onAnother(() -> step(Next.INPUT));
                p.expect("HEADERS 1 ");
                assertEquals(Set.of("5", "7"), answered(2));
                p.get(9, "/empty");
                onAnother(() -> step(Next.INPUT));
                p.expect("HEADERS 9 ");
            }
            w.write("called");
        };
        p.batch(1, "/empty", "/call", "/call", "/call");
        step(Next.RELEASED);
        p.expect("HEADERS 3 ");
        p.awaitRunning(0);
        assertEquals(3, callers.size());
        assertEquals(first, callers.getFirst());
        assertTrue(callers.stream().skip(1).noneMatch(thread -> thread == first));
        p.get(11, "/empty");
        step(Next.INPUT);
        p.expect("HEADERS 11 ");
        assertEquals(List.of(), p.server.errors());
    }

    /** A moment earlier, while the thread has the connection's lock: who relieves it does not wait for that. */
    @Test
    void itIsReleasedAsAHandlerIsAboutToBeCalled() throws Exception {
        begin();
        Thread first = Thread.currentThread();
        asked = () -> onAnother(() -> assertTrue(p.session.handedOver()));
        p.call = (w, _) -> {
            callers.add(Thread.currentThread());
            if (Thread.currentThread() == first) {
                onAnother(() -> step(Next.INPUT));
                assertEquals(Set.of("3", "5"), answered(2));
            }
            w.write("called");
        };
        p.batch(1, "/call", "/call", "/call");
        step(Next.RELEASED);
        p.expect("HEADERS 1 ");
        assertEquals(3, callers.size());
        assertEquals(1, callers.stream().filter(thread -> thread == first).count());
        assertEquals(List.of(), p.server.errors());
    }

    /** Between handlers the thread that makes the step is needed: it keeps the connection. */
    @Test
    void itIsNotReleasedOutsideOfAHandler() throws Exception {
        begin();
        assertFalse(p.session.handedOver());
        p.batch(1, "/call");
        step(Next.INPUT);
        assertFalse(p.session.handedOver());
    }

    /** The connection ends while the thread that was relieved is still in its handler. */
    @Test
    void itEndsWhileOneIsReleased() throws Exception {
        begin();
        Thread first = Thread.currentThread();
        p.call = (w, _) -> {
            if (Thread.currentThread() == first) {
                assertTrue(p.session.handedOver());
                p.connection.cut();
                onAnother(() -> ownStep(Next.DONE));
            }
            w.write("too late");
        };
        p.batch(1, "/call");
        step(Next.RELEASED);
        p.awaitRunning(0);
        assertEquals(List.of(), p.server.errors());
    }

    /** Answers to control frames are not written as fast as they are caused: the rest waits, on a thread of its own. */
    @Test
    void aFloodOfControlFrames() throws Exception {
        begin();
        int pings = 4 * QUEUED_CONTROLS;
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int i = 0; i < pings; i++) {
            flood.writeBytes(Peer.bytes(FrameType.PING, 0, 0, new byte[8]));
        }
        p.connection.send(flood.toByteArray());
        p.connection.holdsInput(true);
        step(Next.THREAD);
        ownStep(Next.INPUT);
        for (int i = 0; i < pings; i++) {
            p.expect("PING 0 ACK");
        }
    }

    @Test
    void whereMemoryIsTight() throws Exception {
        begin();
        MemoryShare others = budget.share();
        p.connection.holdsInput(true);
        p.request(1, false, "POST", "/hold");
        step(Next.INPUT);
        p.awaitRunning(1);
        for (int i = 0; i < 3; i++) {
            p.data(1, false, 16_384);
            step(Next.INPUT);
        }
        others.take(LIMIT * 7 / 8);
        p.get(3, "/call");
        step(Next.THREAD);
        assertTrue(callers.isEmpty());
        others.release(LIMIT * 7 / 8);
        ownStep(Next.INPUT);
        p.expect("HEADERS 3 ");
        p.data(1, true, 1);
        step(Next.INPUT);
        p.release();
        p.expect("HEADERS 1 ");
    }

    @Test
    void theClientEnds() throws Exception {
        begin();
        p.connection.endInput();
        step(Next.THREAD);
        ownStep(Next.DONE);
    }

    @Test
    void theClientEndsWithinThePreface() throws Exception {
        step(Next.INPUT);
        p.connection.endInput();
        step(Next.DONE);
    }

    /** An error of the client's is answered, and then it is read on for a while, on a thread that may. */
    @Test
    void anErrorOfTheConnection() throws Exception {
        begin();
        p.data(0, false, 1);
        step(Next.THREAD);
        p.connection.endInput();
        ownStep(Next.DONE);
        p.expectGoAway("PROTOCOL_ERROR");
    }

    @Test
    void somethingElseThanThePreface() throws Exception {
        step(Next.INPUT);
        p.raw("474554202f");
        step(Next.THREAD);
        p.connection.endInput();
        ownStep(Next.DONE);
        p.expectGoAway("PROTOCOL_ERROR");
    }

    @Test
    void settingsThatAreLate() throws Exception {
        p.preface();
        step(Next.INPUT);
        p.connection.beLate();
        step(Next.THREAD);
        ownStep(Next.DONE);
        assertTrue(p.server.notes().toString().contains("was ended"), p::transcript);
    }
}
