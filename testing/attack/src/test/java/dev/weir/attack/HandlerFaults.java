package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Headers;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.ServerStats;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Http2Wire.Frame;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Handlers that break the rules: each failure stays in its own request, and what is used too late is an exception,
 * never another client's bytes.
 */
abstract class HandlerFaults extends Http1Family {
    private static final int LEFT_BEHIND = 50;
    private static final int STACK_DEPTH = 1 << 30;

    /** What handlers throw, each before and after its response is committed. */
    private static final List<Throwable> FAILURES = List.of(
            new IllegalStateException("thrown for the test"), new IOException("thrown for the test"),
            new Error("thrown for the test"), new OutOfMemoryError("thrown for the test"),
            new LinkageError("thrown for the test"), new AssertionError("thrown for the test"));

    /** A client of either protocol. */
    enum Speaks {
        HTTP1,
        HTTP2
    }

    private record Kept(ResponseWriter w, Request r) {}

    /** Something that must not be done any more. */
    private interface Late {
        void use(Kept kept) throws Exception;
    }

    private static final List<Late> LATE = List.of(
            k -> k.w().write("late"),
            k -> k.w().write('x'),
            k -> k.w().flush(),
            k -> k.w().status(500),
            k -> k.w().header("Evil", "x"),
            k -> k.w().headers().set("Evil", "x"),
            k -> k.w().trailers().set("Evil", "x"),
            k -> k.w().inform(103, new Headers()),
            k -> k.w().suppress("Date"),
            k -> k.r().content().read(),
            k -> k.r().content().readAllBytes());

    private final BlockingQueue<Kept> kept = new ArrayBlockingQueue<>(1);
    private int failures;

    /** A connection for requests of a protocol, ready to be used. */
    abstract Socket connect(Speaks protocol) throws IOException;

    /** Asks for some paths on one connection, all at once. */
    private List<String> ask(Speaks protocol, String... paths) throws IOException {
        try (Socket socket = connect(protocol)) {
            return protocol == Speaks.HTTP1 ? askHttp1(socket, paths) : askHttp2(socket, paths);
        }
    }

