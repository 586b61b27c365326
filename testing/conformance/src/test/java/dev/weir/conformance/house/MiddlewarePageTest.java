package dev.weir.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.tools.CompiledSource;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/middleware.md}: its pieces of Java are run as they stand there. */
class MiddlewarePageTest {
    private static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs", "middleware.md");
    private static final Path PROGRAMS = Path.of(System.getProperty("weir.root"), "samples", "programs");
    /** What the pieces take for granted; what they print goes to {@code System.out} here. */
    private static final String GIVEN = """
        import module dev.weir;
        import module dev.weir.http.testkit;
        import module java.base;
        static final ByteArrayOutputStream SAID = new ByteArrayOutputStream();
        static class System {
            static final PrintStream out = new PrintStream(SAID, true, StandardCharsets.UTF_8);
        }
        static String find(String token) {
            return "who has " + token;
        }
        """;

    /** The piece that a test runs, by words in it. */
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Piece {
        String value();
    }

    @TempDir
    Path folder;

    private static List<String> pieces() throws IOException {
        return Arrays.stream(Files.readString(PAGE).split("(?m)^```"))
                .filter(part -> part.startsWith("java\n"))
                .map(part -> part.substring(5))
                .toList();
    }

    /** Compiles the piece that has some words, as the body of a method with its givens. */
    private CompiledSource compiled(String words, String given, String result) throws IOException {
        List<String> found =
                pieces().stream().filter(piece -> piece.contains(words)).toList();
        assertEquals(1, found.size(), () -> "pieces with " + words);
        return CompiledSource.of(
                folder,
                "Piece",
                GIVEN + "static Object of(" + given + ") throws Exception {\n" + found.getFirst() + "return " + result
                        + ";\n}\nvoid main() {}\n");
    }

    private Middleware middleware(String name) throws Exception {
        return (Middleware) compiled("Middleware " + name + " =", "", name).call("of");
    }

    private static String said(CompiledSource piece) throws Exception {
        return piece.field("SAID", ByteArrayOutputStream.class).toString(StandardCharsets.UTF_8);
    }

    private static ResponseRecorder serve(Handler handler, String... fields) {
        return ask(handler, "GET", fields);
    }

    private static ResponseRecorder ask(Handler handler, String method, String... fields) {
        RequestBuilder request = MemoryRequest.builder().method(method).target("/a");
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return ResponseRecorder.serve(handler, request.build());
    }

    private static void found(ResponseWriter w) throws IOException {
        w.write("found");
    }

    @Test
    void namesEverySample() throws IOException {
        String page = Files.readString(PAGE);
        try (Stream<Path> programs = Files.list(PROGRAMS)) {
            List<String> middleware = new ArrayList<>();
            for (Path program : programs.sorted().toList()) {
                String name = program.getFileName().toString();
                if (Files.readString(program).contains("static final Middleware ")) {
                    middleware.add(name);
                    assertTrue(page.contains("](../samples/programs/" + name + ")"), name);
                }
            }
            assertEquals(List.of("AccessLog.java", "Gzip.java", "Shop.java", "TrustedProxy.java"), middleware);
        }
    }

    @Test
    @Piece("Middleware requestId =")
    void requestIdIsThereOnErrorsToo() throws Exception {
        Middleware requestId = middleware("requestId");
        String one = serve(requestId.wrap((w, _) -> found(w))).headers().get("X-Request-Id");
        String other = serve(requestId.wrap(new ServeMux()))
                .assertStatus(404)
                .headers()
                .get("X-Request-Id");
        assertTrue(one.length() == 36 && other.length() == 36 && !one.equals(other), one + " " + other);
    }

    @Test
    @Piece("Middleware storeNothing =")
    void storeNothingUnlessTheHandlerSaysSo() throws Exception {
        Middleware storeNothing = middleware("storeNothing");
        assertEquals(
                List.of("no-store"),
                serve(storeNothing.wrap((w, _) -> found(w))).headers().all("Cache-Control"));
        assertEquals(
                List.of("max-age=5"),
                serve(storeNothing.wrap((w, _) -> found(w.header("Cache-Control", "max-age=5"))))
                        .headers()
                        .all("Cache-Control"));
        assertEquals(
                List.of("no-store"),
                serve(storeNothing.wrap((w, _) -> {
                            w.header("Cache-Control", "max-age=5");
                            throw new HttpError(410);
                        }))
                        .assertStatus(410)
                        .headers()
                        .all("Cache-Control"));
    }

