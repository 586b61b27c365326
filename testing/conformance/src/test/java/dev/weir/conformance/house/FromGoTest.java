package dev.weir.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.handlers.FileServer;
import dev.weir.handlers.Handlers;
import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.ForwardingResponseWriter;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Hijacker;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Pusher;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.api.Uploads;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerClosed;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.http.testkit.TestServer;
import dev.weir.mux.RouteConflictException;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.LogTap;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@code docs/from-go.md}, line by line: what the page says of Weir is so, and each line of it has a test here. */
@ResourceLock(Resources.SYSTEM_ERR)
class FromGoTest {
    private static final Path PAGE = Path.of(System.getProperty("weir.root")).resolve("docs/from-go.md");

    /** The line of the page that a test is of, by its first cell without back quotes. */
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Line {
        String[] value();
    }

    @TempDir
    Path folder;

    private static Server start(Handler handler) throws IOException {
        return Servers.start(b -> b, handler);
    }

    private static Answer ask(Server server, String request) throws IOException {
        try (Wire wire = Wire.to(server.port())) {
            return wire.send(request).finalAnswer(request.startsWith("HEAD"));
        }
    }

    private static String get(String target, String... fields) {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n";
    }

    private static String post(String fields, String content) {
        return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + content.length() + "\r\n" + fields + "\r\n" + content;
    }