    private static List<String> askHttp1(Socket socket, String... paths) throws IOException {
        Wire wire = new Wire(socket);
        StringBuilder all = new StringBuilder();
        for (String path : paths) {
            all.append("GET ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        wire.send(all.toString());
        String[] answers = new String[paths.length];
        for (int i = 0; i < paths.length; i++) {
            try {
                Answer answer = wire.answer(false);
                assertEquals(List.of(), answer.all("Evil"), wire::transcript);
                answers[i] = answer.status() + " " + answer.body();
            } catch (Wire.BrokenOff e) {
                answers[i] = "broken off";
            }
        }
        return List.of(answers);
    }

    private static List<String> askHttp2(Socket socket, String... paths) throws IOException {
        Http2Wire wire = Http2Wire.begin(socket);
        wire.window(0, 1 << 24);
        Map<Integer, StringBuilder> answers = new TreeMap<>();
        for (int i = 0; i < paths.length; i++) {
            answers.put(2 * i + 1, new StringBuilder());
            wire.get(2 * i + 1, paths[i]);
        }
        wire.flush();
        for (int open = paths.length; open > 0; ) {
            Frame frame = wire.read();
            StringBuilder answer = frame == null ? null : answers.get(frame.stream());
            if (frame == null || frame.type() == Http2Wire.GOAWAY) {
                throw new AssertionError("not all was answered: " + answers + "\n" + wire.transcript());
            }
            switch (frame.type()) {
                case Http2Wire.HEADERS -> answer.append(frame.field(":status")).append(' ');
                case Http2Wire.DATA -> answer.append(frame.text());
                case Http2Wire.RST_STREAM -> {
                    answer.append("broken off");
                    open--;
                }
                default -> {}
            }
            if (frame.ends()) {
                open--;
            }
        }
        return answers.values().stream().map(StringBuilder::toString).toList();
    }

    @Override
    long expectedFailures() {
        return failures;
    }

    /** Failures with their stack traces go to a log that is off. */
    @Override
    void configure(ServerBuilder builder) {
        builder.errorLog(Servers.LOG);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @Override
    void routes(ServeMux mux) {
        super.routes(mux);
        mux.handle("GET /fail/{n}", (w, r) -> {
            throw sneaky(FAILURES.get(Integer.parseInt(r.pathValue("n"))));
        });
        mux.handle("GET /fail-late/{n}", (w, r) -> {
            w.write("some");
            w.flush();
            throw sneaky(FAILURES.get(Integer.parseInt(r.pathValue("n"))));
        });
        mux.handle("GET /deep", (w, _) -> w.write("" + deep(STACK_DEPTH)));
        mux.handle("GET /keep", (w, r) -> {
            w.write("kept");
            kept.add(new Kept(w, r));
        });
        mux.handle("GET /late", (w, _) -> {
            w.write("before ");
            Kept old = kept.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
            for (Late late : LATE) {
                assertThrows(IllegalStateException.class, () -> late.use(old));
            }
            w.write("after");
        });
        mux.handle("GET /left", (w, _) -> {
            CountDownLatch begun = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> writeOn(w, begun));
            begun.await();
        });
        mux.handle("GET /threads", (w, _) -> {
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                byte[] piece = {(byte) ('a' + i)};
                threads[i] = Thread.ofVirtual().start(() -> writeMany(w, piece));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        });
    }

    private static int deep(int depth) {
        return depth == 0 ? 0 : 1 + deep(depth - 1) + deep(depth - 2);
    }

    private static void writeOn(ResponseWriter w, CountDownLatch begun) {
        try {
            while (true) {
                // Ends only as the write fails.
                w.write("evil");
                w.flush();
                begun.countDown();
            }
        } catch (IOException | IllegalStateException _) {
            begun.countDown();
        }
    }

    private static void writeMany(ResponseWriter w, byte[] piece) {
        try {
            for (int i = 0; i < 1000; i++) {
                w.write(piece);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @ParameterizedTest
    @EnumSource
    void handlerThrowsExceptionsAndErrors(Speaks protocol) throws IOException {
        for (int i = 0; i < FAILURES.size(); i++) {
            failures = i + 1;
            List<String> answers = ask(protocol, "/plaintext", "/fail/" + i, "/plaintext");
            assertEquals("200 Hello, World!", answers.get(0));
            assertTrue(answers.get(1).startsWith("500 "), answers::toString);
            assertTrue(!answers.get(1).contains("thrown for the test"), answers::toString);
            assertEquals("200 Hello, World!", answers.get(2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void handlerOverflowsItsStack(Speaks protocol) throws IOException {
        failures = 1;
        List<String> answers = ask(protocol, "/deep", "/plaintext");
        assertTrue(answers.get(0).startsWith("500 "), answers::toString);
        assertEquals("200 Hello, World!", answers.get(1));
    }

    /** What was sent cannot be taken for the whole; over HTTP/2 the connection goes on. */
    @ParameterizedTest
    @EnumSource
    void handlerThrowsWhenItsAnswerIsUnderWay(Speaks protocol) throws IOException {
        for (int i = 0; i < FAILURES.size(); i++) {
            failures = i + 1;
            List<String> answers = ask(protocol, "/fail-late/" + i, "/plaintext");
            assertTrue(answers.get(0).endsWith("broken off"), answers::toString);
            assertEquals(protocol == Speaks.HTTP1 ? "broken off" : "200 Hello, World!", answers.get(1));
        }
    }

    /** The request and the response of an answer that is over, used within another client's. */
    @ParameterizedTest
    @EnumSource
    void handlerKeepsItsRequestAndUsesItLater(Speaks protocol) throws IOException {
        failures = 0;
        for (Speaks other : Speaks.values()) {
            assertEquals(List.of("200 kept"), ask(protocol, "/keep"));
            assertEquals(List.of("200 before after"), ask(other, "/late"));
        }
    }

    /** Threads that were left behind write on and on, while others are answered on the same connection. */
    @ParameterizedTest
    @EnumSource
    void threadLeftBehindWritesOn(Speaks protocol) throws IOException {
        failures = 0;
        String[] paths = new String[2 * LEFT_BEHIND];
        for (int i = 0; i < paths.length; i += 2) {
            paths[i] = "/left";
            paths[i + 1] = "/plaintext";
        }
        List<String> answers = ask(protocol, paths);
        for (int i = 0; i < paths.length; i += 2) {
            assertTrue(answers.get(i).matches("200 (evil)*"), answers.get(i));
            assertEquals("200 Hello, World!", answers.get(i + 1));
        }
    }

    /** Against the contract, yet contained: as many bytes as were written, and none of them in another answer. */
    @ParameterizedTest
    @EnumSource
    void writesFromSeveralThreads(Speaks protocol) throws IOException {
        failures = 0;
        long failed = since(ServerStats::handlersFailed);
        List<String> answers = ask(protocol, "/plaintext", "/threads", "/plaintext");
        assertEquals("200 Hello, World!", answers.get(0));
        assertTrue(answers.get(1).matches("200 [abcd]{0,4000}"), answers.get(1));
        assertEquals("200 Hello, World!", answers.get(2));
        assertEquals(failed, since(ServerStats::handlersFailed));
    }
}
