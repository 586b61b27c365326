package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.handlers.Handlers;
import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a handler can see and do, the same over every protocol. An engine is tested by a subclass that says how to set
 * up its server and how to reach it.
 */
public abstract class HandlerSemantics {
    static final Duration SHORT = Duration.ofMillis(200);
    /** For what holds for the handshake and the head too, which have to come through on a busy machine. */
    static final Duration AMPLE = Duration.ofMillis(2500);

    private static final AttributeKey<String> BASE = AttributeKey.of("base");
    private static final AttributeKey<String> CONN = AttributeKey.of("conn");

    /** Adds what the protocol needs: TLS, which protocols to speak. */
    abstract ServerBuilder configure(ServerBuilder builder) throws Exception;

    abstract Client connect(Server server) throws Exception;

    /** Whether the connection is TLS. */
    abstract boolean secure();

    /** A server and a client of it. */
    final class Fixture implements AutoCloseable {
        final Server server;
        final Client client;

        Fixture(UnaryOperator<ServerBuilder> settings, Handler handler) throws Exception {
            server = configure(settings.apply(Server.builder()
                            .address("127.0.0.1:0")
                            .handler(handler)
                            .errorLog(Servers.LOG)))
                    .build();
            server.start();
            client = connect(server);
        }

        Call open(String method, String target) throws IOException {
            return client.open(method, target, List.of(), 0);
        }

        Call post(String target, long length, Field... fields) throws IOException {
            return client.open("POST", target, List.of(fields), length);
        }

