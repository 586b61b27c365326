package dev.weir.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lines say, where they go, and which are lost. */
class AccessLogTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final AttributeKey<String> USER = AttributeKey.of("user");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private List<String> lines() {
        return bytes.toString(StandardCharsets.US_ASCII).lines().toList();
    }

    private static String withoutTime(String line) {
        return line.replaceFirst("\\[\\d\\d/[A-Z][a-z][a-z]/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000\\]", "[time]")
                .replaceFirst(
                        "\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"", "\"timestamp\":0");
    }

    /** Logs ends; returns the lines, with their times taken out. */
    private List<String> log(AccessLog.Builder builder, RequestEnd... ends) throws IOException {
        try (AccessLog log = builder.output(bytes).build()) {
            for (RequestEnd end : ends) {
                log.ended(end);
            }
        }
        return lines().stream().map(AccessLogTest::withoutTime).toList();
    }

    private static MemoryRequest request() {
        return MemoryRequest.builder()
                .target("/a/7?q=secret")
                .header("Host", "example:8080")
                .header("Referer", "https://other/?s=secret")
                .header("User-Agent", "curl \"8\"")
                .build();
    }

    // ---- formats

    @Test
    void commonHasTheRequestLineStatusAndBytes() throws Exception {
        assertEquals(
                List.of(
                        "192.0.2.1 - - [time] \"GET /a/7?q=secret HTTP/1.1\" 200 5",
                        "203.0.113.77 - - [time] \"-\" 400 5",
                        "192.0.2.1 - - [time] \"GET /a/7?q=secret HTTP/2.0\" 000 5"),
                log(
                        AccessLog.builder().format(AccessLog.Format.COMMON),
                        Ended.of(request(), 200),
                        Ended.refused(400),
                        Ended.of(request(), 0).withProtocol("HTTP/2")));
    }

    @Test
    void combinedAddsRefererAndUserAgent() throws Exception {
        assertEquals(
                List.of(
                        "192.0.2.1 - - [time] \"GET /a/7?q=secret HTTP/1.1\" 200 5 \"https://other/?s=secret\""
                                + " \"curl \\x228\\x22\"",
                        "203.0.113.77 - - [time] \"-\" 400 5 \"-\" \"-\""),
                log(AccessLog.builder(), Ended.of(request(), 200), Ended.refused(400)));
    }

    @Test
    void jsonHasOpenTelemetrysNames() throws Exception {
        assertEquals(
                List.of(
                        "{\"timestamp\":0,\"client.address\":\"192.0.2.1\",\"http.request.method\":\"GET\","
                                + "\"url.scheme\":\"http\",\"server.address\":\"example\",\"server.port\":8080,"
                                + "\"url.path\":\"/a/7\",\"url.query\":\"q=secret\","
                                + "\"network.protocol.version\":\"1.1\",\"http.route\":\"/a/{id}\","
                                + "\"http.response.status_code\":503,\"http.response.body.size\":5,"
                                + "\"http.server.request.duration\":0.003000,"
                                + "\"user_agent.original\":\"curl \\\"8\\\"\","
                                + "\"http.request.header.referer\":[\"https://other/?s=secret\"],"
                                + "\"weir.outcome\":\"complete\",\"error.type\":\"503\"}",
                        "{\"timestamp\":0,\"client.address\":\"203.0.113.77\",\"network.protocol.version\":\"1.1\","
                                + "\"http.response.status_code\":400,\"http.response.body.size\":5,"
                                + "\"http.server.request.duration\":0.000000,\"weir.outcome\":\"refused\","
                                + "\"error.type\":\"refused\",\"weir.refusal\":\"no \\\"Host\\\"\\u000d\\u000a\"}"),
                log(AccessLog.builder().format(AccessLog.Format.JSON), Ended.of(request(), 503), Ended.refused(400)));
    }

    // ---- what is left out

    @Test
    void fieldsAreChosen() throws Exception {
        assertEquals(
                List.of("{\"http.request.method\":\"GET\",\"url.path\":\"/a/7\",\"http.response.status_code\":200}"),
                log(
                        AccessLog.builder()
                                .format(AccessLog.Format.JSON)
                                .fields(LogField.STATUS, LogField.METHOD, LogField.PATH),
                        Ended.of(request(), 200)));
    }

    @Test
    void fieldsThatAreNotChosenAreMissingInTheCombinedFormat() throws Exception {
        assertEquals(
                List.of("- - - [time] \"GET /a/7 HTTP/1.1\" 200 5 \"-\" \"-\""),
                log(AccessLog.builder().fields(), Ended.of(request(), 200)));
    }

    @Test
    void queriesAndClientsAreMasked() throws Exception {
        List<String> lines =
                log(AccessLog.builder().maskQuery().maskClient(24, 48), Ended.of(request(), 200), Ended.refused(400));
        assertEquals(
                List.of(
                        "192.0.2.0 - - [time] \"GET /a/7?*** HTTP/1.1\" 200 5 \"https://other/?***\""
                                + " \"curl \\x228\\x22\"",
                        "203.0.113.0 - - [time] \"-\" 400 5 \"-\" \"-\""),
                lines);
        bytes.reset();
        String json = log(AccessLog.builder().format(AccessLog.Format.JSON).maskQuery(), Ended.of(request(), 200))
                .toString();
        assertTrue(json.contains("\"url.query\":\"***\"") && !json.contains("secret"), json);
    }

    @Test
    void aFilterChoosesRequests() throws Exception {
        assertEquals(
                1,
                log(
                                AccessLog.builder().only(end -> end.status() != 200),
                                Ended.of(request(), 200),
                                Ended.of(request(), 404))
                        .size());
    }

    @Test
    void longValuesAreCut() throws Exception {
        MemoryRequest r = MemoryRequest.builder()
                .target("/" + "a".repeat(10_000))
                .header("User-Agent", "\u00ff".repeat(10_000))
                .build();
        String line = log(AccessLog.builder().format(AccessLog.Format.JSON), Ended.of(r, 200))
                .getFirst();
        assertTrue(line.contains("\"url.path\":\"/" + "a".repeat(2044) + "...\""), line);
        assertTrue(line.contains("\\u00ff".repeat(2045) + "...\""), line);
    }

    // ---- what others have found out

    @Test
    void theUserAndOtherFieldsOfTheProgram() throws Exception {
        AccessLog.Builder builder =
                AccessLog.builder().field("user.name", r -> r.attribute(USER)).field("app.none", _ -> Optional.empty());
        try (AccessLog log = builder.output(bytes).build()) {
            Middleware login = next -> (w, r) -> next.serve(w, r.withAttribute(USER, "eve \" \n x"));
            var served = ResponseRecorder.serve(
                    login.then(log).wrap((w, r) -> w.write("hello")),
                    MemoryRequest.builder().build());
            log.ended(served.end());
            log.ended(Ended.of(request(), 200));
        }
        assertTrue(lines().get(0).contains(" - eve%20\\x22%20\\x0a%20x ["), lines().get(0));
        assertTrue(lines().get(1).contains(" - - ["), lines().get(1));
    }

    @Test
    void theClientThatAMiddlewareHasFound() throws Exception {
        Middleware proxy = next -> (w, r) -> {
            if (r.path().equals("/refused")) {
                throw new HttpError(400, "not a proxy of ours");
            }
            next.serve(w, r.withRemoteAddress(new InetSocketAddress("198.51.100.7", 0)));
        };
        try (AccessLog log = AccessLog.builder().output(bytes).build()) {
            var handler = proxy.then(log).wrap((w, _) -> w.write("hello"));
            for (String target : List.of("/seen", "/refused", "/again")) {
                log.ended(ResponseRecorder.serve(
                                handler, MemoryRequest.builder().target(target).build())
                        .end());
            }
            // Of another server, whose listener is not this log: what it has left here is not taken for this request.
            ResponseRecorder.serve(
                    handler, MemoryRequest.builder().target("/stray").build());
            log.ended(Ended.of(request(), 200));
        }
        assertEquals(
                List.of("198.51.100.7 /seen", "192.0.2.1 /refused", "198.51.100.7 /again", "192.0.2.1 /a/7?q=secret"),
                lines().stream()
                        .map(line -> line.split(" ")[0] + " " + line.split(" ")[6])
                        .toList());
    }

    @Test
    void namesThatCannotBe() {
        AccessLog.Builder b = AccessLog.builder().field("a", _ -> Optional.empty());
        assertThrows(IllegalArgumentException.class, () -> b.field("a", _ -> Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> b.field("url.path", _ -> Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> b.queue(15));
        assertThrows(IllegalArgumentException.class, () -> b.queue((1 << 20) + 1));
    }

    // ---- lost lines

    /** A disk that fails after some bytes, until it is told otherwise. */
    private static final class FullDisk implements LineSink {
        final StringBuilder written = new StringBuilder();
        int free;

        FullDisk(int free) {
            this.free = free;
        }

        @Override
        public synchronized void write(ByteBuffer lines) throws IOException {
            while (lines.hasRemaining()) {
                if (free == 0) {
                    throw new IOException("No space left on device");
                }
                free--;
                written.append((char) lines.get());
            }
        }

        synchronized void free(int more) {
            free = more;
        }
    }

    private static void await(BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!so.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it never came");
            Thread.sleep(1);
        }
    }

    @Test
    void aFullDiskLosesLinesAndCountsThem() throws Exception {
        AccessLog.Builder builder =
                AccessLog.builder().format(AccessLog.Format.JSON).fields(LogField.STATUS);
        int length = "{\"http.response.status_code\":200}\n".length();
        FullDisk disk = new FullDisk(length + 10);
        AccessLog log = builder.build(disk);
        log.ended(Ended.of(request(), 200));
        await(() -> log.written() == 1);
        log.ended(Ended.of(request(), 201));
        log.ended(Ended.of(request(), 202));
        await(() -> log.dropped() == 2);
        disk.free(10 * length);
        log.ended(Ended.of(request(), 203));
        log.close();
        assertEquals(
                List.of("{\"http.response.status_code\":200}", "{\"http.res", "{\"http.response.status_code\":203}"),
                disk.written.toString().lines().toList(),
                "no line is the end of one that was cut");
        assertEquals(2, log.written());
        assertEquals(2, log.dropped());
    }

    @Test
    void theSystemsFullDisk() throws Exception {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/full")), "there is no /dev/full");
        AccessLog log = AccessLog.builder().file(Path.of("/dev/full")).build();
        for (int i = 0; i < 100; i++) {
            log.ended(Ended.of(request(), 200));
        }
        log.close();
        assertEquals("0 100", log.written() + " " + log.dropped());
    }

    @Test
    void aFloodFillsTheQueueAndIsCounted() throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        Semaphore goOn = new Semaphore(0);
        LineSink slow = lines -> {
            standing.countDown();
            goOn.acquireUninterruptibly();
            lines.position(lines.limit());
        };
        AccessLog log = AccessLog.builder().queue(100).build(slow);
        log.ended(Ended.of(request(), 200));
        assertTrue(standing.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 1000; i++) {
                    log.ended(Ended.of(request(), 200));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(4000 - 128, log.dropped(), "the queue has 128 places, and the first line is out of it");
        goOn.release(1000);
        log.close();
        assertEquals(129, log.written());
        log.ended(Ended.of(request(), 200));
        assertEquals(4000 - 128 + 1, log.dropped(), "what comes after the end");
    }

    /** Heads of the largest size do not fill the heap, however many places there are. */
    @Test
    void longLinesHaveABoundOfTheirOwn() throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        Semaphore goOn = new Semaphore(0);
        AccessLog log = AccessLog.builder().queue(1 << 16).build(lines -> {
            standing.countDown();
            goOn.acquireUninterruptibly();
            lines.position(lines.limit());
        });
        log.ended(Ended.of(request(), 200));
        assertTrue(standing.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        MemoryRequest large = MemoryRequest.builder()
                .target("/" + "a".repeat(2000))
                .header("User-Agent", "b".repeat(2000))
                .build();
        for (int i = 0; i < 5000; i++) {
            log.ended(Ended.of(large, 200));
        }
        assertTrue(log.dropped() > 3900 && log.dropped() < 4000, () -> "" + log.dropped());
        log.ended(Ended.of(request(), 200));
        long before = log.dropped();
        assertTrue(before < 4000, "a short line has room still");
        goOn.release(100_000);
        log.close();
        assertEquals(5002, log.written() + log.dropped());
    }

    @Test
    void whatManyThreadsLogIsAllThere() throws Exception {
        try (AccessLog log = AccessLog.builder()
                .format(AccessLog.Format.JSON)
                .fields(LogField.BYTES)
                .queue(1 << 16)
                .output(bytes)
                .build()) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 5000; i++) {
                        log.ended(Ended.of(request(), 200));
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(20_000, lines().size());
        assertEquals(1, lines().stream().distinct().count());
    }

    // ---- files

    @Test
    void reopensWhatHasItsNameNow() throws Exception {
        Path file = directory.resolve("access.log");
        Files.writeString(file, "of before\n");
        AccessLog log = AccessLog.builder().file(file).build();
        log.ended(Ended.of(request(), 200));
        await(() -> log.written() == 1);
        Files.move(file, directory.resolve("access.log.1"));
        log.ended(Ended.of(request(), 201));
        await(() -> log.written() == 2);
        log.reopen();
        log.ended(Ended.of(request(), 202));
        log.close();
        assertEquals(3, Files.readAllLines(directory.resolve("access.log.1")).size());
        assertEquals(1, Files.readAllLines(file).size());
    }

    @Test
    void keepsTheOldFileWhereTheNewOneCannotBeOpened() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("logs"));
        Path file = folder.resolve("access.log");
        AccessLog log = AccessLog.builder().file(file).build();
        Files.move(folder, directory.resolve("moved"));
        assertThrows(IOException.class, log::reopen);
        log.ended(Ended.of(request(), 200));
        log.close();
        assertEquals(
                1, Files.readAllLines(directory.resolve("moved/access.log")).size());
    }

    @Test
    void aFileThatCannotBeOpened() {
        assertThrows(
                IOException.class,
                () -> AccessLog.builder().file(directory.resolve("no/such.log")).build());
    }
}
