package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's routes on top of what every handler sees and does: the same over every protocol. */
abstract class DemoSemantics extends BulkSemantics {
    private static final String TEXT = "text/plain; charset=utf-8";

    @TempDir
    Path files;

    private Fixture demo() throws Exception {
        Files.writeString(files.resolve("index.html"), "<!DOCTYPE html><title>Index</title>");
        Files.writeString(files.resolve("a.txt"), "0123456789");
        Files.createDirectories(files.resolve("dir"));
        Files.writeString(files.resolve("dir/index.html"), "<!DOCTYPE html><title>Dir</title>");
        Files.writeString(files.resolve(".secret"), "secret");
        AtomicReference<Server> server = new AtomicReference<>();
        Handler handler = DemoHandlers.of(
                () -> {
                    Server running = server.get();
                    return running == null ? ServerStats.NONE : running.stats();
                },
                files);
        Fixture fixture = serving(handler);
        server.set(fixture.server);
        return fixture;
    }

    private record Route(String method, String target, int status, String type, String body) {}

    static Stream<Route> routes() {
        return Stream.of(
                new Route("GET", "/text", 200, TEXT, "TextHandler !"),
                new Route("GET", "/plaintext", 200, TEXT, "Hello, World!"),
                new Route("GET", "/json", 200, "application/json", "{\"message\":\"Hello, World!\"}"),
                new Route("GET", "/users/7/posts/x%20y", 200, TEXT, "7 x y"),
                new Route("GET", "/users/%C3%A4/posts/a%2Fb", 200, TEXT, "\u00e4 a/b"),
                new Route("HEAD", "/plaintext", 200, TEXT, ""),
                new Route("HEAD", "/json", 200, "application/json", ""),
                new Route("GET", "/bytes/0", 200, "application/octet-stream", ""),
                new Route("GET", "/bytes/10", 200, "application/octet-stream", "0123456789"),
                new Route("HEAD", "/bytes/10", 200, "application/octet-stream", ""),
                new Route("GET", "/bytes/x", 400, TEXT, null),
                new Route("GET", "/bytes/-1", 400, TEXT, null),
                new Route("GET", "/bytes/%D9%A5", 400, TEXT, null),
                new Route("GET", "/status/201", 201, null, null),
                new Route("GET", "/status/204", 204, null, ""),
                new Route("GET", "/status/205", 205, null, ""),
                new Route("GET", "/status/304", 304, null, ""),
                new Route("GET", "/status/404", 404, null, null),
                new Route("GET", "/status/503", 503, null, null),
                new Route("GET", "/status/599", 599, null, null),
                new Route("GET", "/status/199", 400, TEXT, null),
                new Route("GET", "/status/600", 400, TEXT, null),
                new Route("GET", "/delay/0", 200, TEXT, null),
                new Route("GET", "/delay/20", 200, TEXT, null),
                new Route("GET", "/stream/0", 200, TEXT, ""),
                new Route("GET", "/stream/3", 200, TEXT, "line 1\nline 2\nline 3\n"),
                new Route("HEAD", "/stream/3", 200, TEXT, ""),
                new Route("GET", "/panic", 500, TEXT, "Internal Server Error\n"),
                new Route("GET", "/nothing", 404, TEXT, null),
                new Route("GET", "/users/7", 404, TEXT, null),
                new Route("POST", "/text", 405, TEXT, null),
                new Route("OPTIONS", "/text", 204, null, ""),
                new Route("GET", "/echo", 405, TEXT, null),
                new Route("DELETE", "/files/a.txt", 405, TEXT, null),
                new Route("GET", "/files/", 200, "text/html; charset=utf-8", "<!DOCTYPE html><title>Index</title>"),
                new Route("GET", "/files/a.txt", 200, TEXT, "0123456789"),
                new Route("HEAD", "/files/a.txt", 200, TEXT, ""),
                new Route("GET", "/files/dir/", 200, "text/html; charset=utf-8", "<!DOCTYPE html><title>Dir</title>"),
                new Route("GET", "/files/none", 404, TEXT, null),
                new Route("GET", "/files/.secret", 404, TEXT, null),
                new Route("GET", "/files/%2e%2e%2fa.txt", 404, TEXT, null),
                new Route("GET", "/files/%00", 404, TEXT, null));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void route(Route route) throws Exception {
        try (Fixture f = demo();
                Call call = f.open(route.method(), route.target())) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(route.status(), reply.status(), reply::toString);
            if (route.type() != null) {
                assertEquals(route.type(), reply.field("Content-Type"), reply::toString);
            }
            String body = text(reply.readAll());
            if (route.body() != null) {
                assertEquals(route.body(), body, reply::toString);
            }
            if (route.status() == 405 || route.method().equals("OPTIONS")) {
                assertNotNull(reply.field("Allow"), reply::toString);
            }
        }
    }