        /** The text of a whole response to GET, whose status must be 200. */
        String get(String target) throws IOException {
            try (Call call = open("GET", target)) {
                call.end(List.of());
                Reply reply = call.reply();
                String text = text(reply.readAll());
                assertEquals(200, reply.status(), () -> target + ": " + text);
                return text;
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    final Fixture serving(Handler handler) throws Exception {
        return new Fixture(b -> b, handler);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        assertTrue(latch.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), () -> "did not happen: " + what);
    }

    // ---- what a handler sees

    @Test
    void theRequestLine() throws Exception {
        try (Fixture f = serving((w, r) -> w.write(String.join(
                "\n",
                r.method(),
                r.target(),
                r.rawPath(),
                r.path(),
                r.query(),
                r.scheme(),
                r.authority(),
                r.host(),
                r.protocol(),
                r.toString(),
                "" + r.contentLength(),
                "" + r.content().read(),
                "" + r.trailers().size(),
                "" + r.cancelled(),
                r.pattern() + r.pathValue("x"))))) {
            String seen = f.get("/a%20b/%C3%A4%2fc?d=%20&e");
            String host = f.client.authority();
            assertEquals(
                    String.join(
                            "\n",
                            "GET",
                            "/a%20b/%C3%A4%2fc?d=%20&e",
                            "/a%20b/%C3%A4%2fc",
                            "/a b/\u00e4/c",
                            "d=%20&e",
                            secure() ? "https" : "http",
                            host,
                            host.replaceFirst(":[0-9]+$", ""),
                            f.client.protocol(),
                            "GET /a%20b/%C3%A4%2fc?d=%20&e",
                            "0",
                            "-1",
                            "0",
                            "false",
                            ""),
                    seen);
        }
    }

    @Test
    void fieldsKeepTheirOrderAndAreBlindToCase() throws Exception {
        try (Fixture f = serving((w, r) -> {
                    StringBuilder text = new StringBuilder();
                    for (Headers.Field field : r.headers()) {
                        if (field.name().regionMatches(true, 0, "x-", 0, 2)) {
                            text.append('[').append(field.value()).append(']');
                        }
                    }
                    text.append(r.headers().all("X-A"))
                            .append(r.header("x-a").orElseThrow())
                            .append(r.headers().contains("X-B"))
                            .append(r.headers().containsToken("x-list", "TWO"))
                            .append(r.headers().get("x-none"))
                            .append(r.headers().find("x-none").isPresent());
                    w.write(text.toString());
                });
                Call call = f.client.open(
                        "GET",
                        "/",
                        List.of(
                                new Field("x-a", "1"),
                                new Field("x-b", "2"),
                                new Field("x-a", "3"),
                                new Field("x-list", "one, two"),
                                new Field("x-empty", "")),
                        0)) {
            call.end(List.of());
            assertEquals(
                    "[1][2][3][one, two][][1, 3]1truetruenullfalse",
                    text(call.reply().readAll()));
        }
    }

    @Test
    void aRequestsFieldsAreReadOnly() throws Exception {
        try (Fixture f = serving((w, r) -> {
            assertThrows(UnsupportedOperationException.class, () -> r.headers().set("a", "b"));
            assertThrows(UnsupportedOperationException.class, () -> r.trailers().set("a", "b"));
            w.write("ok");
        })) {
            assertEquals("ok", f.get("/"));
        }
    }

    @Test
    void addressesAndTls() throws Exception {
        try (Fixture f = serving((w, r) -> {
            InetSocketAddress remote = (InetSocketAddress) r.remoteAddress();
            InetSocketAddress local = (InetSocketAddress) r.localAddress();
            w.write(remote.getAddress().isLoopbackAddress() + " " + (remote.getPort() > 0) + " " + local.getPort() + " "
                    + r.tls()
                            .map(t -> t.protocol().startsWith("TLSv1.")
                                    && !t.cipher().isEmpty())
                            .orElse(false));
        })) {
            assertEquals("true true " + f.server.port() + " " + secure(), f.get("/"));
        }
    }

    @Test
    void attributesOfServerAndConnection() throws Exception {
        AttributeKey<String> unknown = AttributeKey.of("base");
        try (Fixture f = new Fixture(
                b -> b.baseContext(a -> a.put(BASE, "b"))
                        .connContext((a, address) -> a.put(CONN, "c" + (address != null))),
                (w, r) -> {
                    Request copy = r.withAttribute(BASE, "x").withAttribute(unknown, "y");
                    w.write(text(r, BASE)
                            + text(r, CONN)
                            + text(r, unknown)
                            + text(copy, BASE)
                            + text(copy, CONN)
                            + text(copy, unknown)
                            + text(r, unknown));
                })) {
            assertEquals("b ctrue - x ctrue y - ", f.get("/"));
            assertEquals("b ctrue - x ctrue y - ", f.get("/"));
        }
    }

    private static String text(Request r, AttributeKey<String> key) {
        return r.attribute(key).orElse("-") + " ";
    }

    @Test
    void theCurrentRequest() throws Exception {
        try (Fixture f = serving((w, r) -> w.write("" + (Request.current().orElseThrow() == r)))) {
            assertEquals("true", f.get("/"));
            assertTrue(Request.current().isEmpty());
        }
    }

    @Test
    void copiesWithAChange() throws Exception {
        try (Fixture f = serving((w, r) -> {
            Request changed = r.withPath("/x%20y")
                    .withMethod("PATCH")
                    .withHeaders(new Headers().add("A", "b"))
                    .withContent(new ByteArrayInputStream(new byte[3]), 3);
            w.write(changed.method()
                    + changed.path()
                    + changed.header("a").orElseThrow()
                    + changed.contentLength()
                    + changed.content().readAllBytes().length
                    + changed.target()
                    + r.method()
                    + r.path());
        })) {
            assertEquals("PATCH/x yb33/aGET/a", f.get("/a"));
        }
    }

    /** One redirect brings the client to where it is answered, whatever was taken off the path before the router. */
    @Test
    void routerBehindPrefixesRedirectsWithThem() throws Exception {
        ServeMux inner = new ServeMux();
        inner.handle("/dir/", (w, r) -> w.write(r.pathPrefix() + " " + r.rawPath()));
        ServeMux outer = new ServeMux();
        outer.handle("/a/", Handlers.stripPrefix("/a", Handlers.stripPrefix("/b", inner)));
        try (Fixture f = serving(outer)) {
            String[][] redirects = {
                {"/a/b/dir?q=1", "/a/b/dir/?q=1"}, {"/a/b/dir/../dir", "/a/b/dir"}, {"/%61/b//dir/", "/%61/b/dir/"},
            };
            for (String[] redirect : redirects) {
                try (Call call = f.open("GET", redirect[0])) {
                    call.end(List.of());
                    Reply reply = call.reply();
                    assertEquals(307, reply.status(), redirect[0]);
                    assertEquals(redirect[1], reply.field("Location"));
                }
            }
            assertEquals("/a/b /dir/", f.get("/a/b/dir/?q=1"));
            assertEquals("/%61/b /dir/x", f.get("/%61/b/dir/x"));
        }
        // Without a router around it, what is not clean comes as far as the inner one.
        try (Fixture f = serving(Handlers.stripPrefix("/b", inner));
                Call call = f.open("GET", "/b/x/..//dir/")) {
            call.end(List.of());
            assertEquals("/b/dir/", call.reply().field("Location"));
        }
    }

    @Test
    void contentWithALength() throws Exception {
        try (Fixture f = serving((w, r) -> w.write(r.contentLength() + ":"
                        + text(r.content().readAllBytes()) + ":" + r.content().read()));
                Call call = f.post("/", 5)) {
            call.write(bytes("hello"));
            call.end(List.of());
            assertEquals("5:hello:-1", text(call.reply().readAll()));
        }
    }

    @Test
    void contentWithoutALengthAndTrailers() throws Exception {
        try (Fixture f = serving((w, r) -> {
                    assertThrows(IllegalStateException.class, r::trailers, "trailers before the content's end");
                    String content = text(r.content().readAllBytes());
                    w.write(r.contentLength() + ":" + content + ":"
                            + r.trailers().get("X-ONE") + r.trailers().all("x-two")
                            + r.headers().contains("x-one") + r.trailers().contains("authorization"));
                });
                Call call = f.post("/", Client.STREAMED)) {
            call.write(bytes("hel"));
            call.write(bytes("lo"));
            call.end(List.of(
                    new Field("x-one", "1"),
                    new Field("x-two", "2"),
                    new Field("x-two", "3"),
                    new Field("authorization", "secret")));
            assertEquals("-1:hello:1[2, 3]falsefalse", text(call.reply().readAll()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 16_384, 65_536, 1 << 20})
    void contentOfEverySizeThereAndBack(int size) throws Exception {
        byte[] content = random(size);
        try (Fixture f = serving((w, r) -> r.content().transferTo(w))) {
            for (long length : new long[] {size, Client.STREAMED}) {
                try (Call call = f.post("/", length)) {
                    Thread sender = Thread.ofVirtual().start(() -> {
                        try {
                            for (int at = 0; at < size; at += 50_000) {
                                call.write(java.util.Arrays.copyOfRange(content, at, Math.min(size, at + 50_000)));
                            }
                            call.end(List.of());
                        } catch (IOException _) {
                            // What comes back tells.
                        }
                    });
                    assertArrayEquals(content, call.reply().readAll(), "length " + length);
                    sender.join();
                }
            }
        }
    }

    @Test
    void contentLimits() throws Exception {
        try (Fixture f =
                serving((w, r) -> w.write(r.withContentLimit(4).content().readAllBytes()))) {
            record Case(String content, long length, int status) {}
            for (Case c : List.of(
                    new Case("1234", 4, 200),
                    new Case("1234", Client.STREAMED, 200),
                    new Case("12345", 5, 413),
                    new Case("12345", Client.STREAMED, 413))) {
                try (Call call = f.post("/", c.length())) {
                    call.write(bytes(c.content()));
                    call.end(List.of());
                    assertEquals(c.status(), call.reply().status(), c::toString);
                }
            }
        }
    }

    /** As with the streams of a socket; what is left of it delays nothing, here or behind it on the connection. */
    @Test
    void contentThatIsClosed() throws Exception {
        byte[] content = random(200_000);
        try (Fixture f = serving((w, r) -> {
            int first = r.content().read();
            r.content().close();
            r.content().close();
            assertEquals(0, r.content().available());
            assertThrows(IOException.class, () -> r.content().read());
            assertThrows(IOException.class, () -> r.content().readAllBytes());
            assertThrows(IllegalStateException.class, r::trailers, "trailers after content that was not read");
            w.write("" + (first & 0xff));
        })) {
            for (int i = 0; i < 20; i++) {
                try (Call call = f.post("/", content.length)) {
                    call.write(content);
                    call.end(List.of());
                    assertEquals("" + (content[0] & 0xff), text(call.reply().readAll()));
                }
            }
        }
    }

    /** What a handler has left of the content is no form and never passes for one; it can still be read. */
    @ParameterizedTest
    @ValueSource(longs = {3, Client.STREAMED})
    void aFormOfContentThatWasReadBefore(long length) throws Exception {
        try (Fixture f = serving((w, r) -> {
            if (!r.target().equals("/all")) {
                r.content().readNBytes(r.target().length() - 1);
                assertThrows(IllegalStateException.class, r::form);
                w.write("refused ");
            }
            w.write(
                    r.target().equals("/all")
                            ? r.form().toString()
                            : text(r.content().readAllBytes()));
        })) {
            for (String target : List.of("/a", "/abc", "/all")) {
                try (Call call =
                        f.post(target, length, new Field("content-type", "application/x-www-form-urlencoded"))) {
                    call.write(bytes("a=b"));
                    call.end(List.of());
                    String rest = target.equals("/a") ? "=b" : "";
                    assertEquals(
                            target.equals("/all") ? "a=b" : "refused " + rest,
                            text(call.reply().readAll()),
                            target);
                }
            }
        }
    }

    // ---- what a handler does

    record Length(int size, boolean flushed) {}

    static Stream<Length> lengths() {
        return Stream.of(0, 1, 4095, 4096, 4097, 8192, 100_000, 1 << 20)
                .flatMap(size -> Stream.of(new Length(size, false), new Length(size, true)));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void responsesOfEveryLength(Length length) throws Exception {
        byte[] content = random(length.size());
        try (Fixture f = serving((w, r) -> {
                    if (length.flushed()) {
                        w.flush();
                    }
                    w.write(content);
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertArrayEquals(content, reply.readAll());
            if (length.size() <= 4096 && !length.flushed()) {
                assertEquals("" + length.size(), reply.field("Content-Length"));
            }
        }
    }

    @Test
    void statusAndFields() throws Exception {
        try (Fixture f = serving((w, r) -> {
                    assertEquals(200, w.status());
                    assertFalse(w.committed());
                    w.status(404).status(201).header("A", "1").header("a", "2");
                    w.headers().add("B", "3").add("B", "4");
                    assertEquals(201, w.status());
                    w.write("x");
                    w.flush();
                    assertTrue(w.committed());
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(201, reply.status());
            assertEquals("2", reply.field("a"));
            assertEquals(List.of("3", "4"), Answer.all(reply.fields(), "b"));
            assertTrue(reply.field("Date").endsWith(" GMT"));
            assertEquals("text/plain; charset=utf-8", reply.field("Content-Type"));
        }
    }

    @Test
    void aFlushIsSeenWhileTheHandlerRuns() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (Fixture f = serving((w, r) -> {
                    w.write("first ");
                    w.flush();
                    await(seen, "the client sees the first part");
                    w.write("second");
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals("first ", text(reply.read()));
            seen.countDown();
            assertEquals("second", text(reply.readAll()));
        }
    }

    @Test
    void aFlushOfTheHeadAlone() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (Fixture f = serving((w, r) -> {
                    w.header("A", "b").flush();
                    await(seen, "the client sees the head");
                    w.write("x");
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals("b", reply.field("a"));
            seen.countDown();
            assertEquals("x", text(reply.readAll()));
        }
    }

    @Test
    void piecesThereAndBackInLockstep() throws Exception {
        try (Fixture f = serving((w, r) -> {
                    w.flush();
                    byte[] buffer = new byte[100];
                    for (int n = r.content().read(buffer);
                            n >= 0;
                            n = r.content().read(buffer)) {
                        w.write(buffer, 0, n);
                        w.flush();
                    }
                    w.trailers().set("X-End", "seen");
                });
                Call call = f.post("/", Client.STREAMED)) {
            Reply reply = call.reply();
            for (int i = 0; i < 20; i++) {
                String piece = "piece " + i;
                call.write(bytes(piece));
                StringBuilder back = new StringBuilder();
                while (back.length() < piece.length()) {
                    back.append(text(reply.read()));
                }
                assertEquals(piece, back.toString());
            }
            call.end(List.of());
            assertNull(reply.read());
            assertEquals(List.of("seen"), Answer.all(reply.trailers(), "X-End"));
        }
    }

    @Test
    void closeEndsTheResponseBeforeTheHandler() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (Fixture f = serving((w, r) -> {
                    w.write("x");
                    w.close();
                    w.close();
                    assertThrows(IllegalStateException.class, () -> w.write("y"));
                    await(seen, "the client sees the end");
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            assertEquals("x", text(call.reply().readAll()));
            seen.countDown();
        }
    }

    record Bare(String method, int status) {}

    static Stream<Bare> bare() {
        return Stream.of(
                new Bare("HEAD", 200),
                new Bare("HEAD", 404),
                new Bare("GET", 204),
                new Bare("GET", 304),
                new Bare("GET", 205),
                new Bare("POST", 204));
    }

    @ParameterizedTest
    @MethodSource("bare")
    void responsesWithoutContent(Bare bare) throws Exception {
        try (Fixture f = serving((w, r) -> {
                    w.status(bare.status());
                    w.write("content");
                    w.flush();
                    w.write(new byte[10_000]);
                });
                Call call = f.open(bare.method(), "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(bare.status(), reply.status());
            assertEquals("", text(reply.readAll()));
        }
    }

    @Test
    void headSaysTheLengthOfGet() throws Exception {
        try (Fixture f = serving((w, r) -> w.write("hello"))) {
            for (String method : List.of("GET", "HEAD")) {
                try (Call call = f.open(method, "/")) {
                    call.end(List.of());
                    Reply reply = call.reply();
                    assertEquals("5", reply.field("Content-Length"), method);
                    assertEquals("text/plain; charset=utf-8", reply.field("Content-Type"), method);
                }
            }
        }
    }

    @Test
    void moreThanTheLengthFailsTheWrite() throws Exception {
        try (Fixture f = serving((w, r) -> {
                    w.header("Content-Length", "5").write("hello");
                    assertThrows(IOException.class, () -> w.write("!"));
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals("5", reply.field("Content-Length"));
            assertEquals("hello", text(reply.readAll()));
        }
    }

    @Test
    void lessThanTheLengthCutsTheResponse() throws Exception {
        assertCut((w, r) -> {
            w.header("Content-Length", "50").write("hello");
            w.flush();
        });
    }

    private void assertCut(Handler handler) throws Exception {
        try (Fixture f = serving(handler);
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            assertThrows(Client.Cut.class, () -> call.reply().readAll());
        }
    }

    @Test
    void trailers() throws Exception {
        try (Fixture f = serving((w, r) -> {
                    w.trailers().set("X-Early", "1");
                    w.write("content");
                    w.flush();
                    w.trailers().set("X-Late", "2");
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals("X-Early", reply.field("Trailer"));
            assertEquals("content", text(reply.readAll()));
            assertEquals(List.of("1"), Answer.all(reply.trailers(), "X-Early"));
            assertEquals(List.of("2"), Answer.all(reply.trailers(), "X-Late"));
        }
    }

    @Test
    void interimResponses() throws Exception {
        try (Fixture f = serving((w, r) -> {
                    w.inform(103, new Headers().add("Link", "</a>"));
                    w.inform(103, new Headers().add("Link", "</b>"));
                    w.write("x");
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(
                    List.of("103 </a>", "103 </b>"),
                    reply.interims().stream()
                            .map(i -> i.status() + " " + i.field("Link"))
                            .toList());
            assertEquals(200, reply.status());
            assertNull(reply.field("Link"));
            assertEquals("x", text(reply.readAll()));
        }
    }

    @Test
    void suppressedFields() throws Exception {
        try (Fixture f = serving(
                        (w, r) -> w.suppress("date").suppress("CONTENT-TYPE").write("x"));
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertNull(reply.field("Date"));
            assertNull(reply.field("Content-Type"));
        }
    }

    @Test
    void anUnknownPowerIsNotThere() throws Exception {
        try (Fixture f = serving((w, r) -> w.write("" + w.as(Runnable.class).isPresent()))) {
            assertEquals("false", f.get("/"));
        }
    }

    // ---- what a handler must not do

    private interface Misuse {
        void of(ResponseWriter w, Request r) throws Exception;
    }

    private record Illegal(String name, Class<? extends Exception> type, Misuse misuse) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Illegal> illegal() {
        Class<IllegalArgumentException> argument = IllegalArgumentException.class;
        Class<IllegalStateException> state = IllegalStateException.class;
        return Stream.of(
                new Illegal("status 100", argument, (w, r) -> w.status(100)),
                new Illegal("status 600", argument, (w, r) -> w.status(600)),
                new Illegal("status -1", argument, (w, r) -> w.status(-1)),
                new Illegal("inform 200", argument, (w, r) -> w.inform(200, new Headers())),
                new Illegal("inform 101", argument, (w, r) -> w.inform(101, new Headers())),
                new Illegal("suppress Server", argument, (w, r) -> w.suppress("Server")),
                new Illegal("LF in a value", argument, (w, r) -> w.header("A", "x\ny")),
                new Illegal("CR in a value", argument, (w, r) -> w.header("A", "x\ry")),
                new Illegal("NUL in a value", argument, (w, r) -> w.header("A", "x\u0000y")),
                new Illegal("U+010A in a value", argument, (w, r) -> w.header("A", "\u010a")),
                new Illegal("LF in a trailer", argument, (w, r) -> w.trailers().add("A", "x\ny")),
                new Illegal("a space in a name", argument, (w, r) -> w.header("A B", "x")),
                new Illegal("an empty name", argument, (w, r) -> w.header("", "x")),
                new Illegal("a method that is no token", argument, (w, r) -> r.withMethod("A B")),
                new Illegal("a negative content limit", argument, (w, r) -> r.withContentLimit(-1)),
                new Illegal(
                        "write out of bounds", IndexOutOfBoundsException.class, (w, r) -> w.write(new byte[1], 0, 2)),
                new Illegal(
                        "read out of bounds",
                        IndexOutOfBoundsException.class,
                        (w, r) -> r.content().read(new byte[1], 1, 1)),
                new Illegal("status after flush", state, (w, r) -> {
                    w.flush();
                    w.status(404);
                }),
                new Illegal("header after flush", state, (w, r) -> {
                    w.flush();
                    w.header("A", "b");
                }),
                new Illegal("headers that were kept, after flush", UnsupportedOperationException.class, (w, r) -> {
                    Headers kept = w.headers();
                    kept.set("X-Kept", "b");
                    w.flush();
                    kept.set("X-Kept", "c");
                }),
                new Illegal("headers() after flush", UnsupportedOperationException.class, (w, r) -> {
                    w.flush();
                    w.headers().add("A", "b");
                }),
                new Illegal("suppress after flush", state, (w, r) -> {
                    w.flush();
                    w.suppress("Date");
                }),
                new Illegal("inform after flush", state, (w, r) -> {
                    w.flush();
                    w.inform(103, new Headers());
                }));
    }

    @ParameterizedTest
    @MethodSource("illegal")
    void illegalUseIsAnException(Illegal illegal) throws Exception {
        BlockingQueue<String> verdicts = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
                    try {
                        illegal.misuse().of(w, r);
                        verdicts.add("nothing");
                    } catch (Exception e) {
                        verdicts.add(illegal.type().isInstance(e) ? "refused" : e.toString());
                    }
                    w.write("content");
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(200, reply.status());
            assertEquals("content", text(reply.readAll()));
            assertNull(reply.field("A"));
            assertEquals("refused", verdicts.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void lateUseIsRefused() throws Exception {
        BlockingQueue<ResponseWriter> writers = new LinkedBlockingQueue<>();
        BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
            writers.add(w);
            requests.add(r);
        })) {
            f.get("/");
            Servers.await(() -> f.server.stats().requestsServed() == 1, () -> "" + f.server.stats());
            ResponseWriter w = writers.take();
            Request r = requests.take();
            assertThrows(IllegalStateException.class, () -> w.write("x"));
            assertThrows(IllegalStateException.class, w::flush);
            assertThrows(IllegalStateException.class, () -> w.status(404));
            assertThrows(IllegalStateException.class, () -> w.header("A", "b"));
            assertThrows(IllegalStateException.class, w::headers);
            assertThrows(IllegalStateException.class, w::trailers);
            assertThrows(IllegalStateException.class, () -> w.inform(103, new Headers()));
            assertThrows(IllegalStateException.class, () -> r.content().read());
        }
    }

    // ---- failures

    @Test
    void failuresBeforeTheCommitment() throws Exception {
        record Case(Throwable thrown, int status, String body) {}
        List<Case> cases = List.of(
                new Case(new IllegalStateException("secret"), 500, "Internal Server Error\n"),
                new Case(new StackOverflowError("secret"), 500, "Internal Server Error\n"),
                new Case(new AssertionError("secret"), 500, "Internal Server Error\n"),
                new Case(new IOException("secret"), 500, "Internal Server Error\n"),
                new Case(HttpError.notFound(), 404, "Not Found\n"),
                new Case(HttpError.badRequest("why"), 400, "why\n"),
                new Case(HttpError.methodNotAllowed("GET"), 405, "Method Not Allowed\n"),
                new Case(HttpError.contentTooLarge(), 413, "Content Too Large\n"),
                new Case(
                        new ContentException(ContentException.Reason.TOO_LARGE, "why"),
                        413,
                        "Content Too Large: why\n"),
                new Case(new ContentException(ContentException.Reason.MALFORMED, "why"), 400, "Bad Request: why\n"));
        try (Fixture f = serving((w, r) -> {
            w.status(201).header("A", "b").write("dropped");
            throw sneaky(cases.get(Integer.parseInt(r.query())).thrown());
        })) {
            for (int i = 0; i < cases.size(); i++) {
                try (Call call = f.open("GET", "/?" + i)) {
                    call.end(List.of());
                    Reply reply = call.reply();
                    assertEquals(cases.get(i).status(), reply.status(), cases.get(i)::toString);
                    assertEquals(cases.get(i).body(), text(reply.readAll()), cases.get(i)::toString);
                    assertEquals("b", reply.field("A"), cases.get(i)::toString);
                }
            }
            Servers.await(() -> f.server.stats().runningHandlers() == 0, () -> "" + f.server.stats());
            assertEquals(4, f.server.stats().handlersFailed(), f.server.stats()::toString);
        }
    }

    /** What was set for the response as a whole stays, what described the content goes; the error's own fields win. */
    @Test
    void failuresKeepWhatIsOfTheResponse() throws Exception {
        List<Throwable> thrown = List.of(
                new IllegalStateException("secret"),
                new AssertionError("secret"),
                new HttpError(429, "not now")
                        .with("Retry-After", "3")
                        .with("Vary", "Accept")
                        .with("Set-Cookie", "c=d"),
                new ContentException(ContentException.Reason.TOO_LARGE, "why"));
        try (Fixture f = serving((w, r) -> {
            w.headers()
                    .add("Set-Cookie", "a=b")
                    .add("Vary", "Origin")
                    .add("Strict-Transport-Security", "max-age=1")
                    .add("Access-Control-Allow-Origin", "*")
                    .add("Retry-After", "9")
                    .add("X-Request-Id", "7")
                    .add("Content-Type", "text/html")
                    .add("Content-Encoding", "gzip")
                    .add("Content-Language", "de")
                    .add("Content-Length", "3")
                    .add("ETag", "\"x\"")
                    .add("Last-Modified", "x")
                    .add("Accept-Ranges", "bytes")
                    .add("Cache-Control", "max-age=60")
                    .add("Content-Range", "bytes 0-2/9")
                    .add("Trailer", "X-Sum")
                    .add("Content-Disposition", "attachment");
            w.trailers().set("X-Sum", "1");
            w.write("old");
            throw sneaky(thrown.get(Integer.parseInt(r.query())));
        })) {
            for (int i = 0; i < thrown.size(); i++) {
                try (Call call = f.open("GET", "/?" + i)) {
                    call.end(List.of());
                    Reply reply = call.reply();
                    String text = text(reply.readAll());
                    boolean own = thrown.get(i) instanceof HttpError;
                    assertEquals(
                            own ? List.of("a=b", "c=d") : List.of("a=b"), Answer.all(reply.fields(), "Set-Cookie"));
                    assertEquals(
                            own ? List.of("Origin", "Accept") : List.of("Origin"), Answer.all(reply.fields(), "Vary"));
                    assertEquals(own ? "3" : "9", reply.field("Retry-After"));
                    for (String kept :
                            List.of("Strict-Transport-Security", "Access-Control-Allow-Origin", "X-Request-Id")) {
                        assertEquals(1, Answer.all(reply.fields(), kept).size(), kept);
                    }
                    for (String gone : List.of(
                            "Content-Encoding",
                            "Content-Language",
                            "ETag",
                            "Last-Modified",
                            "Trailer",
                            "Accept-Ranges",
                            "Cache-Control",
                            "Content-Range",
                            "Content-Disposition")) {
                        assertNull(reply.field(gone), gone);
                    }
                    assertEquals("text/plain; charset=utf-8", reply.field("Content-Type"));
                    assertEquals("nosniff", reply.field("X-Content-Type-Options"));
                    assertEquals("" + text.length(), reply.field("Content-Length"));
                    assertEquals(List.of(), reply.trailers());
                }
            }
        }
    }

    @Test
    void trailersAreAnnouncedOnlyWhereTheyCome() throws Exception {
        try (Fixture f = serving((w, r) -> {
            w.status(Integer.parseInt(r.query())).header("Trailer", "X-Sum");
            w.trailers().set("X-Sum", "1");
            w.write("x");
        })) {
            for (String asked :
                    List.of("GET /?200", "HEAD /?200", "GET /?204", "GET /?205", "GET /?304", "GET /?404")) {
                String[] words = asked.split(" ");
                try (Call call = f.open(words[0], words[1])) {
                    call.end(List.of());
                    Reply reply = call.reply();
                    boolean come = text(reply.readAll()).equals("x");
                    assertEquals(come ? "X-Sum" : null, reply.field("Trailer"), asked);
                    assertEquals(come ? List.of("1") : List.of(), Answer.all(reply.trailers(), "X-Sum"), asked);
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    static Stream<Throwable> thrown() {
        return Stream.of(
                new IllegalStateException("secret"),
                new StackOverflowError("secret"),
                HttpError.notFound(),
                new AbortHandler());
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void failuresAfterTheCommitmentCutTheResponse(Throwable thrown) throws Exception {
        assertCut((w, r) -> {
            w.write("half");
            w.flush();
            throw sneaky(thrown);
        });
    }

    @Test
    void abortHandlerCutsTheResponse() throws Exception {
        assertCut((w, r) -> {
            throw new AbortHandler();
        });
    }

    // ---- cancellation and deadlines

    @Test
    void aClientThatGoesInterruptsTheHandler() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch events = new CountDownLatch(1);
        BlockingQueue<Boolean> cancelled = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
            r.onCancel(events::countDown);
            assertFalse(r.cancelled());
            running.countDown();
            try {
                Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                cancelled.add(r.cancelled());
                throw e;
            }
        })) {
            Call call = f.open("GET", "/");
            call.end(List.of());
            await(running, "the handler runs");
            call.abandon();
            await(events, "onCancel");
            assertEquals(true, cancelled.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
            // It is counted after the interrupt, so perhaps when the handler has gone already.
            Servers.await(
                    () -> f.server.stats().runningHandlers() == 0
                            && f.server.stats().handlersCancelled() == 1,
                    () -> "" + f.server.stats());
            assertEquals(0, f.server.stats().handlersFailed(), f.server.stats()::toString);
        }
    }

    /** Actions are the application's code: neither the connection nor the server waits for them, or ends by them. */
    @Test
    void onCancelActionsThatThrowOrBlockHarmNobody() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
            if (r.rawPath().equals("/short")) {
                w.write("served");
                return;
            }
            r.onCancel(() -> {
                events.add("first");
                throw new IllegalStateException("on purpose");
            });
            r.onCancel(() -> {
                events.add("second");
                try {
                    go.await();
                } catch (InterruptedException e) {
                    events.add("interrupted");
                }
                throw new StackOverflowError("on purpose");
            });
            r.onCancel(() -> events.add("third"));
            running.countDown();
            Thread.sleep(Duration.ofHours(1));
        })) {
            Call call = f.open("GET", "/long");
            call.end(List.of());
            await(running, "the handler runs");
            call.abandon();
            assertEquals("first", events.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
            assertEquals("second", events.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
            assertEquals("served", f.get("/short"));
            go.countDown();
            assertEquals("third", events.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
            Servers.await(
                    () -> f.server.stats().runningHandlers() == 0
                            && f.server.stats().handlersCancelled() == 1,
                    () -> "" + f.server.stats());
            assertEquals("served", f.get("/short"));
        }
    }

    @Test
    void onCancelDoesNotRunWhenTheHandlerReturnsFirst() throws Exception {
        CountDownLatch events = new CountDownLatch(1);
        try (Fixture f = serving((w, r) -> {
            r.onCancel(events::countDown);
            w.write("x");
        })) {
            assertEquals("x", f.get("/"));
            Servers.await(() -> f.server.stats().requestsServed() == 1, () -> "" + f.server.stats());
            assertEquals(1, events.getCount());
            assertEquals(0, f.server.stats().handlersCancelled(), f.server.stats()::toString);
        }
    }

    @Test
    void aClientThatGoesEndsARead() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
            r.content().read();
            reading.countDown();
            try {
                r.content().readAllBytes();
                ends.add("the end");
            } catch (ContentException e) {
                ends.add("" + e.reason());
            } catch (IOException | RuntimeException e) {
                ends.add("" + e);
            }
        })) {
            Call call = f.post("/", 10);
            call.write(bytes("x"));
            await(reading, "the handler reads");
            call.abandon();
            assertEquals("INCOMPLETE", ends.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void aClientThatGoesFailsAWrite() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
            try {
                while (true) {
                    w.write(new byte[10_000]);
                }
            } catch (IOException e) {
                ends.add("an IOException");
                throw e;
            }
        })) {
            Call call = f.open("GET", "/");
            call.end(List.of());
            call.reply().read();
            call.abandon();
            assertEquals("an IOException", ends.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
            Servers.await(() -> f.server.stats().runningHandlers() == 0, () -> "" + f.server.stats());
            assertEquals(0, f.server.stats().handlersFailed(), f.server.stats()::toString);
        }
    }

    @Test
    void aReadDeadline() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
                    w.readDeadline(SHORT);
                    try {
                        r.content().readAllBytes();
                    } catch (ContentException e) {
                        ends.add("" + e.reason());
                        throw e;
                    }
                });
                Call call = f.post("/", 10)) {
            call.write(bytes("x"));
            assertEquals(408, call.reply().status());
            assertEquals("TIMEOUT", ends.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void aReadTimeoutOfTheServer() throws Exception {
        try (Fixture f = new Fixture(
                        b -> b.readTimeout(AMPLE), (w, r) -> r.content().readAllBytes());
                Call call = f.post("/", 10)) {
            call.write(bytes("x"));
            assertEquals(408, call.reply().status());
        }
    }

    @Test
    void aWriteDeadline() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
                    w.writeDeadline(SHORT);
                    try {
                        while (true) {
                            w.write(new byte[10_000]);
                        }
                    } catch (IOException e) {
                        ends.add("an IOException");
                        throw e;
                    }
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            // The client does not read.
            assertEquals("an IOException", ends.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void aWriteTimeoutOfTheServer() throws Exception {
        try (Fixture f = new Fixture(b -> b.writeTimeout(AMPLE), (w, r) -> {
                    while (true) {
                        w.write(new byte[10_000]);
                    }
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Servers.await(() -> f.server.stats().requestsServed() == 1, () -> "" + f.server.stats());
        }
    }

    // ---- many

    @Test
    void manyCallsAtOnceDoNotMix() throws Exception {
        try (Fixture f = serving((w, r) -> {
                    w.header("X-Id", r.query());
                    r.content().transferTo(w);
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String id = "" + i;
                byte[] content = bytes((id + ",").repeat(2000));
                calls.add(() -> {
                    try (Call call = f.post("/?" + id, content.length)) {
                        call.write(content);
                        call.end(List.of());
                        Reply reply = call.reply();
                        assertEquals(id, reply.field("X-Id"));
                        assertArrayEquals(content, reply.readAll());
                        return "ok";
                    }
                });
            }
            for (Future<String> done : threads.invokeAll(calls)) {
                assertEquals("ok", done.get());
            }
            Servers.await(() -> f.server.stats().runningHandlers() == 0, () -> "" + f.server.stats());
            assertEquals(50, f.server.stats().requestsServed(), f.server.stats()::toString);
        }
    }

    @Test
    void shutdownWaitsForARunningHandler() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Fixture f = serving((w, r) -> {
                    running.countDown();
                    await(go, "the handler may go on");
                    w.write("whole");
                });
                Call call = f.open("GET", "/");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            call.end(List.of());
            await(running, "the handler runs");
            Future<Boolean> shutdown = threads.submit(() -> f.server.shutdown(Duration.ofSeconds(30)));
            go.countDown();
            assertEquals("whole", text(call.reply().readAll()));
            assertEquals(true, shutdown.get());
        }
    }

    @Test
    void theEndOfTheGraceCutsAHandler() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Fixture f = serving((w, r) -> {
                    running.countDown();
                    try {
                        Thread.sleep(Duration.ofHours(1));
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            await(running, "the handler runs");
            assertFalse(f.server.shutdown(SHORT));
            await(interrupted, "the handler is interrupted");
            assertThrows(Client.Cut.class, () -> call.reply().readAll());
        }
    }
}
