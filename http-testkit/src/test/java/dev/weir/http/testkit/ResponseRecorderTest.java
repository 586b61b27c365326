package dev.weir.http.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.Cookie;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A response in memory keeps to the rules of every response. */
class ResponseRecorderTest {
    private static ResponseRecorder serve(Handler handler) {
        return ResponseRecorder.serve(handler, MemoryRequest.builder().build());
    }

    private static ResponseRecorder serve(String method, Handler handler) {
        return ResponseRecorder.serve(
                handler, MemoryRequest.builder().method(method).build());
    }

    @Test
    void aSmallAnswerIsWhole() {
        ResponseRecorder w = serve((out, _) -> out.write("Hello"));
        assertEquals(200, w.status());
        assertEquals(
                "Content-Type: text/plain; charset=utf-8\nContent-Length: 5\n",
                w.headers().toString());
        assertEquals("Hello", w.contentText());
        assertTrue(w.ended());
        assertTrue(w.committed());
        assertFalse(w.aborted());
        assertEquals(Optional.empty(), w.failure());
    }

    @Test
    void anEmptyAnswerHasALength() {
        assertEquals("Content-Length: 0\n", serve((_, _) -> {}).headers().toString());
        assertEquals("", serve("HEAD", (_, _) -> {}).headers().toString());
    }

    @Test
    void commitsByFlushCloseAndABufferThatIsFull() throws IOException {
        ResponseRecorder w = new ResponseRecorder();
        w.write(new byte[4096]);
        assertFalse(w.committed());
        w.write('x');
        assertTrue(w.committed());
        assertNull(w.headers().get("Content-Length"));
        ResponseRecorder flushed = new ResponseRecorder();
        flushed.flush();
        assertTrue(flushed.committed());
        assertFalse(flushed.ended());
        ResponseRecorder closed = new ResponseRecorder();
        closed.write("x");
        closed.close();
        closed.close();
        assertEquals("1", closed.headers().get("Content-Length"));
    }

