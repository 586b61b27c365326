package dev.weir.http.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.ForwardingResponseWriter;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.RequestEnd.Outcome;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hooks, ends, drains, errors and tunnels in memory. */
@Timeout(60)
class RecorderSeamsTest {
    private static ResponseRecorder serve(Handler handler) {
        return ResponseRecorder.serve(handler, MemoryRequest.builder().build());
    }

    // ---- hooks

    @Test
    void hooksSeeAndChangeTheResponse() {
        List<String> seen = new ArrayList<>();
        ResponseRecorder w = serve((out, _) -> {
            out.onCommit(head -> {
                seen.add("outer " + head.status() + " " + head.contentLength());
                head.headers().set("X", "outer");
                head.encode(UpperCase::new);
            });
            out.onCommit(head -> {
                seen.add("inner " + head.headers().get("Content-Type"));
                head.status(203).headers().set("ETag", "\"1\"");
            });
            out.onEnd(end -> seen.add("end " + end.status() + " " + end.contentBytes()));
            out.write("abc");
        });
        assertEquals(List.of("inner text/plain; charset=utf-8", "outer 203 3", "end 203 4"), seen);
        assertEquals("ABC!", w.contentText());
        assertEquals(
                "Content-Type: text/plain; charset=utf-8\nETag: W/\"1\"\nX: outer\nContent-Length: 4\n",
                w.headers().toString());
    }

    /** Makes letters large, and ends with one more byte. */
    private static final class UpperCase extends FilterOutputStream {
        UpperCase(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(Character.toUpperCase(b));
        }

        @Override
        public void close() throws IOException {
            out.write('!');
        }
    }

    // ---- the end

