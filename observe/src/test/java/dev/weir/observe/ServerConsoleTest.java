package dev.weir.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.handlers.Health;
import dev.weir.http.api.HttpError;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may see the live page, what its paths answer, and what it does not do. */
@Timeout(60)
class ServerConsoleTest {
    private static final Server SERVER =
            Server.builder().address("127.0.0.1:0").handler((_, _) -> {}).build();

    private static ServerConsole.Builder builder() {
        return ServerConsole.builder().metrics(new Metrics()).server("public", SERVER);
    }

    private static RequestBuilder local(String target) {
        return MemoryRequest.builder()
                .target(target)
                .authority("localhost:9090")
                .remoteAddress(new InetSocketAddress("127.0.0.1", 4711));
    }

    @Test
    void itHasToBeSaidWhoMaySeeIt() {
        String said = assertThrows(IllegalStateException.class, () -> builder().build())
                .getMessage();
        assertTrue(said.contains("loopbackOnly()") && said.contains("behind("), said);
    }

    @Test
    void metricsAndServersAreWanted() {
        assertThrows(
                IllegalStateException.class,
                () -> ServerConsole.builder().server("a", SERVER).loopbackOnly().build());
        assertThrows(
                IllegalStateException.class,
                () -> ServerConsole.builder()
                        .metrics(new Metrics())
                        .loopbackOnly()
                        .build());
        assertThrows(IllegalArgumentException.class, () -> builder().server("public", SERVER));
        assertThrows(IllegalArgumentException.class, () -> builder().viewers(0));
        assertThrows(IllegalArgumentException.class, () -> builder().viewers(1001));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:9090, '', 200",
        "127.0.0.1, 127.0.0.1, '', 200",
        "127.8.9.1, LOCALHOST, '', 200",
        "::1, [::1]:9090, '', 200",
        "10.0.0.1, localhost:9090, '', 403",
        "203.0.113.7, localhost, '', 403",
        // DNS rebinding: a name of another's that leads here.
        "127.0.0.1, evil.example, '', 403",
        "127.0.0.1, localhost.evil.example, '', 403",
        "127.0.0.1, 127.0.0.1.evil.example:9090, '', 403",
        // A proxy on the machine itself.
        "127.0.0.1, localhost, X-Forwarded-For, 403",
        "127.0.0.1, localhost, Forwarded, 403",
        "127.0.0.1, localhost, Via, 403",
        "127.0.0.1, localhost, X-Real-IP, 403",
    })
    void loopbackOnly(String client, String host, String field, int status) {
        ServerConsole console = builder().loopbackOnly().build();
        for (String path : List.of("/console/", "/console/console.js", "/console/stack?connection=1&stream=0")) {
            RequestBuilder request = MemoryRequest.builder()
                    .target(path)
                    .authority(host)
                    .remoteAddress(new InetSocketAddress(client, 4711));
            if (!field.isEmpty()) {
                request.header(field, "203.0.113.7");
            }
            int expected = status == 200 && path.contains("stack") ? 404 : status;
            assertEquals(
                    expected, ResponseRecorder.serve(console, request.build()).status(), path);
        }
    }

    @Test
    void behindAMiddleware() {
        ServerConsole console = builder()
                .behind(next -> (w, r) -> {
                    if (!r.headers().contains("Authorization")) {
                        throw new HttpError(401, "who are you?");
                    }
                    next.serve(w, r);
                })
                .build();
        RequestBuilder request = MemoryRequest.builder().target("/console/");
        assertEquals(401, ResponseRecorder.serve(console, request.build()).status());
        assertEquals(
                200,
                ResponseRecorder.serve(
                                console, request.header("Authorization", "x").build())
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '', 200, text/html; charset=utf-8",
        "HEAD, '', 200, text/html; charset=utf-8",
        "POST, '', 405,",
        "GET, console.js, 200, text/javascript; charset=utf-8",
        "GET, console.css, 200, text/css; charset=utf-8",
        "GET, ../console.html, 404,",
        "GET, Feed.class, 404,",
        "GET, threads, 405,",
        "GET, recording, 405,",
        "DELETE, events, 405,",
        "HEAD, events, 200, text/event-stream",
        "POST, threads, 200, text/plain; charset=utf-8",
        "GET, health, 200, application/json",
        "GET, stack, 400,",
        "GET, stack?connection=x&stream=0, 400,",
        "GET, stack?server=public&connection=1&stream=0, 404,",
        "GET, stack?server=none&connection=1&stream=0, 404,",
    })
    void paths(String method, String path, int status, String type) {
        ServerConsole console = builder().loopbackOnly().health(Health.live()).build();
        ResponseRecorder answer = ResponseRecorder.serve(
                console, local("/console/" + path).method(method).build());
        assertEquals(status, answer.status(), answer::contentText);
        if (type != null) {
            assertEquals(type, answer.headers().get("Content-Type"));
        }
        String policy = answer.headers().get("Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals("nosniff", answer.headers().get("X-Content-Type-Options"));
        assertEquals("DENY", answer.headers().get("X-Frame-Options"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, threads, Origin, http://localhost:9090, 200",
        "POST, threads, Origin, http://evil.example, 403",
        "POST, threads, Origin, http://localhost:9091, 403",
        "POST, threads, Origin, null, 403",
        "POST, threads, Sec-Fetch-Site, same-origin, 200",
        "POST, threads, Sec-Fetch-Site, same-site, 403",
        "POST, threads, Sec-Fetch-Site, cross-site, 403",
        "POST, recording, Sec-Fetch-Site, cross-site, 403",
        "GET, events, Sec-Fetch-Site, cross-site, 403",
        "GET, console.js, Sec-Fetch-Site, cross-site, 403",
        // A link to the page.
        "GET, '', Sec-Fetch-Site, cross-site, 200",
        "GET, '', Sec-Fetch-Site, none, 200",
    })
    void otherOrigins(String method, String path, String field, String value, int status) {
        ResponseRecorder answer = ResponseRecorder.serve(
                builder().loopbackOnly().build(),
                local("/console/" + path).method(method).header(field, value).build());
        assertEquals(status, answer.status(), answer::contentText);
    }

    @Test
    void thePageHasNothingFromElsewhere() {
        ServerConsole console = builder().loopbackOnly().build();
        for (String path : List.of("", "console.js", "console.css")) {
            String text = ResponseRecorder.serve(console, local("/" + path).build())
                    .contentText()
                    .replace("http://www.w3.org/2000/svg", "");
            assertFalse(text.contains("//www") || text.contains("https:") || text.contains("http:"), path);
            for (String way : List.of(
                    "innerHTML",
                    "outerHTML",
                    "insertAdjacentHTML",
                    "document.write",
                    "eval(",
                    "style=",
                    "onclick=",
                    "<script>")) {
                assertFalse(text.contains(way), path + ": " + way);
            }
        }
    }

    @Test
    void everyIdThatTheScriptNamesIsOnThePage() {
        ServerConsole console = builder().loopbackOnly().build();
        String page = ResponseRecorder.serve(console, local("/").build()).contentText();
        String script =
                ResponseRecorder.serve(console, local("/console.js").build()).contentText();
        Set<String> missing = new TreeSet<>();
        java.util.regex.Pattern.compile("\\$\\('([a-z0-9-]+)'\\)")
                .matcher(script)
                .results()
                .map(m -> m.group(1))
                .filter(id -> !page.contains("id=\"" + id + "\""))
                .forEach(missing::add);
        assertEquals(Set.of(), missing);
    }

    private static void await(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /** While nobody looks nothing is computed, and more than may do not. */
    @Test
    void viewersAreCounted() throws Exception {
        Metrics metrics = new Metrics();
        ServerConsole console = ServerConsole.builder()
                .metrics(metrics)
                .server("public", SERVER)
                .viewers(1)
                .loopbackOnly()
                .build();
        for (int turn = 0; turn < 3; turn++) {
            assertEquals(0, metrics.lookers.size());
            MemoryRequest first = local("/console/events").build();
            CompletableFuture<ResponseRecorder> seen = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> seen.complete(ResponseRecorder.serve(console, first)));
            await(() -> console.viewers() == 1 && metrics.lookers.size() == 1);
            ResponseRecorder second =
                    ResponseRecorder.serve(console, local("/console/events").build());
            assertEquals(503, second.status());
            assertEquals("10", second.headers().get("Retry-After"));
            Thread.sleep(turn * 20);
            first.drain();
            assertEquals(200, seen.get(30, TimeUnit.SECONDS).status());
            await(() -> console.viewers() == 0 && metrics.lookers.isEmpty());
        }
    }

    /** Returns the last totals of a stream of events; empty where there are none. */
    private static String totals(String text) {
        int from = text.lastIndexOf("\"totals\"");
        int to = text.indexOf("\"servers\"", Math.max(from, 0));
        return from < 0 || to < 0 ? "" : text.substring(from, to);
    }

    /** Whatever names there are, the page gets a bounded number of routes, and JSON that is one line of ASCII. */
    @Test
    void routesAreBounded() throws Exception {
        Metrics metrics = new Metrics();
        ServerConsole console = ServerConsole.builder()
                .metrics(metrics)
                .server("public", SERVER)
                .loopbackOnly()
                .title("a\"\\\n\u2028</script>")
                .build();
        MemoryRequest asked = local("/").build();
        String text = "";
        // Until a second was looked at that had all of them before it.
        for (int tries = 0; tries < 20 && totals(text).split("\"route\"", -1).length != 202; tries++) {
            MemoryRequest request = local("/console/events").build();
            CompletableFuture<ResponseRecorder> seen = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> seen.complete(ResponseRecorder.serve(console, request)));
            await(() -> metrics.lookers.size() == 1);
            for (int i = 0; i < 10_000; i++) {
                metrics.ended(Ended.of(asked, 200).withPattern("GET /invented/" + i));
            }
            Thread.sleep(1500);
            request.drain();
            text = seen.get(30, TimeUnit.SECONDS).contentText();
            await(() -> metrics.lookers.isEmpty());
        }
        assertTrue(text.contains("\"title\":\"a\\\"\\\\\\u000a\\u2028</script>\""), text.substring(0, 200));
        assertTrue(text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), "visible ASCII");
        String last = text.substring(text.lastIndexOf("\"load\":["));
        String load = last.substring(0, last.indexOf("\"totals\""));
        assertEquals(202, totals(text).split("\"route\"", -1).length, "200 routes, and the others");
        assertTrue(load.split("\"route\"", -1).length <= 103, () -> load.split("\"route\"", -1).length + " in " + load);
    }

    @Test
    void threads() {
        ResponseRecorder dump = ResponseRecorder.serve(
                builder().loopbackOnly().build(),
                local("/threads").method("POST").build());
        assertTrue(dump.contentText().contains("dev.weir.observe.ServerConsoleTest.threads"), dump::contentText);
        assertEquals("attachment; filename=\"threads.txt\"", dump.headers().get("Content-Disposition"));
    }

    private static List<Path> recordings() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith("weir-") && name.endsWith(".jfr");
                    })
                    .collect(Collectors.toList());
        }
    }

    @Test
    void oneFlightRecordingAtATime() throws Exception {
        List<Path> before = recordings();
        ServerConsole console =
                builder().loopbackOnly().recordingTime(Duration.ofSeconds(2)).build();
        CompletableFuture<ResponseRecorder> first = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> first.complete(ResponseRecorder.serve(
                        console, local("/recording").method("POST").build())));
        ResponseRecorder second;
        do {
            second = ResponseRecorder.serve(
                    console, local("/recording").method("POST").build());
        } while (second.status() == 200 && !first.isDone());
        ResponseRecorder done = first.get(30, TimeUnit.SECONDS);
        assertEquals(Set.of(200, 409), Set.of(done.status(), second.status()));
        byte[] content = (done.status() == 200 ? done : second).contentBytes();
        assertEquals("FLR", new String(content, 0, 3, java.nio.charset.StandardCharsets.US_ASCII));
        // Of this one none is left; those of other tests beside it, in the same folder, go in a while.
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!before.containsAll(recordings())) {
            assertTrue(System.nanoTime() < end, "the file is left");
            Thread.sleep(10);
        }
    }
}
