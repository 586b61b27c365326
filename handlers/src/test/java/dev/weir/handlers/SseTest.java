package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.ForwardingResponseWriter;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events as they go out, and how their stream ends. */
@Timeout(60)
class SseTest {
    private static MemoryRequest request(String... fields) {
        RequestBuilder request = MemoryRequest.builder().target("/events");
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return request.build();
    }

    private static ResponseRecorder serve(Sse sse, String... fields) {
        return ResponseRecorder.serve(sse, request(fields));
    }

    private static String sent(SseEvent event) {
        return serve(Sse.handler(events -> events.send(event))).contentText();
    }

    @Test
    void fieldsOfTheResponse() {
        ResponseRecorder w = serve(Sse.handler(events -> {}));
        assertEquals(200, w.status());
        assertEquals("text/event-stream", w.headers().get("Content-Type"));
        assertEquals("no-store", w.headers().get("Cache-Control"));
        assertEquals("no", w.headers().get("X-Accel-Buffering"));
        assertNull(w.headers().get("Content-Length"));
        assertTrue(w.committed());
        assertEquals("", w.contentText());
    }

    @Test
    void whatIsSetBeforeStays() {
        Sse sse = Sse.handler(events -> {});
        ResponseRecorder w = ResponseRecorder.serve(
                (out, r) -> {
                    out.header("Cache-Control", "no-store, no-transform").header("X-Accel-Buffering", "yes");
                    sse.serve(out, r);
                },
                request());
        assertEquals("no-store, no-transform", w.headers().get("Cache-Control"));
        assertEquals("yes", w.headers().get("X-Accel-Buffering"));
    }

