package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every piece of Java in docs/ compiles, and every link between the pages leads somewhere. */
class DocsTest {
    private static final Path ROOT = Path.of("..");
    /** What a piece that is no whole program may use without saying so. */
    static final String IMPORTS = """
        import module dev.weir;
        import module dev.weir.http.testkit;
        import module java.base;
        import dev.weir.http.core.spi.*;
        import dev.weir.http.testkit.junit.*;
        import dev.weir.http2.config.*;
        import dev.weir.http2.spi.*;
        import dev.weir.compress.brotli.*;
        import dev.weir.compress.zstd.*;
        import dev.weir.json.*;
        import dev.weir.json.jackson.*;
        import dev.weir.json.spi.*;
        import dev.weir.observe.*;
        import dev.weir.observe.micrometer.*;
        import dev.weir.observe.opentelemetry.*;
        import dev.weir.observe.jfr.*;
        import dev.weir.sessions.*;
        import dev.weir.sessions.jdbc.*;
        import dev.weir.tls.spi.jsse.*;
        import dev.weir.websocket.*;
        import io.micrometer.core.instrument.MeterRegistry;
        import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
        import io.opentelemetry.api.*;
        import io.opentelemetry.api.trace.Span;
        import io.opentelemetry.context.Context;
        import javax.net.ssl.*;
        import tools.jackson.databind.*;
        import tools.jackson.databind.json.*;
        """;

    /** What pieces of a program take for granted. */
    private static final String GIVEN = """
        ServeMux mux = new ServeMux();
        ServerBuilder builder = Server.builder();
        Server server;
        Handler handler;
        Handler report;
        Set<String> keys = Set.of();
        String find(String id) { return id; }
        """;

    @TempDir
    static Path work;

    /** What the compiler has said. */
    private static String said = "";

    /** A piece of Java on a page. */
    record Piece(Path page, int line, String text) {
        boolean isDescriptor() {
            return text.startsWith("module ") || text.startsWith("open module ");
        }

        String className() {
            if (text.contains("public final class ")) {
                return text.substring(text.indexOf("public final class ") + 19, text.indexOf(" implements"));
            }
            if (text.contains("public class ")) {
                return text.substring(text.indexOf("public class ") + 13, text.indexOf(" {"));
            }
            return "Piece_" + page.getFileName().toString().replaceAll("[^A-Za-z0-9]", "_") + "_" + line;
        }

        /** A whole program, or the body of one. */
        String source() {
            if (text.contains("public final class ")) {
                return IMPORTS + text;
            }
            if (text.contains("public class ") || text.contains("void main(")) {
                return text;
            }
            boolean own = text.contains("server = Server.") || text.contains("mux = new");
            return IMPORTS + (own ? "" : GIVEN) + "void main() throws Exception {\n" + text + "}\n";
        }

        @Override
        public String toString() {
            return page.getFileName() + ":" + line;
        }
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            all.filter(p -> p.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    static List<Piece> pieces() throws IOException {
        List<Piece> pieces = new ArrayList<>();
        for (Path page : pages()) {
            if (page.getParent().endsWith("cookbook") || page.endsWith("tutorial.md")) {
                continue; // Those have a test that runs them as well.
            }
            int number = 0;
            StringBuilder open = null;
            int begin = 0;
            for (String line : Files.readAllLines(page)) {
                number++;
                if (open == null && line.equals("```java")) {
                    open = new StringBuilder();
                    begin = number;
                } else if (open != null && line.equals("```")) {
                    pieces.add(new Piece(page, begin, open.toString()));
                    open = null;
                } else if (open != null) {
                    open.append(line).append('\n');
                }
            }
        }
        return pieces;
    }

    @Test
    void thereAreSome() throws IOException {
        assertTrue(pages().size() > 5 && pieces().size() > 15, () -> "what is tested here has gone");
    }

    /**
     * All pieces are compiled at once, as the compiler takes longest to begin; pieces of one name, one after the other.
     */
    @BeforeAll
    static void compile() throws IOException {
        List<Map<String, String>> batches = new ArrayList<>();
        for (Piece piece : pieces()) {
            if (piece.isDescriptor()) {
                continue;
            }
            Map<String, String> batch = batches.stream()
                    .filter(sources -> !sources.containsKey(piece.className()))
                    .findFirst()
                    .orElse(null);
            if (batch == null) {
                batch = new TreeMap<>();
                batches.add(batch);
            }
            batch.put(piece.className(), piece.source());
        }
        StringBuilder all = new StringBuilder();
        for (Map<String, String> batch : batches) {
            Path folder = Files.createTempDirectory(work, "batch");
            List<String> arguments = new ArrayList<>(List.of(
                    "--module-path",
                    System.getProperty("jdk.module.path"),
                    "--add-modules",
                    "ALL-MODULE-PATH",
                    "-proc:none",
                    "-Xmaxerrs",
                    "1000",
                    "-d",
                    folder.toString()));
            for (Map.Entry<String, String> source : batch.entrySet()) {
                Path file = folder.resolve(source.getKey() + ".java");
                arguments.add(Files.writeString(file, source.getValue()).toString());
            }
            StringWriter said = new StringWriter();
            ToolProvider.findFirst("javac")
                    .orElseThrow()
                    .run(new PrintWriter(said), new PrintWriter(said), arguments.toArray(String[]::new));
            all.append(said);
        }
        said = all.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pieces")
    void compiles(Piece piece) {
        if (piece.isDescriptor()) {
            // Its own types are elsewhere: that a descriptor is one is all that can be seen here.
            assertTrue(piece.text.strip().endsWith("}") && piece.text.contains("requires dev.weir"), piece.text);
            return;
        }
        assertFalse(said.contains("/" + piece.className() + ".java:"), () -> piece + ":\n" + said);
    }

    @Test
    void theCompilerIsContent() {
        assertFalse(said.contains("error"), () -> said);
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            for (int at = text.indexOf("]("); at >= 0; at = text.indexOf("](", at + 2)) {
                String target = text.substring(at + 2, text.indexOf(')', at));
                int hash = target.indexOf('#');
                String file = hash < 0 ? target : target.substring(0, hash);
                if (!file.isEmpty() && !file.contains("://") && !Files.exists(page.resolveSibling(file))) {
                    broken.add(page + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }
}
