package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Servers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code weir cluster} in a browser, while all servers are replaced: its session and its WebSocket go on. */
@Timeout(300)
@EnabledIfSystemProperty(named = "weir.cluster.times", matches = "[2-9]|\\d\\d+", disabledReason = "for -Pcluster")
class ClusterPageTest {
    private static final int VISITS = 5;

    @TempDir
    Path folder;

    private Process start(int port) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m"));
        String modules = System.getProperty("jdk.module.path", "");
        if (modules.isEmpty()) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.weir.samples.Main"));
        } else {
            command.addAll(List.of(
                    "-p",
                    modules,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-m",
                    "dev.weir.samples/dev.weir.samples.Main"));
        }
        command.addAll(List.of("cluster", "--port", "" + port));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("log").toFile())
                .start();
    }

    private static void say(Process cluster, String word) throws IOException {
        cluster.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
        cluster.getOutputStream().flush();
    }

    private static String awaitLine(BufferedReader out, String beginning) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = out.readLine();
        }
        assertTrue(line != null, () -> "no line " + beginning);
        return line;
    }

    private static String text(Browser.Page page, String id) {
        try {
            return page.evaluate("document.getElementById('" + id + "')?.textContent ?? ''");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRestartOfAllIsHardlySeen() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/haproxy")), "haproxy is not installed");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process cluster = start(port);
        try (Browser browser = new Browser(folder);
                Browser.Page page = browser.page();
                BufferedReader out = cluster.inputReader()) {
            page.open(awaitLine(out, "http://"));
            Servers.await(() -> text(page, "socket").contains("instance"), () -> text(page, "socket"));
            for (int i = 0; i < VISITS; i++) {
                page.evaluate("document.getElementById('visit').click() + ''");
                String visits = "visits " + (i + 1) + "\n";
                Servers.await(() -> text(page, "answers").contains(visits), () -> text(page, "answers"));
            }
            say(cluster, "restart");
            awaitLine(out, "all are restarted");
            page.evaluate("document.getElementById('visit').click() + ''");
            String visits = "visits " + (VISITS + 1) + "\n";
            Servers.await(() -> text(page, "answers").contains(visits), () -> text(page, "answers"));
            List<String> answers = text(page, "answers").lines().toList();
            assertEquals(
                    List.of(),
                    answers.stream()
                            .filter(line -> !line.startsWith("200 instance "))
                            .toList());
            Servers.await(
                    () -> text(page, "socket")
                            .strip()
                            .lines()
                            .toList()
                            .getLast()
                            .startsWith("instance "),
                    () -> text(page, "socket"));
            List<String> closed = text(page, "socket")
                    .lines()
                    .filter(line -> line.startsWith("closed"))
                    .toList();
            assertTrue(
                    !closed.isEmpty() && closed.stream().allMatch(line -> line.startsWith("closed: 1001")),
                    closed::toString);
            say(cluster, "stop");
            assertTrue(cluster.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertEquals(0, cluster.exitValue());
        } finally {
            cluster.destroy();
        }
    }
}