    @Test
    void theEndSaysWhatHasBecomeOfTheRequest() {
        InetSocketAddress client = new InetSocketAddress("192.0.2.7", 1);
        MemoryRequest r =
                MemoryRequest.builder().protocol("HTTP/2").remoteAddress(client).build();
        RequestEnd end = ResponseRecorder.serve(
                        (w, in) -> {
                            in.withMatch("/{x}", new String[] {"x"}, new String[] {""});
                            w.status(201).write("abc");
                        },
                        r)
                .end();
        assertEquals(
                "COMPLETE 201 3 /{x} HTTP/2 0 -",
                String.join(
                        " ",
                        end.outcome().toString(),
                        Integer.toString(end.status()),
                        Long.toString(end.contentBytes()),
                        end.pattern(),
                        end.protocol(),
                        Integer.toString(end.stream()),
                        end.message().isEmpty() ? "-" : end.message()));
        assertSame(r, end.request().orElseThrow());
        assertSame(client, end.remoteAddress());
        assertEquals(Optional.empty(), end.failure());
        assertTrue(end.timeToFirstByte().compareTo(end.duration()) <= 0);
        assertTrue(end.timeToFirstByte().isPositive());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing, COMPLETE, 200",
        "cancel, CLIENT_GONE, 0",
        "cut, ABORTED, 0",
        "flush cancel, CLIENT_GONE, 200",
        "flush cut, ABORTED, 200",
        "abort, ABORTED, 0",
    })
    void theOutcome(String steps, Outcome outcome, int status) {
        MemoryRequest r = MemoryRequest.builder().build();
        ResponseRecorder w = ResponseRecorder.serve(
                (out, _) -> {
                    for (String step : steps.split(" ")) {
                        switch (step) {
                            case "cancel" -> r.cancel();
                            case "cut" -> r.cut();
                            case "flush" -> out.flush();
                            case "abort" -> throw new AbortHandler();
                            default -> out.write("x");
                        }
                    }
                },
                r);
        assertEquals(outcome + " " + status, w.end().outcome() + " " + w.end().status());
        assertEquals(status > 0, w.committed());
        assertEquals(outcome != Outcome.COMPLETE, w.aborted());
    }

    /** Whoever waits is woken, and whoever writes is told. */
    @Test
    void nothingIsSentToAClientThatHasGone() {
        MemoryRequest r = MemoryRequest.builder().build();
        ResponseRecorder w = ResponseRecorder.serve(
                (out, _) -> {
                    out.write("part");
                    out.flush();
                    r.cancel();
                    assertTrue(Thread.interrupted());
                    out.write("more");
                    assertThrows(IOException.class, out::flush);
                    assertThrows(IOException.class, () -> out.write("x"));
                },
                r);
        assertEquals("part", w.contentText());
        assertTrue(w.aborted());
    }

    // ---- drain

    @Test
    void aDrainIsTold() throws InterruptedException {
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Thread own = Thread.currentThread();
        MemoryRequest r = MemoryRequest.builder().build();
        ResponseRecorder w = ResponseRecorder.serve(
                (out, in) -> {
                    Request copy = in.withScheme("https");
                    assertFalse(copy.draining());
                    in.onDrain(() -> {
                        assertNotSame(own, Thread.currentThread());
                        heard.add("before");
                    });
                    r.drain();
                    assertTrue(copy.draining());
                    assertEquals("before", heard.poll(30, TimeUnit.SECONDS));
                    copy.onDrain(() -> heard.add("after"));
                    assertEquals("after", heard.poll(30, TimeUnit.SECONDS));
                    assertFalse(in.cancelled(), "a drain cancels nothing");
                    out.write("whole");
                },
                r);
        assertEquals("200 whole", w.status() + " " + w.contentText());
    }

    @Test
    void aDrainBeforeTheHandlerIsToldAtOnceAndOneAfterItIsNot() throws InterruptedException {
        MemoryRequest early = MemoryRequest.builder().build();
        early.drain();
        ResponseRecorder.serve(
                (_, in) -> {
                    assertTrue(in.draining());
                    CountDownLatch told = new CountDownLatch(1);
                    in.onDrain(told::countDown);
                    told.await();
                },
                early);
        MemoryRequest late = MemoryRequest.builder().build();
        List<String> heard = new ArrayList<>();
        ResponseRecorder.serve((_, in) -> in.onDrain(() -> heard.add("late")), late);
        late.drain();
        assertTrue(late.draining());
        assertEquals(List.of(), heard);
    }

    /** What an action throws is shown as what ends a thread is. */
    @Test
    void anActionThatThrowsIsSeen() throws InterruptedException {
        LinkedBlockingQueue<Throwable> seen = new LinkedBlockingQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> seen.add(e));
        try {
            MemoryRequest r = MemoryRequest.builder().build();
            ResponseRecorder w = ResponseRecorder.serve(
                    (_, in) -> {
                        in.onDrain(() -> {
                            throw new IllegalStateException("broken");
                        });
                        CountDownLatch next = new CountDownLatch(1);
                        in.onDrain(next::countDown);
                        r.drain();
                        next.await();
                    },
                    r);
            assertEquals("broken", seen.take().getCause().getMessage());
            w.assertStatus(200);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    // ---- rates

    @Test
    void recordsTheRateThatWasSet() {
        assertEquals(OptionalInt.empty(), serve((_, _) -> {}).minRequestRate());
        assertEquals(
                OptionalInt.of(0),
                serve((w, _) -> {
                            w.minRequestRate(100);
                            w.minRequestRate(0);
                        })
                        .minRequestRate());
        assertEquals(OptionalInt.of(7), serve((w, _) -> w.minRequestRate(7)).minRequestRate());
        serve((w, _) -> assertThrows(IllegalArgumentException.class, () -> w.minRequestRate(-1)));
    }

    // ---- errors

    private static String rendered(ErrorRenderer renderer, Handler handler) {
        ResponseRecorder w = ResponseRecorder.serve(
                handler, MemoryRequest.builder().errors(renderer).build());
        return w.status() + " " + w.headers().get("Content-Type") + " "
                + w.contentText().trim();
    }

    @Test
    void errorsAreWrittenByTheRenderer() {
        ErrorRenderer own = report -> new ErrorRenderer.Page(
                "text/x-own",
                report.status() + "|" + report.message() + "|"
                        + report.request().map(Request::target).orElse("-") + "|"
                        + report.failure().map(Throwable::getMessage).orElse("-"));
        assertEquals("404 text/x-own 404|Not Found|/|-", rendered(own, (_, _) -> {
            throw HttpError.notFound();
        }));
        assertEquals("410 text/x-own 410|gone|/|-", rendered(own, (w, _) -> w.error(410, "gone")));
        assertEquals("409 a/b its own", rendered(own, (_, _) -> {
            throw new HttpError(409, "its own").with("Content-Type", "a/b");
        }));
        assertEquals("200 text/plain; charset=utf-8 fine", rendered(own, (w, _) -> w.write("fine")));
        assertEquals(
                "404 application/problem+json {\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}",
                rendered(ErrorRenderer.problemJson(), (w, _) -> w.error(404, "Not Found")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "null", "a field"})
    void aRendererThatFailsLeavesPlainText(String how) {
        ErrorRenderer broken = report -> switch (how) {
            case "throws" -> throw new IllegalStateException("broken");
            case "a field" -> new ErrorRenderer.Page("a\nb", "x");
            default -> null;
        };
        assertEquals("404 text/plain; charset=utf-8 Not Found", rendered(broken, (w, _) -> w.error(404, "Not Found")));
    }

    /** An error in the place of an error: its page's fields are there once. */
    @Test
    void anErrorInThePlaceOfAnErrorIsOneError() {
        ResponseRecorder w = ResponseRecorder.serve(
                (out, _) -> {
                    out.header("Vary", "Origin");
                    out.error(404, "first");
                    throw new HttpError(410, "second");
                },
                MemoryRequest.builder()
                        .header("Accept", "application/json")
                        .errors(ErrorRenderer.byAccept())
                        .build());
        assertEquals(410, w.status());
        assertEquals(List.of("Origin", "Accept"), w.headers().all("Vary"));
        assertTrue(w.contentText().contains("\"detail\":\"second\""), w.contentText());
        assertFalse(w.contentText().contains("first"), w.contentText());
    }

    // ---- tunnels

    private static final Handler ECHO = (w, _) -> {
        TunnelRequest request = w.as(TunnelRequest.class).orElseThrow(() -> new HttpError(Status.UPGRADE_REQUIRED));
        try (Tunnel tunnel = request.accept("echo")) {
            tunnel.input().transferTo(tunnel.output());
        }
    };

    @Test
    void aTunnelIsAPower() throws IOException {
        assertEquals(426, serve(ECHO).status());
        Pipe pipe = new Pipe("hello");
        TunnelRequest power = new TunnelRequest() {
            @Override
            public List<String> protocols() {
                return List.of("echo");
            }

            @Override
            public Tunnel accept(String protocol) {
                assertEquals("echo", protocol);
                return pipe;
            }
        };
        ResponseRecorder w = ResponseRecorder.serve(
                ECHO, MemoryRequest.builder().power(TunnelRequest.class, power).build());
        assertEquals(Optional.empty(), w.failure());
        assertEquals("hello", pipe.sent.toString(StandardCharsets.UTF_8));
        assertTrue(pipe.closed);
    }

    /** A tunnel whose client has said all that it has to say. */
    private static final class Pipe implements Tunnel {
        private final InputStream received;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private boolean closed;

        Pipe(String received) {
            this.received = new ByteArrayInputStream(received.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public InputStream input() {
            return received;
        }

        @Override
        public OutputStream output() {
            return sent;
        }

        @Override
        public SocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("a.example", 1);
        }

        @Override
        public void readDeadline(Duration timeout) {}

        @Override
        public void writeDeadline(Duration timeout) {}

        @Override
        public boolean draining() {
            return false;
        }

        @Override
        public void onDrain(Runnable action) {}

        @Override
        public void closeOutput() {}

        @Override
        public void close() {
            closed = true;
        }
    }

    // ---- writers around the writer

    @Test
    void aWrapperKeepsPowersAndHooks() {
        Runnable power = () -> {};
        ResponseRecorder w = ResponseRecorder.serve(
                (out, _) -> {
                    ResponseWriter around = new ForwardingResponseWriter(out) {};
                    assertSame(power, around.as(Runnable.class).orElseThrow());
                    around.onCommit(head -> head.headers().set("X", "1")).write("x");
                },
                MemoryRequest.builder().power(Runnable.class, power).build());
        assertEquals("1", w.headers().get("X"));
        assertEquals("x", w.contentText());
        assertEquals(Headers.empty().toString(), w.trailers().toString());
    }
}
