package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/toolbox/limits.md}: its pieces of Java compile, and what it says in numbers is so. */
class ToolboxLimitsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs", "toolbox", "limits.md");
    /** What the pieces take for granted. */
    private static final String GIVEN = """
        import dev.weir.http.api.*;
        import dev.weir.middleware.*;
        import java.time.Duration;
        import java.util.Set;
        class Pieces {
            static final Handler handler = (_, _) -> {};
            static final Handler report = handler;
            static final Set<String> keys = Set.of();
        """;

    @Test
    void itsPiecesCompile(@TempDir Path folder) throws IOException {
        List<String> pieces = Arrays.stream(Files.readString(PAGE).split("(?m)^```"))
                .filter(part -> part.startsWith("java\n"))
                .map(part -> part.substring(5))
                .toList();
        assertEquals(5, pieces.size());
        StringBuilder text = new StringBuilder(GIVEN);
        for (int i = 0; i < pieces.size(); i++) {
            text.append("static void piece")
                    .append(i)
                    .append("() {\n")
                    .append(pieces.get(i))
                    .append("}\n");
        }
        Path source = Files.writeString(folder.resolve("Pieces.java"), text.append("}\n"));
        List<String> options = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
        String modules = System.getProperty("jdk.module.path");
        String path = System.getProperty("java.class.path") + (modules == null ? "" : File.pathSeparator + modules);
        options.addAll(List.of("-cp", path, source.toString()));
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(out, out, options.toArray(String[]::new));
        assertEquals(0, code, said::toString);
    }

    @Test
    void itsFieldsAreThoseOfItsLimit() throws IOException {
        var answer = ResponseRecorder.serve(
                RateLimit.builder(100, Duration.ofSeconds(1))
                        .burst(300)
                        .name("calls")
                        .build()
                        .wrap((_, _) -> {}),
                MemoryRequest.builder().build());
        String page = Files.readString(PAGE);
        for (String name : List.of("RateLimit-Policy", "RateLimit")) {
            String line = "`" + name + ": " + answer.headers().get(name) + "`";
            assertTrue(page.contains(line), line);
        }
    }
}
