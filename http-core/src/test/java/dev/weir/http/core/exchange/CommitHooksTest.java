package dev.weir.http.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Commit;
import dev.weir.http.api.ContentEncoder;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.ResponseWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hooks see and change before the head goes out, and what encoders make of the content. Eight bytes are held back. */
class CommitHooksTest {
    private static final String TEXT = " | Content-Type: text/plain; charset=utf-8";
    private static final String ERROR_FIELDS = TEXT + " | X-Content-Type-Options: nosniff";

    private final LoggingServer server = new LoggingServer();
    private final TranscriptCodec codec = new TranscriptCodec();
    private final List<String> runs = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

    private String run(String method, Handler handler) {
        HandlerRunner runner = new HandlerRunner(server);
        runner.run(handler, runner.respond(new PlainRequest(server, method), codec));
        return codec.lines();
    }

    private String run(Handler handler) {
        return run("GET", handler);
    }

    /** Puts brackets around the content, and a bar at each flush. */
    private ContentEncoder brackets(String open, String close) {
        return out -> new FilterOutputStream(out) {
            private boolean begun;
            private boolean over;

            private void begin() throws IOException {
                if (!begun) {
                    begun = true;
                    out.write(open.getBytes(StandardCharsets.US_ASCII));
                }
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                begin();
                out.write(b, off, len);
            }

            @Override
            public void flush() throws IOException {
                begin();
                out.write('|');
                out.flush();
            }

            @Override
            public void close() throws IOException {
                if (!over) {
                    over = true;
                    closed.add(open + close);
                    begin();
                    out.write(close.getBytes(StandardCharsets.US_ASCII));
                }
            }
        };
    }

    // ---- when they run

    @Test
    void theLastRegisteredRunsFirstAndEachOnce() {
        String lines = run((w, _) -> {
            w.onCommit(c -> runs.add("outer " + c.headers().get("ETag")));
            w.onCommit(c -> {
                runs.add("inner " + c.status() + " " + c.contentLength());
                c.headers().set("ETag", "\"1\"");
            });
            w.write("Hello");
            assertTrue(runs.isEmpty());
            w.flush();
            w.write("!");
        });
        assertEquals(List.of("inner 200 -1", "outer \"1\""), runs);
        assertEquals(
                "head 200 length unknown date | ETag: \"1\"" + TEXT + "\ncontent Hello\nflush\ncontent !\nend",
                lines.replace(TEXT + " | ETag: \"1\"", " | ETag: \"1\"" + TEXT));
    }

    @Test
    void anErrorComesByToo() {
        String lines = run((w, _) -> {
            w.header("X-Request-Id", "7").header("ETag", "\"1\"").header("Cache-Control", "max-age=60");
            w.onCommit(c -> runs.add(c.status() + " " + c.contentLength() + " " + text(c)));
            w.write("lost");
            throw new HttpError(404, "no");
        });
        assertEquals(List.of("404 3 no\n"), runs);
        assertEquals("head 404 length 3 date last | X-Request-Id: 7" + ERROR_FIELDS + "\ncontent no\n\nend", lines);
    }

