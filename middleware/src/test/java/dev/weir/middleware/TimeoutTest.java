package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Cookie;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a handler that takes too long, and of one that does not. */
class TimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Timeout LONG = Timeout.of(HOUR);

    private static final List<String> SETTING = List.of("status", "headers", "header", "onCommit", "onEnd", "trailers");
    private static final List<String> CALLS = new ArrayList<>(SETTING);

    static {
        CALLS.addAll(List.of("error", "inform", "write", "bytes", "text", "buffer", "flush", "close"));
    }

    private static ResponseRecorder ask(Handler handler) {
        return ResponseRecorder.serve(handler, MemoryRequest.builder().build());
    }

    /** Ends the time of the handler that runs, now that it is where its time is to end. */
    private static Thread expire(Timeout timeout) {
        return Thread.startVirtualThread(timeout::expire);
    }

    /** Waits as a handler does that heeds interrupts. */
    private static void sleep() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Waits as one that does not: until its response is committed, by another thread. */
    private static void awaitCommitted(ResponseWriter w) {
        while (!w.committed()) {
            Thread.onSpinWait();
        }
    }

    private static void awaitInterrupt() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "returns", "throws something else", "had written"})
    void whoHeedsTheInterruptIsAnsweredWith503(String way) {
        ResponseRecorder answer = ask(Timeout.of(SHORT).wrap((w, _) -> {
            w.write(way.equals("had written") ? "half of it" : "");
            try {
                sleep();
            } catch (InterruptedException e) {
                switch (way) {
                    case "throws" -> throw e;
                    case "throws something else" -> throw new IllegalStateException(e);
                    default -> {}
                }
            }
        }));
        assertEquals("the answer took too long\n", answer.assertStatus(503).contentText());
        assertEquals(RequestEnd.Outcome.COMPLETE, answer.end().outcome());
        assertTrue(answer.end().failure().isEmpty(), "it is an answer");
    }

    @Test
    void whoDoesNotIsAnsweredFromAside() {
        AtomicReference<Thread> committer = new AtomicReference<>();
        AtomicReference<String> later = new AtomicReference<>("");
        Middleware outer = next -> (w, r) -> {
            w.onCommit(head -> {
                committer.set(Thread.currentThread());
                head.headers().set("X-Status", "" + head.status());
            });
            next.serve(w, r);
        };
        Timeout timeout = Timeout.of(HOUR);
        ResponseRecorder answer = ask(outer.then(timeout).wrap((w, _) -> {
            w.header("X-Own", "1").write("half of it");
            expire(timeout);
            awaitCommitted(w);
            String said = "";
            for (String call : CALLS) {
                try {
                    call(w, call);
                    said += call + " passed ";
                } catch (IOException e) {
                    assertEquals("the handler's time is over", e.getMessage(), call);
                } catch (IllegalStateException e) {
                    said += SETTING.contains(call) ? "" : call + " " + e;
                }
            }
            later.set(said);
            throw new IllegalArgumentException("nobody hears this");
        }));
        assertEquals("", later.get());
        assertEquals("the answer took too long\n", answer.assertStatus(503).contentText());
        assertEquals("503", answer.headers().get("X-Status"));
        assertEquals("1", answer.headers().get("X-Own"), "set for the response as a whole");
        assertTrue(answer.failure().isEmpty());
        assertEquals(RequestEnd.Outcome.COMPLETE, answer.end().outcome());
        assertFalse(committer.get() == Thread.currentThread());
    }

    private static void call(ResponseWriter w, String call) throws IOException {
        switch (call) {
            case "status" -> w.status(200);
            case "headers" -> assertNotNull(w.headers());
            case "header" -> w.header("X", "y");
            case "onCommit" -> w.onCommit(_ -> {});
            case "onEnd" -> w.onEnd(_ -> {});
            case "trailers" -> assertNotNull(w.trailers());
            case "error" -> w.error(new HttpError(404));
            case "inform" -> w.inform(103, new Headers());
            case "write" -> w.write('x');
            case "bytes" -> w.write(new byte[] {'x'}, 0, 1);
            case "text" -> w.write("x");
            case "buffer" -> w.write(ByteBuffer.wrap(new byte[] {'x'}));
            case "flush" -> w.flush();
            case "close" -> w.close();
            default -> throw new AssertionError(call);
        }
    }

    @Test
    void theErrorHasThePageOfTheRenderer() {
        ResponseRecorder answer = ResponseRecorder.serve(
                Timeout.of(SHORT).wrap((w, _) -> awaitCommitted(w)),
                MemoryRequest.builder().errors(ErrorRenderer.problemJson()).build());
        assertEquals(
                "application/problem+json", answer.assertStatus(503).headers().get("Content-Type"));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void fieldsOfTheHandlerAreThoseOfTheResponse(boolean keepsThem, boolean flushes) {
        AtomicReference<Headers> kept = new AtomicReference<>();
        ResponseRecorder answer = ask(LONG.wrap((w, _) -> {
            w.header("X-First", "1");
            Headers fields = w.headers().add("X-Second", "2");
            kept.set(fields);
            w.addCookie(Cookie.of("a", "b"));
            w.write("text");
            w.header("X-Third", "3").status(201);
            (keepsThem ? fields : w.headers()).add("X-Fourth", "4").remove("X-First");
            if (flushes) {
                w.flush();
                assertThrows(UnsupportedOperationException.class, () -> fields.add("X", "late"));
                assertThrows(
                        UnsupportedOperationException.class, () -> w.headers().add("X", "late"));
                assertThrows(IllegalStateException.class, () -> w.header("X", "late"));
            }
            w.trailers().set("X-Trailer", "5");
        }));
        Headers got = answer.assertStatus(201).headers();
        assertEquals(
                "null 2 3 4 a=b",
                got.get("X-First") + " " + got.get("X-Second") + " " + got.get("X-Third") + " " + got.get("X-Fourth")
                        + " " + got.get("Set-Cookie"));
        if (flushes) {
            assertEquals("5", answer.trailers().get("X-Trailer"));
        }
    }

    @Test
    void fieldsStayForAnErrorThatIsThrownOrSent() {
        for (boolean thrown : new boolean[] {true, false}) {
            ResponseRecorder answer = ask(LONG.wrap((w, _) -> {
                w.headers().set("X-Own", "1").set("Content-Type", "image/png");
                if (thrown) {
                    throw new HttpError(404).with("X-Error", "2");
                }
                w.error(new HttpError(404).with("X-Error", "2"));
                w.headers().set("X-After", "3");
            }));
            Headers got = answer.assertStatus(404).headers();
            assertEquals(
                    "1 2 text/plain; charset=utf-8 " + (thrown ? null : "3"),
                    got.get("X-Own") + " " + got.get("X-Error") + " " + got.get("Content-Type") + " "
                            + got.get("X-After"));
        }
    }

    @Test
    void aStreamThatHasBegunGoesOn() {
        AtomicInteger runs = new AtomicInteger();
        Timeout timeout = Timeout.of(HOUR);
        ResponseRecorder answer = ask(timeout.wrap((w, _) -> {
            w.write("begun ");
            w.flush();
            expire(timeout).join();
            w.write("and done");
            runs.incrementAndGet();
        }));
        assertEquals("begun and done", answer.assertStatus(200).contentText());
        assertEquals(1, runs.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWholeAnswerIsBrokenOff(boolean heeds) {
        Timeout timeout = Timeout.ofWhole(HOUR);
        ResponseRecorder answer = ask(timeout.wrap((w, _) -> {
            w.write("begun");
            w.flush();
            expire(timeout);
            if (heeds) {
                sleep();
            } else {
                awaitInterrupt();
                assertThrows(IOException.class, () -> w.write("more"));
            }
        }));
        assertTrue(answer.aborted());
        assertEquals(RequestEnd.Outcome.ABORTED, answer.end().outcome());
        assertEquals(Duration.ofNanos(1), answer.writeDeadline().orElseThrow());
        assertTrue(answer.end().failure().isEmpty());
    }

    @Test
    void aWholeAnswerThatHasNotBegunIs503() {
        ask(Timeout.ofWhole(SHORT).wrap((_, _) -> sleep())).assertStatus(503);
        ask(Timeout.ofWhole(SHORT).wrap((w, _) -> awaitCommitted(w))).assertStatus(503);
    }

    @Test
    void aResponseThatIsClosedIsDone() {
        for (Timeout timeout : List.of(Timeout.of(HOUR), Timeout.ofWhole(HOUR))) {
            ResponseRecorder answer = ask(timeout.wrap((w, _) -> {
                w.write("all of it");
                w.close();
                expire(timeout).join();
            }));
            assertEquals("all of it", answer.assertStatus(200).contentText());
            assertEquals(RequestEnd.Outcome.COMPLETE, answer.end().outcome());
        }
    }

    @Test
    void whatAHandlerThrowsInTimePasses() {
        assertInstanceOf(
                IllegalArgumentException.class,
                ask(LONG.wrap((_, _) -> {
                            throw new IllegalArgumentException("thrown");
                        }))
                        .assertStatus(500)
                        .failure()
                        .orElseThrow());
        ask(LONG.wrap((_, _) -> {
                    throw new HttpError(418);
                }))
                .assertStatus(418);
    }

    @Test
    void anErrorOfTheMachinePassesAtAnyTime() {
        assertThrows(
                StackOverflowError.class,
                () -> ask(Timeout.of(SHORT).wrap((_, _) -> {
                    awaitInterrupt();
                    throw new StackOverflowError();
                })));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void noInterruptIsLeftForTheMiddlewareAround(boolean swallows) {
        List<Boolean> seen = new ArrayList<>();
        Middleware outer = next -> (w, r) -> {
            try {
                next.serve(w, r);
            } finally {
                seen.add(Thread.currentThread().isInterrupted());
            }
        };
        ask(outer.then(Timeout.of(SHORT)).wrap((_, _) -> {
                    awaitInterrupt();
                    assertEquals(swallows, swallows && Thread.interrupted());
                }))
                .assertStatus(503);
        assertEquals(List.of(false), seen);
    }

    @Test
    void theOuterOfTwoCountsToo() {
        Timeout outer = Timeout.of(SHORT);
        Timeout inner = Timeout.of(Duration.ofHours(1));
        ask(outer.then(inner).wrap((_, _) -> sleep())).assertStatus(503);
        ask(inner.then(outer).wrap((_, _) -> sleep())).assertStatus(503);
        ask(outer.then(inner).wrap((w, _) -> awaitCommitted(w))).assertStatus(503);
        ask(inner.then(outer).wrap((w, _) -> awaitCommitted(w))).assertStatus(503);
        ask(inner.then(inner).wrap((w, _) -> w.headers().set("X", "y"))).assertStatus(200);
    }

    /** Reading may send 100 (Continue), so no other thread answers meanwhile; the read itself gets a deadline. */
    @ParameterizedTest
    @CsvSource({"none, false", "read, false", "unread, true"})
    void contentThatIsNotReadIsNotAnsweredFromAside(String content, boolean deadline) {
        RequestBuilder request = MemoryRequest.builder();
        if (!content.equals("none")) {
            request.method("POST").content(new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8)), -1);
        }
        AtomicReference<Boolean> committed = new AtomicReference<>();
        Timeout timeout = Timeout.of(HOUR);
        ResponseRecorder answer = ResponseRecorder.serve(
                timeout.wrap((w, r) -> {
                    if (content.equals("read")) {
                        r.content().readAllBytes();
                    }
                    expire(timeout);
                    if (deadline) {
                        awaitInterrupt();
                    } else {
                        awaitCommitted(w);
                    }
                    committed.set(w.committed());
                }),
                request.build());
        answer.assertStatus(503);
        assertEquals(!deadline, committed.get());
        assertEquals(deadline, answer.readDeadline().isPresent());
    }

    @Test
    void aTunnelHasNoTime() {
        for (boolean accepts : new boolean[] {true, false}) {
            AtomicReference<Boolean> interrupted = new AtomicReference<>(true);
            TunnelRequest power = new TunnelRequest() {
                @Override
                public List<String> protocols() {
                    return List.of("x");
                }

                @Override
                public Tunnel accept(String protocol) {
                    return null;
                }
            };
            Timeout timeout = Timeout.of(HOUR);
            ResponseRecorder answer = ResponseRecorder.serve(
                    timeout.wrap((w, _) -> {
                        TunnelRequest tunnel = w.as(TunnelRequest.class).orElseThrow();
                        assertEquals(List.of("x"), tunnel.protocols());
                        if (accepts) {
                            tunnel.accept("x");
                        }
                        Thread expiry = expire(timeout);
                        try {
                            if (accepts) {
                                expiry.join();
                            } else {
                                sleep();
                            }
                            interrupted.set(false);
                        } catch (InterruptedException e) {
                            assertTrue(w.as(TunnelRequest.class).isPresent());
                            assertThrows(IOException.class, () -> tunnel.accept("x"), "too late");
                        }
                    }),
                    MemoryRequest.builder().power(TunnelRequest.class, power).build());
            answer.assertStatus(accepts ? 200 : 503);
            assertEquals(!accepts, interrupted.get());
        }
    }

    /** Many handlers that end just when their time does: each has its whole answer or 503, and no interrupt stays. */
    @Test
    void aroundTheDeadlineAnAnswerIsOneOrTheOther() {
        Timeout timeout = Timeout.of(Duration.ofMillis(1));
        int[] statuses = new int[600];
        for (int i = 0; i < 500; i++) {
            long until = System.nanoTime() + 800_000 + i % 10 * 50_000L;
            ResponseRecorder answer = ask(timeout.wrap((w, _) -> {
                w.headers().set("X-Own", "1");
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                w.write("whole");
            }));
            assertFalse(Thread.interrupted());
            statuses[answer.status()]++;
            assertEquals(answer.status() == 200 ? "whole" : "the answer took too long\n", answer.contentText());
        }
        assertEquals(500, statuses[200] + statuses[503]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "P2D"})
    void refusesWhatIsNoTime(Duration time) {
        assertThrows(IllegalArgumentException.class, () -> Timeout.of(time));
        assertThrows(IllegalArgumentException.class, () -> Timeout.ofWhole(time));
    }
}