    @Test
    void headGetsTheFieldsAlone() {
        AtomicInteger runs = new AtomicInteger();
        Sse sse = Sse.handler(_ -> runs.incrementAndGet());
        ResponseRecorder w = ResponseRecorder.serve(
                sse, MemoryRequest.builder().method("HEAD").target("/").build());
        assertEquals("text/event-stream", w.headers().get("Content-Type"));
        assertEquals(0, runs.get());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a         | data: a",
                "''        | 'data: '",
                "' a'      | 'data:  a'",
                "a\\nb     | data: a\\ndata: b",
                "a\\rb     | data: a\\ndata: b",
                "a\\r\\nb  | data: a\\ndata: b",
                "a\\n\\rb  | data: a\\ndata: \\ndata: b",
                "a\\n      | 'data: a\\ndata: '",
                "a\\r      | 'data: a\\ndata: '",
                "\\nid: 7  | data: \\ndata: id: 7",
            })
    void linesOfData(String data, String lines) {
        assertEquals(real(lines) + "\n\n", sent(SseEvent.of(real(data))));
    }

    private static String real(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r");
    }

    @Test
    void allFieldsOfAnEvent() {
        assertEquals(
                "id: 7\nevent: tick\nretry: 1500\ndata: \u00e9\n\n",
                sent(SseEvent.of("\u00e9").withId("7").withName("tick").withRetry(Duration.ofMillis(1500))));
        assertEquals("id: \ndata: x\n\n", sent(SseEvent.of("x").withId("")));
    }

    @Test
    void severalAtOnceAndComments() {
        ResponseRecorder w = serve(Sse.handler(events -> {
            events.send("a");
            events.sendAll(List.of(SseEvent.of("b"), SseEvent.of("c")));
            events.comment("x\ny");
        }));
        assertEquals("data: a\n\ndata: b\n\ndata: c\n\n: x\n: y\n\n", w.contentText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\u0000b"})
    void whatIsNoLineIsRefused(String text) {
        SseEvent event = SseEvent.of("");
        assertThrows(IllegalArgumentException.class, () -> event.withId(text));
        assertThrows(IllegalArgumentException.class, () -> event.withName(text));
    }

    @Test
    void limitsOfSettings() {
        SseEvent event = SseEvent.of("");
        assertThrows(IllegalArgumentException.class, () -> event.withId("x".repeat(1025)));
        assertThrows(IllegalArgumentException.class, () -> event.withRetry(Duration.ofMillis(-1)));
        Sse sse = Sse.handler(events -> {});
        assertThrows(IllegalArgumentException.class, () -> sse.retry(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> sse.heartbeat(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> sse.writeTimeout(Duration.ofMillis(-1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "41                   | 41        | 41",
                "a b                  | a b       |",
                "-1                   | -1        |",
                "9223372036854775808  | 9223372036854775808 |",
                "\u00c3\u00a9         | \u00e9    |",
                "\u00e9               |           |",
                "''                   |           |",
                "                     |           |",
            })
    void lastEventId(String field, String id, Long number) {
        AtomicReference<SseStream> seen = new AtomicReference<>();
        Sse sse = Sse.handler(seen::set);
        ResponseRecorder w = field == null ? serve(sse) : serve(sse, "Last-Event-ID", field);
        assertEquals(200, w.status());
        assertEquals(id, seen.get().lastEventId().orElse(null));
        assertEquals(
                number == null ? OptionalLong.empty() : OptionalLong.of(number),
                seen.get().lastEventNumber());
    }

    @Test
    void anIdentifierThatWasNeverSentIsTooLong() {
        AtomicReference<SseStream> seen = new AtomicReference<>();
        serve(Sse.handler(seen::set), "Last-Event-ID", "1".repeat(1025));
        assertTrue(seen.get().lastEventId().isEmpty());
    }

    @Test
    void afterTheSourceHasReturnedNobodySends() {
        AtomicReference<SseStream> seen = new AtomicReference<>();
        serve(Sse.handler(seen::set));
        assertFalse(seen.get().isOpen());
        assertThrows(IOException.class, () -> seen.get().send("late"));
    }

    @Test
    void aFailureOfTheSourceBreaksTheResponseOff() {
        ResponseRecorder w = serve(Sse.handler(events -> {
            events.send("a");
            throw new IllegalStateException("on purpose");
        }));
        assertTrue(w.aborted());
        assertInstanceOf(IllegalStateException.class, w.failure().orElseThrow());
    }

    @Test
    void heartbeatsWhileTheSourceIsBlocked() {
        CountDownLatch beaten = new CountDownLatch(3);
        Sse sse = Sse.handler(_ -> beaten.await()).heartbeat(Duration.ofMillis(5));
        ResponseRecorder w = ResponseRecorder.serve(
                (out, r) -> sse.serve(
                        new ForwardingResponseWriter(out) {
                            @Override
                            public void write(byte[] b, int off, int len) throws IOException {
                                super.write(b, off, len);
                                if (len > 0 && b[off] == ':') {
                                    beaten.countDown();
                                }
                            }
                        },
                        r),
                request());
        assertTrue(w.contentText().startsWith(":\n\n:\n\n:\n\n"), w.contentText());
        assertTrue(w.ended());
    }

    @Test
    void aHeartbeatThatFailsEndsTheSourceWithItsFailure() {
        Sse sse = Sse.handler(SseStream::awaitEnd).heartbeat(Duration.ofMillis(5));
        ResponseRecorder w = ResponseRecorder.serve(
                (out, r) -> sse.serve(
                        new ForwardingResponseWriter(out) {
                            @Override
                            public void write(byte[] b, int off, int len) throws IOException {
                                if (len > 0) {
                                    throw new IOException("gone");
                                }
                            }
                        },
                        r),
                request());
        assertEquals("gone", w.failure().orElseThrow().getMessage());
    }

    @Test
    void everyWriteHasADeadlineAndTheStreamHasNone() {
        List<Duration> deadlines = new ArrayList<>();
        Sse sse = Sse.handler(events -> events.send("a")).writeTimeout(Duration.ofSeconds(7));
        ResponseRecorder.serve(
                (out, r) -> sse.serve(
                        new ForwardingResponseWriter(out) {
                            @Override
                            public void writeDeadline(Duration timeout) {
                                deadlines.add(timeout);
                            }
                        },
                        r),
                request());
        Duration seven = Duration.ofSeconds(7);
        assertEquals(List.of(Duration.ZERO, seven, Duration.ZERO, seven, Duration.ZERO), deadlines);
    }

    @Test
    void aDrainEndsTheStreamInOrderWithALastRetry() {
        MemoryRequest request = request();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Sse sse = Sse.handler(events -> {
                    events.send("a");
                    request.drain();
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        assertFalse(events.isOpen());
                        seen.set(assertThrows(IOException.class, () -> events.send("late")));
                        throw e;
                    }
                })
                .retry(Duration.ofMillis(250));
        ResponseRecorder w = ResponseRecorder.serve(sse, request);
        assertEquals("retry: 250\n\ndata: a\n\nretry: 250\n\n", w.contentText());
        assertTrue(w.ended() && !w.aborted());
        assertTrue(w.failure().isEmpty(), () -> "" + w.failure());
        assertTrue(seen.get() != null);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void aServerThatDrainsAlreadyEndsTheStreamAtOnce() {
        MemoryRequest request = request();
        request.drain();
        ResponseRecorder w = ResponseRecorder.serve(Sse.handler(SseStream::awaitEnd), request);
        assertEquals(200, w.status());
        assertTrue(w.ended() && w.failure().isEmpty());
    }

    @Test
    void manyThreadsSendWholeEvents() {
        Sse sse = Sse.handler(events -> {
                    List<Thread> threads = new ArrayList<>();
                    for (int t = 0; t < 8; t++) {
                        threads.add(Thread.startVirtualThread(() -> {
                            for (int i = 0; i < 100; i++) {
                                try {
                                    events.send(SseEvent.of("x\ny").withId("" + i));
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        }));
                    }
                    for (Thread thread : threads) {
                        thread.join();
                    }
                })
                .heartbeat(Duration.ofMillis(1));
        String text = serve(sse).contentText().replace(":\n\n", "");
        String[] events = text.split("\n\n");
        assertEquals(800, events.length);
        for (String event : events) {
            assertTrue(event.matches("id: [0-9]+\ndata: x\ndata: y"), event);
        }
    }
}
