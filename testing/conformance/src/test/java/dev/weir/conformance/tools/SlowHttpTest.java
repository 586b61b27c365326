package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * slowhttptest in its four modes against the demo, which runs in a process of its own: each second the tool's own
 * probe is served, and so is a good client beside it. {@code -Dweir.attack.long=true} makes it longer, with more
 * connections.
 */
class SlowHttpTest {
    private static final boolean LONG = Boolean.getBoolean("weir.attack.long");
    private static final int CONNECTIONS = LONG ? 5000 : 500;
    private static final int SECONDS = LONG ? 120 : 12;
    /** How long a probe may take before the tool calls the service unavailable; wide, for machines with much to do. */
    private static final int PROBE_SECONDS = 8;

    /** What the tool can do, with the route that it does most harm to. */
    enum Mode {
        /** Heads that never end (slowloris). */
        HEADERS("text", "-H", "-i", "2"),
        /** Content that never ends (R.U.D.Y.). */
        BODY("echo", "-B", "-i", "2", "-s", "8192", "-t", "POST"),
        /** Ranges without number (CVE-2011-3192). */
        RANGE("files/hello.txt", "-R", "-a", "1", "-b", "3000", "-t", "HEAD"),
        /** Answers that are not read. */
        READ("big", "-X", "-w", "1", "-y", "16", "-n", "3", "-z", "8", "-k", "2");

        private final String route;
        private final List<String> options;

        Mode(String route, String... options) {
            this.route = route;
            this.options = List.of(options);
        }
    }

    @TempDir
    Path folder;

    private Process demo;
    private BufferedReader said;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        demo = new ProcessBuilder(
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
                .redirectError(folder.resolve("err").toFile())
                .start();
        said = demo.inputReader();
        String line = said.readLine();
        assertTrue(line != null, () -> "the demo did not start: " + read("err"));
        url = URI.create(line);
    }

    @AfterEach
    void stop() throws IOException {
        said.close();
        demo.destroyForcibly();
        demo.onExit().join();
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Process attack(Mode mode) {
        List<String> command = new ArrayList<>(List.of(
                "slowhttptest",
                "-c",
                "" + CONNECTIONS,
                "-r",
                "200",
                "-l",
                "" + SECONDS,
                "-p",
                "" + PROBE_SECONDS,
                "-g",
                "-o",
                folder.resolve("report").toString(),
                "-u",
                url.resolve(mode.route).toString()));
        command.addAll(mode.options);
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("slowhttptest is not installed, so its attacks are not tested");
        }
    }

    @ParameterizedTest
    @EnumSource
    void serviceIsAvailable(Mode mode) throws Exception {
        Process attack = attack(mode);
        int served = 0;
        try {
            while (attack.isAlive()) {
                try (Wire wire = Wire.to(url.getPort())) {
                    for (int i = 0; i < 10; i++) {
                        Answer answer = wire.send("GET /text HTTP/1.1\r\nHost: h\r\n\r\n")
                                .answer(false);
                        assertEquals("TextHandler !", answer.body(), wire::transcript);
                        served++;
                    }
                }
            }
        } finally {
            attack.destroyForcibly();
            attack.onExit().join();
        }
        assertEquals(0, attack.exitValue(), () -> read("out"));
        // Seconds, closed, pending, connected, and in the last column how many of the connections there may be.
        List<String[]> report =
                read("report.csv").lines().skip(1).map(line -> line.split(",")).toList();
        int most = 0;
        for (String[] second : report) {
            assertEquals(
                    "" + CONNECTIONS, second[4], () -> "not available in second " + second[0] + "\n" + read("out"));
            most = Math.max(most, Integer.parseInt(second[1]) + Integer.parseInt(second[3]));
        }
        assertTrue(report.size() >= 3 && served > 0, () -> read("report.csv"));
        assertTrue(most >= CONNECTIONS / 2, () -> "hardly an attack\n" + read("report.csv"));
    }
}