    @Test
    @Piece("Middleware log =")
    void theLogHasRouteAndFinalStatus() throws Exception {
        CompiledSource piece = compiled("Middleware log =", "", "log");
        Middleware log = (Middleware) piece.call("of");
        ServeMux mux = new ServeMux();
        mux.handle("GET /{name}", (w, _) -> {
            w.status(201);
            throw new HttpError(410);
        });
        serve(log.wrap(mux)).assertStatus(410);
        assertTrue(said(piece).matches("\\S+ GET /a GET /\\{name} 410 5 \\d+ ms COMPLETE\\R"), said(piece));
    }

    @Test
    @Piece("builder.requestListener(")
    void theListenerHearsOfWhatNoHandlerSees() throws Exception {
        CompiledSource piece = compiled("builder.requestListener(", "ServerBuilder builder", "builder");
        List<String> logged = new ArrayList<>();
        Middleware log = next -> (w, r) -> {
            w.onEnd(end -> logged.add("" + end.handled()));
            next.serve(w, r);
        };
        try (Server server = Servers.start(b -> (ServerBuilder) call(piece, b), log.wrap((w, _) -> found(w)))) {
            try (Wire wire = Wire.to(server.port())) {
                assertEquals(
                        200,
                        wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                                .answer(false)
                                .status());
                assertEquals(
                        400, wire.send("GET / HTTP/1.1\r\n\r\n").answer(false).status());
            }
            Servers.awaitNoConnections(server);
        }
        assertEquals(List.of("true"), logged);
        assertTrue(said(piece).matches("127\\.0\\.0\\.1 refused: 400 .+\\R"), said(piece));
    }

    private static Object call(CompiledSource piece, Object... arguments) {
        try {
            return piece.call("of", arguments);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Piece("Middleware cors =")
    void corsIsThereOnEveryAnswer() throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("GET /a", (_, _) -> {
            throw new IllegalStateException("on purpose");
        });
        Handler handler = middleware("cors").wrap(mux);
        String[] ours = {"Origin", "https://app.example"};
        for (String method : List.of("GET", "DELETE", "OPTIONS")) {
            ResponseRecorder answer = ask(handler, method, ours);
            assertEquals("https://app.example", answer.headers().get("Access-Control-Allow-Origin"), method);
            assertEquals("Origin", answer.headers().get("Vary"));
            ResponseRecorder others = ask(handler, method, "Origin", "https://evil.example");
            assertFalse(others.headers().contains("Access-Control-Allow-Origin"), method);
            assertEquals("Origin", others.headers().get("Vary"));
        }
        ResponseRecorder preflight =
                ask(handler, "OPTIONS", "Origin", "https://app.example", "Access-Control-Request-Method", "PUT");
        assertEquals(
                "204 GET, PUT, DELETE",
                preflight.status() + " " + preflight.headers().get("Access-Control-Allow-Methods"));
    }

    @Test
    @Piece("Middleware missing =")
    void whatIsThrownMayBecomeAnError() throws Exception {
        serve(middleware("missing").wrap((_, _) -> {
                    throw new NoSuchFileException("/secret/place");
                }))
                .assertStatus(404);
    }

    @Test
    @Piece("builder.errors(")
    void errorsGoByTheRenderer() throws Exception {
        CompiledSource piece = compiled("builder.errors(", "ServerBuilder builder", "builder");
        try (Server server = Servers.start(b -> (ServerBuilder) call(piece, b), new ServeMux());
                Wire wire = Wire.to(server.port())) {
            Answer answer = wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").answer(false);
            assertEquals("application/json {\"status\":404}\n", answer.field("Content-Type") + " " + answer.body());
            assertEquals(
                    "{\"status\":400}\n",
                    wire.send("GET / HTTP/1.1\r\n\r\n").answer(false).body());
        }
    }

    @Test
    @Piece("Middleware login =")
    void anAttributeGoesAlong() throws Exception {
        ServeMux mux = new ServeMux();
        compiled("Middleware login =", "ServeMux mux", "mux").call("of", mux);
        MemoryRequest known = MemoryRequest.builder()
                .target("/me")
                .header("Authorization", "Bearer 42")
                .build();
        assertEquals(
                "you are who has 42",
                ResponseRecorder.serve(mux, known).assertStatus(200).contentText());
        for (String value : List.of("", "Basic eA==")) {
            ResponseRecorder refused = ResponseRecorder.serve(
                    mux,
                    MemoryRequest.builder()
                            .target("/me")
                            .header("Authorization", value)
                            .build());
            assertEquals("Bearer", refused.assertStatus(401).headers().get("WWW-Authenticate"));
        }
    }

    @Test
    @Piece("Middleware onePiece =")
    void aWriterAroundAWriter() throws Exception {
        Handler flushing = (w, _) -> {
            w.write("line\n");
            w.flush();
            w.write("line\n");
        };
        assertFalse(serve(flushing).headers().contains("Content-Length"));
        assertEquals(
                "10", serve(middleware("onePiece").wrap(flushing)).headers().get("Content-Length"));
    }

    @Test
    @Piece("GET /clock")
    void aLongAnswerEndsAtAShutdown() throws Exception {
        ServeMux mux = new ServeMux();
        compiled("GET /clock", "ServeMux mux", "mux").call("of", mux);
        try (Server server = Servers.start(b -> b, mux);
                Wire wire = Wire.to(server.port())) {
            wire.send("GET /clock HTTP/1.1\r\nHost: h\r\n\r\n").head(false);
            assertEquals("tick\n", wire.chunk());
            CompletableFuture<Boolean> clean =
                    CompletableFuture.supplyAsync(() -> server.shutdown(Duration.ofSeconds(60)));
            for (String chunk = wire.chunk(); chunk != null; chunk = wire.chunk()) {
                assertEquals("tick\n", chunk);
            }
            assertTrue(clean.get(), "nothing was cut");
        }
    }

    @Test
    @Piece("Middleware tag =")
    void theTest() throws Exception {
        CompiledSource piece = compiled("Middleware tag =", "", "answer");
        ResponseRecorder answer = (ResponseRecorder) piece.call("of");
        assertEquals(
                "1 410", answer.headers().get("X-Tag") + " " + answer.headers().get("X-Status"));
        assertTrue(said(piece).contains("no longer here") && said(piece).contains("COMPLETE"), said(piece));
    }

    private static Middleware noting(String name, Collection<String> order) {
        return next -> (w, r) -> {
            order.add(name + " in");
            w.onEnd(_ -> order.add(name + " end"));
            w.onCommit(head -> {
                order.add(name + " commit " + head.headers().get("Content-Type"));
                head.encode(out -> {
                    out.write((name + " ").getBytes(StandardCharsets.US_ASCII));
                    return out;
                });
            });
            try {
                next.serve(w, r);
            } finally {
                order.add(name + " out");
            }
        };
    }

    private static String hooks(int status) {
        String type = status == 200 ? "text/x" : "text/plain";
        return "inner commit " + type + "|outer commit " + type + "|inner end|outer end|listener " + status;
    }

    private static String taken(BlockingQueue<String> order, int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String next = order.poll(30, TimeUnit.SECONDS);
            assertNotNull(next, () -> "only " + taken);
            taken.add(next);
        }
        return String.join("|", taken);
    }

