package dev.weir.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SystemdTest {
    private static final String OWN = Long.toString(ProcessHandle.current().pid());

    @TempDir
    Path folder;

    @BeforeAll
    static void linux() {
        Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "systemd is Linux's");
    }

    @Test
    void withoutSystemdNothingIsDone() throws IOException {
        assertTrue(Systemd.socket(Map.of()).isEmpty());
        assertTrue(Systemd.socket(Map.of("LISTEN_FDS", "1")).isEmpty());
        assertTrue(Systemd.socket(Map.of("LISTEN_FDS", "0", "LISTEN_PID", OWN)).isEmpty());
        assertFalse(Systemd.tell(Map.of(), "READY=1"));
        assertFalse(Systemd.tell(Map.of("NOTIFY_SOCKET", "vsock:2:1"), "READY=1"));
    }

    @Test
    void socketsOfAnotherProcessAreNotTaken() throws IOException {
        assertTrue(Systemd.socket(Map.of("LISTEN_FDS", "1", "LISTEN_PID", OWN + "0"))
                .isEmpty());
    }

    @Test
    void ofSeveralSocketsNoneIsTaken() {
        IOException e =
                assertThrows(IOException.class, () -> Systemd.socket(Map.of("LISTEN_FDS", "2", "LISTEN_PID", OWN)));
        assertTrue(e.getMessage().startsWith("systemd has given 2 sockets"), e.getMessage());
    }

    @Test
    void aSocketThatIsNotThereIsAnError() {
        assertThrows(
                UncheckedIOException.class,
                () -> Systemd.tell(
                        Map.of("NOTIFY_SOCKET", folder.resolve("none").toString()), "READY=1"));
        assertThrows(
                UncheckedIOException.class,
                () -> Systemd.tell(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200)), "READY=1"));
    }

    /** A parent holds the socket; while the service starts anew five times, no connection is refused and no request lost. */
    @Test
    void aRestartLosesNothing() throws Exception {
        assertEquals(
                "['five', 'four', 'one', 'six', 'three', 'two'] ['five', 'four', 'one', 'three', 'two'] []",
                run("parent.py", Service.class));
    }

    /** Several sockets, each with its name; who connects while none runs is answered by the next. */
    @Test
    void severalSocketsByName() throws Exception {
        String said = run("sockets.py", SocketsService.class);
        assertEquals(
                "['one web', 'one six', 'one admin', 'two web', 'two six', 'two admin']\n"
                        + "{web=/127.0.0.1:WEB, six=/[0:0:0:0:0:0:0:1]:SIX, admin=FOLDER/admin}",
                said);
    }

    @Test
    void whatIsNoSocketThatListensIsNotTaken() {
        // A number that is open in no process.
        IOException e = assertThrows(IOException.class, () -> HandedSocket.take(1 << 20, "a"));
        assertTrue(e.getMessage().contains("is no socket that listens"), e.getMessage());
    }

    @Test
    void ofNoneNoneIsTaken() throws IOException {
        assertEquals(List.of(), Systemd.sockets(Map.of()));
        assertEquals(List.of(), Systemd.sockets(Map.of("LISTEN_FDS", "2", "LISTEN_PID", OWN + "0")));
        assertThrows(IOException.class, () -> Systemd.sockets(Map.of("LISTEN_FDS", "x", "LISTEN_PID", OWN)));
    }

    private String run(String script, Class<?> service) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", script(script).toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Xmx64m");
        String path = System.getProperty("jdk.module.path");
        String classes = System.getProperty("java.class.path");
        if (path == null) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classes, service.getName()));
        } else {
            String tests = Path.of(service.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            command.addAll(List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    String.join(java.io.File.pathSeparator, tests, path, classes),
                    service.getName()));
        }
        Path log = folder.resolve("log");
        Process parent;
        try {
            parent = new ProcessBuilder(command).redirectError(log.toFile()).start();
        } catch (IOException e) {
            return Assumptions.abort("python3 is not installed");
        }
        String said = new String(parent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertEquals(0, parent.waitFor(), () -> said + read(log));
        return said;
    }

    private Path script(String name) throws IOException {
        Path script = folder.resolve(name);
        try (InputStream in = SystemdTest.class.getResourceAsStream(name)) {
            Files.write(script, in.readAllBytes());
        }
        return script;
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
