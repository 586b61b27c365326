package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.config.Http2Config;
import dev.weir.tls.spi.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is true: its hello world runs, and its table has every setting. */
class ReadmeTest {
    private static final Path SOURCE = Path.of("hello", "Hello.java");
    private static final Path CLASS_PATH_SOURCE = Path.of("classpath", "Hello.java");
    private static final Path README = Path.of("..", "README.md");
    private static final Path MODULES = Path.of("..", "docs", "modules.md");

    @TempDir
    Path work;

    @Test
    void theReferenceKnowsEverySettingOfHttp2() throws IOException {
        haveRows(settings(Http2Config.Builder.class));
    }

    @Test
    void theReferenceKnowsEverySettingOfTheServer() throws IOException {
        haveRows(settings(ServerBuilder.class));
    }

    @Test
    void thePageOfTlsKnowsEverySetting() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "tls.md"));
        settings(TlsConfig.Builder.class)
                .forEach(name -> assertTrue(
                        page.contains("`" + name + "`") || page.contains("." + name + "("),
                        () -> "nothing of " + name));
    }

    /** The methods of a builder that set something. */
    private static Stream<String> settings(Class<?> builder) {
        return Arrays.stream(builder.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getReturnType() == builder)
                .map(Method::getName);
    }

    private static void haveRows(Stream<String> names) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration.md"));
        names.forEach(name -> assertTrue(
                page.lines().anyMatch(line -> line.matches("\\|[^|]*`" + name + "`.*")), () -> "no row for " + name));
    }

    @Test
    void standsInTheReadme() throws IOException {
        assertTrue(Files.readString(README).contains("```java\n" + Files.readString(SOURCE) + "```\n"));
    }

    @Test
    @Timeout(120)
    void compilesAndRuns() throws Exception {
        runs(SOURCE, "--module-path", System.getProperty("jdk.module.path"), "--add-modules", "dev.weir");
    }

    /** Whatever lies in the folder, Bouncy Castle too. */
    @Test
    @Timeout(120)
    void runsWithAllThatIsThere() throws Exception {
        assertTrue(Files.readString(README).contains("--add-modules ALL-MODULE-PATH"));
        runs(SOURCE, "--module-path", System.getProperty("jdk.module.path"), "--add-modules", "ALL-MODULE-PATH");
    }

    /** No module at all: the engines are found by the files that the build has made of the descriptors. */
    @Test
    @Timeout(120)
    void runsOnTheClassPath() throws Exception {
        assertTrue(Files.readString(MODULES).contains("```java\n" + Files.readString(CLASS_PATH_SOURCE) + "```\n"));
        runs(CLASS_PATH_SOURCE, "--class-path", System.getProperty("jdk.module.path"));
    }

    private void runs(Path original, String... options) throws Exception {
        int port = freePort();
        String source = Files.readString(original).replace(":8080", "127.0.0.1:" + port);
        assertTrue(source.contains(":" + port), "the port is another for the test");
        Path copy = Files.writeString(work.resolve("Hello.java"), source);
        Path log = work.resolve("log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add(copy.toString());
        Process program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + "/you%20&%20me");
            assertEquals("Hello, /you & me", get(program, uri, log));
        } finally {
            program.destroyForcibly();
            assertTrue(program.waitFor(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @Timeout(120)
    void theLongerExampleCompiles() throws Exception {
        String readme = Files.readString(README);
        int start = readme.indexOf("var mux = ");
        String example = readme.substring(start, readme.indexOf("```", start));
        Path source = Files.writeString(
                work.resolve("Example.java"),
                "import module dev.weir;\n"
                        + "import java.nio.file.Path;\nimport java.time.Duration;\n"
                        + "void main() throws Exception {\n" + example + "}\n");
        Path log = work.resolve("log");
        Process javac = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                        "--module-path",
                        System.getProperty("jdk.module.path"),
                        "--add-modules",
                        "dev.weir",
                        "-d",
                        work.toString(),
                        source.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, javac.waitFor(), () -> contentOf(log));
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String get(Process program, URI uri, Path log) throws Exception {
        while (program.isAlive()) {
            try (InputStream in = ((HttpURLConnection) uri.toURL().openConnection()).getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (ConnectException e) {
                // It does not listen yet.
                Thread.sleep(50);
            }
        }
        throw new AssertionError("the program has ended: " + contentOf(log));
    }
}
