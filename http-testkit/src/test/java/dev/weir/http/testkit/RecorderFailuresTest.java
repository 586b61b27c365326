package dev.weir.http.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.RequestEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A handler's failure is seen: in the log, in a failed assertion, and in the recorder as text. */
class RecorderFailuresTest {
    private static final Logger LOG = Logger.getLogger(ResponseRecorder.class.getName());
    private static final IllegalStateException BROKEN = new IllegalStateException("broken");

    private final List<LogRecord> logged = new ArrayList<>();
    private final java.util.logging.Handler capture = new java.util.logging.Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void captureTheLog() {
        LOG.addHandler(capture);
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void releaseTheLog() {
        LOG.removeHandler(capture);
        LOG.setUseParentHandlers(true);
    }

    private static ResponseRecorder serve(Handler handler) {
        return ResponseRecorder.serve(handler, MemoryRequest.builder().build());
    }

    // ---- the log

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("a 500", (Handler) (_, _) -> {
                    throw BROKEN;
                }),
                Arguments.of("broken off", (Handler) (w, _) -> {
                    w.write("part");
                    w.flush();
                    throw BROKEN;
                }),
                Arguments.of("before a commit", (Handler) (w, _) -> w.onCommit(_ -> {
                    throw BROKEN;
                })),
                Arguments.of("at the end", (Handler) (w, _) -> w.onEnd(_ -> {
                    throw BROKEN;
                })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void whatAServerWouldLogIsLogged(String name, Handler handler) {
        ResponseRecorder w = serve(handler);
        assertEquals(1, logged.size(), name);
        LogRecord one = logged.getFirst();
        assertEquals(Level.SEVERE, one.getLevel());
        assertSame(BROKEN, one.getThrown());
        assertTrue(one.getMessage().contains("GET /"), one.getMessage());
        assertSame(BROKEN, w.failure().orElseThrow());
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("an answer", (Handler) (w, _) -> w.write("x")),
                Arguments.of("an error", (Handler) (_, _) -> {
                    throw new HttpError(404);
                }),
                Arguments.of("an error that is sent", (Handler) (w, _) -> w.error(500, "down")),
                Arguments.of("an abort", (Handler) (_, _) -> {
                    throw new AbortHandler();
                }),
                Arguments.of("a client that has gone", (Handler) (w, r) -> {
                    ((MemoryRequest) r).cancel();
                    w.write("x");
                    w.flush();
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void whatIsNoFailureIsNotLogged(String name, Handler handler) {
        serve(handler);
        assertEquals(List.of(), logged, name);
    }

    // ---- assertStatus

    @Test
    void theStatusThatIsExpectedPasses() {
        ResponseRecorder w = serve((out, _) -> out.status(201).write("x"));
        assertSame(w, w.assertStatus(201));
        ResponseRecorder error = serve((_, _) -> {
            throw HttpError.notFound();
        });
        assertSame(error, error.assertStatus(404));
    }

    @Test
    void aFailureIsTheCauseOfAnotherStatus() {
        ResponseRecorder w = serve((_, _) -> {
            throw BROKEN;
        });
        AssertionError e = assertThrows(AssertionError.class, () -> w.assertStatus(200));
        assertSame(BROKEN, e.getCause());
        assertEquals("""
            the status of GET / is not 200 but 500 Internal Server Error
            Content-Type: text/plain; charset=utf-8
            X-Content-Type-Options: nosniff
            Content-Length: 22
            (failure: java.lang.IllegalStateException: broken)

            Internal Server Error
            """, e.getMessage());
    }

    @Test
    void noResponseIsNoStatus() {
        ResponseRecorder w = serve((_, _) -> {
            throw new AbortHandler();
        });
        AssertionError e = assertThrows(AssertionError.class, () -> w.assertStatus(200));
        assertTrue(e.getCause() instanceof AbortHandler);
        assertTrue(
                e.getMessage().startsWith("the status of GET / is not 200 but no response\n(broken off)\n"),
                e::getMessage);
    }

    @Test
    void aLongContentIsShownInPart() {
        ResponseRecorder w = serve((out, _) -> out.status(202).write("0123456789".repeat(100)));
        String message =
                assertThrows(AssertionError.class, () -> w.assertStatus(200)).getMessage();
        assertTrue(message.endsWith("\n\n" + "0123456789".repeat(30) + "..."), message);
        assertFalse(message.contains("failure"), message);
    }

    @Test
    void contentThatIsNoTextIsCounted() {
        ResponseRecorder zeros = serve((out, _) -> out.write(new byte[1000]));
        String message = assertThrows(AssertionError.class, () -> zeros.assertStatus(404))
                .getMessage();
        assertTrue(message.endsWith("\n\n1000 bytes that are no text"), message);
        ResponseRecorder gzip = serve((out, _) -> out.write(new byte[] {0x1f, (byte) 0x8b, 8}));
        assertTrue(assertThrows(AssertionError.class, () -> gzip.assertStatus(404))
                .getMessage()
                .endsWith("\n\n3 bytes that are no text"));
    }

    @Test
    void fieldsAndContentAreCheckedInTheSameWay() {
        ResponseRecorder w = serve((out, _) -> {
            out.header("X", "1");
            out.write("abc");
        });
        assertSame(w, w.assertHeader("x", "1").assertContent("abc"));
        assertTrue(assertThrows(AssertionError.class, () -> w.assertHeader("X", "2"))
                .getMessage()
                .startsWith("the field X of GET / is not 2 but 200 OK\n"));
        assertTrue(assertThrows(AssertionError.class, () -> w.assertContent("abd"))
                .getMessage()
                .endsWith("\n\nabc"));
        ResponseRecorder broken = serve((out, _) -> {
            out.write("abc");
            out.flush();
            throw BROKEN;
        });
        assertSame(
                BROKEN,
                assertThrows(AssertionError.class, () -> broken.assertContent("abc"))
                        .getCause());
    }

    // ---- as text

    @Test
    void isTextOfStatusFieldsAndFailure() {
        assertEquals(
                "200 OK\nX: 1\nContent-Type: text/plain; charset=utf-8\nContent-Length: 1",
                serve((w, _) -> w.header("X", "1").write("x")).toString());
        assertEquals(
                "200 OK\nX: 1\n(broken off)\n(failure: java.lang.IllegalStateException: broken)",
                serve((w, _) -> {
                            w.header("X", "1").flush();
                            throw BROKEN;
                        })
                        .toString());
        assertEquals("204 No Content", serve((w, _) -> w.status(204)).toString());
    }

    @Test
    void theEndHasTheFailureToo() {
        RequestEnd failed = serve((_, _) -> {
                    throw BROKEN;
                })
                .end();
        assertSame(BROKEN, failed.failure().orElseThrow());
        assertEquals("COMPLETE 500 22", failed.outcome() + " " + failed.status() + " " + failed.contentBytes());
        RequestEnd cut = serve((w, _) -> {
                    w.write("part");
                    w.flush();
                    throw BROKEN;
                })
                .end();
        assertSame(BROKEN, cut.failure().orElseThrow());
        assertEquals("ABORTED 200 4", cut.outcome() + " " + cut.status() + " " + cut.contentBytes());
        RequestEnd meant = serve((_, _) -> {
                    throw HttpError.notFound();
                })
                .end();
        assertTrue(meant.failure().isEmpty(), "an error is an answer");
    }
}
