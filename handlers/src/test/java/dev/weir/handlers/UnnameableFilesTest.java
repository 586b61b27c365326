package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.weir.http.api.Request;
import dev.weir.http.core.exchange.ServerRequest;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File names outside ASCII in a program that was started without a locale: another JVM, as the encoding is its own. */
class UnnameableFilesTest {
    @TempDir
    Path folder;

    /** Serves the folder that it is given, and prints the encoding of names and then each status. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            System.out.println(System.getProperty("sun.jnu.encoding"));
            FileServer server = FileServer.of(Path.of(args[0]));
            for (String target : List.of("/a.txt", "/%C3%A9.txt", "/%C3%A9.txt", "/nothing", "/x%C3%A9/y.txt")) {
                System.out.println(ResponseRecorder.serve(
                                server, MemoryRequest.builder().target(target).build())
                        .status());
            }
        }
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private String run(String locale) throws Exception {
        String classPath = Stream.of(
                        Program.class, FileServer.class, Request.class, ResponseRecorder.class, ServerRequest.class)
                .map(UnnameableFilesTest::place)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Program.class.getName(),
                        folder.toString())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        environment.put("LC_ALL", locale);
        Process program = builder.start();
        program.getOutputStream().close();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, program.waitFor(), said);
        return said;
    }

    @Test
    void withoutALocaleItIsSaidOnce() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "a");
        String said = run("C");
        assumeFalse(said.startsWith("UTF-8"), "this system has UTF-8 without a locale");
        List<String> lines = said.lines().toList();
        assertEquals(
                List.of("200", "404", "404", "404", "404"),
                lines.stream().filter(line -> line.matches("[0-9]{3}")).toList(),
                said);
        assertEquals(
                1,
                lines.stream().filter(line -> line.contains("LC_ALL=C.UTF-8")).count(),
                said);
    }
}