    private static String text(Commit commit) {
        return commit.content()
                .map(content -> StandardCharsets.US_ASCII.decode(content).toString())
                .orElse("-");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200, 3, true, 3, abc",
        "GET, 200, 0, false, 0, -",
        "HEAD, 200, 3, false, 3, abc",
        "HEAD, 200, 0, false, -1, -",
        "GET, 204, 0, false, 0, -",
        "GET, 304, 0, false, 0, -"
    })
    void showsWhatIsKnownOfTheContent(String method, int status, int length, boolean has, long known, String content) {
        run(method, (w, _) -> {
            w.status(status);
            w.onCommit(c -> runs.add(c.hasContent() + " " + c.contentLength() + " " + text(c)));
            w.write("abc".substring(0, length));
        });
        assertEquals(List.of(has + " " + known + " " + content), runs);
    }

    @Test
    void aDeclaredLengthIsKnown() {
        run((w, _) -> {
            w.header("Content-Length", "20");
            w.onCommit(c -> runs.add(c.hasContent() + " " + c.contentLength() + " " + text(c)));
            w.write("0123456789");
            w.write("0123456789");
        });
        assertEquals(List.of("true 20 -"), runs);
    }

    @Test
    void theGuessedTypeIsThere() {
        run((w, _) -> {
            w.onCommit(c -> runs.add(c.headers().get("Content-Type")));
            w.write("{}");
        });
        assertEquals(List.of("text/plain; charset=utf-8"), runs);
    }

    @Test
    void aHookMayChangeStatusAndFields() {
        String lines = run((w, _) -> {
            w.onCommit(c -> c.status(304).headers().set("ETag", "\"1\""));
            w.write("abc");
        });
        assertEquals("head 304 length none date last" + TEXT + " | ETag: \"1\"\nend", lines);
        assertThrows(IllegalArgumentException.class, () -> {
            AtomicReference<RuntimeException> thrown = new AtomicReference<>();
            run((w, _) -> w.onCommit(c -> {
                try {
                    c.status(100);
                } catch (RuntimeException e) {
                    thrown.set(e);
                }
            }));
            throw thrown.get();
        });
    }

    @Test
    void itIsOverWhenTheHeadGoesOut() {
        AtomicReference<Commit> kept = new AtomicReference<>();
        run((w, _) -> {
            w.onCommit(kept::set);
            w.flush();
            assertThrows(IllegalStateException.class, () -> w.onCommit(_ -> {}));
            assertThrows(IllegalStateException.class, () -> kept.get().status());
            assertThrows(IllegalStateException.class, () -> kept.get().encode(out -> out));
        });
        AtomicReference<ResponseWriter> writer = new AtomicReference<>();
        run((w, _) -> writer.set(w));
        assertThrows(IllegalStateException.class, () -> writer.get().onCommit(_ -> {}));
    }

    @Test
    void aHookThatThrowsIsTheHandlersFailureAndTheOthersRunForTheError() {
        String lines = run((w, _) -> {
            w.onCommit(c -> runs.add("outer " + c.status()));
            w.onCommit(c -> {
                runs.add("inner " + c.status());
                throw new IllegalStateException("on purpose");
            });
            w.write("abc");
        });
        assertEquals(List.of("inner 200", "outer 500"), runs);
        assertTrue(lines.startsWith("head 500 "), lines);
        assertTrue(server.log().contains("on purpose"));
    }

    @Test
    void whatAHookThrowsCannotBeCaughtToGoOn() {
        String lines = run((w, _) -> {
            w.onCommit(c -> {
                throw new IllegalStateException("on purpose");
            });
            w.onCommit(c -> c.encode(brackets("<", ">")).headers().set("Content-Encoding", "brackets"));
            assertThrows(IllegalStateException.class, w::flush);
            w.write("abc");
            assertThrows(IOException.class, w::flush);
        });
        assertTrue(lines.startsWith("head 500 "), lines);
        assertFalse(lines.contains("brackets"), lines);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHookDoesNothingWithItsResponse(boolean flushes) {
        String lines = run((w, _) -> {
            w.onCommit(c -> {
                assertFalse(w.committed());
                for (Executable use : List.<Executable>of(
                        () -> w.write("no"),
                        w::flush,
                        w::close,
                        () -> w.status(201),
                        () -> w.header("X-A", "1"),
                        () -> w.error(404, "no"),
                        () -> w.onCommit(_ -> {}),
                        () -> w.inform(103, new Headers()),
                        ((ServerResponse) w)::hijack)) {
                    runs.add(assertThrows(IllegalStateException.class, use).getMessage());
                }
            });
            w.write("abc");
            if (flushes) {
                w.flush();
            }
        });
        assertEquals(Collections.nCopies(9, "a commit hook runs: it changes its Commit alone"), runs);
        assertEquals("content abc", lines.lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void aTunnelHasNone() {
        String lines = run("CONNECT", (w, _) -> {
            w.onCommit(_ -> runs.add("hook"));
            w.flush();
        });
        assertTrue(lines.startsWith("head 200"), lines);
        assertEquals(List.of(), runs);
        run("CONNECT", (w, _) -> {
            w.onCommit(_ -> runs.add("refused"));
            w.status(403);
        });
        assertEquals(List.of("refused"), runs);
    }

    // ---- encoders

    @Test
    void aSmallAnswerGoesOutInOnePieceWithItsNewLength() {
        String lines = run((w, _) -> {
            w.onCommit(c -> {
                c.encode(brackets("<", ">"));
                runs.add(c.contentLength() + " " + text(c));
            });
            w.write("abc");
        });
        assertEquals(List.of("-1 -"), runs);
        assertEquals("head 200 length 5 date last" + TEXT + "\ncontent <abc>\nend", lines);
        assertEquals(List.of("<>"), closed);
    }

    @Test
    void moreThanTheBufferIsEncodedAsItComes() {
        String lines = run((w, _) -> {
            w.onCommit(c -> c.encode(brackets("<", ">")));
            w.write("abc");
            w.write("defghijkl");
            w.write(direct("mnopqrstuvwxyz"));
        });
        assertTrue(lines.startsWith("head 200 length unknown date" + TEXT + "\n"), lines);
        assertEquals("<abcdefghijklmnopqrstuvwxyz>", contents(lines));
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static String contents(String lines) {
        StringBuilder all = new StringBuilder();
        lines.lines().filter(line -> line.startsWith("content ")).forEach(line -> all.append(line.substring(8)));
        return all.toString();
    }

    @Test
    void aFlushPassesTheEncoder() {
        String lines = run((w, _) -> {
            w.onCommit(c -> c.encode(brackets("<", ">")));
            w.write("a");
            w.flush();
            w.write("b");
            w.flush();
        });
        assertEquals(
                "head 200 length unknown date" + TEXT + "\ncontent <a|\nflush\ncontent b|\nflush\ncontent >\nend",
                lines);
    }

    @Test
    void theHookThatRunsLaterIsFurtherOut() {
        String lines = run((w, _) -> {
            w.onCommit(c -> c.encode(brackets("(", ")")));
            w.onCommit(c -> c.encode(brackets("<", ">")));
            w.write("abc");
        });
        assertEquals("(<abc>)", contents(lines));
        assertEquals(List.of("<>", "()"), closed, "each of them, though they do not close each other");
    }

    @Test
    void whatDescribedTheBytesGoes() {
        String lines = run((w, _) -> {
            w.header("Content-Length", "3").header("Accept-Ranges", "bytes").header("ETag", "\"1\"");
            w.header("Repr-Digest", "sha-256=:x:").header("Last-Modified", "Sun, 29 Nov 2026 00:00:00 GMT");
            w.onCommit(c -> c.encode(brackets("<", ">")).headers().set("Content-Encoding", "brackets"));
            w.write("abc");
        });
        assertEquals(
                "head 200 length 5 date last | ETag: W/\"1\" | Last-Modified: Sun, 29 Nov 2026 00:00:00 GMT" + TEXT
                        + " | Content-Encoding: brackets\ncontent <abc>\nend",
                lines);
        assertTrue(
                run((w, _) -> {
                            w.header("ETag", "W/\"1\"");
                            w.onCommit(c -> c.encode(brackets("<", ">")));
                        })
                        .contains("| ETag: W/\"1\""),
                "a weak one stays");
    }

    @Test
    void theFieldsToHeadAreThoseToGet() {
        String lines = run("HEAD", (w, _) -> {
            w.header("ETag", "\"1\"").header("Content-Length", "3");
            w.onCommit(c -> c.encode(brackets("<", ">")).headers().set("Content-Encoding", "brackets"));
        });
        assertEquals("head 200 length unknown date last | ETag: W/\"1\" | Content-Encoding: brackets\nend", lines);
        assertEquals(List.of(), closed, "no encoder is made where no content is sent");
    }

    @Test
    void theLengthToHeadIsNotThatOfWhatGetWouldEncode() {
        String lines = run("HEAD", (w, _) -> {
            w.onCommit(c -> c.encode(brackets("<", ">")));
            w.write("abc");
        });
        assertEquals("head 200 length unknown date last" + TEXT + "\nend", lines);
    }

    @Test
    void anEncoderThatFailsCannotBeCaughtToGoOn() {
        ContentEncoder failing = out -> new FilterOutputStream(out) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                if (b[off] == 'x') {
                    throw new IllegalStateException("on purpose");
                }
                out.write(b, off, len);
            }
        };
        for (String first : List.of("x", "a")) {
            String lines = run((w, _) -> {
                w.onCommit(c -> c.encode(failing));
                w.write(first);
                try {
                    w.flush();
                    w.write("x23456789");
                } catch (IllegalStateException e) {
                    runs.add(e.getMessage());
                }
                w.write("abcdefghi");
            });
            assertTrue(lines.startsWith(first.equals("x") ? "head 500 " : "head 200 "), lines);
            assertTrue(lines.endsWith(first.equals("x") ? "end" : "content a\nflush\nabort"), lines);
        }
        assertEquals(List.of("on purpose", "on purpose"), runs);
    }

    @ParameterizedTest
    @CsvSource({"206, Content-Range, bytes 0-1/3", "200, Content-Range, bytes 0-1/3", "206, X-A, b"})
    void aPartCannotBeEncoded(int status, String name, String value) {
        String lines = run((w, _) -> {
            w.status(status).header(name, value);
            w.onCommit(c -> c.encode(brackets("<", ">")));
            w.write("ab");
        });
        assertTrue(lines.startsWith("head 500 "), lines);
        assertTrue(server.log().contains("RFC 9110 section 14.2"));
    }

    @Test
    void theHandlersContentLengthIsHeldTo() {
        String less = run((w, _) -> {
            w.header("Content-Length", "5");
            w.onCommit(c -> c.encode(brackets("<", ">")));
            w.write("abc");
        });
        assertTrue(less.endsWith("abort"), less);
        String more = run((w, _) -> {
            w.header("Content-Length", "5");
            w.onCommit(c -> c.encode(brackets("<", ">")));
            w.flush();
            assertThrows(IOException.class, () -> w.write("abcdef"));
            w.write("abcde");
        });
        assertEquals("<|abcde>", contents(more));
    }

    @Test
    void aBrokenOffResponseClosesItsEncoderWhosePutOutGoesNowhere() {
        String lines = run((w, _) -> {
            w.onCommit(c -> c.encode(brackets("<", ">")));
            w.write("abc");
            w.flush();
            throw new IllegalStateException("on purpose");
        });
        assertEquals(List.of("<>"), closed);
        assertTrue(lines.endsWith("content <abc|\nflush\nabort"), lines);
    }

    /** An encoder may hold memory outside of the heap: one that fails as it is closed keeps no other from that. */
    @Test
    void eachEncoderIsClosedWhateverAnotherThrows() {
        String lines = run((w, _) -> {
            w.onCommit(c -> c.encode(brackets("<", ">")));
            w.onCommit(c -> c.encode(out -> new FilterOutputStream(out) {
                @Override
                public void close() throws IOException {
                    throw new IOException("cannot be closed");
                }
            }));
            w.write("abc");
            w.flush();
        });
        assertEquals(List.of("<>"), closed);
        assertFalse(lines.contains(">"), "an end of content that is not whole: " + lines);
        assertTrue(lines.endsWith("abort"), lines);
    }

    /** Each hook runs once, so a chain of them that all throw comes to an end. */
    @Test
    void aHookThatThrowsForAnErrorTakesItsPlaceToo() {
        String lines = run((w, _) -> {
            w.onCommit(c -> runs.add("outer " + c.status()));
            w.onCommit(c -> {
                runs.add("third " + c.status());
                throw new HttpError(409, "third");
            });
            w.onCommit(c -> {
                runs.add("second " + c.status());
                throw new IllegalStateException("on purpose");
            });
            w.onCommit(c -> {
                runs.add("first " + c.status());
                throw new HttpError(403, "first");
            });
            throw new HttpError(404, "no");
        });
        assertEquals(List.of("first 404", "second 403", "third 500", "outer 409"), runs);
        assertTrue(lines.startsWith("head 409 length 6 date last "), lines);
        assertTrue(lines.endsWith("\ncontent third\n\nend"), lines);
        assertTrue(server.log().contains("on purpose"));
    }

    @Test
    void anEncoderThatCannotBeMadeForAnErrorIsAFailure() {
        String lines = run((w, _) -> {
            w.onCommit(c -> c.encode(_ -> {
                throw new IOException("no encoder");
            }));
            throw new HttpError(404, "no");
        });
        assertTrue(lines.startsWith("head 500 "), lines);
        assertTrue(server.log().contains("no encoder"));
    }

    @Test
    void anEncoderThatCannotBeMadeFailsTheResponse() {
        String lines = run((w, _) -> {
            w.onCommit(c -> c.encode(brackets("(", ")")));
            w.onCommit(c -> c.encode(_ -> {
                throw new IOException("no encoder");
            }));
            w.write("abc");
        });
        assertTrue(lines.startsWith("head 500 "), lines);
        assertEquals(List.of("()"), closed, "what was made before is closed");
        assertTrue(server.log().contains("no encoder"));
    }

    @Test
    void anErrorAfterTheEncoderIsNotEncoded() {
        String lines = run((w, _) -> {
            w.onCommit(c -> {
                c.encode(brackets("<", ">")).headers().set("Content-Encoding", "brackets");
                c.headers().set("Transfer-Encoding", "chunked");
            });
            w.write("abc");
        });
        assertTrue(lines.startsWith("head "), lines);
        assertFalse(lines.contains("brackets"), lines);
    }

    @Test
    void anEncoderMayBeAnyStream() {
        String lines = run((w, _) -> {
            w.onCommit(c -> c.encode(out -> new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    out.write(b);
                    out.write(b);
                }
            }));
            w.write("abc");
        });
        assertEquals("head 200 length 6 date last" + TEXT + "\ncontent aabbcc\nend", lines);
    }

    // ---- errors that a handler sends itself

    @Test
    void anErrorTakesThePlaceOfWhatWasWritten() {
        String lines = run((w, _) -> {
            w.header("X-Request-Id", "7").header("ETag", "\"1\"");
            w.write("lost");
            w.error(403, "no");
            w.header("X-After", "1");
        });
        assertEquals(
                "head 403 length 3 date last | X-Request-Id: 7" + ERROR_FIELDS + " | X-After: 1\ncontent no\n\nend",
                lines);
        run((w, _) -> {
            w.flush();
            assertThrows(IllegalStateException.class, () -> w.error(403, "late"));
        });
    }
}
