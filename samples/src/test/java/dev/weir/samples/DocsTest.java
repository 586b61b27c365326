package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
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
    Path work;

    /** A piece of Java on a page. */
    record Piece(Path page, int line, String text) {
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
            if (page.getParent().endsWith("cookbook")) {
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("pieces")
    void compiles(Piece piece) throws IOException {
        String text = piece.text;
        if (text.startsWith("module ") || text.startsWith("open module ")) {
            // Its own types are elsewhere: that a descriptor is one is all that can be seen here.
            assertTrue(text.strip().endsWith("}") && text.contains("requires dev.weir"), text);
            return;
        }
        String whole;
        String name = "Piece";
        if (text.contains("public final class ")) {
            name = text.substring(text.indexOf("public final class ") + 19, text.indexOf(" implements"));
            whole = IMPORTS + text;
        } else if (text.contains("public class ")) {
            name = text.substring(text.indexOf("public class ") + 13, text.indexOf(" {"));
            whole = text;
        } else if (text.contains("void main(")) {
            whole = text;
        } else {
            boolean own = text.contains("server = Server.") || text.contains("mux = new");
            whole = IMPORTS + (own ? "" : GIVEN) + "void main() throws Exception {\n" + text + "}\n";
        }
        Path source = Files.writeString(work.resolve(name + ".java"), whole);
        StringWriter said = new StringWriter();
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(said),
                        new PrintWriter(said),
                        "--module-path",
                        System.getProperty("jdk.module.path"),
                        "--add-modules",
                        "dev.weir,dev.weir.hpack,dev.weir.http.testkit.junit,dev.weir.json.jackson,dev.weir.sessions.jdbc,"
                                + "dev.weir.compress.brotli,dev.weir.compress.zstd,dev.weir.observe.micrometer,"
                                + "dev.weir.observe.opentelemetry,dev.weir.observe.jfr,dev.weir.websocket",
                        "-d",
                        work.toString(),
                        source.toString());
        assertEquals(0, code, () -> piece + ":\n" + said);
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
