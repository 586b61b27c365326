package dev.weir.http.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What becomes of a handler's return, and of what it throws. */
class HandlerRunnerTest {
    private static final String ERROR_FIELDS =
            " | Content-Type: text/plain; charset=utf-8 | X-Content-Type-Options: nosniff\n";

    private final LoggingServer server = new LoggingServer();
    private final TranscriptCodec codec = new TranscriptCodec();
    private final PlainRequest request = new PlainRequest(server, "GET");
    private ServerResponse response;

    /** Returns what went out. */
    private String run(Handler handler) {
        HandlerRunner runner = new HandlerRunner(server);
        response = runner.respond(request, codec);
        runner.run(handler, response);
        return codec.lines();
    }

    @Test
    void endsTheResponseWhenTheHandlerReturns() {
        AtomicReference<ResponseWriter> kept = new AtomicReference<>();
        String lines = run((w, r) -> {
            assertSame(request, r);
            assertSame(request, Request.current().orElseThrow());
            assertEquals(1, server.counters().running());
            kept.set(w);
        });
        assertEquals("head 200 length 0 date last\nend", lines);
        assertEquals(Optional.empty(), Request.current());
        assertEquals(1, server.counters().served());
        assertEquals(0, server.counters().running());
        assertEquals(1, request.seals);
        assertThrows(IllegalStateException.class, () -> kept.get().write("late"));
        assertEquals("", server.log());
    }

    @Test
    void anHttpErrorIsAnAnswer() {
        String lines = run((w, _) -> {
            w.status(201).header("X-Before", "1").header("Content-Length", "100");
            w.trailers().set("A", "b");
            w.write("before");
            throw new HttpError(403, "not you").with("X-Why", "rule");
        });
        assertEquals(
                "head 403 length 8 date last | X-Before: 1 | X-Why: rule" + ERROR_FIELDS + "content not you\n\nend",
                lines);
        assertEquals("debug: GET / answered 403: not you", server.log());
    }

    /** The client is to know what was wrong with its content. */
    @Test
    void aContentExceptionsMessageIsInTheAnswer() {
        String lines = run((_, _) -> {
            throw new ContentException(Reason.TIMEOUT, "too slow");
        });
        assertTrue(lines.startsWith("head 408 "), lines);
        assertTrue(lines.contains("Request Timeout: too slow"), lines);
        assertEquals("debug: GET / answered 408: Request Timeout: too slow", server.log());
    }

    @Test
    void anythingElseIs500AndItsMessageALine() {
        String lines = run((_, _) -> {
            throw new IllegalStateException("secret");
        });
        assertTrue(lines.startsWith("head 500 "), lines);
        assertFalse(lines.contains("secret"), lines);
        assertEquals(
                "error: the handler failed on GET / from client/<unresolved>:1: java.lang.IllegalStateException:"
                        + " secret",
                server.log());
        assertEquals(1, server.counters().failed());
    }

    @Test
    void anErrorOfTheMachineIsAnsweredToo() {
        assertTrue(run((_, _) -> {
                    throw new AssertionError("an error too");
                })
                .startsWith("head 500 "));
    }

    @Test
    void whatWasCommittedIsBrokenOff() {
        String lines = run((w, _) -> {
            w.write("part");
            w.flush();
            throw HttpError.notFound();
        });
        assertTrue(lines.endsWith("\ncontent part\nflush\nabort"), lines);
        assertTrue(response.aborted());
    }

    @Test
    void anAbortHandlerBreaksOffWithoutAWord() {
        assertEquals("abort", run((w, _) -> {
            w.write("never");
            throw new AbortHandler();
        }));
        assertEquals("", server.log());
    }

    @Test
    void aShortAnswerIsLogged() {
        String lines = run((w, _) -> w.header("Content-Length", "3").write("ab"));
        assertTrue(lines.endsWith("\ncontent ab\nabort"), lines);
        assertTrue(server.log().startsWith("error: the handler failed on GET / "));
    }

    @Test
    void aClientThatHasGoneIsNoFailureOfTheHandler() {
        codec.failAt = "flush";
        run((w, _) -> w.flush());
        assertTrue(response.failed());
        assertTrue(response.aborted());
        assertTrue(server.log().startsWith("debug: GET / ended early"));
        assertEquals(0, server.counters().failed());
    }

    @Test
    void anErrorThatCannotBeSentBreaksOff() {
        run((w, _) -> {
            throw new HttpError(400, "why").with("Transfer-Encoding", "chunked");
        });
        assertTrue(response.aborted());
        assertEquals(1, server.counters().failed());
    }

    @Test
    void aHandlerThatHasTheConnectionIsNotAnswered() {
        assertEquals("", run((w, _) -> {
            response.hijack();
            throw new IOException("of its own protocol");
        }));
        assertTrue(response.hijacked());
        assertTrue(server.log().startsWith("error: the handler failed on GET / "));
    }

    @Test
    void aClientThatLeavesATakenConnectionIsNoFailureOfTheHandler() {
        codec.clientLeft = true;
        assertEquals("", run((w, _) -> {
            response.hijack();
            throw new IOException("Connection reset");
        }));
        assertTrue(server.log().startsWith("debug: GET / ended early, by the client"));
        assertEquals(0, server.counters().failed());
    }

    @Test
    void whatIsNoIOExceptionIsAFailureThoughTheClientHasLeft() {
        codec.clientLeft = true;
        run((w, _) -> {
            response.hijack();
            throw new IllegalStateException("of the handler's own");
        });
        assertTrue(server.log().startsWith("error: the handler failed on GET / "));
    }

    @Test
    void noInterruptOutlastsTheHandler() {
        run((_, _) -> {
            assertTrue(request.cancel());
            assertTrue(Thread.currentThread().isInterrupted());
        });
        assertFalse(Thread.currentThread().isInterrupted());
        assertFalse(request.cancel());
        assertNotNull(response);
    }
}