    @Test
    void refusesChangesOnceCommitted() throws IOException {
        ResponseRecorder w = new ResponseRecorder();
        w.status(201).header("A", "1").suppress("date");
        w.flush();
        assertThrows(IllegalStateException.class, () -> w.status(200));
        assertThrows(IllegalStateException.class, () -> w.header("A", "2"));
        assertThrows(IllegalStateException.class, () -> w.suppress("Date"));
        assertThrows(IllegalStateException.class, () -> w.inform(103, Headers.empty()));
        assertThrows(UnsupportedOperationException.class, () -> w.headers().set("A", "2"));
        assertEquals(201, w.status());
        w.close();
        assertThrows(IllegalStateException.class, () -> w.write("x"));
        assertThrows(IllegalStateException.class, w::flush);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 100, 101, 199, 600, 1000})
    void refusesStatusesThatAreNotFinal(int code) {
        assertThrows(IllegalArgumentException.class, () -> new ResponseRecorder().status(code));
    }

    @Test
    void keepsToTheLengthThatWasSet() throws IOException {
        ResponseRecorder w = new ResponseRecorder();
        w.header("Content-Length", "3").write("ab");
        assertThrows(IOException.class, () -> w.write("cd"));
        w.write("c");
        w.close();
        assertEquals("abc", w.contentText());
        ResponseRecorder shorter =
                serve((out, _) -> out.header("Content-Length", "3").write("ab"));
        assertTrue(shorter.aborted());
        assertFalse(shorter.ended());
        ResponseRecorder none = serve((out, _) -> out.header("Content-Length", "0"));
        assertTrue(none.ended());
        for (String length : List.of("x", "-1", "+1", "1 ", " ", "99999999999999999999", "\u00b2", "1,1")) {
            ResponseRecorder bad = serve((out, _) -> {
                out.headers().set("Content-Length", length);
                out.write("a");
            });
            assertEquals(length.equals("1 ") ? 200 : 500, bad.status(), length);
        }
        assertEquals(
                500,
                serve((out, _) -> out.header("Transfer-Encoding", "chunked").flush())
                        .status());
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 304})
    void dropsContentWhereThereIsNone(int status) {
        ResponseRecorder w = serve((out, _) -> out.status(status).write("dropped"));
        assertEquals("", w.contentText());
        assertEquals(status, w.status());
        assertEquals(status == 205 ? "Content-Length: 0\n" : "", w.headers().toString());
    }

    @Test
    void headIsAGetWithoutItsContent() {
        Handler handler = (out, _) -> out.write("<html>");
        ResponseRecorder head = serve("HEAD", handler);
        assertEquals("", head.contentText());
        assertEquals(serve(handler).headers().toString(), head.headers().toString());
        ResponseRecorder announced = serve("HEAD", (out, _) -> out.header("Content-Length", "1000"));
        assertTrue(announced.ended());
        assertEquals("1000", announced.headers().get("Content-Length"));
        assertEquals(
                "9",
                serve((o, _) -> o.status(304).header("Content-Length", "9"))
                        .headers()
                        .get("Content-Length"));
        assertNull(serve((o, _) -> o.status(204).header("Content-Length", "9"))
                .headers()
                .get("Content-Length"));
    }

    @Test
    void addsNoFieldThatWasSuppressed() {
        ResponseRecorder w = serve((out, _) ->
                out.suppress("CONTENT-type").suppress("content-length").write("x"));
        assertEquals("", w.headers().toString());
        assertTrue(w.suppressed("Content-Type"));
        assertFalse(w.suppressed("Date"));
        assertThrows(IllegalArgumentException.class, () -> new ResponseRecorder().suppress("Server"));
        assertEquals(
                "gzip",
                serve((o, _) -> o.header("Content-Encoding", "gzip").write("x"))
                        .headers()
                        .value(0));
    }

    @Test
    void sendsTrailersWhereThereIsRoom() {
        Handler handler = (out, _) -> {
            out.trailers().set("Sum", "1");
            out.write("x");
            out.flush();
            out.trailers().set("Late", "2");
        };
        ResponseRecorder w = serve(handler);
        assertEquals("Sum", w.headers().get("Trailer"));
        assertEquals("Sum: 1\nLate: 2\n", w.trailers().toString());
        assertThrows(UnsupportedOperationException.class, () -> w.trailers().add("A", "b"));
        Handler counted = (out, r) -> {
            out.header("Content-Length", "1");
            handler.serve(out, r);
        };
        assertTrue(serve("HEAD", handler).trailers().isEmpty());
        assertTrue(serve(counted).trailers().isEmpty());
        Request old = MemoryRequest.builder().protocol("HTTP/1.0").build();
        assertTrue(ResponseRecorder.serve(handler, old).trailers().isEmpty());
        Request h2 = MemoryRequest.builder().protocol("HTTP/2").build();
        assertEquals(2, ResponseRecorder.serve(counted, h2).trailers().size());
    }

    /** RFC 9110 section 6.6.2: what is announced can come. */
    @Test
    void announcesTrailersOnlyWhereThereIsRoom() {
        Handler handler = (out, _) -> {
            out.trailers().add("Sum", "1").add("sum", "2").add("Content-Type", "x");
            out.header("Trailer", "Sum, Late").write("x");
        };
        assertEquals("Sum, Late", serve(handler).headers().get("Trailer"));
        assertEquals("Sum: 1\nsum: 2\n", serve(handler).trailers().toString());
        Request old = MemoryRequest.builder().protocol("HTTP/1.0").build();
        for (ResponseRecorder w : List.of(
                serve("HEAD", handler),
                ResponseRecorder.serve(handler, old),
                serve((out, r) -> {
                    out.header("Content-Length", "1");
                    handler.serve(out, r);
                }),
                serve((out, r) -> {
                    out.status(204);
                    handler.serve(out, r);
                }),
                serve((out, _) -> out.header("Trailer", "Sum").write("x")))) {
            assertNull(w.headers().get("Trailer"), w.headers()::toString);
            assertTrue(w.trailers().isEmpty());
        }
        assertEquals("1", ResponseRecorder.serve(handler, old).headers().get("Content-Length"), "as nothing follows");
        ResponseRecorder named = serve((out, _) -> {
            out.trailers().add("Sum", "1").add("sum", "2").add("Content-Type", "x");
            out.write("x");
        });
        assertEquals("Sum", named.headers().get("Trailer"));
        ResponseRecorder forbidden = serve((out, _) -> {
            out.trailers().add("Set-Cookie", "a=b");
            out.write("x");
        });
        assertNull(forbidden.headers().get("Trailer"));
        assertEquals("1", forbidden.headers().get("Content-Length"));
        assertTrue(forbidden.trailers().isEmpty());
    }

    @Test
    void recordsInterimResponses() {
        Handler handler = (out, _) -> {
            out.inform(103, new Headers().add("Link", "</a.css>"));
            out.inform(102, Headers.empty());
            assertThrows(IllegalArgumentException.class, () -> out.inform(101, Headers.empty()));
            assertThrows(IllegalArgumentException.class, () -> out.inform(200, Headers.empty()));
        };
        List<ResponseRecorder.Interim> interims = serve(handler).interims();
        assertEquals(2, interims.size());
        assertEquals(103, interims.get(0).status());
        assertEquals("</a.css>", interims.get(0).headers().get("link"));
        Request old = MemoryRequest.builder().protocol("HTTP/1.0").build();
        assertEquals(List.of(), ResponseRecorder.serve(handler, old).interims());
    }

    @Test
    void recordsDeadlinesAndHasPowersThatItWasGiven() throws IOException {
        ResponseRecorder w = new ResponseRecorder();
        assertEquals(Optional.empty(), w.readDeadline());
        w.readDeadline(Duration.ofSeconds(1));
        w.writeDeadline(Duration.ZERO);
        assertEquals(Optional.of(Duration.ofSeconds(1)), w.readDeadline());
        assertEquals(Optional.of(Duration.ZERO), w.writeDeadline());
        Runnable power = () -> {};
        assertEquals(Optional.empty(), w.as(Runnable.class));
        assertSame(power, w.grant(Runnable.class, power).as(Runnable.class).orElseThrow());
    }

    @Test
    void turnsExceptionsIntoStatuses() {
        ResponseRecorder w = serve((out, _) -> {
            out.status(201).header("X-Before", "1").header("Content-Length", "100");
            out.trailers().set("A", "b");
            out.write("before");
            throw new HttpError(403, "not you").with("X-Why", "rule");
        });
        assertEquals(403, w.status());
        assertEquals("not you\n", w.contentText());
        assertEquals(
                "X-Before: 1\nX-Why: rule\nContent-Type: text/plain; charset=utf-8\nX-Content-Type-Options: nosniff\n"
                        + "Content-Length: 8\n",
                w.headers().toString());
        assertTrue(w.failure().orElseThrow() instanceof HttpError);
        ResponseRecorder content = serve((_, _) -> {
            throw new ContentException(ContentException.Reason.TIMEOUT, "too slow");
        });
        assertEquals(408, content.status());
        assertEquals("Request Timeout: too slow\n", content.contentText());
        ResponseRecorder other = serve((_, _) -> {
            throw new IllegalStateException("secret");
        });
        assertEquals(500, other.status());
        assertEquals("Internal Server Error\n", other.contentText());
        assertEquals("secret", other.failure().orElseThrow().getMessage());
    }

    @Test
    void cutsOffWhatWasCommitted() {
        ResponseRecorder w = serve((out, _) -> {
            out.write("part");
            out.flush();
            throw new HttpError(404);
        });
        assertEquals(200, w.status());
        assertEquals("part", w.contentText());
        assertTrue(w.aborted());
        ResponseRecorder aborted = serve((out, _) -> {
            out.write("never sent");
            throw new AbortHandler();
        });
        assertTrue(aborted.aborted());
        assertEquals("", aborted.contentText());
        assertThrows(IOException.class, () -> aborted.write("x"));
    }

    @Test
    void letsFailedAssertionsThrough() {
        assertThrows(
                AssertionError.class,
                () -> serve((_, _) -> {
                    throw new AssertionError("in the handler");
                }));
    }

    @Test
    void showsTheCurrentRequest() {
        Request r = MemoryRequest.builder().build();
        ResponseRecorder.serve((_, _) -> assertSame(r, Request.current().orElseThrow()), r);
    }

    @Test
    void interruptsTheHandlerOfACancelledRequest() {
        MemoryRequest r = MemoryRequest.builder().build();
        ResponseRecorder w = ResponseRecorder.serve(
                (_, _) -> {
                    Thread.ofVirtual().start(r::cancel);
                    Thread.sleep(Duration.ofMinutes(1));
                },
                r);
        assertTrue(w.failure().orElseThrow() instanceof InterruptedException);
        assertFalse(Thread.currentThread().isInterrupted());
        MemoryRequest later = MemoryRequest.builder().build();
        ResponseRecorder.serve((_, _) -> {}, later);
        later.cancel();
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void takesCookiesUntilItIsCommitted() throws Exception {
        ResponseRecorder w = new ResponseRecorder();
        w.addCookie(Cookie.of("a", "1")).addCookie(Cookie.of("b", "2"));
        assertEquals(List.of("a=1", "b=2"), w.headers().all("Set-Cookie"));
        assertThrows(IllegalArgumentException.class, () -> w.addCookie(Cookie.of("a", "1\r\nX: y")));
        w.flush();
        assertThrows(IllegalStateException.class, () -> w.addCookie(Cookie.of("c", "3")));
    }

    @Test
    void contentOverItsLimitIsAnsweredWith413() {
        Handler handler = (_, r) -> r.withContentLimit(2).content().readAllBytes();
        ResponseRecorder w = ResponseRecorder.serve(
                handler, MemoryRequest.builder().content("abc").build());
        assertEquals(413, w.status());
        assertEquals("Content Too Large: the content is larger than 2 bytes\n", w.contentText(), "as a server says it");
    }
}