    @Test
    void theGreeting() throws Exception {
        try (Fixture f = demo();
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(200, reply.status());
            assertTrue(reply.field("Content-Type").startsWith("text/plain"), reply::toString);
            assertTrue(reply.readAll().length > 0);
        }
    }

    @Test
    void oneMebibyte() throws Exception {
        try (Fixture f = demo()) {
            for (String target : List.of("/big", "/bytes/1048576")) {
                try (Call call = f.open("GET", target)) {
                    call.end(List.of());
                    Reply reply = call.reply();
                    assertEquals("1048576", reply.field("Content-Length"));
                    assertEquals(1 << 20, reply.readAll().length);
                }
            }
            try (Call call = f.open("HEAD", "/bytes/9000000000000")) {
                call.end(List.of());
                assertEquals("9000000000000", call.reply().field("Content-Length"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void echo(String method) throws Exception {
        try (Fixture f = demo()) {
            for (int size : new int[] {0, 1, 100, 1 << 20}) {
                for (boolean streamed : new boolean[] {false, true}) {
                    byte[] content = random(size);
                    List<Field> fields = List.of(new Field("Content-Type", "a/b"));
                    try (Call call = f.client.open(method, "/echo", fields, streamed ? Client.STREAMED : size)) {
                        Thread sender = Thread.ofVirtual().start(() -> {
                            try {
                                for (int at = 0; at < size; at += 30_000) {
                                    call.write(Arrays.copyOfRange(content, at, Math.min(size, at + 30_000)));
                                }
                                call.end(streamed ? List.of(new Field("X-Trailer", "t")) : List.of());
                            } catch (IOException _) {
                                // What comes back tells.
                            }
                        });
                        Reply reply = call.reply();
                        assertEquals(200, reply.status());
                        assertEquals("a/b", reply.field("Content-Type"));
                        assertArrayEquals(content, reply.readAll());
                        if (streamed) {
                            assertEquals(List.of("t"), Answer.all(reply.trailers(), "X-Trailer"));
                        }
                        sender.join();
                    }
                }
            }
        }
    }

    @Test
    void echoAsItArrives() throws Exception {
        try (Fixture f = demo();
                Call call = f.post("/echo", Client.STREAMED)) {
            call.write(bytes("first"));
            Reply reply = call.reply();
            assertEquals("first", text(reply.read()));
            call.write(bytes("second"));
            assertEquals("second", text(reply.read()));
            call.end(List.of());
            assertNull(reply.read());
        }
    }

    @Test
    void theRequestAsTheHandlerSawIt() throws Exception {
        try (Fixture f = demo();
                Call call = f.client.open(
                        "PATCH",
                        "/request?a=%20b",
                        List.of(new Field("x-quote", "\"\\"), new Field("x-two", "1"), new Field("x-two", "2")),
                        Client.STREAMED)) {
            call.write(bytes("hello"));
            call.end(List.of(new Field("x-trailer", "t")));
            Reply reply = call.reply();
            String json = text(reply.readAll());
            assertEquals("application/json", reply.field("Content-Type"));
            String sha = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes("hello")));
            for (String part : List.of(
                    "\"method\":\"PATCH\"",
                    "\"target\":\"/request?a=%20b\"",
                    "\"path\":\"/request\"",
                    "\"query\":\"a=%20b\"",
                    "\"protocol\":\"" + f.client.protocol() + "\"",
                    "\"host\":\"" + f.client.authority() + "\"",
                    "[\"x-quote\",\"\\\"\\\\\"]",
                    "[\"x-two\",\"1\"],[\"x-two\",\"2\"]",
                    "\"contentLength\":-1",
                    "\"contentRead\":5",
                    "\"contentSha256\":\"" + sha + "\"",
                    "\"trailers\":[[\"x-trailer\",\"t\"]]",
                    secure() ? "\"protocol\":\"TLSv1." : "\"tls\":null")) {
                assertTrue(json.contains(part), () -> "no " + part + " in " + json);
            }
        }
    }

    @Test
    void serverSentEvents() throws Exception {
        try (Fixture f = demo();
                Call call = f.open("GET", "/events/3")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals("text/event-stream", reply.field("Content-Type"));
            String events = text(reply.readAll());
            assertEquals(3, events.split("\n\n").length, events);
            assertTrue(events.contains("data: event 1\n\n"), events);
        }
    }

    @Test
    void trailersOfTheDemo() throws Exception {
        try (Fixture f = demo();
                Call call = f.open("GET", "/trailers")) {
            call.end(List.of());
            Reply reply = call.reply();
            String announced = reply.field("Trailer");
            assertTrue(reply.readAll().length > 0);
            assertEquals(2, reply.trailers().size(), reply::toString);
            assertEquals(
                    1,
                    reply.trailers().stream()
                            .filter(t -> t.name().equalsIgnoreCase(announced))
                            .count());
        }
    }

    @Test
    void earlyHints() throws Exception {
        try (Fixture f = demo();
                Call call = f.open("GET", "/early-hints")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(1, reply.interims().size());
            assertEquals(103, reply.interims().getFirst().status());
            assertNotNull(reply.interims().getFirst().field("Link"));
            assertEquals(200, reply.status());
        }
    }

    @Test
    void panicLate() throws Exception {
        try (Fixture f = demo();
                Call call = f.open("GET", "/panic-late")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(200, reply.status());
            assertThrows(Client.Cut.class, reply::readAll);
            assertEquals(1, f.server.stats().handlersFailed());
        }
    }

    @Test
    void delayCountsItselfCancelled() throws Exception {
        try (Fixture f = demo()) {
            Call call = f.open("GET", "/delay/3600000");
            call.end(List.of());
            Servers.await(() -> f.server.stats().runningHandlers() == 1, () -> "" + f.server.stats());
            call.abandon();
            Servers.await(() -> f.server.stats().handlersCancelled() == 1, () -> "" + f.server.stats());
            Servers.await(() -> f.server.stats().runningHandlers() == 0, () -> "" + f.server.stats());
            String stats = f.get("/stats");
            assertTrue(
                    stats.contains("\"handlersCancelled\":1")
                            && stats.contains("\"runningHandlers\":1")
                            && stats.contains("\"handlersFailed\":0"),
                    stats);
        }
    }

    private record Condition(Field field, int status, String body) {}

    @Test
    void filesUnderConditionsAndRanges() throws Exception {
        try (Fixture f = demo()) {
            String tag;
            String modified;
            try (Call call = f.open("GET", "/files/a.txt")) {
                call.end(List.of());
                Reply reply = call.reply();
                tag = reply.field("ETag");
                modified = reply.field("Last-Modified");
                assertNotNull(tag);
                assertNotNull(modified);
            }
            for (Condition c : List.of(
                    new Condition(new Field("If-None-Match", tag), 304, ""),
                    new Condition(new Field("If-None-Match", "\"other\""), 200, "0123456789"),
                    new Condition(new Field("If-Modified-Since", modified), 304, ""),
                    new Condition(new Field("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"), 200, "0123456789"),
                    new Condition(new Field("If-Match", "\"other\""), 412, null),
                    new Condition(new Field("Range", "bytes=2-4"), 206, "234"),
                    new Condition(new Field("Range", "bytes=7-"), 206, "789"),
                    new Condition(new Field("Range", "bytes=-2"), 206, "89"),
                    new Condition(new Field("Range", "bytes=20-"), 416, null),
                    new Condition(new Field("Range", "lines=1-2"), 200, "0123456789"))) {
                try (Call call = f.client.open("GET", "/files/a.txt", List.of(c.field()), 0)) {
                    call.end(List.of());
                    Reply reply = call.reply();
                    assertEquals(c.status(), reply.status(), c::toString);
                    String body = text(reply.readAll());
                    if (c.body() != null) {
                        assertEquals(c.body(), body, c::toString);
                    }
                }
            }
            try (Call call = f.open("GET", "/files/dir")) {
                call.end(List.of());
                Reply reply = call.reply();
                assertTrue(reply.status() == 301 || reply.status() == 307 || reply.status() == 308, reply::toString);
                assertEquals(URI.create("/files/dir/"), URI.create("/files/dir").resolve(reply.field("Location")));
            }
        }
    }
}