    /** The drawing: for an answer, and for an error that takes its place. */
    @Test
    void theOrderIsAsDrawn() throws Exception {
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        ServeMux mux = new ServeMux();
        mux.handle("GET /{name}", (w, r) -> {
            order.add("handler");
            w.header("Content-Type", "text/x").write("content");
            if (r.pathValue("name").equals("fails")) {
                throw new HttpError(410);
            }
        });
        Handler handler = noting("outer", order).then(noting("inner", order)).wrap(mux);
        UnaryOperator<ServerBuilder> settings = b -> b.errors(report -> {
                    order.add("renderer");
                    return new ErrorRenderer.Page("text/plain", "error");
                })
                .requestListener(end -> order.add("listener " + end.status()));
        try (Server server = Servers.start(settings, handler);
                Wire wire = Wire.to(server.port())) {
            assertEquals(
                    "outer inner content",
                    wire.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
                            .answer(false)
                            .body());
            String common = "outer in|inner in|handler|inner out|outer out|";
            assertEquals(common + hooks(200), taken(order, 10));
            wire.send("GET /fails HTTP/1.1\r\nHost: h\r\n\r\n").answer(false);
            assertEquals(common + "renderer|" + hooks(410), taken(order, 11));
            wire.send("GET / HTTP/1.1\r\n\r\n").answer(false);
            assertEquals("renderer|listener 400", taken(order, 2));
        }
    }

    @Test
    void everyPieceHasATest() throws IOException {
        List<String> tested = Arrays.stream(MiddlewarePageTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Piece.class) && method.isAnnotationPresent(Test.class))
                .map(method -> method.getAnnotation(Piece.class).value())
                .toList();
        List<String> left = pieces().stream()
                .filter(piece -> tested.stream().noneMatch(piece::contains))
                .toList();
        assertEquals(List.of(), left, "pieces without a test");
        assertEquals(tested.size(), pieces().size());
    }
}