    @Test
    void everyLineHasATest() throws Exception {
        List<String> lines = new ArrayList<>();
        for (String row : Files.readAllLines(PAGE)) {
            if (row.startsWith("| ") && !row.startsWith("| ---") && !row.startsWith("| Go |")) {
                lines.add(row.split("\\|")[1].strip().replace("`", ""));
            }
        }
        List<String> tested = new ArrayList<>();
        for (Method method : FromGoTest.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Line.class)) {
                assertTrue(method.isAnnotationPresent(Test.class), method + " is no test");
                tested.addAll(Arrays.asList(method.getAnnotation(Line.class).value()));
            }
        }
        assertEquals(new TreeSet<>(lines), new TreeSet<>(tested), "lines of the page, and lines with a test");
    }

    // ---- serving

    @Test
    @Line("http.ListenAndServe(\":8080\", h)")
    void listenAndServeReturnsWhenTheServerHasEnded() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Thread serving = Thread.ofVirtual().start(() -> {
            try {
                Server.listenAndServe("127.0.0.1:" + port, (w, r) -> w.write("hello"));
            } catch (InterruptedException e) {
                // The end of this test.
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Servers.await(
                () -> {
                    try (Wire wire = Wire.to(port)) {
                        return wire.send(get("/")).answer(false).body().equals("hello");
                    } catch (IOException e) {
                        return false;
                    }
                },
                () -> "nothing listens");
        serving.interrupt();
        assertTrue(serving.join(Duration.ofSeconds(60)));
    }

    @Test
    @Line("http.ErrServerClosed")
    void listenAndServeReturnsNormallyAfterAShutdown() throws Exception {
        CompletableFuture<Void> returned = new CompletableFuture<>();
        Server server =
                Server.builder().address("127.0.0.1:0").handler((w, r) -> {}).build();
        Thread.ofVirtual().start(() -> {
            try {
                server.listenAndServe();
                returned.complete(null);
            } catch (Throwable e) {
                returned.completeExceptionally(e);
            }
        });
        Servers.await(
                () -> {
                    try {
                        return server.port() > 0;
                    } catch (IllegalStateException e) {
                        return false;
                    }
                },
                () -> "it does not listen");
        assertTrue(server.shutdown(Duration.ofSeconds(10)));
        returned.get(60, TimeUnit.SECONDS);
        assertThrows(ServerClosed.class, server::listenAndServe);
    }

    @Test
    @Line("http.Server{...}")
    void wrongSettingsFailWhenBuilt() {
        assertThrows(IllegalStateException.class, () -> Server.builder().build());
        assertThrows(IllegalArgumentException.class, () -> Server.builder().maxHeaderBytes(-1));
    }

    @Test
    @Line({"http.Handler, HandlerFunc", "w http.ResponseWriter"})
    void aLambdaIsAHandlerAndMayThrow() throws Exception {
        Handler handler = (w, r) -> r.content().transferTo(w);
        assertEquals(
                "x",
                ResponseRecorder.serve(
                                handler,
                                MemoryRequest.builder()
                                        .method("POST")
                                        .content("x")
                                        .build())
                        .contentText());
    }

    @Test
    @Line({"w.WriteHeader(code)", "w.Header().Set(k, v)"})
    void statusAndFieldsUntilTheCommit() throws Exception {
        BlockingQueue<Class<?>> seen = new LinkedBlockingQueue<>();
        try (Server server = start((w, r) -> {
            w.status(404).status(201).header("A", "1").headers().set("a", "2");
            seen.add(assertThrows(IllegalArgumentException.class, () -> w.header("B", "x\r\ny"))
                    .getClass());
            seen.add(assertThrows(IllegalArgumentException.class, () -> w.header("B", "x\0"))
                    .getClass());
            w.flush();
            seen.add(assertThrows(IllegalStateException.class, () -> w.status(500))
                    .getClass());
        })) {
            Answer answer = ask(server, get("/"));
            assertEquals(201, answer.status());
            assertEquals(List.of("2"), answer.all("A"));
            assertEquals(List.of(), answer.all("B"));
            assertEquals(3, seen.size());
        }
    }

    @Test
    @Line("Transfer-Encoding set by a handler")
    void transferEncodingIsForTheServer() throws Exception {
        try (Server server = start((w, r) ->
                w.header("Transfer-Encoding", r.rawPath().substring(1)).write("x"))) {
            for (String coding : List.of("chunked", "identity", "gzip")) {
                Answer answer = ask(server, get("/" + coding));
                assertEquals(500, answer.status());
                assertEquals(List.of(), answer.all("Transfer-Encoding"));
            }
        }
    }

    @Test
    @Line({"http.Error(w, msg, code)", "a panic is logged, the connection closed"})
    void exceptionsBecomeStatuses() throws Exception {
        try (Server server = Servers.start(b -> b.errorLog("dev.weir.fromgo"), (w, r) -> {
                    switch (r.rawPath()) {
                        case "/error" -> throw new HttpError(404, "no such user");
                        case "/panic" -> throw new IllegalArgumentException("a secret");
                        default -> {
                            w.write("begun");
                            w.flush();
                            throw new IllegalArgumentException("a late secret");
                        }
                    }
                });
                LogTap log = LogTap.on("fromgo");
                Wire wire = Wire.to(server.port())) {
            Answer error = wire.send(get("/error")).answer(false);
            assertEquals("404 no such user", error.status() + " " + error.body().strip());
            assertEquals(0, log.loud(), () -> "" + log.lines());
            Answer panic = wire.send(get("/panic")).answer(false);
            assertEquals(500, panic.status());
            assertFalse(panic.body().contains("secret"), panic.body());
            assertFalse(panic.connection("close"), "an exception is no reason to close");
            Servers.await(() -> log.has(l -> l.contains("GET /panic")), () -> "not logged: " + log.lines());
            wire.send(get("/late"));
            assertThrows(Wire.BrokenOff.class, () -> wire.answer(false));
        }
    }

    @Test
    @Line("panic(http.ErrAbortHandler)")
    void abortIsSilent() throws Exception {
        try (Server server = Servers.start(b -> b.errorLog("dev.weir.fromgo"), (w, r) -> {
                    throw new AbortHandler();
                });
                LogTap log = LogTap.on("fromgo");
                Wire wire = Wire.to(server.port())) {
            wire.send(get("/"));
            assertEquals("", wire.restOrReset());
            Servers.awaitNoConnections(server);
            assertEquals(0, log.loud(), () -> "" + log.lines());
        }
    }

    @Test
    @Line("http.Flusher")
    void flushSends() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (Server server = start((w, r) -> {
                    w.write("one");
                    w.flush();
                    assertTrue(seen.await(60, TimeUnit.SECONDS));
                    w.write("two");
                });
                Wire wire = Wire.to(server.port())) {
            wire.send(get("/")).head(false);
            assertEquals("one", wire.chunk());
            seen.countDown();
            assertEquals("two", wire.chunk());
        }
    }

    @Test
    @Line("http.Hijacker, http.Pusher")
    void powersAreAskedForByType() throws Exception {
        BlockingQueue<Boolean> has = new LinkedBlockingQueue<>();
        try (Server server = start((w, r) -> {
                    has.add(w.as(Pusher.class).isPresent());
                    try (var taken = w.as(Hijacker.class).orElseThrow().hijack()) {
                        taken.output().write("bare".getBytes(StandardCharsets.US_ASCII));
                    }
                });
                Wire wire = Wire.to(server.port())) {
            assertEquals("bare", wire.send(get("/")).rest());
            assertFalse(has.take(), "no push over HTTP/1");
        }
        Handler echo = (w, r) -> {
            ResponseWriter wrapped = new ForwardingResponseWriter(w) {};
            try (var tunnel = wrapped.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                tunnel.input().transferTo(tunnel.output());
            }
        };
        try (Server server = start(echo);
                Wire wire = Wire.to(server.port())) {
            wire.send(get("/", "Connection: upgrade", "Upgrade: echo"));
            assertEquals(101, wire.answer(false).status());
            assertEquals("hello", wire.send("hello").exactly(5, "an echo"));
        }
    }

    @Test
    @Line("Shutdown forgets hijacked connections")
    void aShutdownWaitsForHijackedConnections() throws Exception {
        try (Server server = start((w, r) -> {
                    try (var taken = w.as(Hijacker.class).orElseThrow().hijack()) {
                        CountDownLatch told = new CountDownLatch(1);
                        taken.onDrain(told::countDown);
                        taken.output().write("taken ".getBytes(StandardCharsets.US_ASCII));
                        told.await();
                        taken.output().write("told".getBytes(StandardCharsets.US_ASCII));
                    }
                });
                Wire wire = Wire.to(server.port())) {
            assertEquals("taken ", wire.send(get("/")).exactly(6, "from the handler"));
            assertEquals(1, server.stats().openConnections());
            assertTrue(server.shutdown(Duration.ofMinutes(1)));
            assertEquals("told", wire.rest());
        }
    }

    @Test
    @Line("http.ResponseController deadlines")
    void deadlinesOfARequest() throws Exception {
        BlockingQueue<ContentException> failed = new LinkedBlockingQueue<>();
        try (Server server = start((w, r) -> {
                    w.readDeadline(Duration.ofMillis(50));
                    w.writeDeadline(Duration.ofMinutes(1));
                    failed.add(assertThrows(
                            ContentException.class, () -> r.content().read()));
                });
                Wire wire = Wire.to(server.port())) {
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
            assertEquals(ContentException.Reason.TIMEOUT, failed.take().reason());
        }
        assertEquals(
                OptionalInt.of(0),
                ResponseRecorder.serve((w, r) -> w.minRequestRate(0), request("/"))
                        .minRequestRate());
    }

    @Test
    @Line("w.Header().Set(\"Trailer:...\")")
    void trailers() throws Exception {
        try (Server server = start((w, r) -> {
            w.write("x");
            w.flush();
            w.trailers().set("Sum", "1");
        })) {
            assertEquals("1", ask(server, get("/")).trailer("Sum"));
        }
    }

    @Test
    @Line("103 by WriteHeader(103)")
    void earlyHints() throws Exception {
        try (Server server = start((w, r) -> {
                    w.inform(103, new Headers().set("Link", "</a.css>"));
                    w.write("x");
                });
                Wire wire = Wire.to(server.port())) {
            Answer hint = wire.send(get("/")).head(false);
            assertEquals("103 </a.css>", hint.status() + " " + hint.field("Link"));
            assertEquals(200, wire.answer(false).status());
        }
    }

    // ---- the request

    @Test
    @Line("r.URL.Path")
    void paths() throws Exception {
        try (Server server = start((w, r) -> w.write(r.rawPath() + " " + r.path()))) {
            assertEquals("/a%20b /a b", ask(server, get("/a%20b")).body());
            assertEquals(400, ask(server, get("/a%2")).status());
        }
    }

    @Test
    @Line({"r.PathValue(\"id\")", "http.NewServeMux()", "conflicting patterns panic"})
    void routes() throws Exception {
        var mux = new ServeMux();
        mux.handle("GET /users/{id}", (w, r) -> w.write("user " + r.pathValue("id")));
        mux.handle("/files/{rest...}", (w, r) -> w.write("file " + r.pathValue("rest")));
        mux.handle("example.com/{$}", (w, r) -> w.write("host"));
        assertEquals("user 7", ResponseRecorder.serve(mux, request("/users/7")).contentText());
        assertEquals(
                "file a/b", ResponseRecorder.serve(mux, request("/files/a/b")).contentText());
        assertEquals(
                "host",
                ResponseRecorder.serve(
                                mux,
                                MemoryRequest.builder()
                                        .target("/")
                                        .authority("example.com")
                                        .build())
                        .contentText());
        assertEquals(
                405,
                ResponseRecorder.serve(
                                mux,
                                MemoryRequest.builder()
                                        .method("PUT")
                                        .target("/users/7")
                                        .build())
                        .status());
        String said = assertThrows(RouteConflictException.class, () -> mux.handle("GET /users/{name}", (w, r) -> {}))
                .getMessage();
        assertTrue(said.contains("/users/{id}") && said.contains("/users/{name}"), said);
        for (String[] spelling : new String[][] {
            {"get /a", "GET /a"}, {"/:name", "{name}"}, {"/:name", "%3A"}, {"/a/*", "%2A"}, {"/<name>", "%3C"}
        }) {
            String refused = assertThrows(IllegalArgumentException.class, () -> mux.handle(spelling[0], (w, r) -> {}))
                    .getMessage();
            assertTrue(refused.contains(spelling[1]), refused);
        }
    }

    @Test
    @Line("r.Pattern after mux.ServeHTTP")
    void thePatternIsSeenAroundTheMux() throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("GET /users/{id}", (w, r) -> w.write("user"));
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        AttributeKey<String> user = AttributeKey.of("user");
        Middleware log = next -> (w, r) -> {
            w.onEnd(end -> seen.add(end.status() + " " + end.pattern()));
            Request handedOn = r.withAttribute(user, "ann");
            next.serve(w, handedOn);
            seen.add(handedOn.pattern());
        };
        try (Server server = start(log.wrap(mux))) {
            assertEquals("user", ask(server, get("/users/7")).body());
            assertEquals("GET /users/{id}", seen.poll(10, TimeUnit.SECONDS));
            assertEquals("200 GET /users/{id}", seen.poll(10, TimeUnit.SECONDS));
            assertEquals(404, ask(server, get("/none")).status());
            assertEquals("", seen.poll(10, TimeUnit.SECONDS));
            assertEquals("404 ", seen.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    @Line("405 for an OPTIONS that no route has")
    void options() throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("GET /a", (w, r) -> w.write("a"));
        String options = "OPTIONS /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        try (Server server = start(mux)) {
            Answer answer = ask(server, options);
            assertEquals("204 GET, HEAD, OPTIONS", answer.status() + " " + answer.field("Allow"));
            mux.automaticOptions(false);
            answer = ask(server, options);
            assertEquals("405 GET, HEAD", answer.status() + " " + answer.field("Allow"));
        }
    }

    private static MemoryRequest request(String target) {
        return MemoryRequest.builder().target(target).build();
    }

    @Test
    @Line("r.FormValue, r.ParseForm")
    void forms() throws Exception {
        try (Server server =
                start((w, r) -> w.write(r.form().required("a") + r.queryForm().required("q")))) {
            assertEquals(
                    "12",
                    ask(
                                    server,
                                    "POST /?q=2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                                            + "Content-Type: application/x-www-form-urlencoded\r\n\r\na=1")
                            .body());
            String many = "a&".repeat(10_001);
            assertEquals(
                    400,
                    ask(server, post("Content-Type: application/x-www-form-urlencoded\r\n", many))
                            .status());
        }
    }

    @Test
    @Line("r.Host")
    void theHostIsOneFact() throws Exception {
        try (Server server = start((w, r) ->
                w.write(r.authority() + " " + r.host() + " " + r.header("Host").orElseThrow()))) {
            assertEquals(
                    "a:81 a a:81",
                    ask(server, "GET http://a:81/ HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n")
                            .body());
        }
    }

    /** As browsers read them; every call gives the same form, and strictness is for those who want it. */
    @Test
    void formsAreReadAsBrowsersDo() throws Exception {
        Handler handler = (w, r) -> {
            r.form();
            w.write(r.form().required("a") + "|" + r.form().required("c"));
        };
        RequestBuilder post =
                MemoryRequest.builder().method("POST").header("Content-Type", "application/x-www-form-urlencoded");
        assertEquals(
                "1;b=2|100%",
                ResponseRecorder.serve(handler, post.content("a=1;b=2&c=100%").build())
                        .contentText());
        Handler strict = (w, r) -> r.form().strict();
        assertEquals(
                400,
                ResponseRecorder.serve(strict, post.content("a=1;b=2").build()).status());
    }

    @Test
    @Line("r.MultipartReader()")
    void multipart() throws Exception {
        try (Server server = start((w, r) -> {
            var parts = r.multipart();
            for (var part = parts.next(); part.isPresent(); part = parts.next()) {
                w.write(part.get().name() + "="
                        + new String(part.get().content().readAllBytes(), StandardCharsets.UTF_8));
            }
        })) {
            String content = "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv\r\n--b--\r\n";
            assertEquals(
                    "n=v",
                    ask(server, post("Content-Type: multipart/form-data; boundary=b\r\n", content))
                            .body());
        }
    }

    @Test
    @Line("r.ParseMultipartForm, r.FormFile")
    void aFormWithFilesIsReadAsAWhole() throws Exception {
        try (Server server = start((w, r) -> {
            try (Uploads uploads = Uploads.read(r, Uploads.Limits.of(1, 3), folder)) {
                Path file = uploads.required("f").path();
                w.write(uploads.form().required("n") + Files.readString(file) + file.startsWith(folder));
            }
        })) {
            String content = "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv\r\n"
                    + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n123\r\n--b--\r\n";
            String type = "Content-Type: multipart/form-data; boundary=b\r\n";
            assertEquals("v123true", ask(server, post(type, content)).body());
            assertEquals(
                    413, ask(server, post(type, content.replace("123", "1234"))).status());
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    @Test
    @Line("mux.Handle(\"/api/\", http.StripPrefix(\"/api\", sub))")
    void aMountHasTheWholePattern() throws Exception {
        ServeMux sub = new ServeMux();
        sub.handle("GET /users/{id}", (w, r) -> w.write(r.rawPath()));
        ServeMux mux = new ServeMux();
        mux.mount("/api", sub);
        BlockingQueue<String> patterns = new LinkedBlockingQueue<>();
        try (Server server = start((w, r) -> {
            mux.serve(w, r);
            patterns.add(r.pattern());
        })) {
            assertEquals("/users/7", ask(server, get("/api/users/7")).body());
            assertEquals("GET /api/users/{id}", patterns.take());
        }
    }

    @Test
    @Line({"r.Body", "http.MaxBytesReader"})
    void contentThatIsCutOrTooLong() throws Exception {
        BlockingQueue<ContentException> cut = new LinkedBlockingQueue<>();
        try (Server server = start((w, r) -> {
            try (InputStream content = r.withContentLimit(4).content()) {
                content.readAllBytes();
            } catch (ContentException e) {
                cut.add(e);
                throw e;
            }
        })) {
            assertEquals(200, ask(server, post("", "1234")).status());
            assertEquals(413, ask(server, post("", "12345")).status());
            assertEquals(ContentException.Reason.TOO_LARGE, cut.take().reason());
            try (Wire wire = Wire.to(server.port())) {
                wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab")
                        .halfClose();
                assertEquals(ContentException.Reason.INCOMPLETE, cut.take().reason());
            }
        }
    }

    @Test
    @Line("r.Context().Done()")
    void cancellation() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Server server = start((w, r) -> {
            r.onCancel(() -> seen.add("onCancel"));
            begun.countDown();
            try {
                Thread.sleep(Duration.ofMinutes(5));
            } catch (InterruptedException e) {
                seen.add("interrupted " + r.cancelled());
            }
        })) {
            try (Wire wire = Wire.to(server.port())) {
                wire.send(get("/"));
                begun.await();
                wire.reset();
            }
            assertEquals(
                    new TreeSet<>(List.of("interrupted true", "onCancel")),
                    new TreeSet<>(List.of(seen.take(), seen.take())));
        }
    }

    /** In Go the context ends with the handler; here the end of a handler is no cancellation. */
    @Test
    @Line("the context of a handler that has returned")
    void aHandlerThatReturnsIsNotCancelled() throws Exception {
        BlockingQueue<Request> kept = new LinkedBlockingQueue<>();
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Server server = start((w, r) -> {
            r.onCancel(() -> seen.add("cancelled"));
            kept.add(r);
        })) {
            assertEquals(200, ask(server, get("/")).status());
            Servers.awaitNoConnections(server);
            assertFalse(kept.take().cancelled());
            assertEquals(0, seen.size());
        }
    }

    @Test
    @Line("context.WithValue")
    void attributes() throws Exception {
        AttributeKey<Integer> depth = AttributeKey.of("depth");
        Handler inner = (w, r) -> w.write("" + r.attribute(depth).orElseThrow());
        Handler outer = (w, r) -> inner.serve(w, r.withAttribute(depth, 3));
        assertEquals("3", ResponseRecorder.serve(outer, request("/")).contentText());
    }

    @Test
    @Line({"r.TLS", "tls.Config.GetCertificate"})
    void tls() throws Exception {
        try (Server server = Servers.start(
                        b -> b.tls(Certificates.server()),
                        (w, r) -> w.write("" + r.tls().map(t -> t.protocol()).orElse("none")));
                SSLSocket socket = (SSLSocket) Certificates.connect(server.port(), "http/1.1")) {
            assertEquals(
                    "TLSv1.3", new Wire(socket).send(get("/")).answer(false).body());
        }
        try (Server server = start((w, r) -> w.write("" + r.tls().isPresent()))) {
            assertEquals("false", ask(server, get("/")).body());
        }
    }

    // ---- handlers and middleware

    @Test
    @Line({"http.StripPrefix", "http.FileServer(http.Dir(\"d\"))"})
    void files() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "text");
        Files.writeString(folder.resolve(".secret"), "secret");
        Path outside = Files.createTempFile("outside", ".txt");
        Files.createSymbolicLink(folder.resolve("link.txt"), outside);
        Handler handler = Handlers.stripPrefix("/static", FileServer.of(folder));
        assertEquals(
                "text",
                ResponseRecorder.serve(handler, request("/static/a.txt")).contentText());
        assertEquals(
                404, ResponseRecorder.serve(handler, request("/static/.secret")).status());
        assertEquals(
                404,
                ResponseRecorder.serve(handler, request("/static/link.txt")).status());
        Files.delete(outside);
    }

    @Test
    @Line("io.Copy(w, file)")
    void aFileAsContent() throws Exception {
        Path file = Files.writeString(folder.resolve("b.txt"), "from a file");
        try (FileChannel channel = FileChannel.open(file);
                Server server = start((w, r) -> {
                    w.headers().set("Content-Length", "" + channel.size());
                    w.transferFrom(channel, 0, channel.size());
                })) {
            assertEquals("from a file", ask(server, get("/")).body());
        }
    }

    @Test
    @Line("func(next http.Handler) http.Handler")
    void middleware() throws Exception {
        Middleware first = next -> (w, r) -> {
            w.write("first ");
            next.serve(w, r);
        };
        Middleware second = next -> (w, r) -> {
            w.write("second ");
            next.serve(w, r);
        };
        Handler handler = first.then(second).wrap((w, r) -> w.write("handler"));
        assertEquals(
                "first second handler",
                ResponseRecorder.serve(handler, request("/")).contentText());
    }

    @Test
    @Line("a ResponseWriter that notes status and length")
    void theEndOfARequest() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        ServeMux mux = new ServeMux();
        mux.handle("GET /{name}", (w, r) -> {
            throw new HttpError(404, "no");
        });
        Handler handler = (w, r) -> {
            w.onEnd(end -> ends.add(end.status() + " " + end.contentBytes() + " " + end.pattern()));
            mux.serve(w, r);
        };
        try (Server server = Servers.start(
                        b -> b.requestListener(end -> ends.add("listener: " + end.status() + " " + end.handled())),
                        handler);
                Wire wire = Wire.to(server.port())) {
            wire.send(get("/a")).answer(false);
            assertEquals("404 3 GET /{name}", ends.take());
            assertEquals("listener: 404 true", ends.take());
            wire.send("GET / HTTP/1.1\r\n\r\n").answer(false);
            assertEquals("listener: 400 false", ends.take());
        }
    }

    @Test
    @Line("a ResponseWriter that compresses or changes fields")
    void beforeTheHead() throws Exception {
        Middleware coded = next -> (w, r) -> {
            w.onCommit(head -> {
                head.headers().set("X-Status", "" + head.status()).set("Content-Encoding", "gzip");
                head.encode(out -> new GZIPOutputStream(out, true));
            });
            next.serve(w, r);
        };
        ServeMux mux = new ServeMux();
        mux.handle("GET /dir/", (w, r) -> w.write("x"));
        for (var expected : List.of(
                Map.entry("/dir/", "200 x"),
                Map.entry("/dir", "307 "),
                Map.entry("/none", "404 404 page not found\n"))) {
            ResponseRecorder answer = ResponseRecorder.serve(coded.wrap(mux), request(expected.getKey()));
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.contentBytes()))) {
                assertEquals(
                        expected.getValue(),
                        answer.headers().get("X-Status") + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    // ---- the server around it

    @Test
    @Line("Server.TLSNextProto")
    void aProtocolOfOnesOwn() throws Exception {
        try (Server server = Servers.start(
                        b -> b.tls(Certificates.server()).protocol("mine/1", connection -> {
                            java.nio.ByteBuffer in = java.nio.ByteBuffer.allocate(16);
                            connection.read(in);
                            connection.write(in.flip());
                        }),
                        (w, r) -> {});
                SSLSocket socket = (SSLSocket) Certificates.connect(server.port(), "mine/1")) {
            socket.getOutputStream().write("mine".getBytes(StandardCharsets.US_ASCII));
            assertEquals("mine", new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
        }
    }

    @Test
    @Line("Server.Shutdown(ctx)")
    void shutdownSaysWhetherItHadToCut() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Server server = start((w, r) -> {
            begun.countDown();
            Thread.sleep(Duration.ofMinutes(5));
        });
        try (Wire wire = Wire.to(server.port())) {
            wire.send(get("/"));
            begun.await();
            assertFalse(server.shutdown(Duration.ofMillis(10)));
        }
        assertTrue(start((w, r) -> {}).shutdown(Duration.ofSeconds(60)));
    }

    @Test
    @Line("Server.RegisterOnShutdown")
    void actionsRunWhenAShutdownBegins() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        Server server = Servers.start(b -> b.onShutdown(ran::countDown), (w, r) -> {});
        assertTrue(server.shutdown(Duration.ofSeconds(60)));
        assertEquals(0, ran.getCount(), "within the grace");
    }

    @Test
    @Line("Server.ErrorLog")
    void theLogIsNamed() throws Exception {
        try (Server server = Servers.start(b -> b.errorLog("dev.weir.fromgo"), (w, r) -> {
                    throw new IllegalStateException("a fault");
                });
                LogTap log = LogTap.on("fromgo")) {
            ask(server, get("/"));
            Servers.await(() -> log.has(l -> l.contains("GET /")), () -> "" + log.lines());
        }
    }

    @Test
    @Line("ConnState")
    void connStates() throws Exception {
        BlockingQueue<String> states = new LinkedBlockingQueue<>();
        try (Server server =
                Servers.start(b -> b.connState((id, address, state) -> states.add(state.name())), (w, r) -> {})) {
            ask(server, "GET / HTTP/1.0\r\n\r\n");
            assertEquals("NEW ACTIVE CLOSED", states.take() + " " + states.take() + " " + states.take());
        }
    }

    @Test
    @Line("httptest.NewServer")
    void aTestWithAServer() {
        Handler handler = (w, r) -> w.status(201).write(r.method());
        try (TestServer port = TestServer.start(handler);
                TestServer memory = TestServer.inMemory(handler)) {
            port.client().put("/").send().assertStatus(201).assertContent("PUT");
            memory.client().put("/").send().assertStatus(201).assertContent("PUT");
        }
    }

    @Test
    @Line("httptest.NewRecorder")
    void aTestWithoutANetwork() throws Exception {
        ResponseRecorder answer = ResponseRecorder.serve(
                (w, r) -> w.status(201).write(r.method()),
                MemoryRequest.builder().method("PUT").target("/").build());
        assertEquals("201 PUT", answer.status() + " " + answer.contentText());
    }

    @Test
    @Line({"ReadHeaderTimeout 0", "unlimited slow bodies"})
    void limitsAreOn() throws Exception {
        BlockingQueue<Duration> found = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> rate = new LinkedBlockingQueue<>();
        try (Server server = Servers.start(
                        b -> b.protocol("look", connection -> {
                                    found.add(connection.server().config().readHeaderTimeout());
                                    rate.add(connection.server().config().minRequestRate());
                                })
                                .tls(Certificates.server()),
                        (w, r) -> {});
                SSLSocket socket = (SSLSocket) Certificates.connect(server.port(), "look")) {
            assertEquals(Duration.ofSeconds(10), found.take());
            assertEquals(240, rate.take());
            assertNotNull(socket);
        }
    }
}
