package dev.weir.http.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.ResponseWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a request when it is over. Eight bytes are held back. */
class RequestEndTest {
    private final List<RequestEnd> heard = new ArrayList<>();
    private final TranscriptCodec codec = new TranscriptCodec();
    private final LoggingServer server = new LoggingServer() {
        @Override
        public Optional<Consumer<RequestEnd>> requestListener() {
            return Optional.of(heard::add);
        }
    };
    private final PlainRequest request = new PlainRequest(server, "GET");

    private RequestEnd run(Handler handler) {
        HandlerRunner runner = new HandlerRunner(server);
        runner.run(handler, runner.respond(request, codec));
        assertEquals(1, heard.size());
        return heard.removeFirst();
    }

    private static String text(RequestEnd end) {
        return end.outcome() + " " + end.status() + " " + end.contentBytes()
                + end.failure().map(e -> " " + e.getMessage()).orElse("");
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                row("COMPLETE 200 0", (_, _) -> {}),
                row("COMPLETE 201 3", (w, _) -> w.status(201).write("abc".getBytes())),
                row("COMPLETE 200 12", (w, _) -> w.write("0123456789ab")),
                row("COMPLETE 204 0", (w, _) -> w.status(204).write("dropped".getBytes())),
                row("COMPLETE 404 3", (_, _) -> {
                    throw new HttpError(404, "no");
                }),
                row("COMPLETE 403 3", (w, _) -> w.error(403, "no")),
                row("COMPLETE 500 22 on purpose", (_, _) -> {
                    throw new IllegalStateException("on purpose");
                }),
                row("ABORTED 200 9 on purpose", (w, _) -> {
                    w.write("123456789");
                    throw new IllegalStateException("on purpose");
                }),
                row("ABORTED 0 0", (w, _) -> {
                    w.write("abc");
                    throw new AbortHandler();
                }),
                row("ABORTED 200 3", (w, _) -> {
                    w.write("abc");
                    w.flush();
                    throw new AbortHandler();
                }),
                row(
                        "ABORTED 200 3 the response was broken off: its Content-Length is 5, and 2 bytes of it were not"
                                + " written",
                        (w, _) -> w.header("Content-Length", "5").write("abc".getBytes())),
                row("ABORTED 200 9 on purpose", (w, _) -> {
                    w.write("123456789");
                    w.write("held");
                    throw new IllegalStateException("on purpose");
                }),
                row("ABORTED 200 9 too late", (w, _) -> {
                    w.write("123456789");
                    throw new HttpError(404, "too late");
                }),
                row("COMPLETE 413 28", (_, _) -> {
                    throw new ContentException(ContentException.Reason.TOO_LARGE, "answered");
                }),
                row("ABORTED 200 9 too late", (w, _) -> {
                    w.write("123456789");
                    throw new ContentException(ContentException.Reason.TOO_LARGE, "too late");
                }),
                row("TUNNEL 0 0", (w, _) -> ((ServerResponse) w).hijack()),
                row("TUNNEL 101 0", (w, _) -> ((ServerResponse) w).tunnel(101)),
                row("TUNNEL 0 0 on purpose", (w, _) -> {
                    ((ServerResponse) w).hijack();
                    throw new IllegalStateException("on purpose");
                }));
    }

    private static Arguments row(String expected, Handler handler) {
        return Arguments.of(expected, handler);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void saysWhatHasBecomeOfIt(String expected, Handler handler) {
        assertEquals(expected, text(run(handler)));
    }

    @Test
    void aClientThatLeftAndAServerThatCutAreToldApart() {
        codec.failAt = "content";
        assertEquals("CLIENT_GONE 200 0 the client is gone", text(run((w, _) -> w.write("123456789"))));
        codec.failAt = null;
        assertEquals("CLIENT_GONE 0 0 left", text(run(new PlainRequest(server, "GET"), (_, r) -> {
            ((ServerRequest) r).cancel();
            throw new IOException("left");
        })));
        assertEquals("ABORTED 0 0 left", text(run(new PlainRequest(server, "GET"), (_, r) -> {
            ((ServerRequest) r).cut();
            throw new IOException("left");
        })));
    }

    private RequestEnd run(PlainRequest of, Handler handler) {
        HandlerRunner runner = new HandlerRunner(server);
        codec.failAt = "head";
        runner.run(handler, runner.respond(of, codec));
        return heard.removeFirst();
    }

    @Test
    void hooksRunOnceTheLastFirstWhenAllIsOut() {
        List<String> runs = new ArrayList<>();
        AtomicReference<ResponseWriter> writer = new AtomicReference<>();
        Thread handlers = Thread.currentThread();
        RequestEnd end = run((w, r) -> {
            writer.set(w);
            w.onEnd(e -> {
                assertSame(handlers, Thread.currentThread());
                assertThrows(IllegalStateException.class, () -> w.write("late"));
                assertSame(r, e.request().orElseThrow());
                runs.add("outer " + text(e));
            });
            w.onEnd(e -> {
                runs.add("inner " + codec.lines().endsWith("end"));
                throw new IllegalStateException("on purpose");
            });
            w.write("abc");
        });
        assertEquals(List.of("inner true", "outer COMPLETE 200 3"), runs);
        assertEquals("COMPLETE 200 3", text(end), "what a hook throws is the hook's alone");
        assertTrue(server.log().contains("on purpose"));
        assertThrows(IllegalStateException.class, () -> writer.get().onEnd(_ -> {}));
    }

    @Test
    void anInterruptThatAHookLeavesIsNotTheConnections() {
        List<Boolean> interrupted = new ArrayList<>();
        run((w, _) -> {
            w.onEnd(_ -> interrupted.add(Thread.currentThread().isInterrupted()));
            w.onEnd(_ -> Thread.currentThread().interrupt());
        });
        assertEquals(List.of(false), interrupted);
        assertFalse(Thread.interrupted());
    }

    @Test
    void countsWhatWentOutOfTheEncoder() {
        RequestEnd end = run((w, _) -> {
            w.onCommit(c -> c.encode(out -> new GZIPOutputStream(out, true)));
            w.write("a".repeat(10_000));
        });
        assertTrue(end.contentBytes() > 20 && end.contentBytes() < 200, end::toString);
    }

    @Test
    void tellsTimesRouteAndWhereItCameFrom() {
        RequestEnd end = run((w, r) -> {
            assertEquals("", r.pattern());
            r.withMatch("GET /{x}", new String[] {"x"}, new String[] {"1"});
            assertEquals("GET /{x}", r.pattern());
            w.flush();
        });
        assertEquals("GET /{x}", end.pattern());
        assertEquals("", end.message());
        assertEquals(0, end.stream());
        assertEquals(request.protocol(), end.protocol());
        assertEquals(request.remoteAddress(), end.remoteAddress());
        assertTrue(end.timeToFirstByte().compareTo(Duration.ZERO) > 0);
        assertTrue(end.duration().compareTo(end.timeToFirstByte()) >= 0);
    }

    /** Before the handler, in it, and in writes that waited: what the engine counts comes through it. */
    @Test
    void tellsWhereTheTimeWent() {
        request.readySince = System.nanoTime() - 3_000_000_000L;
        request.receivedBytes = 4711;
        RequestEnd end = run((w, _) -> {
            ((ServerResponse) w).stalled(5_000_000_000L);
            ((ServerResponse) w).stalled(2_000_000_000L);
        });
        assertEquals(3, end.timeWaiting().toSeconds());
        assertEquals(Duration.ofSeconds(7), end.timeStalled());
        assertTrue(end.timeInHandler().compareTo(Duration.ZERO) > 0, end::toString);
        assertTrue(end.duration().compareTo(end.timeInHandler()) >= 0, end::toString);
        assertEquals(4711, end.receivedBytes());
        assertEquals(17, end.connection());
    }

    @Test
    void aTunnelsBytesAndStallsAreItsOwn() {
        request.receivedBytes = 1;
        RequestEnd end = run((w, _) -> {
            ((ServerResponse) w).tunnel(101);
            ((ServerResponse) w).stalled(1);
        });
        assertEquals("TUNNEL 101 0", text(end));
        assertEquals(0, end.receivedBytes());
        assertEquals(Duration.ZERO, end.timeStalled());
        assertTrue(end.timeInHandler().compareTo(Duration.ZERO) > 0, end::toString);
    }

    /** A server without a listener knows no more than a hook has asked for. */
    @Test
    void aHookAloneKnowsTheHandlersTimeFromItsOwnOn() {
        AtomicReference<RequestEnd> told = new AtomicReference<>();
        LoggingServer plain = new LoggingServer();
        PlainRequest waiting = new PlainRequest(plain, "GET");
        waiting.readySince = 1;
        HandlerRunner runner = new HandlerRunner(plain);
        runner.run((w, _) -> w.onEnd(told::set), runner.respond(waiting, codec));
        assertEquals(Duration.ZERO, told.get().timeWaiting());
        assertTrue(told.get().timeInHandler().compareTo(Duration.ZERO) > 0);
        assertEquals(17, told.get().connection());
    }

    @Test
    void whoHeardTheBeginningHearsTheEnd() {
        List<String> told = new ArrayList<>();
        LoggingServer beginning = new LoggingServer() {
            @Override
            public Optional<Consumer<RequestEnd>> requestListener() {
                return Optional.of(end -> told.add("alone " + text(end)));
            }

            @Override
            public Optional<Function<Request, Consumer<RequestEnd>>> requestBeginnings() {
                return Optional.of(r -> {
                    told.add("begins " + r.method());
                    return end -> told.add("begun " + text(end));
                });
            }
        };
        HandlerRunner runner = new HandlerRunner(beginning);
        runner.run((_, _) -> told.add("handler"), runner.respond(new PlainRequest(beginning, "PUT"), codec));
        runner.refuse(414, "no", runner.respond(new PlainRequest(beginning, "GET"), codec));
        PlainRequest gone = new PlainRequest(beginning, "GET");
        gone.cancel();
        runner.skip(runner.respond(gone, codec));
        runner.refused(gone.connection(), "HTTP/2", 7, 0, 0, "a malformed request");
        assertEquals(
                List.of(
                        "begins PUT",
                        "handler",
                        "begun COMPLETE 200 0",
                        "begins GET",
                        "begun REFUSED 414 3",
                        "alone CLIENT_GONE 0 0",
                        "alone REFUSED 0 0"),
                told);
    }

    @Test
    void aHookThatComesAfterTheHeadKnowsTheStatus() {
        AtomicReference<RequestEnd> late = new AtomicReference<>();
        LoggingServer plain = new LoggingServer();
        HandlerRunner runner = new HandlerRunner(plain);
        runner.run(
                (w, _) -> {
                    w.write("123456789");
                    w.onEnd(late::set);
                },
                runner.respond(new PlainRequest(plain, "GET"), codec));
        assertEquals("COMPLETE 200 9", text(late.get()));
        assertEquals(Duration.ZERO, late.get().timeToFirstByte());
    }

    @Test
    void whatNoHandlerSeesIsHeardOf() {
        HandlerRunner runner = new HandlerRunner(server);
        runner.refuse(414, "the target is too long", runner.respond(request, codec));
        RequestEnd refused = heard.removeFirst();
        assertEquals("REFUSED 414 23", text(refused));
        assertEquals("the target is too long", refused.message());
        assertFalse(refused.handled());
        runner.refused(request.connection(), "HTTP/2", 7, 0, 0, "a malformed request");
        RequestEnd malformed = heard.removeFirst();
        assertEquals("REFUSED 0 0", text(malformed));
        assertEquals(7, malformed.stream());
        assertEquals(17, malformed.connection());
        assertEquals(Duration.ZERO, malformed.timeInHandler());
        assertEquals(Optional.empty(), malformed.request());
        assertFalse(malformed.handled());
        PlainRequest gone = new PlainRequest(server, "GET");
        gone.cancel();
        runner.skip(runner.respond(gone, codec));
        RequestEnd skipped = heard.removeFirst();
        assertEquals("CLIENT_GONE 0 0", text(skipped));
        assertFalse(skipped.handled());
    }

    @Test
    void aHandlersRequestIsToldFromOthersWhateverBecameOfIt() {
        for (Handler handler : List.<Handler>of(
                (w, _) -> w.write("abc"),
                (_, _) -> {
                    throw new HttpError(400, "no");
                },
                (_, _) -> {
                    throw new AbortHandler();
                })) {
            RequestEnd end = run(new PlainRequest(server, "GET"), handler);
            assertTrue(end.handled(), text(end));
            assertEquals(end.request().orElseThrow().client(), end.client());
        }
    }

    // ---- the errors' page

    @Test
    void theRendererGetsStatusMessageRequestAndFailure() {
        List<ErrorRenderer.Report> reports = new ArrayList<>();
        LoggingServer rendering = rendering(report -> {
            reports.add(report);
            return new ErrorRenderer.Page("text/x", "page");
        });
        HandlerRunner runner = new HandlerRunner(rendering);
        RuntimeException failure = new IllegalStateException("secret");
        PlainRequest failing = new PlainRequest(rendering, "GET");
        runner.run(
                (_, _) -> {
                    throw failure;
                },
                runner.respond(failing, codec));
        assertEquals(
                new ErrorRenderer.Report(500, "Internal Server Error", Optional.of(failing), Optional.of(failure)),
                reports.removeFirst());
        String lines = codec.lines();
        assertTrue(lines.contains(" | Content-Type: text/x"), lines);
        assertTrue(lines.contains("content page"), lines);
        runner.run(
                (_, _) -> {
                    throw new HttpError(400, "{}").with("Content-Type", "application/json");
                },
                runner.respond(new PlainRequest(rendering, "GET"), codec));
        assertTrue(reports.isEmpty(), "an error with a type of its own is sent as it is");
        assertTrue(codec.lines().contains("content {}\n"));
    }

    @Test
    void aRendererThatFailsIsLoggedAndTheAnswerIsPlainText() {
        for (ErrorRenderer broken : List.<ErrorRenderer>of(
                _ -> {
                    throw new IllegalStateException("on purpose");
                },
                _ -> null)) {
            LoggingServer rendering = rendering(broken);
            HandlerRunner runner = new HandlerRunner(rendering);
            runner.run((w, _) -> w.error(404, "no"), runner.respond(new PlainRequest(rendering, "GET"), codec));
            String lines = codec.lines();
            assertTrue(lines.startsWith("head 404 length 3") && lines.contains("content no\n"), lines);
            assertTrue(rendering.log().startsWith("error: the error renderer"));
        }
    }

    private static LoggingServer rendering(ErrorRenderer renderer) {
        return new LoggingServer() {
            @Override
            public ErrorRenderer errorRenderer() {
                return renderer;
            }
        };
    }
}
