package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More connections than there are file descriptors for, against the demo in a process that may have few: the server
 * waits, serves who is connected, and goes on when some have left.
 */
class DescriptorExhaustionTest {
    private static final int LIMIT = 256;
    private static final int CONNECTIONS = 400;
    /** What the JVM itself may open to wait for many connections; few beside those that would be left over. */
    private static final int POLLERS = 16;

    private static final String GET = "GET /text HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path folder;

    private Process demo;
    private BufferedReader said;
    private int port;

    @BeforeEach
    void start() throws IOException {
        demo = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + LIMIT + " && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        System.getProperty("jdk.module.path"),
                        "-m",
                        "dev.weir.samples/dev.weir.samples.Main",
                        "demo",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0")
                .redirectError(folder.resolve("log").toFile())
                .start();
        said = demo.inputReader();
        String line = said.readLine();
        assertTrue(line != null, () -> "the demo did not start: " + log());
        port = URI.create(line).getPort();
    }

    @AfterEach
    void stop() throws IOException {
        said.close();
        demo.destroyForcibly();
        demo.onExit().join();
    }

    private List<String> log() {
        try {
            return Files.readAllLines(folder.resolve("log"));
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    private long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + demo.pid() + "/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How often the server has said that it cannot accept. */
    private long exhausted() {
        return log().stream()
                .filter(line -> line.contains("cannot accept") && line.contains("Too many open files"))
                .count();
    }

    private static void ask(Wire wire) throws IOException {
        assertEquals("TextHandler !", wire.send(GET).answer(false).body(), wire::transcript);
    }

    @Test
    void acceptWithNoFileDescriptorsLeft() throws Exception {
        try (Wire good = Wire.to(port)) {
            // Twice, so that all is loaded that is needed to serve.
            ask(good);
            ask(good);
            long before = descriptors();
            for (int round = 0; round < 2; round++) {
                exhaust(good);
                Servers.await(() -> descriptors() <= before + POLLERS, () -> before + " -> " + descriptors());
            }
            long lines = exhausted();
            long millis = demo.toHandle()
                    .info()
                    .startInstant()
                    .orElseThrow()
                    .until(Instant.now())
                    .toMillis();
            // The waits double from 5 ms to a second, and begin anew when one could be accepted.
            assertTrue(lines >= 2 && lines <= CONNECTIONS + millis / 100, () -> lines + " lines: " + log());
        }
        assertTrue(log().stream().noneMatch(line -> line.contains("\tat ")), () -> "a stack trace: " + log());
    }

    /** Everybody who has connected gets an answer at last, and who is connected all the while. */
    private void exhaust(Wire good) throws IOException {
        long before = exhausted();
        Deque<Wire> waiting = new ArrayDeque<>();
        List<Wire> all = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Wire wire = Wire.to(port).send(GET);
                all.add(wire);
                waiting.add(wire);
            }
            Servers.await(() -> exhausted() > before, () -> "never exhausted: " + log());
            assertEquals(0, all.getLast().socket().getInputStream().available(), "the last is served already");
            ask(good);
            while (!waiting.isEmpty()) {
                // Some leave, so that others are accepted: those first who have had their answer.
                try (Wire served = waiting.poll()) {
                    assertEquals("TextHandler !", served.answer(false).body(), served::transcript);
                }
                if (waiting.size() % 50 == 0) {
                    ask(good);
                }
            }
        } finally {
            for (Wire wire : all) {
                wire.close();
            }
        }
    }
}
