package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that nobody has given a provider of SLF4J: what goes wrong in it can be read on its standard error. */
class LogWithoutProviderTest {
    private static final String PROGRAM = """
        import dev.weir.http.api.*;
        import dev.weir.http.core.Server;
        import java.net.*;
        import java.time.Duration;

        public class Program {
            public static void main(String[] args) throws Exception {
                Server server = Server.builder().address("127.0.0.1:0").handler((w, r) -> {
                    throw new IllegalStateException("out of tea");
                })PROVIDER.build();
                server.start();
                for (String path : new String[] {"/first", "/second"}) {
                    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
                    System.out.println(((HttpURLConnection) uri.toURL().openConnection()).getResponseCode());
                }
                System.out.println(server.shutdown(Duration.ofSeconds(60)));
            }
        }
        """;

    @TempDir
    Path work;

    /** What the tests run with, without those that provide the log. */
    private static String pathWithoutProviders() {
        return Stream.of(System.getProperty("jdk.module.path").split(File.pathSeparator))
                .filter(entry -> ModuleFinder.of(Path.of(entry)).findAll().stream()
                        .flatMap(module -> module.descriptor().provides().stream())
                        .map(Provides::service)
                        .noneMatch("org.slf4j.spi.SLF4JServiceProvider"::equals))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** As modules, with nothing else than the compiler of the launcher and so without {@code java.logging}; on the class path. */
    @ParameterizedTest
    @ValueSource(
            strings = {"--add-modules=dev.weir --limit-modules=dev.weir,jdk.compiler --module-path", "--class-path"})
    @Timeout(120)
    void failuresAreOnTheStandardError(String options) throws Exception {
        // On the class path what lies in folders, and in no jar, has no files that name its providers.
        String provider = options.equals("--class-path") ? ".protocol(new dev.weir.http1.Http1Provider())" : "";
        Path source = Files.writeString(work.resolve("Program.java"), PROGRAM.replace("PROVIDER", provider));
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.split(" ")));
        command.add(pathWithoutProviders());
        command.add(source.toString());
        Process program = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(program.waitFor(100, TimeUnit.SECONDS), "it has not ended");
        } finally {
            program.destroyForcibly();
        }
        String log = Files.readString(err);
        assertEquals("500\n500\ntrue\n", Files.readString(out), log);
        List<String> expected = List.of(
                "No SLF4J provider was found",
                "listening on 127.0.0.1:",
                "the handler failed on GET /first from ",
                "the handler failed on GET /second from ",
                "ended on 127.0.0.1:");
        int last = -1;
        for (String text : expected) {
            int at = log.indexOf(text);
            assertTrue(at > last, () -> "\"" + text + "\" is missing, or before its turn:\n" + log);
            assertEquals(at, log.lastIndexOf(text), () -> "\"" + text + "\" comes twice:\n" + log);
            last = at;
        }
        assertTrue(log.contains("java.lang.IllegalStateException: out of tea\n\tat "), log);
        assertTrue(log.contains("slf4j-simple") && log.contains("--add-modules org.slf4j.simple"), log);
    }
}
