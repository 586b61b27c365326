package dev.weir.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.HttpDate;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The wall clock jumps, by days and in both directions: no deadline comes early, none is missed, and what is being
 * served is not disturbed. Only {@code Date} follows the clock.
 */
class ClockTest {
    private static final int DEADLINE_SECONDS = 6;
    private static final Path ROOT = Path.of(System.getProperty("weir.root"));
    private static final List<String> ENGINES =
            List.of("http-core", "http1", "http2", "hpack", "tls-spi", "tls-bouncycastle", "tls-openssl", "mux");
    private static final Pattern WALL_CLOCK =
            Pattern.compile("\\bcurrentTimeMillis\\b|\\b(?:Instant|LocalDateTime|ZonedDateTime|OffsetDateTime)\\.now\\b"
                    + "|\\bjava\\.time\\.Clock\\b|\\bnew Date\\(\\)|\\bjava\\.util\\.Timer\\b");

    /** Who may ask for the time of day: no deadline is made of what they get. */
    private static final List<String> ALLOWED = List.of(
            // The value of Date.
            "http-core/src/main/java/dev/weir/http/core/support/DateCache.java",
            // Whether a certificate that is being read is valid.
            "tls-spi/src/main/java/dev/weir/tls/spi/TlsCertificate.java");

    @TempDir
    Path folder;

    /** What serves connections asks the wall clock for nothing that it waits for. */
    @Test
    void noDeadlineAsksTheWallClock() throws IOException {
        List<String> found = new ArrayList<>();
        int files = 0;
        for (String engine : ENGINES) {
            try (Stream<Path> all = Files.walk(ROOT.resolve(engine).resolve("src/main/java"))) {
                for (Path file :
                        all.filter(path -> path.toString().endsWith(".java")).toList()) {
                    files++;
                    if (WALL_CLOCK.matcher(Files.readString(file)).find()) {
                        found.add(ROOT.relativize(file).toString().replace('\\', '/'));
                    }
                }
            }
        }
        assertTrue(files > 100, "only " + files + " files were looked at");
        assertEquals(ALLOWED, found.stream().sorted().toList());
    }

    /** The clock of a process under faketime is what a file says, read again each second: at every look is slow. */
    private ServerProcess underFaketime(Path offset) throws IOException {
        Path library;
        try (Stream<Path> all = Files.find(
                Path.of("/usr/lib"),
                4,
                (path, _) -> path.getFileName().toString().equals("libfaketime.so.1"))) {
            library = all.findFirst()
                    .orElseGet(() -> Assumptions.abort("faketime is not installed, so the clock does not jump"));
        }
        return ServerProcess.start(
                List.of(
                        "env",
                        "LD_PRELOAD=" + library,
                        "FAKETIME_TIMESTAMP_FILE=" + offset,
                        "FAKETIME_CACHE_DURATION=1",
                        "FAKETIME_DONT_FAKE_MONOTONIC=1"),
                List.of(),
                "dev.weir.samples/dev.weir.samples.Main",
                1,
                List.of(
                        "demo",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--read-header-timeout",
                        DEADLINE_SECONDS + "s",
                        "--idle-timeout",
                        "1h",
                        "--grace",
                        "20s"));
    }

    private static void set(Path offset, Path folder, String to) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), to + "\n");
        Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Answer ask(Wire wire, String path) throws IOException {
        return wire.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n").answer(false);
    }

    /** How far the server's clock is from ours. */
    private static Duration ahead(Wire wire) throws IOException {
        Instant date = HttpDate.parse(ask(wire, "/text").field("Date")).orElseThrow();
        return Duration.between(Instant.now(), date);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+3d", "-3d"})
    void theClockJumps(String jump) throws Exception {
        Path offset = folder.resolve("offset");
        set(offset, folder, "+0");
        try (ServerProcess server = underFaketime(offset)) {
            Dial dial = Dial.plain(server.port());
            try (Wire idle = new Wire(dial.connect());
                    Wire slow = new Wire(dial.connect());
                    Wire half = new Wire(dial.connect());
                    Http2Wire frames = Http2Wire.begin(dial.connect())) {
                assertTrue(ahead(idle).abs().toHours() < 1, "the server's clock is ours at first");
                slow.send("GET /delay/3000 HTTP/1.1\r\nHost: h\r\n\r\n");
                frames.get(1, "/delay/3000");
                half.send("GET /text HTTP/1.1\r\n");
                set(offset, folder, jump);
                long days = jump.startsWith("-") ? -3 : 3;
                Servers.await(
                        () -> {
                            try {
                                return Math.abs(ahead(idle).toHours() - days * 24) <= 1;
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        },
                        () -> "the server's clock does not jump, so nothing is tested\n" + idle.transcript());
                // The head whose deadline is not over is still taken.
                assertEquals(
                        "TextHandler !",
                        half.send("Host: h\r\n\r\n").answer(false).body(),
                        half::transcript);
                assertEquals("after 3000 ms\n", slow.answer(false).body(), slow::transcript);
                assertEquals("200 after 3000 ms\n", frames.answer(1));
                frames.get(3, "/text");
                assertEquals("200 TextHandler !", frames.answer(3));
                // A deadline that begins now passes now, and not in three days.
                try (Wire late = new Wire(dial.connect())) {
                    late.send("GET /text HTTP/1.1\r\n");
                    assertEquals(408, late.answer(false).status(), late::transcript);
                }
                assertEquals("TextHandler !", ask(idle, "/text").body(), idle::transcript);
            }
            server.terminate();
            assertEquals(128 + 15, server.awaitEnd(), server::said);
        }
    }
}
